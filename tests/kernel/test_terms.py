"""Terms of posts: from the day of the appointment, never two of one post at once, moved by the superior, begun anew by
an election (中国共产党基层组织选举工作条例; 关于党的基层组织任期的意见)."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from lianxin.kernel.acts import branch, matter, person
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import branch as reads
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from tests.cast import NOW

ROLE = "village_secretary"
SINCE = date(2021, 9, 20)
DUE = datetime(2026, 3, 20, 8, tzinfo=SHANGHAI)


@pytest.fixture
def party(cast):
    return cast.unit("party_qiaoyuan")


def appointed(cast, party, name="clerk", since=SINCE):
    return person.appoint(cast.who("administrator"), cast.people[name], ROLE, party, cast.pack, NOW, since=since)


def term(cast, party, now=DUE):
    (found,) = [
        one
        for one in reads.terms(cast.pack, directory(cast.town.pk).rows[party.pk], now)
        if one.role == cast.pack.said.roles[ROLE].label.zh
    ]
    return found.since, found.ends


def test_a_term_counts_from_the_day_of_the_appointment_not_of_its_entry(cast, party):
    appointed(cast, party)
    assert term(cast, party) == (SINCE, date(2026, 9, 20))
    assert branch.remind(DUE) == 1
    assert Entry.objects.get(act="post.appoint", data__since=SINCE.isoformat()).at == NOW


def test_nobody_is_appointed_from_a_day_to_come(cast, party):
    appointed(cast, party, since=NOW.date())
    with pytest.raises(Refused, match="不能晚于今天"):
        appointed(cast, party, "worker", since=NOW.date() + timedelta(days=1))


def test_terms_of_one_post_do_not_overlap(cast, party):
    first = appointed(cast, party)
    with pytest.raises(Refused, match=f"{cast.people['clerk'].shown}还在这个岗位上"):
        appointed(cast, party, "worker", since=NOW.date())
    person.end_post(cast.who("administrator"), first.pk, NOW - timedelta(days=10))
    ended = (NOW - timedelta(days=10)).date()
    with pytest.raises(Refused, match=f"到{ended.isoformat()}为止"):
        appointed(cast, party, "worker", since=ended - timedelta(days=1))
    appointed(cast, party, "worker", since=ended + timedelta(days=1))
    # A post without a term (a clerk's) may be held by several.
    for name in ("worker", "member"):
        person.appoint(SYSTEM, cast.people[name], "clerk", cast.town, cast.pack, NOW, trusted=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_appoint_at_once_one_is_refused(cast, party):
    said: list[str] = []

    def appoint(name):
        try:
            appointed(cast, party, name, since=NOW.date())
            said.append("appointed")
        except Refused as refused:
            said.append(refused.reasons[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=appoint, args=(name,)) for name in ("clerk", "worker")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["appointed", "overlap"]
    assert Tie.objects.filter(kind="post", role=ROLE, unit=party, until__isnull=True).count() == 1


def test_a_term_that_the_superior_moved_ends_then_and_reminds_once(cast, party):
    appointed(cast, party)
    branch.remind(DUE)
    due = Matter.objects.get(kind="term_due")
    given = {"reason": "统一到年底", "document_no": "西党〔2026〕8号", "moved_to": "2026-12-01"}
    matter.take(cast.who("leader"), due.pk, "postpone", given, DUE)
    assert term(cast, party) == (SINCE, date(2026, 12, 1))
    assert branch.remind(DUE + timedelta(days=100)) == 0 and Matter.objects.filter(kind="term_due").count() == 1
    assert Entry.objects.filter(act="post.term").count() == 1


def test_an_election_begins_a_new_term(cast, party):
    post = appointed(cast, party)
    branch.remind(DUE)
    due, elected = Matter.objects.get(kind="term_due"), date(2026, 9, 10)
    day = datetime(2026, 9, 11, 9, tzinfo=SHANGHAI)
    matter.take(cast.who("governance"), due.pk, "renewed", {"result": "连任", "elected_on": elected.isoformat()}, day)
    assert term(cast, party, day) == (elected, date(2031, 9, 10))
    assert branch.remind(day) == 0
    assert branch.remind(datetime(2031, 3, 10, 8, tzinfo=SHANGHAI)) == 1
    post.refresh_from_db()
    assert post.since.astimezone(SHANGHAI).date() == SINCE  # the post itself is the same
