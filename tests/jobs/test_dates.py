"""What comes near at a branch is told to who leads it: once, without a name, and nothing else happens."""

from datetime import date, datetime, timedelta

import pytest

from lianxin.jobs import round as rounds
from lianxin.kernel.acts import birthday, member, notice, path, tie
from lianxin.kernel.acts.branch_message import leading
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.member_card import Dates
from lianxin.kernel.models import Entry, Notice, Person, Tie
from lianxin.kernel.reads import activity
from lianxin.kernel.reads.directory import directory
from lianxin.language.calendar import SHANGHAI
from lianxin.language.path import Said
from tests.cast import NOW, xiqiao
from tests.jobs.steps import context
from tests.kernel.organisation import organisation

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def org():
    return organisation(xiqiao(), 4)


def born(org, n, day, greet=True):
    """A member admitted on a day."""
    member.note_dates(org.secretary, org.branch.pk, org.members[n], {"admitted": day}, NOW)
    if not greet:
        member.greeting(org.cast.who("member").__class__(person_id=org.members[n]), False, NOW)


def told(org):
    """What the secretary was told, the oldest first."""
    notice.make(NOW + 400 * DAY)
    return [one.body for one in Notice.objects.filter(person_id=org.secretary.person_id).order_by("pk")]


def test_a_birthday_is_told_seven_days_ahead_once_and_names_nobody(org):
    born(org, 0, date(1990, 3, 18))
    born(org, 1, date(2001, 3, 18), greet=False)
    born(org, 2, date(1990, 3, 19))
    born(org, 3, date(2026, 3, 1))  # admitted this month: no birthday yet
    assert birthday.remind(NOW) == 1
    assert birthday.remind(NOW) == 0 and birthday.remind(NOW + timedelta(hours=9)) == 0
    bodies = told(org)
    assert len(bodies) == 1
    assert bodies[0].startswith("3月18日：1 位党员过政治生日；1 位不要公开祝贺的，只宜私下问候。")
    assert "18 March: political birthdays: 1; no public greeting wanted: 1" in bodies[0] and "党员0" not in bodies[0]
    said = str(list(Entry.objects.filter(act="birthday.remind").values_list("data", "subject")))
    assert "党员" not in said and "1990" not in said
    assert birthday.remind(NOW + DAY) == 1 and len(told(org)) == 2
    assert birthday.remind(NOW + 300 * DAY) == 0 and len(told(org)) == 2
    assert birthday.remind(NOW + 365 * DAY) == 1  # the next year again; the probationary member's was his first


def test_a_worker_that_slept_makes_up_for_what_is_still_to_come(org):
    born(org, 0, date(1990, 3, 20))
    born(org, 1, date(1990, 3, 18))
    assert birthday.remind(NOW - DAY) == 0
    assert birthday.remind(NOW + 8 * DAY) == 1  # the 19th of March: the 18th is over
    assert [one[:6] for one in told(org)] == ["3月20日："]


@pytest.mark.parametrize(
    ("said", "day", "is_one"),
    [
        ({"admitted": date(2004, 2, 29)}, date(2026, 2, 28), True),
        ({"admitted": date(2004, 2, 29)}, date(2028, 2, 29), True),
        ({"admitted": date(2004, 2, 29)}, date(2028, 2, 28), False),
        ({"admitted": date(2026, 3, 18)}, date(2026, 3, 18), False),
        ({"admitted": date(1990, 3, 18), "alive": False}, date(2026, 3, 18), False),
        ({"admitted": date(1990, 3, 18), "suspended": date(2026, 1, 1)}, date(2026, 3, 18), False),
        ({"confirmed": date(1990, 3, 18)}, date(2026, 3, 18), False),
    ],
)
def test_a_political_birthday_is_the_day_of_admission_in_a_later_year(said, day, is_one):
    assert birthday.born_on(Dates(**said), day) is is_one


def test_the_next_stage_is_told_before_its_day_once_and_nothing_else_happens(org):
    tie = path.begin(org.secretary, org.branch.pk, "joining", "江流深", Said(date(2026, 2, 20)), NOW)
    assert path.remind(NOW) == 0  # due on the 20th of March
    assert path.remind(datetime(2026, 3, 13, 9, tzinfo=SHANGHAI)) == 1
    assert path.remind(datetime(2026, 3, 25, 9, tzinfo=SHANGHAI)) == 0
    bodies = told(org)
    assert len(bodies) == 1 and "派人谈话（3月20日）" in bodies[0] and "江" not in bodies[0]
    assert "“Joining the Party”: for somebody Talked with (20 March) comes next" in bodies[0]
    assert [one.body for one in activity.told(org.secretary.person_id)] == bodies  # read on his own page
    assert Tie.objects.get(pk=tie.pk).data["stage"] == "applied"
    later = datetime(2026, 4, 2, 9, tzinfo=SHANGHAI)
    path.reach(org.secretary, tie.pk, "talked", Said(date(2026, 4, 1)), later)
    path.reach(org.secretary, tie.pk, "activist", Said(date(2026, 4, 2), {"contacts": 1}), later)
    assert path.remind(later) == 0
    for at, due in ((datetime(2026, 9, 25, 9, tzinfo=SHANGHAI), 1), (datetime(2027, 3, 27, 9, tzinfo=SHANGHAI), 1)):
        assert path.remind(at) == due and path.remind(at) == 0  # the review, and the year that is over


def test_what_has_moved_on_before_the_notice_is_made_tells_of_nothing_old(org):
    tie = path.begin(org.secretary, org.branch.pk, "joining", "江流深", Said(date(2026, 2, 12)), NOW)
    assert path.remind(NOW) == 1
    path.reach(org.secretary, tie.pk, "talked", Said(date(2026, 3, 10)), NOW)
    assert told(org) == []


def test_who_leads_at_the_branch_itself_comes_before_who_leads_above(org):
    where = directory(org.cast.town.pk)
    assert [one.pk for one in leading(where, org.branch.pk)] == [org.secretary.person_id]
    own = Person.objects.create(shown="支部自己的书记", created_at=NOW)
    Tie.objects.create(kind="post", role="secretary", person=own, unit=org.branch, since=NOW)
    assert [one.pk for one in leading(where, org.branch.pk)] == [own.pk]
    assert leading(where, org.cast.town.pk) == []


def test_the_round_of_days_ends_what_ran_out_while_the_worker_was_away(org, monkeypatch):
    wanted = Wanted("posting", org.cast.town.pk, org.branch.pk, date(2026, 1, 1), date(2026, 3, 31), name="舒安歌",
                    fields={"from_unit": "镇水利所"})  # fmt: skip
    made = tie.make(org.cast.who("governance"), wanted, NOW)
    for day in (0, 40, 40):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: NOW + day * DAY)
        rounds.follow_days(context(), 0)
    entries = Entry.objects.filter(tie=made).order_by("pk")
    assert [one.act for one in entries] == ["tie.make", "tie.expire"] and entries[1].data["until"] == "2026-03-31"
