"""Elections on paper, recorded by totals: candidates exceed seats, said before and refused with the numbers; a cap on
who is graded excellent holds where totals are entered."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, holding
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import packs
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

pytestmark = pytest.mark.django_db
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def org(cast):
    return organisation(cast, 10)


def elected(org, line=None, **said):
    made = org.plan("assembly", YESTERDAY, agenda=({"kind": "election", "text": "支委会换届"} | (line or {}),))
    outcome = Outcome(0, text="选出五人", in_favour=9, **said)
    return holding.hold(org.secretary, made.pk, Record(present=tuple(org.members), outcomes=(outcome,)), NOW)


def test_five_seats_need_six_candidates(org):
    with pytest.raises(Refused, match="至少要有 6 名候选人"):
        elected(org, seats=5, candidates=5)
    assert not Activity.objects.filter(state="held").exists()
    held = elected(org, seats=5, candidates=6)
    assert (held.resolved[0]["seats"], held.resolved[0]["candidates"], held.resolved[0]["carried"]) == (5, 6, True)


def test_what_the_plan_says_counts_unless_the_record_says_otherwise(org):
    assert elected(org, {"seats": 5, "candidates": 6}).resolved[0]["candidates"] == 6
    assert elected(org, {"seats": 5}, candidates=7).resolved[0]["candidates"] == 7
    with pytest.raises(Refused, match="请写应选几人"):
        elected(org, {"seats": 5})


def test_a_plan_with_too_few_candidates_is_refused_at_once(org):
    with pytest.raises(Refused, match="还差 1 名"):
        org.plan("assembly", NOW + timedelta(days=9), agenda=({"kind": "election", "seats": 3, "candidates": 3},))
    made = org.plan("assembly", NOW + timedelta(days=9), agenda=({"kind": "election", "seats": 3},))
    wanted = activity.as_planned(made)
    short = tuple({**line, "candidates": 3} for line in wanted.agenda)
    with pytest.raises(Refused, match="还差 1 名"):
        activity.change(org.secretary, made.pk, activity.replace(wanted, agenda=short), NOW)


def graded(org, rated, excellent):
    made = org.plan("appraisal", YESTERDAY)
    said = Record(present=tuple(org.members), figures={"rated": rated, "rated_excellent": excellent})
    return holding.hold(org.secretary, made.pk, said, NOW)


@pytest.mark.parametrize("strict", [True, False])
def test_more_excellent_ones_than_a_town_allows_are_refused_or_saved_as_its_pack_says(org, cast, monkeypatch, strict):
    values = packs.of_town(cast.town.pk).said.values
    for name, said in (("appraise.excellent", "1/3"), ("appraise.strict", strict)):
        value = values[name]
        dated = [value.dated[0].model_copy(update={"value": said})]
        monkeypatch.setitem(values, name, value.model_copy(update={"dated": dated}))
    assert graded(org, "10", "3").figures["rated_excellent"]["said"] == "3"
    if strict:
        with pytest.raises(Refused, match="最多 3 人，多出 1 人"):
            graded(org, "10", "4")
    else:
        assert graded(org, "10", "4").state == "held"


def test_the_common_rules_set_no_share_of_excellent_ones(org):
    assert graded(org, "10", "10").state == "held"
    with pytest.raises(Refused, match="多出 1 人"):
        graded(org, "10", "11")
