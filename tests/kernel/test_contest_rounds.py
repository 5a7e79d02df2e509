"""A contest in rounds on real rows: units enter, half go on, lots are drawn once, sheets stay apart (ADR 0087)."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import contest, contest_round, objection
from lianxin.kernel.acts.contest_entry import Entered, enter, take_back
from lianxin.kernel.models import Contest, Entry, Work
from lianxin.kernel.reads import contest as reads
from lianxin.language.reason import Refused
from tests.cast import NOW, join

# Opened on Wednesday 2026-03-11; fifteen working days, 清明 is on 2026-04-05.
CLOSED = NOW + timedelta(days=23)
READ = CLOSED + timedelta(hours=1)
WENT = READ + timedelta(days=12)


@pytest.fixture
def hall(cast):
    """Couplets of four villages, entered by the office, and one of a branch that its secretary entered himself."""
    office = cast.who("governance")
    row = contest.open_contest(office, cast.town.pk, "couplet", "樵山诗联征集", NOW)
    for key in ("qiaoyuan", "qiaole", "minle"):
        enter(office, row.pk, Entered(f"{key}的诗联", cast.unit(key).pk), NOW)
    enter(cast.who("secretary"), row.pk, Entered("支部的诗联", cast.unit("party_qiaoyuan").pk), NOW)
    for n in range(3):
        join(cast, f"judge{n}", f"评委{n}", "judge", cast.town)
    return cast, row


def refusal(act, *given, **more):
    with pytest.raises(Refused) as refused:
        act(*given, **more)
    return refused.value.code, refused.value.say()


def seated(cast, row, *names):
    for name in names:
        contest.seat(cast.who("governance"), row.pk, cast.people[name], None, NOW)


def marked(cast, row, names, by_number, at, *criteria):
    for name in names:
        for work in row.works.all():
            contest.mark(cast.who(name), work.pk, dict.fromkeys(criteria, str(by_number[work.number])), "", at)


def read(cast, row, by_number):
    seated(cast, row, "judge0", "judge1")
    marked(cast, row, ("judge0", "judge1"), by_number, NOW, "metre")
    return contest.review(cast.who("governance"), row.pk, READ)


def test_a_unit_enters_for_itself_until_the_last_day_and_is_told_why_not_after(hall):
    cast, row = hall
    secretary, own = cast.who("secretary"), cast.unit("party_qiaoyuan").pk
    assert row.enter_until.isoformat() == "2026-04-01"
    assert refusal(enter, secretary, row.pk, Entered("别人的", cast.unit("minle").pk), NOW)[0] == "unit"
    assert refusal(enter, cast.who("worker"), row.pk, Entered("不该报的", own), NOW)[0] == "not-yours"
    assert refusal(enter, secretary, row.pk, Entered("  ", own), NOW)[0] == "empty"
    last = NOW.replace(month=4, day=1, hour=23)
    late = enter(secretary, row.pk, Entered("最后一天", own), last)
    take_back(secretary, late.pk, last)
    assert not Work.objects.filter(pk=late.pk).exists()
    assert Entry.objects.get(act="contest.take_back").data["title"] == "最后一天"
    code, said = refusal(enter, secretary, row.pk, Entered("迟了", own), CLOSED)
    assert code == "entry_closed" and "2026-04-01" in said and "15 个工作日" in said and "承办单位" in said
    assert refusal(take_back, secretary, row.works.get(title="支部的诗联").pk, CLOSED)[0] == "entry_closed"
    assert refusal(enter, cast.who("governance"), row.pk, Entered("补报", own), CLOSED)[0] == "late"
    enter(cast.who("governance"), row.pk, Entered("补报", own, why="快递晚到，邮戳在期内"), CLOSED)


def test_nothing_is_reviewed_while_units_still_enter(hall):
    cast, row = hall
    seated(cast, row, "judge0")
    marked(cast, row, ("judge0",), {1: 90, 2: 80, 3: 70, 4: 60}, NOW, "metre")
    assert refusal(contest.review, cast.who("governance"), row.pk, NOW)[0] == "entering"
    assert refusal(take_back, cast.who("secretary"), row.works.get(number=4).pk, NOW)[0] == "marked"


def test_half_go_on_once_and_are_judged_anew(hall):
    """报名→初评→入围→抽签→评分→复核→公布: each round has its own judges, criteria, sheets and lock."""
    cast, row = hall
    office = cast.who("governance")
    assert refusal(contest_round.go_on, office, row.pk, READ)[0] == "not_reviewed"
    row = read(cast, row, {1: 80, 2: 95, 3: 70, 4: 90})
    assert refusal(contest.publish, office, row.pk, WENT)[0] == "round"
    assert refusal(contest_round.go_on, office, row.pk, READ)[0] == "window"
    made = objection.object_to(cast.who("secretary"), row, "格律没有看仔细", READ)
    assert refusal(contest_round.go_on, office, row.pk, WENT)[0] == "objections"
    objection.answer(office, made.pk, False, "三位评委都核对过", WENT)
    last = contest_round.go_on(office, row.pk, WENT)
    assert (last.round, last.before_id, last.opened_on) == ("last", row.pk, row.opened_on)
    assert sorted(last.works.values_list("number", flat=True)) == [2, 4]
    assert refusal(contest_round.go_on, office, row.pk, WENT)[0] == "gone"
    assert refusal(enter, office, last.pk, Entered("半路来的", None, why="迟"), WENT)[0] == "went_on"
    assert [one.pk for one in reads.chain(last)] == [row.pk, last.pk] == [one.pk for one in reads.chain(row)]
    seated(cast, last, "judge2")
    work = last.works.get(number=4)
    theme = {"theme": "90", "place": "80"}
    assert refusal(contest.mark, cast.who("judge2"), work.pk, theme, "", WENT)[0] == "undrawn"
    contest_round.draw(office, last.pk, "30517", "", WENT)
    contest.mark(cast.who("judge2"), work.pk, theme, "", WENT)
    assert refusal(contest.mark, cast.who("judge0"), work.pk, theme, "", WENT)[0] == "not-yours"
    contest.mark(cast.who("judge2"), last.works.get(number=2).pk, {"theme": "80", "place": "80"}, "", WENT)
    last = contest.review(office, last.pk, WENT)
    assert refusal(contest_round.go_on, office, last.pk, WENT)[0] == "last"
    told = contest.publish(office, last.pk, WENT + timedelta(days=12))
    assert told.result["averages"] == {str(work.pk): "86.00", str(last.works.get(number=2).pk): "80.00"}
    assert Contest.objects.get(pk=row.pk).published_at is None


def test_works_equal_where_going_on_ends_wait_for_a_recorded_lot(hall):
    cast, row = hall
    office = cast.who("governance")
    row = read(cast, row, {1: 80, 2: 95, 3: 80, 4: 70})
    assert refusal(contest_round.go_on, office, row.pk, WENT)[0] == "tied"
    first, third = row.works.get(number=1), row.works.get(number=3)
    contest.settle(office, row.pk, [third.pk, first.pk], "当场抽签，三方见证", WENT)
    last = contest_round.go_on(office, row.pk, WENT)
    assert sorted(last.works.values_list("number", flat=True)) == [2, 3]


def test_lots_are_drawn_once_and_again_only_with_a_reason(hall):
    cast, row = hall
    office = cast.who("governance")
    assert refusal(contest_round.draw, office, row.pk, "1", "", READ)[0] == "no_draw"
    row = read(cast, row, {1: 80, 2: 95, 3: 70, 4: 90})
    last = contest_round.go_on(office, row.pk, WENT)
    assert refusal(contest_round.draw, cast.who("secretary"), last.pk, "30517", "", WENT)[0] == "not-yours"
    assert refusal(contest_round.draw, office, last.pk, " ", "", WENT)[0] == "seed"
    first = contest_round.draw(office, last.pk, "30517", "", WENT).drawn
    assert [one.pk for one in reads.hall(Contest.objects.get(pk=last.pk)).works] == first["order"]
    assert refusal(contest_round.draw, office, last.pk, "99", "", WENT)[0] == "drawn"
    again = contest_round.draw(office, last.pk, "99", "有一家代表没有到场", WENT).drawn
    assert again["past"][0]["seed"] == "30517" and again["why"] == "有一家代表没有到场"
    assert Entry.objects.filter(act="contest.draw").count() == 2
    seated(cast, last, "judge2")
    contest.mark(cast.who("judge2"), again["order"][0], {"theme": "90", "place": "80"}, "", WENT)
    assert refusal(contest_round.draw, office, last.pk, "7", "再来一次", WENT)[0] == "marked"


def test_a_contest_may_be_opened_at_a_later_round(cast):
    row = contest.open_contest(cast.who("governance"), cast.town.pk, "couplet", "终评", NOW, "last")
    assert (row.round, row.enter_until, reads.following(row)) == ("last", None, "")
    enter(cast.who("governance"), row.pk, Entered("线下入围的", cast.unit("qiaole").pk), NOW)
    assert refusal(enter, cast.who("secretary"), row.pk, Entered("x", cast.unit("party_qiaoyuan").pk), NOW)[0] == (
        "no_entering"
    )
    with pytest.raises(Refused):
        contest.open_contest(cast.who("governance"), cast.town.pk, "couplet", "没有的", NOW, "third")
