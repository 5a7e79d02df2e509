"""A list says that what was planned took place: the same act as on the page, told apart in the check, undone alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lianxin.kernel.acts import activity, gathering, holding, roll
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Activity, Entry, Tie
from lianxin.kernel.reads.occasions import Looking
from lianxin.language.calendar import SHANGHAI
from lianxin.language.listed import ACTIVITIES
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel import rolls
from tests.kernel.rolls import put

HEAD = ["编号", "活动名称", "类别", "活动时间", "主办单位", "参加人数", "学时", "是否已开展", "活动内容"]
AT = datetime(2026, 3, 5, 9, 30, tzinfo=SHANGHAI)


def come(cast, *rows, who="governance"):
    return rolls.come(cast, ACTIVITIES, HEAD, rows, who)


def row(title="爱心义剪进社区", day="2026-03-05", heads="180余人", held="是", number=None, kind="志愿活动", hours=None):
    return [number, title, kind, day, "樵园社区", heads, hours, held, None]


def plan(cast, title="爱心义剪进社区", at=AT, kind="volunteering", **more):
    wanted = Plan(kind, title, at, (cast.unit("qiaoyuan").pk,), text="带上老花镜", **more)
    return activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW - timedelta(days=20))


def said(sent):
    return "\n".join(problem["zh"] for problem in sent.problems)


def test_a_planned_one_moves_to_held_with_its_numbers_as_they_were_told(cast):
    one = plan(cast)
    sent = come(cast, row(), row("政策宣讲", heads="近百人"))
    assert (sent.rows, sent.moves, sent.known, sent.wrong) == (2, 1, 0, 0), said(sent)
    one.refresh_from_db()
    assert one.state == "planned" and not Entry.objects.filter(act="activity.hold").exists(), "a check writes nothing"
    done = put(cast, sent)
    one.refresh_from_db()
    assert (one.state, one.figures["heads"]) == ("held", {"least": 181, "most": 189, "said": "180余人"})
    assert one.starts_at == AT and one.text == "带上老花镜", "what the row does not say stays"
    entry = Entry.objects.get(activity=one, act="activity.hold")
    assert (entry.person_id, entry.before, entry.after) == (cast.people["governance"].pk, "planned", "held")
    assert len(done.made) == 1 and [was["pk"] for was in done.moved] == [one.pk]
    assert Activity.objects.filter(title=one.title).count() == 1
    again = come(cast, row(), row("政策宣讲", heads="近百人"))
    assert (again.known, again.moves) == (2, 0), "again: nothing"


def test_undone_it_is_planned_again_and_what_was_there_stays(cast):
    one, other, by_hand = plan(cast), plan(cast, "政策宣讲"), plan(cast, "防汛演练")
    holding.hold(cast.who("governance"), by_hand.pk, Record(figures={"heads": "30"}), NOW)
    done = put(cast, come(cast, row(), row("政策宣讲"), row("防汛演练"), row("新的一场")))
    assert (len(done.made), len(done.moved)) == (1, 2)
    said_of = Record(figures={"heads": "150"})
    holding.correct(cast.who("governance"), other.pk, said_of, "数错了", NOW + timedelta(minutes=5))
    roll.undo(cast.who("governance"), done.pk, NOW + timedelta(minutes=9))
    done.refresh_from_db()
    assert (done.state, done.kept) == ("undone", 1), "what was corrected since is kept"
    states = dict(Activity.objects.values_list("title", "state"))
    assert states == {one.title: "planned", "政策宣讲": "held", "防汛演练": "held", "新的一场": "cancelled"}
    one.refresh_from_db()
    assert (one.figures, one.text, one.recorded_at) == ({}, "带上老花镜", None)
    entry = Entry.objects.get(activity=one, act="activity.unhold")
    assert (entry.before, entry.after) == ("held", "planned")
    assert come(cast, row()).moves == 1, "it may be moved again"


def test_by_its_number_by_the_day_and_not_by_another_hour(cast):
    planned = put(cast, come(cast, row(number="H-3", day="2026-03-05 14:00", heads=None, held="计划")))
    assert come(cast, row(number="H-3", day="2026-03-06")).moves == 1, "the number says which"
    assert come(cast, row()).moves == 1 and come(cast, row(day="2026-03-05 14:00")).moves == 1
    elsewhere = come(cast, row(day="2026-03-05 16:00"), row(day="2026-03-04"))
    assert (elsewhere.moves, elsewhere.known) == (0, 0)
    assert Activity.objects.get(pk=planned.made[0]).state == "planned"


def test_two_of_one_name_on_one_day_ask_for_the_hour(cast):
    plan(cast)
    plan(cast, at=AT + timedelta(hours=5))
    sent = come(cast, row())
    assert (sent.moves, sent.wrong) == (0, 1) and "，D2：" in said(sent) and "两场同名" in said(sent)
    assert come(cast, row(day="2026-03-05 14:30")).moves == 1


def test_only_a_row_that_says_so_moves_it(cast):
    plan(cast)
    for held, heads, moves in ((None, None, 0), ("计划", None, 0), (None, "30", 1), ("是", "30", 1)):
        assert come(cast, row(held=held, heads=heads)).moves == moves, (held, heads)


def test_what_has_not_begun_is_refused_at_its_cell(cast):
    later = NOW + timedelta(days=4)
    plan(cast, at=later)
    sent = come(cast, row(day=later.date().isoformat(), heads=None))
    assert (sent.moves, sent.wrong) == (0, 1) and "，H2：" in said(sent)
    today = NOW + timedelta(hours=3)
    plan(cast, "今天下午的一场", at=today)
    sent = come(cast, row("今天下午的一场", day=today.date().isoformat(), heads=None))
    assert (sent.moves, sent.wrong) == (0, 1) and "，H2：" in said(sent), "the plan knows the hour"


def test_whom_it_is_known_by_name_is_recorded_by_name(cast):
    one, person = plan(cast), cast.people["member"]
    Tie.objects.create(kind="attend", person=person, activity=one, town=cast.town, state="signed", since=NOW)
    sent = come(cast, row())
    assert (sent.moves, sent.wrong) == (0, 1) and "记到人" in said(sent), said(sent)
    reading = Looking(sent, cast.who("governance"), NOW)
    with pytest.raises(Refused, match="记到人"):
        gathering.move(reading, reading.entrant(next(reading.rows())), one.pk, NOW)
    problem = gathering.rehearse(reading, reading.entrant(next(reading.rows())), one.pk, NOW)
    assert problem is not None and problem.cell == "H2"
    assert Tie.objects.filter(activity=one, kind="attend", state="absent").count() == 0


def test_who_may_not_record_it_moves_nothing(cast):
    plan(cast)
    sent = come(cast, row(), who="community")
    assert sent.moves == 1, "the community records its own"
    theirs = [None, "爱心义剪进社区", "志愿活动", "2026-03-05", "樵乐社区", "30", None, "是", None]
    wanted = Plan("volunteering", "爱心义剪进社区", AT, (cast.unit("qiaole").pk,))
    activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)
    sent = come(cast, theirs, who="community")
    assert (sent.moves, sent.wrong) == (0, 1) and "，E2：" in said(sent)


def test_what_changed_between_check_and_putting_in_is_left(cast):
    one, other = plan(cast), plan(cast, "政策宣讲")
    sent = come(cast, row(), row("政策宣讲"))
    activity.cancel(cast.who("governance"), one.pk, "下雨", NOW)
    done = put(cast, sent)
    assert [was["pk"] for was in done.moved] == [other.pk]
    one.refresh_from_db()
    assert one.state == "cancelled"
