"""Activities from a ledger or a plan: numbers as they were told, what has not come yet refused, no copies, undone."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lianxin.kernel.acts import activity, holding, roll
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Activity, Entry, Roll, Tie
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import versions
from lianxin.kernel.reads.occasions import moment
from lianxin.language.calendar import SHANGHAI
from lianxin.language.listed import ACTIVITIES
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel import rolls
from tests.kernel.rolls import put, sheet

HEAD = [
    "序号",
    "活动名称",
    "类别",
    "活动时间",
    "主办单位",
    "承办单位",
    "地点",
    "参加人数",
    "户数",
    "学时",
    "是否已开展",
]
NEXT = datetime(2026, 4, 8, 15, 0)  # noqa: DTZ001 - as a spreadsheet holds it
MARCH = (datetime(2026, 3, 1, tzinfo=SHANGHAI), datetime(2026, 5, 1, tzinfo=SHANGHAI))


@pytest.fixture
def good():
    return [
        [1, "爱心义剪进社区", "志愿活动", "2026-03-05 09:30", "樵园社区", "樵乐社区", "听音湖", "180余人", None, None,
         "是"],
        [2, "春节走访慰问", "走访慰问", "2026年2月10日", "樵园社区", None, None, None, "近百", None, None],
        [3, "防汛知识培训", "培训", NEXT, "樵园社区", None, "社区会议室", None, None, None, "计划"],
    ]  # fmt: skip


def come(cast, rows, head=HEAD, who="governance") -> Roll:
    return rolls.come(cast, ACTIVITIES, head, rows, who)


def test_a_ledger_comes_in_with_its_numbers_as_they_were_told(cast, good):
    sent = come(cast, good)
    assert sent.columns == [
        "", "title", "kind", "date", "unit", "carriers", "place", "figure.heads", "figure.households", "field.hours",
        "state",
    ]  # fmt: skip
    assert (sent.wrong, sent.problems) == (0, []) and not Activity.objects.exists(), "a check writes nothing"
    made = list(Activity.objects.filter(pk__in=put(cast, sent).made).order_by("pk"))
    cut, visit, course = made
    assert [one.state for one in made] == ["held", "held", "planned"]
    assert cut.figures["heads"] == {"least": 181, "most": 189, "said": "180余人"}
    assert visit.figures["households"] == {"least": 90, "most": 99, "said": "近百"}
    assert cut.starts_at == datetime(2026, 3, 5, 9, 30, tzinfo=SHANGHAI)
    assert visit.starts_at == datetime(2026, 2, 10, tzinfo=SHANGHAI)
    assert (cut.kind, visit.kind, course.kind) == ("volunteering", "visit", "training")
    assert reads.organisers(cut.pk) == [(cast.unit("qiaoyuan").pk, "host"), (cast.unit("qiaole").pk, "carry")]
    assert cast.unit("qiaole").pk in cut.chains and cast.town.pk in cut.chains
    assert course.place_text == "社区会议室" and cut.recorded_at == NOW and course.recorded_at is None
    acts = list(Entry.objects.filter(activity=cut).order_by("pk").values_list("act", flat=True))
    assert acts == ["activity.plan", "activity.hold"]
    assert reads.held_below(cast.town.pk, *MARCH) == 1


def test_it_is_the_same_as_by_hand(cast, good):
    put(cast, come(cast, good[:1]))
    listed = Activity.objects.get()
    units = (cast.unit("qiaoyuan").pk, cast.unit("qiaole").pk)
    plan = Plan("volunteering", "爱心义剪", listed.starts_at, units[:1], units[1:], place_id=listed.place_id)
    by_hand = activity.plan(cast.who("governance"), cast.town.pk, plan, NOW)
    by_hand = holding.hold(cast.who("governance"), by_hand.pk, Record(figures={"heads": "180余人"}), NOW)
    for name in ("state", "figures", "fields", "chains", "unit_id", "place_id", "place_text", "recorded_at", "pack_id"):
        assert getattr(by_hand, name) == getattr(listed, name), name
    entries = [
        [(e.act, e.verb, e.before, e.after, e.unit_id, e.town_id, e.role, sorted(set(e.data) - {"due", "came"}))
         for e in Entry.objects.filter(activity=one).order_by("pk")]
        for one in (listed, by_hand)
    ]  # fmt: skip
    assert entries[0] == entries[1]


def test_what_has_not_come_yet_cannot_be_done(cast, good):
    later = [*good[2][:9], 2, "已开展"]
    counted = [4, "消防演练宣讲", "走访慰问", "2026-04-01", "樵园社区", None, None, None, "20", None, None]
    sent = come(cast, [good[0], later, counted])
    said = [problem["zh"] for problem in sent.problems]
    assert sent.wrong == 2 and "，K3：" in said[0] and "不能记为已开展" in said[0] and "，I4：" in said[1]
    assert len(put(cast, sent).made) == 1


def test_every_fault_is_told_with_its_cell(cast, good):
    rows = [
        [1, "", "志愿活动", "2026-03-05", "樵园社区", None, None, None, None, None, None],
        [2, "义剪", "飞行表演", "2026年3月", "查无此处", None, None, None, None, None, None],
        [3, "义剪", "志愿活动", "2026-03-05", "樵园社区", "查无此处", None, "很多人", "3", None, "也许"],
        [4, "培训一次", "培训", "2026-03-04", "樵园社区", None, None, "20", None, None, "是"],
        [5, "支部大会", "党员大会", "2026-03-04", "樵园社区", None, None, None, None, None, "是"],
        [6, "太远的事", "志愿活动", "2226-03-05", "樵园社区", None, None, None, None, None, None],
        [7, "义剪 一", "志愿活动", "2026-03-06", "樵园社区", None, None, None, None, "3", None],
        [8, "义剪 二", "志愿活动", "2026-03-06", None, None, None, None, None, None, None],
        good[0],
        good[0],
    ]
    sent = come(cast, rows)
    said = "\n".join(problem["zh"] for problem in sent.problems)
    for cell in ("B2", "C3", "D3", "E3", "F4", "H4", "I4", "K4", "J5", "E6", "C6", "D7", "J8", "E9", "A11"):
        assert f"，{cell}：" in said, (cell, said)
    assert (sent.rows, sent.wrong) == (10, 9)
    assert all(problem["en"] for problem in sent.problems)


def test_again_by_hand_or_overlapping_no_copies(cast, good):
    put(cast, come(cast, good))
    again = come(cast, good)
    assert (again.known, again.wrong) == (3, 0)
    with pytest.raises(Refused):
        roll.put_in(cast.who("governance"), again.pk, NOW)
    at = datetime(2026, 3, 6, 14, 0, tzinfo=SHANGHAI)
    activity.plan(cast.who("governance"), cast.town.pk, Plan("talk", "政策宣讲", at, (cast.unit("qiaoyuan").pk,)), NOW)
    row = [9, "政策宣讲", "宣讲", "2026-03-06", "樵园社区", None, None, None, None, None, "计划"]
    assert come(cast, [row]).known == 1, "made by hand"
    afternoon = [*row[:3], "2026-03-06 16:00", *row[4:]]
    assert come(cast, [afternoon]).known == 0, "another hour of the same day is another one"


def test_undone_as_a_whole_and_what_was_used_is_kept(cast, good):
    sent = put(cast, come(cast, good))
    course = Activity.objects.get(title="防汛知识培训")
    plan = activity.as_planned(course)
    activity.change(cast.who("governance"), course.pk, Plan(**{**plan_dict(plan), "title": "防汛培训改期"}), later())
    roll.undo(cast.who("governance"), sent.pk, later())
    sent.refresh_from_db()
    assert (sent.state, sent.kept) == ("undone", 1)
    assert [one.pk for one in reads.month(cast.who("governance"), cast.town.pk, *MARCH)] == [course.pk]
    assert reads.held_below(cast.town.pk, *MARCH) == 0
    gone = Activity.objects.get(title="爱心义剪进社区")
    assert gone.state == "cancelled" and Entry.objects.filter(activity=gone, act="activity.cancel").count() == 1
    assert len(put(cast, come(cast, good[:2])).made) == 2, "what was undone may come again"


def plan_dict(plan):
    return {name: getattr(plan, name) for name in plan.__slots__}


def later():
    return NOW.replace(hour=NOW.hour + 1)


def test_who_may_send_it_and_for_whom(cast, good):
    with pytest.raises(Refused):
        roll.send(cast.who("grid"), cast.town.pk, ACTIVITIES, None, ("a.xlsx", sheet(HEAD, good)), NOW)
    elsewhere = [[*good[0][:4], "樵乐社区", None, *good[0][6:]]]
    sent = come(cast, elsewhere, who="community")
    assert sent.wrong == 1 and "，E2：" in sent.problems[0]["zh"]


def test_columns_must_say_what_when_and_which(cast, good):
    who = cast.who("governance")
    sent = roll.send(who, cast.town.pk, ACTIVITIES, None, ("a.xlsx", sheet(HEAD[:3], [])), NOW)
    with pytest.raises(Refused, match="活动日期"):
        roll.settle(who, sent.pk, sent.columns, NOW)


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("2026-03-05", (0, 0)), ("2026年3月5日", (0, 0)), ("2026-03-05 09:30", (9, 30)), ("2026/3/5 9:30:00", (9, 30)),
        ("2026年3月5日上午9点", (9, 0)), ("2026年3月5日（星期四）下午3点30分", (15, 30)),
        ("２０２６年３月５日晚上７：３０", (19, 30)),
    ],
)  # fmt: skip
def test_moments_as_offices_write_them(said, hour):
    assert moment(said) == datetime(2026, 3, 5, *hour, tzinfo=SHANGHAI)


def test_no_moments():
    for wrong in ("2026年3月", "三月上旬", "2026-03-05 25:00", "", None, "2026-13-05 09:00", "上午9点"):
        assert moment(wrong) is None, wrong


def test_a_part_is_as_many_statements_for_many_as_for_few(cast, good, monkeypatch):
    monkeypatch.setattr(versions, "FRESH", 1e9)  # else it depends on the second

    def statements(rows):
        with CaptureQueriesContext(connection) as checked:
            sent = come(cast, rows)
        with CaptureQueriesContext(connection) as loaded:
            put(cast, sent)
        with CaptureQueriesContext(connection) as undone:
            roll.undo(cast.who("governance"), sent.pk, NOW)
        sent.refresh_from_db()
        assert (len(sent.made), sent.kept) == (len(rows), 0)
        return len(checked), len(loaded), len(undone)

    statements(good)
    many = [[n, f"义剪第 {n} 场", *good[0][2:]] for n in range(40)]
    assert statements(many) == statements(good)


ROW = some.tuples(some.integers(0, 3), some.integers(1, 3))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.lists(
        some.lists(some.tuples(some.integers(0, 3), some.integers(1, 3)), min_size=1, max_size=6),
        min_size=2,
        max_size=3,
    )
)
def test_however_lists_overlap_no_activity_is_made_twice(cast, files):
    for file in (*files, *files):
        rows = [
            [1, f"活动{n}", "志愿活动", f"2026-03-0{day}", "樵园社区", None, None, "20余人", None, None, None]
            for n, day in file
        ]
        sent = come(cast, rows)
        if sent.rows - sent.wrong - sent.known > 0:
            put(cast, sent)
    there = list(Activity.objects.exclude(state="cancelled").values_list("title", "starts_at"))
    assert len(there) == len(set(there))
    assert {one for file in files for one in file} <= {(int(t[2:]), at.astimezone(SHANGHAI).day) for t, at in there}
    assert Tie.objects.filter(kind="organise").count() == Activity.objects.count()
