"""How many may be graded excellent: no cap in the common rules, a share where a town says so, refused or told."""

from datetime import date
from fractions import Fraction as Exact
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import cap
from lianxin.language.approx import counted
from lianxin.language.load import load
from lianxin.language.reason import Refused

ON = date(2026, 11, 20)
PACKS = Path(__file__).parents[2] / "packs"


def pack(share="1/3", strict=False):
    found = load(PACKS / "base", ON)
    for name, said in (("appraise.excellent", share), ("appraise.strict", strict)):
        value = found.said.values[name]
        dated = [value.dated[0].model_copy(update={"value": said})]
        found.said.values[name] = value.model_copy(update={"dated": dated})
    return found


def figures(rated, excellent):
    return {"rated": counted(rated).kept(), "rated_excellent": counted(excellent).kept()}


def kind(pack):
    return pack.said.activities["appraisal"]


@given(st.fractions(Exact(0), Exact(1), max_denominator=60), st.integers(0, 500))
def test_the_most_is_exact(share, of):
    n = cap.most(share, of)
    assert Exact(n) <= share * of < Exact(n + 1)


def test_a_share_is_said_before_and_what_is_over_it_is_called_to_mind():
    """条例第十八条 sets no share: a town's own one reminds unless its document is strict."""
    town = pack()
    assert "20 人中最多 6 人" in cap.before(town, kind(town), 20, ON)["rated_excellent"].say()
    assert "6 of 20" in cap.before(town, kind(town), 20, ON)["rated_excellent"].say("en")
    cap.must_hold(town, kind(town), figures(20, 7), ON)
    assert "多出 1 人" in cap.over(town, kind(town), figures(20, 7), ON)["rated_excellent"].say()
    assert cap.over(town, kind(town), figures(20, 6), ON) == {}


def test_a_strict_share_refuses_with_the_numbers():
    town = pack(strict=True)
    cap.must_hold(town, kind(town), figures(20, 6), ON)
    with pytest.raises(Refused, match="20 人的 1/3 最多 6 人，多出 1 人") as refused:
        cap.must_hold(town, kind(town), figures(20, 7), ON)
    assert refused.value.field == "rated_excellent"
    with pytest.raises(Refused, match="还要填“参加评议的党员”"):
        cap.must_hold(town, kind(town), {"rated_excellent": counted(6).kept()}, ON)


def test_without_a_share_only_more_than_all_is_refused():
    base = load(PACKS / "base", ON)
    assert cap.before(base, kind(base), 20, ON) == {}
    cap.must_hold(base, kind(base), figures(20, 20), ON)
    cap.must_hold(base, kind(base), {"rated_excellent": counted(6).kept()}, ON)
    with pytest.raises(Refused, match="多出 1 人"):
        cap.must_hold(base, kind(base), figures(20, 21), ON)
