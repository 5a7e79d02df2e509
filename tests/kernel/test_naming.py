"""A name for an honour rests on the meeting that voted it: chosen, checked, and opened from either page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.acts import holding, honour
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.models import Entry, Honour, Person, Unit
from lianxin.kernel.reads import naming, packs
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao
from tests.kernel.organisation import organisation

YEAR = NOW.year


@pytest.fixture
def org(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return organisation(xiqiao(), 4)


def member(org, n=0):
    return Person.objects.get(pk=org.members[n])


def voted(org, *texts, yes=4, kind="nominate", at=NOW - timedelta(hours=3), outcomes=()):
    """An assembly that voted on these names, recorded."""
    agenda = tuple({"kind": kind, "text": text} for text in texts)
    made = org.plan("assembly", at, title="支部党员大会", agenda=agenda)
    said = outcomes or tuple(Outcome(n, in_favour=yes) for n in range(len(texts)))
    return holding.hold(org.secretary, made.pk, Record(present=tuple(org.members), outcomes=said), NOW)


def name(org, to, vote=None, year=YEAR, kind="excellent_member"):
    return honour.name(org.cast.who("governance"), org.cast.town.pk, kind, to, year, "支部推荐", NOW, vote)


def refused(code, *given, **named):
    with pytest.raises(Refused) as caught:
        name(*given, **named)
    assert (caught.value.code, caught.value.field) == (code, "vote"), caught.value


def needed(monkeypatch, org):
    """The town's rule as one that asks for the vote would write it."""
    pack = packs.of_town(org.cast.town.pk)
    value = pack.said.values["award.needs_vote"]
    dated = [value.dated[0].model_copy(update={"value": True})]
    monkeypatch.setitem(pack.said.values, "award.needs_vote", value.model_copy(update={"dated": dated}))


def test_a_name_keeps_its_meeting_and_line(org):
    meeting = voted(org, "推荐党员01为优秀共产党员", "推荐党员00为优秀共产党员")
    row = name(org, member(org), (meeting.pk, 1))
    assert (row.meeting_id, row.line) == (meeting.pk, 1)
    written = Entry.objects.get(act="honour.name")
    assert (written.data["meeting"], written.data["line"]) == (meeting.pk, 1)
    assert [one.pk for one in naming.named_at(meeting)] == [row.pk]
    both = voted(org, "推荐党员02、党员03为优秀共产党员")
    assert name(org, member(org, 2), (both.pk, 0)).meeting_id == name(org, member(org, 3), (both.pk, 0)).meeting_id


def test_a_body_is_named_by_a_meeting_too(org):
    body = Unit.objects.get(pk=org.branch.pk)
    meeting = voted(org, f"推荐{body.name}为先进基层党组织")
    assert name(org, body.pk, (meeting.pk, 0), kind="advanced_body").meeting_id == meeting.pk


def test_only_a_carried_vote_on_that_name_names(org):
    meeting = voted(org, "推荐党员01为优秀共产党员")
    refused("vote_name", org, member(org), (meeting.pk, 0))
    refused("vote", org, member(org, 1), (meeting.pk, 1))
    refused("vote", org, member(org, 1), (meeting.pk + 10**6, 0))
    refused("vote", org, member(org, 1), (voted(org, "推荐党员01为优秀共产党员", yes=2).pk, 0))  # not carried
    refused("vote", org, member(org, 1), (voted(org, "推荐党员01", kind="resolution").pk, 0))
    planned = org.plan("assembly", NOW, title="大会", agenda=({"kind": "nominate", "text": "推荐党员01"},))
    refused("vote", org, member(org, 1), (planned.pk, 0))
    refused("vote_year", org, member(org, 1), (meeting.pk, 0), year=YEAR + 1)
    refused("vote_year", org, member(org, 1), (meeting.pk, 0), year=YEAR - 2)
    assert not Honour.objects.exists()


def test_what_was_agreed_counts_as_what_was_put_to_the_vote(org):
    said = (Outcome(0, "同意推荐党员00、党员02", in_favour=4),)
    meeting = voted(org, "推荐“两优一先”对象", outcomes=said)
    assert name(org, member(org, 2), (meeting.pk, 0)).line == 0
    refused("vote_name", org, member(org, 3), (meeting.pk, 0))


def test_without_a_meeting_it_is_marked_or_refused_as_the_pack_says(org, monkeypatch):
    row = name(org, member(org))
    assert row.meeting_id is None and row.line is None
    needed(monkeypatch, org)
    refused("unvoted", org, member(org, 1))
    meeting = voted(org, "推荐党员01为优秀共产党员")
    assert name(org, member(org, 1), (meeting.pk, 0)).meeting_id == meeting.pk


def test_the_pages_open_each_other(org, client):
    meeting = voted(org, "推荐党员00为优秀共产党员", "推荐党员01为优秀共产党员")
    client.force_login(org.cast.account("governance"), "lianxin.web.access.Accounts")
    page = client.get(f"/activity/{meeting.pk}").content.decode()
    assert page.count("按这次表决登记推荐") == 2 and f"?vote={meeting.pk}:0#name" in page
    form = client.get(f"/honours/?vote={meeting.pk}:0").content.decode()
    assert f'value="{meeting.pk}:0" selected' in form and "推荐党员00为优秀共产党员" in form
    given = {"kind": "excellent_member", "person": org.members[0], "year": YEAR, "why": "带头上门"}
    wrong = client.post("/honours/do/name", given | {"vote": f"{meeting.pk}:1"})
    assert wrong.status_code == 422 and "里面没有“党员00”" in wrong.content.decode()
    assert f'value="{meeting.pk}:1" selected' in wrong.content.decode() and "带头上门" in wrong.content.decode()
    assert client.post("/honours/do/name", given | {"vote": f"{meeting.pk}:0"}).status_code == 302
    row = Honour.objects.get()
    listed = client.get("/honours/").content.decode()
    assert f'id="honour-{row.pk}"' in listed and f'href="/activity/{meeting.pk}"' in listed
    assert "2026-03-11 会议表决推荐" in listed and "没有会议记录" not in listed
    page = client.get(f"/activity/{meeting.pk}").content.decode()
    assert f'href="/honours/#honour-{row.pk}"' in page and "优秀共产党员：党员00" in page
    assert client.post("/honours/do/name", given | {"person": org.members[2], "vote": ""}).status_code == 302
    assert "没有会议记录" in client.get("/honours/").content.decode()
    client.force_login(org.cast.account("secretary"), "lianxin.web.access.Accounts")
    page = client.get(f"/activity/{meeting.pk}").content.decode()
    assert "优秀共产党员：党员00" in page and "按这次表决登记推荐" not in page


def test_pages_ask_the_same_however_many_meetings_there_are(org, client, django_assert_max_num_queries):
    meeting = voted(org, "推荐党员00为优秀共产党员")
    name(org, member(org), (meeting.pk, 0))
    client.force_login(org.cast.account("governance"), "lianxin.web.access.Accounts")
    for address in ("/honours/", f"/activity/{meeting.pk}"):
        client.get(address)
        with CaptureQueriesContext(connection) as first:
            client.get(address)
        asked = len(first)
        for n in (1, 2, 3):
            more = voted(org, f"推荐党员0{n}为优秀共产党员")
            if not Honour.objects.filter(person_id=org.members[n]).exists():
                name(org, member(org, n), (more.pk, 0))
        client.get(address)  # as before the first count: what is remembered between pages is looked up once
        with django_assert_max_num_queries(asked):
            client.get(address)
