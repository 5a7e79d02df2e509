"""Activities: scenario A6's vote, who may organise what, figures, signing up; each rule with its article."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from lianxin.language import activity, recurrence
from lianxin.language.activity import Places
from lianxin.language.calendar import SHANGHAI, Calendar
from lianxin.language.load import load
from lianxin.language.pack import from_content
from lianxin.language.reason import Refused
from lianxin.language.vote import Ballot
from lianxin.language.words import Recurrence

PACKS = Path(__file__).parents[2] / "packs"
ON = date(2026, 3, 11)
NOW = datetime(2026, 3, 11, 10, tzinfo=SHANGHAI)
PACK = load(PACKS / "base", ON)
XIQIAO = load(PACKS / "xiqiao", ON)
RESOLUTION = PACK.said.agenda["resolution"]


def said(reasons):
    return "；".join(reason.say() for reason in reasons)


@pytest.mark.parametrize(
    ("present", "words"),
    [
        (14, "至少 15 人到会才能表决"),
        (15, "须 16 票赞成才能通过，实到只有 15 人，今天无法通过"),
        (16, "实到 16 人，须全部赞成（16 票）才能通过"),
        (20, "实到 20 人，至少 16 票赞成即通过"),
    ],
)
def test_of_thirty_due_sixteen_must_agree_and_it_is_said_before(present, words):
    """支部工作条例第十一条: more than half of the voting members due (A6)."""
    assert words in said(activity.before(PACK, RESOLUTION, 30, present, ON))


@pytest.mark.parametrize(
    ("present", "yes", "carried"), [(15, 15, False), (16, 16, True), (16, 15, False), (30, 16, True), (30, 15, False)]
)
def test_a_resolution_of_thirty_due(present, yes, carried):
    assert activity.resolve(PACK, RESOLUTION, Ballot(30, present, yes), ON).carried is carried


@pytest.mark.parametrize(
    ("present", "yes", "code"), [(14, 14, "quorum"), (20, 21, "impossible"), (31, 20, "impossible")]
)
def test_votes_beyond_those_present_and_votes_without_quorum_are_refused(present, yes, code):
    with pytest.raises(Refused) as refused:
        activity.resolve(PACK, RESOLUTION, Ballot(30, present, yes), ON)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("admission", "不发展党员"),
        ("election", "不进行换届"),
        ("sanction", "不处分处置党员"),
        ("delegates", "不选举党代表大会代表"),
    ],
)
def test_a_temporary_branch_is_refused_with_the_article_and_the_document(item, words):
    activity.may_organise(PACK, "assembly", ["branch"], [item])
    with pytest.raises(Refused) as refused:
        activity.may_organise(PACK, "assembly", ["temporary_branch"], [item])
    assert words in refused.value.say() and "支部工作条例" in refused.value.say() and "《" in refused.value.say()
    assert refused.value.reasons[0].source == "temporary-branch"


def test_a_temporary_branch_may_meet_and_study():
    activity.may_organise(PACK, "assembly", ["temporary_branch"], ["study", "resolution"])


def test_a_kind_of_unit_counts_as_the_kind_it_is_one_of():
    activity.may_organise(XIQIAO, "assembly", ["society_branch"], ["admission"])
    with pytest.raises(Refused, match="不组织"):
        activity.may_organise(XIQIAO, "assembly", ["community"], [])


def test_every_reason_of_a_refusal_is_given_at_once():
    with pytest.raises(Refused) as refused:
        activity.may_organise(PACK, "assembly", ["temporary_branch"], ["admission", "election", "dance"])
    assert [reason.code for reason in refused.value.reasons] == ["barred", "barred", "agenda"]
    with pytest.raises(Refused, match="没有“ball”这类活动"):
        activity.may_organise(PACK, "ball", ["branch"], [])


def test_figures_are_kept_with_their_words_or_refused_by_name():
    kind = PACK.said.activities["volunteering"]
    kept = activity.figures(kind, {"heads": "180余人", "served": " "})
    assert kept == {"heads": {"least": 181, "most": 189, "said": "180余人"}}
    with pytest.raises(Refused) as refused:
        activity.figures(kind, {"heads": "好多"})
    assert refused.value.field == "heads"
    with pytest.raises(Refused, match="没有“cakes”这个数"):
        activity.figures(kind, {"cakes": "3"})


def test_a_figure_that_must_be_counted_takes_no_about():
    kind = load(PACKS / "guangdong", ON).said.activities["community_report"]
    with pytest.raises(Refused, match="要写确切的数"):
        activity.figures(kind, {"heads": "近百人"})


def places(**more):
    given = {"state": "planned", "shown": True, "starts_at": NOW + timedelta(days=3), "closes_at": None}
    return Places(**{**given, "capacity": 2, "taken": 0, **more})


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (places(), None),
        (places(taken=2), None),  # one may wait
        (places(state="cancelled"), "cancelled"),
        (places(state="held"), "begun"),
        (places(starts_at=NOW), "begun"),
        (places(closes_at=NOW), "late"),
        (places(closes_at=NOW + timedelta(minutes=1)), None),
    ],
)
def test_why_signing_up_is_closed(at, code):
    reason = activity.closed(PACK.said.activities["training"], at, NOW)
    assert (reason.code if reason else None) == code


def test_signing_up_is_open_for_so_many_hours_from_when_it_is_shown():
    junhe = load(PACKS / "junhe", ON)
    call = junhe.said.activities["recruiting"]
    assert activity.closes(junhe, call, NOW + timedelta(days=3), NOW) == NOW + timedelta(hours=24)
    assert activity.closes(junhe, call, NOW + timedelta(hours=2), NOW) == NOW + timedelta(hours=2)
    assert activity.closes(junhe, call, NOW - timedelta(hours=1), NOW) is None
    assert activity.closes(PACK, PACK.said.activities["training"], NOW + timedelta(days=3), NOW) is None


def test_a_full_activity_without_a_waiting_list_says_so():
    kind = PACK.said.activities["training"]
    strict = kind.model_copy(update={"sign_up": kind.sign_up.model_copy(update={"waits": False})})
    assert activity.closed(strict, places(taken=2), NOW).code == "full"
    assert activity.closed(PACK.said.activities["assembly"], places(), NOW).code == "no-signup"


@pytest.mark.parametrize(("born", "needed"), [(2013, True), (2012, True), (2011, False), (None, False)])
def test_a_guardian_consents_below_fourteen(born, needed):
    """个人信息保护法第三十一条: with the year of birth alone, whoever might be under fourteen counts as under."""
    assert activity.guardian_needed(PACK, PACK.said.activities["training"], born, ON) is needed


def test_nothing_in_the_future_was_held():
    activity.happened(NOW, NOW)
    with pytest.raises(Refused, match="还没到时间"):
        activity.happened(NOW + timedelta(minutes=1), NOW)


CALENDAR = Calendar.builtin()


def test_a_monthly_theme_day_moves_off_a_holiday():
    """国务院办公厅 2026 arrangement: 1 October is a holiday, the next working day is the 8th."""
    rule = PACK.said.activities["theme_day"].series
    days = recurrence.days(rule, "month", date(2026, 8, 1), date(2026, 12, 31), CALENDAR)
    assert days == [date(2026, 8, 3), date(2026, 9, 1), date(2026, 10, 8), date(2026, 11, 2), date(2026, 12, 1)]


def test_weekly_evenings_quarterly_meetings_and_the_31st():
    weekly = Recurrence(every=["week", "month", "quarter"])
    assert len(recurrence.days(weekly, "week", date(2026, 1, 2), date(2026, 12, 31), CALENDAR)) == 52
    months = recurrence.days(weekly, "month", date(2026, 1, 31), date(2026, 4, 30), CALENDAR)
    assert months == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    quarters = recurrence.days(weekly, "quarter", date(2026, 3, 31), date(2026, 12, 31), CALENDAR)
    assert quarters == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    only = Recurrence(every=["week"], days="only_workdays")
    assert date(2026, 2, 18) not in recurrence.days(only, "week", date(2026, 2, 11), date(2026, 3, 4), CALENDAR)


def test_a_series_that_cannot_be_is_refused():
    rule = PACK.said.activities["theme_day"].series
    with pytest.raises(Refused, match="不能这样重复"):
        recurrence.days(rule, "week", ON, date(2026, 12, 31), CALENDAR)
    with pytest.raises(Refused, match="一次最多"):
        recurrence.days(Recurrence(every=["week"]), "week", date(2026, 1, 1), date(2028, 1, 1), CALENDAR)


def test_a_pack_read_back_says_the_same():
    assert from_content(PACK.content).digest == PACK.digest
