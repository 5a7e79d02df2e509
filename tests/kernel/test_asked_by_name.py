"""Who comes to a secretaries' review and who votes there: the rule of its day, and people asked by name."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import asked_by_name, attachment, ballot, holding
from lianxin.kernel.acts.attachment import File
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Activity, Entry
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.who import Who
from lianxin.language import turnout
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao
from tests.kernel.organisation import organisation

AT = NOW


@pytest.fixture
def org(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return organisation(xiqiao(), 3)


def review(org, at=AT):
    """A secretaries' review that the branch hosts, planned by the town's office."""
    line = {"kind": "test_vote", "text": "樵园社区第一党支部"}
    office = org.cast.who("governance")
    made = org.plan("secretary_review", at, who=office, title="述职评议会", agenda=(line,))
    attachment.put(office, made.pk, File("pdf", "0" * 64, 10, "书面述职报告", field="reports"), NOW)
    return made


def rule(org, monkeypatch, name, *dated):
    """The rule as a town would write it: each with the day it holds from."""
    pack = packs.of_town(org.cast.town.pk)
    value = pack.said.values[name]
    first = value.dated[0]
    rows = [first.model_copy(update={"value": said, "since": since}) for said, since in dated]
    monkeypatch.setitem(pack.said.values, name, value.model_copy(update={"dated": rows}))


def people(org, *names):
    return {org.cast.people[name].pk for name in names}


def ask(org, meeting, person, who="governance"):
    return asked_by_name.ask(org.cast.who(who), meeting.pk, person, NOW)


def refused(code, work, *given):
    with pytest.raises(Refused) as caught:
        work(*given)
    assert caught.value.code == code, caught.value


def test_leaders_officers_of_the_hosts_and_those_asked_by_name_come_and_vote(org):
    meeting = review(org)
    assert ballot.voters(meeting, NOW) == people(org, "leader", "commissioner")
    for person in org.members[:2]:
        ask(org, meeting, person)
    ask(org, meeting, org.members[0])  # again changes nothing
    assert Entry.objects.filter(act="activity.ask").count() == 2
    wanted = people(org, "leader", "commissioner") | set(org.members[:2])
    assert ballot.voters(meeting, NOW) == wanted == set(roll.due(meeting, [org.branch.pk], NOW))
    subject = meeting.agenda[0]["text"]
    for person in wanted:
        ballot.put(Who(person_id=person), meeting.pk, 0, {subject: "good"}, NOW)
    refused("voter", ballot.put, Who(person_id=org.members[2]), meeting.pk, 0, {subject: "good"}, NOW)
    office = org.cast.who("governance")
    assert ballot.open_box(office, meeting.pk, 0, NOW)[subject]["good"] == 4
    holding.hold(office, meeting.pk, Record(present=tuple(wanted)), NOW)
    written = Entry.objects.get(act="activity.hold")
    assert (written.data["due"], written.data["came"]) == (4, 4)


def test_the_rule_of_the_day_of_the_meeting_holds(org, monkeypatch):
    rule(org, monkeypatch, "review.vote", ("committee", date(2026, 3, 1)), ("leader named", date(2019, 1, 1)))
    assert ballot.voters(review(org), NOW) == people(org, "commissioner")
    assert ballot.voters(review(org, NOW - timedelta(days=30)), NOW) == people(org, "leader")
    rule(org, monkeypatch, "review.vote", ("voting", date(2019, 1, 1)))
    assert ballot.voters(review(org), NOW) == set(org.members)
    pack = packs.of_town(org.cast.town.pk)
    kind = pack.said.activities["secretary_review"]
    assert turnout.due(pack, kind, NOW.date()) == ("leader", "committee", "named")
    assembly = pack.said.activities["assembly"]
    assert turnout.due(pack, assembly, NOW.date()) == turnout.voters(pack, assembly, NOW.date()) == ("voting",)


def test_the_list_stands_once_somebody_voted_or_it_was_recorded(org):
    meeting, office = review(org), org.cast.who("governance")
    ask(org, meeting, org.members[0])
    ask(org, meeting, org.members[1])
    asked_by_name.leave_out(office, meeting.pk, org.members[1], NOW)
    assert set(roll.named(meeting.pk)) == {org.members[0]}
    refused("person", asked_by_name.leave_out, office, meeting.pk, org.members[1], NOW)
    refused("person", ask, org, meeting, 10**9)
    refused("not-yours", ask, org, meeting, org.members[1], "secretary")
    ballot.put(Who(person_id=org.members[0]), meeting.pk, 0, {meeting.agenda[0]["text"]: "good"}, NOW)
    refused("voted", asked_by_name.leave_out, office, meeting.pk, org.members[0], NOW)
    ask(org, meeting, org.members[1])  # left out before, asked again
    holding.hold(office, meeting.pk, Record(present=(org.members[0],)), NOW)
    refused("state", ask, org, meeting, org.members[2])
    refused("state", asked_by_name.leave_out, office, meeting.pk, org.members[1], NOW)


def test_no_other_meeting_asks_by_name(org):
    meeting = org.plan("assembly", AT, agenda=({"kind": "appraise", "subjects": ["甲"]},))
    refused("rule", asked_by_name.ask, org.secretary, meeting.pk, org.members[0], NOW)
    assert ballot.voters(meeting, NOW) == set(org.members)


def test_the_page_lists_who_is_asked_and_says_who_votes(org, client):
    meeting = review(org)
    client.force_login(org.cast.account("governance"), "lianxin.web.access.Accounts")
    address = f"/activity/{meeting.pk}"
    page = client.get(address).content.decode()
    assert "点名请的人" in page and "街镇领导、主办单位的书记、委员、下面点名请的人" in page
    done = client.post(f"{address}/ask", {"person": org.members[0]}, follow=True).content.decode()
    assert "名单已改" in done and f'value="{org.members[0]}">去掉' in done
    wrong = client.post(f"{address}/ask", {"person": ""})
    assert wrong.status_code == 422 and "请选本街镇认识的人" in wrong.content.decode()
    gone = client.post(f"{address}/leave-out", {"person": org.members[0]}, follow=True).content.decode()
    assert f'value="{org.members[0]}">去掉' not in gone and not roll.named(meeting.pk)
    client.force_login(org.cast.account("secretary"), "lianxin.web.access.Accounts")
    assert client.post(f"{address}/ask", {"person": org.members[0]}).status_code == 422
    assert "列入名单" not in client.get(address).content.decode()
    assert Activity.objects.count() == 1
