"""A contest from opening to publication, on real rows: own sheets, recusal, the lock, ties, naming (A11, A12)."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import approval, contest, honour, objection
from lianxin.kernel.acts.contest_entry import Entered, enter, restore, strike
from lianxin.kernel.acts.honour import Paper
from lianxin.kernel.acts.person import appoint
from lianxin.kernel.models import Contest, Entry, Honour, Sheet, Tie
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.who import SYSTEM
from lianxin.language.appraisal import Approval
from lianxin.language.contest import Unmarked
from lianxin.language.reason import Refused
from tests.cast import NOW, join

LATER = NOW + timedelta(days=12)


@pytest.fixture
def hall(cast):
    """A poem contest with three works of three units and three judges, the first of whom belongs to 樵园."""
    row = contest.open_contest(cast.who("governance"), cast.town.pk, "poem", "第十二届樵山诗会", NOW)
    works = [
        enter(cast.who("governance"), row.pk, Entered(f"作品{n}", cast.unit(key).pk, "poem", "林某", True), NOW)
        for n, key in enumerate(("qiaoyuan", "qiaole", "minle"))
    ]
    for n, key in enumerate(("party_qiaoyuan", "qiaole", "town")):
        person = join(cast, f"judge{n}", f"评委{n}", "judge", cast.town)
        contest.seat(cast.who("governance"), row.pk, person, cast.unit(key).pk, NOW)
    return cast, row, works


def marks(theme, craft=80, place=80):
    return {"theme": str(theme), "craft": str(craft), "place": str(place)}


def fill(cast, works, level=80):
    for n in range(3):
        for at, work in enumerate(works):
            if n != at or n == 2:  # judge 0 of 樵园 and judge 1 of 樵乐 give their own unit's work no sheet
                contest.mark(cast.who(f"judge{n}"), work.pk, marks(level + at), "", NOW)


def test_a_judge_writes_his_own_sheet_and_none_for_his_own_unit(hall):
    """Row 0.3: judge enters only his own sheet; recusal of judges of the same unit (party_qiaoyuan stands in 樵园)."""
    cast, row, works = hall
    with pytest.raises(Refused) as refused:
        contest.mark(cast.who("judge0"), works[0].pk, marks(99), "", NOW)
    assert refused.value.code == "recused"
    with pytest.raises(Refused) as refused:
        contest.mark(cast.who("clerk"), works[0].pk, marks(99), "", NOW)
    assert refused.value.code == "not-yours"
    with pytest.raises(Unmarked) as unmarked:
        contest.mark(cast.who("judge1"), works[0].pk, marks(101), "", NOW)
    assert unmarked.value.faults.keys() == {"theme"}
    contest.mark(cast.who("judge1"), works[0].pk, marks("88.5"), "", NOW)
    contest.mark(cast.who("judge1"), works[0].pk, marks("88.25"), "", NOW)
    assert Sheet.objects.get().marks == {"theme": "88.25", "craft": "80", "place": "80"}
    assert Entry.objects.filter(act="contest.mark").count() == 2
    assert len(reads.hall(row).missing) == 9 - 2 - 1


@pytest.mark.parametrize("belongs", ["post", "membership", "posting", "associate"])
def test_a_judge_is_recused_by_his_own_posts_and_memberships_too(hall, belongs):
    """Row 0.3: the unit that was chosen, or not, when he was seated does not decide it alone."""
    cast, row, works = hall
    person = join(cast, "judge9", "评委九", "judge", cast.town)
    if belongs == "post":
        appoint(SYSTEM, person, "secretary", cast.unit("party_qiaoyuan"), cast.pack, NOW, trusted=True)
    else:
        unit = cast.unit("party_qiaoyuan")
        Tie.objects.create(kind=belongs, person=person, unit=unit, state="active", town=cast.town, since=NOW)
    contest.seat(cast.who("governance"), row.pk, person, None, NOW)
    with pytest.raises(Refused) as refused:
        contest.mark(cast.who("judge9"), works[0].pk, marks(99), "", NOW)
    assert refused.value.code == "recused"
    contest.mark(cast.who("judge9"), works[1].pk, marks(90), "", NOW)
    left = join(cast, "judge8", "评委八", "judge", cast.town)
    before = {"since": NOW - timedelta(days=99), "until": NOW - timedelta(days=3)}
    Tie.objects.create(kind="post", role="member", person=left, unit=cast.unit("party_qiaoyuan"), **before)
    contest.seat(cast.who("governance"), row.pk, left, None, NOW)
    contest.mark(cast.who("judge8"), works[0].pk, marks(70), "", NOW)


def test_a_post_given_after_the_review_changes_no_result(hall):
    cast, row, works = hall
    appoint(SYSTEM, cast.people["judge2"], "community", cast.unit("minle"), cast.pack, NOW, trusted=True)
    for n in range(2):
        person = join(cast, f"more{n}", f"又一位评委{n}", "judge", cast.town)
        contest.seat(cast.who("governance"), row.pk, person, None, NOW)
        for at, work in enumerate(works):
            contest.mark(cast.who(f"more{n}"), work.pk, marks(70 + at), "", NOW)
    for n in range(3):
        for at, work in enumerate(works):
            if at != n:
                contest.mark(cast.who(f"judge{n}"), work.pk, marks(90 + at), "", NOW)
    contest.review(cast.who("governance"), row.pk, NOW)
    told = reads.result(reads.hall(Contest.objects.get(pk=row.pk)))
    Tie.objects.filter(person=cast.people["judge2"], role="community").update(until=NOW)
    appoint(SYSTEM, cast.people["more0"], "community", cast.unit("qiaole"), cast.pack, NOW, trusted=True)
    found = reads.hall(Contest.objects.get(pk=row.pk))
    assert reads.result(found) == told and not found.missing
    assert contest.publish(cast.who("governance"), row.pk, LATER).result == told


def test_review_locks_every_sheet_and_publication_waits_for_notice_and_objections(hall):
    """Row 0.3: 评分 → 复核 → 公布 → 申诉; a sheet after the lock is refused."""
    cast, row, works = hall
    with pytest.raises(Refused) as refused:
        contest.review(cast.who("governance"), row.pk, NOW)
    assert refused.value.code == "missing"
    fill(cast, works)
    row = contest.review(cast.who("governance"), row.pk, NOW)
    with pytest.raises(Refused) as refused:
        contest.mark(cast.who("judge2"), works[0].pk, marks(1), "", NOW)
    assert refused.value.code == "locked"
    with pytest.raises(Refused) as refused:
        contest.publish(cast.who("governance"), row.pk, NOW)
    assert refused.value.code == "window"
    made = objection.object_to(cast.who("secretary"), row, "第二件作品像是去年的", NOW)
    with pytest.raises(Refused) as refused:
        contest.publish(cast.who("governance"), row.pk, LATER)
    assert refused.value.code == "objections"
    objection.answer(cast.who("governance"), made.pk, False, "核对过底稿，是新作", LATER)
    published = contest.publish(cast.who("governance"), row.pk, LATER)
    assert published.result["prizes"] == {
        str(works[2].pk): "poem_first", str(works[1].pk): "poem_second", str(works[0].pk): "poem_second",
    }  # fmt: skip
    honour.of_prizes(cast.who("governance"), row.pk, Paper("西樵镇", NOW.date(), "西诗〔2026〕1号"), 2026, LATER)
    assert honour.of_prizes(cast.who("governance"), row.pk, Paper("西樵镇", NOW.date(), ""), 2026, LATER) == []
    assert Honour.objects.count() == 3


def test_an_objection_that_is_right_opens_sheets_and_review_again_and_the_notice_runs_anew(hall):
    """A11: what was found wrong is put right before anything is published, and everybody may object to it once more."""
    cast, row, works = hall
    office = cast.who("governance")
    fill(cast, works)
    first = contest.review(office, row.pk, NOW)
    made = objection.object_to(cast.who("secretary"), first, "评委2是第三件作者的老师", NOW)
    other = objection.object_to(cast.who("member"), first, "第一件的分加错了", NOW)
    answered = NOW + timedelta(days=2)
    objection.answer(office, made.pk, True, "属实，请评委2回避", answered)
    with pytest.raises(Refused) as refused:
        contest.publish(office, row.pk, LATER)
    assert [one.code for one in refused.value.reasons] == ["not_reviewed"]
    contest.recuse(office, row.judges.get(person=cast.people["judge2"]).pk, works[2].pk, "作者的老师", answered)
    contest.mark(cast.who("judge1"), works[2].pk, marks(70), "", answered)
    again = contest.review(office, row.pk, answered)
    assert again.until > first.until, "the notice runs from the new review"
    with pytest.raises(Refused) as refused:
        contest.publish(office, row.pk, first.until + timedelta(days=1) - NOW.date() + NOW)
    assert {one.code for one in refused.value.reasons} == {"window", "objections"}
    objection.answer(office, other.pk, False, "重新加过，没有错", answered)
    published = contest.publish(office, row.pk, LATER + timedelta(days=2))
    assert published.result["prizes"][str(works[2].pk)] == "poem_second", "its marks were put right"
    assert published.result["prizes"][str(works[1].pk)] == "poem_first"
    assert Entry.objects.filter(act="contest.review").count() == 2


def test_an_order_given_to_equal_works_is_given_anew_after_an_objection_that_is_right(hall):
    cast, row, works = hall
    office, order = cast.who("governance"), [works[n].pk for n in (1, 0, 2)]
    for n in range(3):
        for at, work in enumerate(works):
            if n != at or n == 2:
                contest.mark(cast.who(f"judge{n}"), work.pk, marks(90), "", NOW)
    contest.review(office, row.pk, NOW)
    contest.settle(office, row.pk, order, "当场抽签", NOW)
    made = objection.object_to(cast.who("secretary"), row, "抽签没有人见证", NOW)
    objection.answer(office, made.pk, True, "属实，重新抽", NOW)
    contest.review(office, row.pk, NOW)
    with pytest.raises(Refused) as refused:
        contest.publish(office, row.pk, LATER)
    assert refused.value.code == "tied"
    contest.settle(office, row.pk, order[::-1], "三方见证，重新抽签", LATER)
    assert contest.publish(office, row.pk, LATER).result["prizes"][str(order[2])] == "poem_first"


def test_an_author_stands_sealed(hall):
    _, _, works = hall
    assert "林某".encode() not in bytes(works[0].author_sealed)


def test_works_equal_where_a_prize_ends_wait_for_a_recorded_lot(hall):
    """A11: a tie at the border triggers the configured rule."""
    cast, row, works = hall
    for n in range(3):
        for at, work in enumerate(works):
            if n != at or n == 2:
                contest.mark(cast.who(f"judge{n}"), work.pk, marks(90), "", NOW)
    contest.review(cast.who("governance"), row.pk, NOW)
    order = [works[1].pk, works[0].pk, works[2].pk]
    with pytest.raises(Refused) as refused:
        contest.publish(cast.who("governance"), row.pk, LATER)
    assert refused.value.code == "tied"
    with pytest.raises(Refused) as refused:
        contest.settle(cast.who("governance"), row.pk, order[:2], "抽签", LATER)
    assert refused.value.code == "settle"
    contest.settle(cast.who("governance"), row.pk, order, "当场抽签，三方见证", LATER)
    published = contest.publish(cast.who("governance"), row.pk, LATER)
    assert published.result["prizes"][str(works[1].pk)] == "poem_first"


def test_a_work_that_was_copied_takes_part_no_more_and_those_left_are_placed_anew(hall):
    cast, row, works = hall
    office = cast.who("governance")
    fill(cast, works)
    before = {one.work: one.average.shown for one in reads.hall(row).order}
    for who, why, code in ((cast.who("judge0"), "抄的", "not-yours"), (office, "  ", "reason")):
        with pytest.raises(Refused) as refused:
            strike(who, works[2].pk, why, NOW)
        assert refused.value.code == code
    strike(office, works[2].pk, "和去年获奖作品一字不差", NOW)
    found = reads.hall(row)
    assert [one.pk for one in found.works] == [works[0].pk, works[1].pk] and found.struck[0].pk == works[2].pk
    assert {one.work: one.average.shown for one in found.order} == {w.pk: before[w.pk] for w in works[:2]}
    assert found.order[0].work == works[1].pk, "the best of those left"
    with pytest.raises(Refused) as refused:
        contest.mark(cast.who("judge0"), works[2].pk, marks(99), "", NOW)
    assert refused.value.code == "struck"
    restore(office, works[2].pk, "查清不是同一首", NOW)
    assert {one.work: one.average.shown for one in reads.hall(row).order} == before, "with the sheets it had"
    strike(office, works[2].pk, "作者承认抄袭", NOW)
    contest.review(office, row.pk, NOW)
    assert contest.publish(office, row.pk, LATER).result["averages"].keys() == {str(w.pk) for w in works[:2]}
    for act in (strike, restore):
        with pytest.raises(Refused) as refused:
            act(office, works[0].pk, "又一件", LATER)
        assert refused.value.code == "locked"
    acts = Entry.objects.filter(act__in=("contest.strike", "contest.restore")).order_by("id")
    assert [one.act[8:] for one in acts] == ["strike", "restore", "strike"]


def test_a12_sites_are_not_named_without_the_county_or_become_a_yearly_appraisal(cast):
    """创建示范活动管理办法（试行）: 乡镇不得开展; publication is blocked until an approval or the switch."""
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "sites", "百十一评选", NOW)
    work = enter(who, row.pk, Entered("樵园中心", cast.unit("site_qiaoyuan").pk, "centre"), NOW)
    person = join(cast, "judge", "评定员", "judge", cast.town)
    judge = contest.seat(who, row.pk, person, None, NOW)
    absent = contest.seat(who, row.pk, join(cast, "late", "请假的", "judge", cast.town), None, NOW)
    contest.recuse(who, absent.pk, None, "请假", NOW)
    contest.mark(cast.who("judge"), work.pk, {"place": "90", "serving": "91", "life": "92"}, "", NOW)
    assert judge.pk
    contest.review(who, row.pk, NOW)
    with pytest.raises(Refused) as refused:
        contest.publish(who, row.pk, LATER)
    assert refused.value.code == "approval" and refused.value.reasons[0].source == "demonstration-2022"
    with pytest.raises(Refused) as refused:
        approval.approve(who, row, Approval("本镇通知", "西〔2026〕1号", "西樵镇", "town", NOW.date()), LATER)
    assert refused.value.code == "approval_level"
    approval.make_yearly(who, row, "没有批准文件，作为年度考核", LATER)
    contest.publish(who, row.pk, LATER)
    with pytest.raises(Refused):
        honour.of_prizes(who, row.pk, Paper("西樵镇", NOW.date(), ""), 2026, LATER)
    with pytest.raises(Refused) as refused:
        approval.approve(who, row, Approval("批复", "南组〔2026〕3号", "区委组织部", "county", NOW.date()), LATER)
    assert refused.value.code == "published"


def test_an_approval_of_the_county_opens_publication(cast):
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "sites", "百十一评选", NOW)
    paper = Approval("批复", "南组〔2026〕3号", "区委组织部", "county", NOW.date())
    approval.approve(who, row, paper, NOW)
    row.refresh_from_db()
    assert not [one for one in reads.blocked(reads.hall(row), NOW) if one.code == "approval"]


def test_what_a_superior_made_of_a_work_stands_beside(hall):
    """Row 0.4: 推荐 → 上报 → 结果."""
    cast, row, works = hall
    contest.record_official(cast.who("governance"), works[0].pk, "全区二等奖", "区委组织部", "", NOW)
    works[0].refresh_from_db()
    assert works[0].official["said"] == "全区二等奖"
    assert Contest.objects.get(pk=row.pk).result == {}
