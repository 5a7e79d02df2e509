"""Statements at a meeting: written by their writers, counted from who gave them, and in no entry."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity as activities
from lianxin.kernel.acts import holding, stating
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.acts.person import register
from lianxin.kernel.models import Activity, Entry, Erasure, Tie
from lianxin.kernel.reads import stated
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

TOMORROW, YESTERDAY = NOW + timedelta(days=1), NOW - timedelta(days=1)


@pytest.fixture
def org(cast):
    return organisation(cast, 6)


@pytest.fixture
def meeting(org):
    return org.plan("members_review", TOMORROW, agenda=({"kind": "statement"},))


def code(work, *given):
    with pytest.raises(Refused) as caught:
        work(*given)
    return caught.value.code


def member(org, at=0):
    return Who(person_id=org.members[at])


def opened(meeting):
    """The meeting as if it had begun an hour ago."""
    Activity.objects.filter(pk=meeting.pk).update(starts_at=NOW - timedelta(hours=1))
    meeting.refresh_from_db()
    return meeting


def test_everybody_of_the_roll_writes_his_own_and_no_one_elses(org, meeting, cast):
    assert [one.person for one in stated.of_activity(meeting)][:6] == org.members
    tie = stating.write(member(org), meeting.pk, org.members[0], {"duties": "巡了三次河", "lacks": " "}, NOW)
    assert (tie.state, tie.data["parts"]) == ("written", {"duties": "巡了三次河"})
    stating.write(member(org), meeting.pk, org.members[0], {"lacks": "学得少"}, NOW)
    kept = stated.one(meeting, org.members[0])
    assert (kept.state, kept.parts) == ("written", {"duties": "巡了三次河", "lacks": "学得少"})
    assert code(stating.write, member(org, 1), meeting.pk, org.members[0], {"duties": "x"}, NOW) == "not-found"
    assert code(stating.write, cast.who("community"), meeting.pk, org.members[0], {"duties": "x"}, NOW) == "not-found"
    assert stated.may_read(org.secretary, meeting, org.members[0])
    assert not stated.may_read(member(org, 1), meeting, org.members[0])
    assert not Entry.objects.filter(data__icontains="巡了三次河").exists()
    assert Entry.objects.filter(act="activity.state").count() == 2


def test_whoever_runs_it_writes_down_what_a_member_says(org, meeting):
    stating.write(org.secretary, meeting.pk, org.members[2], {"duties": "口述，代录"}, NOW)
    noted = Entry.objects.get(act="activity.state")
    assert (noted.person_id, noted.subject) == (org.secretary.person_id, f"person:{org.members[2]}")


def test_parts_of_before_and_parts_of_after(org, meeting):
    me = member(org)
    assert code(stating.write, me, meeting.pk, me.person_id, {"pledge": "每月一次"}, NOW) == "part"
    assert code(stating.write, me, meeting.pk, me.person_id, {"duties": ""}, NOW) == "blank"
    assert code(stating.write, me, meeting.pk, me.person_id, {"duties": "述" * 2001}, NOW) == "long"
    assert not Tie.objects.filter(kind="statement").exists()
    stating.write(me, meeting.pk, me.person_id, {"duties": "值守十夜"}, NOW)
    holding.hold(org.secretary, opened(meeting).pk, Record(present=tuple(org.members)), NOW)
    assert code(stating.write, me, meeting.pk, me.person_id, {"duties": "改一改"}, NOW) == "part"
    stating.write(me, meeting.pk, me.person_id, {"pledge": "每月一次"}, NOW)
    assert stated.one(meeting, me.person_id).parts == {"duties": "值守十夜", "pledge": "每月一次"}


def test_the_number_is_counted_from_who_gave_one_and_never_typed_beside_it(org, meeting):
    stating.write(member(org), meeting.pk, org.members[0], {"duties": "值守十夜"}, NOW)
    given = frozenset(org.members[:2])  # the second spoke without notes
    assert code(stating.give, org.secretary, meeting.pk, given, NOW) == "future"
    opened(meeting)
    stating.give(org.secretary, meeting.pk, given, NOW)
    assert {one.person for one in stated.of_activity(meeting) if one.state == "given"} == given
    typed = Record(present=tuple(org.members), figures={"stated": "6"})
    assert code(holding.hold, org.secretary, meeting.pk, typed, NOW) == "given"
    held = holding.hold(org.secretary, meeting.pk, Record(present=tuple(org.members)), NOW)
    assert (held.figures["stated"]["said"], held.figures["stated"].get("typed")) == ("2", None)
    stating.give(org.secretary, meeting.pk, frozenset(org.members[:1]), NOW)
    held.refresh_from_db()
    assert held.figures["stated"]["said"] == "1"
    assert stated.one(held, org.members[1]).state == "asked"
    assert code(stating.give, org.secretary, meeting.pk, frozenset({10**9}), NOW) == "person"
    stating.give(org.secretary, meeting.pk, frozenset(), NOW)
    held.refresh_from_db()
    assert "stated" not in held.figures


def test_without_statements_the_number_is_typed_and_says_so(org, meeting):
    said = Record(present=tuple(org.members), figures={"stated": "4"})
    held = holding.hold(org.secretary, opened(meeting).pk, said, NOW)
    assert (held.figures["stated"]["said"], held.figures["stated"]["typed"]) == ("4", True)


def test_what_was_said_to_it(org, meeting):
    one = org.members[0]
    assert code(stating.reply, org.secretary, meeting.pk, one, {"remark": "再接再厉"}, NOW) == "future"
    opened(meeting)
    assert code(stating.reply, org.secretary, meeting.pk, one, {"remark": "再接再厉"}, NOW) == "writer"
    stating.give(org.secretary, meeting.pk, frozenset({one}), NOW)
    assert code(stating.reply, member(org), meeting.pk, one, {"remark": "再接再厉"}, NOW) in ("not-found", "not-yours")
    stating.reply(org.secretary, meeting.pk, one, {"comments": "多带新人", "remark": ""}, NOW)
    assert stated.one(meeting, one).replies == {"comments": "多带新人"}
    assert not Entry.objects.filter(data__icontains="多带新人").exists()


def test_a_meeting_called_off_or_of_another_kind_asks_for_nothing(org, meeting):
    activities.cancel(org.secretary, meeting.pk, "改期", NOW)
    assert code(stating.write, member(org), meeting.pk, org.members[0], {"duties": "x"}, NOW) == "state"
    other = org.plan("assembly", TOMORROW)
    assert code(stating.write, member(org), other.pk, org.members[0], {"duties": "x"}, NOW) == "statement"
    assert code(stating.ask, org.secretary, other.pk, org.members[0], NOW) == "statement"


def test_somebody_off_the_roll_is_asked_by_name_once_and_finds_it_waiting(org, meeting, cast):
    guest = cast.people["grid"].pk
    assert code(stating.write, Who(person_id=guest), meeting.pk, guest, {"duties": "带队三次"}, NOW) == "writer"
    first = stating.ask(org.secretary, meeting.pk, guest, NOW)
    assert stating.ask(org.secretary, meeting.pk, guest, NOW).pk == first.pk
    assert [one.pk for one in stated.waiting(guest, NOW)] == [meeting.pk]
    for foreign in (10**9, cast.people["stranger"].pk, register("外镇人", NOW).pk):
        assert code(stating.ask, org.secretary, meeting.pk, foreign, NOW) == "person"
    stating.write(Who(person_id=guest), meeting.pk, guest, {"duties": "带队三次"}, NOW)
    assert stated.waiting(guest, NOW) == []
    assert stated.states_of(guest, [meeting]) == {meeting.pk: "written"}


def test_its_words_are_erased_when_the_papers_of_the_meeting_are_and_the_number_stays(org, meeting):
    stating.write(member(org), meeting.pk, org.members[0], {"duties": "值守十夜"}, NOW)
    stating.give(org.secretary, opened(meeting).pk, frozenset({org.members[0]}), NOW)
    held = holding.hold(org.secretary, meeting.pk, Record(present=tuple(org.members)), NOW)
    assert stating.erase(NOW + timedelta(days=1094)) == 0
    assert stating.erase(NOW + timedelta(days=1096)) == 1 and stating.erase(NOW + timedelta(days=1096)) == 0
    kept = stated.one(meeting, org.members[0])
    assert (kept.state, kept.parts, held.figures["stated"]["said"]) == ("given", {}, "1")
    assert Erasure.objects.filter(what="statement", fields=["parts", "replies"]).count() == 1
