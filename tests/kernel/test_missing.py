"""A round whose indicators have no data for a unit: left out with both totals kept, or nothing is told (ADR 0104)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel.acts import appraisal, objection
from lianxin.kernel.acts import pack as packs_act
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import appraisal as reads
from lianxin.kernel.who import SYSTEM
from lianxin.language import period
from lianxin.language.pack import from_content
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.test_appraisal import BY, TREE, cite, paper

LATER = NOW + timedelta(days=20)
RATE = BY | {"label": {"zh": "响应率"}, "most": 10, "indicator": "respond", "target": 1}


@pytest.fixture
def opened(cast):
    """Opens a round over two villages whose tree has, beside the documents, one indicator that says so of missing data;
    `alone`: without the documents."""

    def open_(word: str, alone: bool = False):
        parts = {"rate": RATE | {"missing": word}}
        parts = parts if alone else {"new": TREE["parts"]["new"]} | parts
        said = TREE | {"parts": parts}
        content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": said}}
        packs_act.publish(SYSTEM, from_content(content), NOW)
        units = [cast.unit("party_qiaoyuan").pk, cast.unit("party_qiaole").pk]
        who = cast.who("governance")
        row = appraisal.open_round(who, cast.town.pk, "year", "2026年党建考核", period.read("2026"), units, NOW)
        return row, list(row.appraised.order_by("id"))

    return open_


def answered(tell, unit, marks=("respond.below", "respond.above"), text="路灯不亮"):
    found = tell(text, place="qiaoyuan").matter
    Matter.objects.filter(pk=found.pk).update(marks=list(marks), owner=unit)
    return found


def test_a_unit_without_data_is_not_punished_and_both_totals_are_kept(cast, opened, tell):
    row, (one, other) = opened("exclude")
    answered(tell, other.unit, marks=["respond.below"])
    cite(cast, one, "new", paper())
    cite(cast, other, "new", paper())
    row = appraisal.tell(cast.who("governance"), row.pk, NOW)
    first, second = reads.standings(row, NOW)
    assert (first.total.shown, first.total.shown_as_zero) == ("9.00", "3.00")
    assert (second.total.shown, second.total.shown_as_zero) == ("3.00", "3.00"), "nothing answered of one is a zero"
    one.refresh_from_db()
    other.refresh_from_db()
    kept = ("total", "as_zero", "left_out")
    assert [one.result[key] for key in kept] == ["9", "3", ["rate"]]
    assert [other.result[key] for key in kept] == ["3", "3", []]
    said = Entry.objects.get(act="appraisal.tell").data
    assert said["totals"] == {str(one.pk): "9.00", str(other.pk): "3.00"} and said["as_zero"] == {str(one.pk): "3.00"}


def test_what_was_left_out_stays_so_once_it_is_told(cast, opened, tell):
    """Data that come after the points were told change nothing of them; an objection that is right counts them in."""
    row, (one, _) = opened("exclude")
    cite(cast, one, "new", paper())
    cite(cast, row.appraised.order_by("id")[1], "new", paper())
    appraisal.tell(cast.who("governance"), row.pk, NOW)
    one.refresh_from_db()
    made = objection.object_to(cast.who("secretary"), one, "有一件按时答复了", NOW, item="rate")
    answered(tell, one.unit)
    row.refresh_from_db()
    assert reads.standings(row, NOW, one.pk)[0].total.shown == "9.00"
    objection.answer(cast.who("clerk"), made.pk, True, "核实过", LATER)
    row.refresh_from_db()
    found = reads.standings(row, LATER, one.pk)[0].total
    assert (found.shown, found.shown_as_zero, found.left_out()) == ("13.00", "13.00", [])


def test_nothing_is_told_before_an_item_that_must_have_data_has_some(cast, opened, tell):
    row, (one, other) = opened("block")
    answered(tell, other.unit)
    with pytest.raises(Refused) as refused:
        appraisal.tell(cast.who("governance"), row.pk, NOW)
    assert [reason.code for reason in refused.value.reasons] == ["no_data"]
    said = refused.value.say()
    assert f"“{one.unit.name}”的“响应率”还没有数据" in said and other.unit.name not in said
    row.refresh_from_db()
    one.refresh_from_db()
    assert row.told_at is None and one.result == {} and not Entry.objects.filter(act="appraisal.tell").exists()
    answered(tell, one.unit, marks=["respond.below"], text="井盖松了，车一过就响")
    appraisal.tell(cast.who("governance"), row.pk, NOW)
    one.refresh_from_db()
    assert one.result["total"] == "0"


def test_a_unit_of_which_everything_is_left_out_keeps_the_round_back(cast, opened, tell):
    row, (one, other) = opened("exclude", alone=True)
    answered(tell, other.unit)
    with pytest.raises(Refused) as refused:
        appraisal.tell(cast.who("governance"), row.pk, NOW)
    assert [reason.code for reason in refused.value.reasons] == ["all_left_out"]
    assert f"“{one.unit.name}”的每一项都没有数据" in refused.value.say()


def test_a_round_that_says_nothing_of_it_counts_zero_as_before(cast, opened):
    row, (one, _) = opened("zero")
    cite(cast, one, "new", paper())
    row = appraisal.tell(cast.who("governance"), row.pk, NOW)
    total = reads.standings(row, NOW, one.pk)[0].total
    assert (total.shown, total.left_out()) == ("3.00", []) and "as_zero" not in Entry.objects.get(
        act="appraisal.tell"
    ).data
