"""Posts and invitations: the link is shown once, works once, and only where the administrator's town is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.cast import PASSWORD, Cast, xiqiao

from lianxin.kernel.acts import person as acts
from lianxin.kernel.models import Account, Entry, Invitation, Person, Tie
from lianxin.kernel.reads import people, staff
from lianxin.language.reason import Refused

pytestmark = pytest.mark.django_db
NEW = "Lychee-2026"


@pytest.fixture
def cast(monkeypatch) -> Cast:
    made = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    return made


def appoint(client, cast, **changed):
    given = {"name": "叶青禾", "role": "worker", "unit": cast.unit("office_law").pk, "invite": "1"} | changed
    return client.post("/office/people/new", given)


def link_of(response) -> str:
    return re.search(r'secret-link">[^<]*(/invited/[^<]+)<', response.content.decode()).group(1)


def test_appointed_invited_logged_in(cast, client):
    client.force_login(cast.account("administrator"))
    answer = appoint(client, cast)
    assert answer.headers["Cache-Control"] == "no-store"
    link = link_of(answer)
    key = link.rsplit("/", 1)[1]
    assert not Entry.objects.filter(data__icontains=key).exists()
    assert not Invitation.objects.filter(key_hash=key.encode()).exists()
    client.logout()
    page = client.get(link)
    assert "叶青禾，您好" in page.content.decode()
    assert client.post(link, {"username": "yeqinghe", "password": NEW, "again": NEW}).status_code == 302
    assert client.login(username="yeqinghe", password=NEW)
    account = Account.objects.get(username="yeqinghe")
    who = people.of_account(account, "叶青禾", cast.now)
    assert [(held.role, held.unit_id) for held in who.posts] == [("worker", cast.unit("office_law").pk)]


def test_a_link_works_once(cast, client):
    key = acts.invite(cast.who("administrator"), cast.people["clerk"], cast.town, cast.now)
    assert client.post(f"/invited/{key}", {"password": NEW, "again": NEW}).status_code == 302
    for again in (
        client.get(f"/invited/{key}"),
        client.post(f"/invited/{key}", {"password": "Other-2027", "again": "Other-2027"}),
    ):
        assert again.status_code == 410
        assert "已经失效" in again.content.decode()
    assert client.login(username="clerk", password=NEW)


def test_a_newer_link_ends_the_older(cast, client):
    older = acts.invite(cast.who("administrator"), cast.people["clerk"], cast.town, cast.now)
    later = acts.invite(cast.who("administrator"), cast.people["clerk"], cast.town, cast.now)
    assert client.get(f"/invited/{older}").status_code == 410
    assert client.get(f"/invited/{later}").status_code == 200


def test_a_link_ends_after_seven_days(cast, client, monkeypatch):
    key = acts.invite(cast.who("administrator"), cast.people["clerk"], cast.town, cast.now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now + timedelta(days=7))
    assert client.get(f"/invited/{key}").status_code == 410


@pytest.mark.parametrize("key", ["x", "%00", "a" * 400, "…"])
def test_no_such_link(cast, client, key):
    assert client.get(f"/invited/{key}").status_code in (404, 410)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"username": "clerk", "password": NEW, "again": NEW}, "已经有人用了"),
        ({"username": "", "password": NEW, "again": NEW}, "登录名"),
        ({"username": "newone", "password": "short", "again": "short"}, "密码"),
        ({"username": "newone", "password": NEW, "again": NEW + "x"}, "两次写的密码不一样"),
    ],
)
def test_a_faulty_answer_keeps_the_link_and_says_why(cast, client, given, said):
    person, _ = acts.take_on(
        cast.who("administrator"), None, "叶青禾", "worker", cast.unit("office_law"), cast.pack, cast.now
    )
    key = acts.invite(cast.who("administrator"), person, cast.town, cast.now)
    answer = client.post(f"/invited/{key}", given)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    assert NEW not in html
    assert client.get(f"/invited/{key}").status_code == 200


def test_a_post_that_ended_opens_nothing(cast, client):
    clerk = cast.account("clerk")
    tie = Tie.objects.get(person=cast.people["clerk"], kind="post")
    client.force_login(cast.account("administrator"))
    assert client.post(f"/office/people/posts/{tie.pk}/end").status_code == 302
    client.force_login(clerk)
    assert client.get("/board/").status_code == 403
    assert client.get("/account/").status_code == 200
    assert "您现在没有岗位" in client.get("/account/").content.decode()


def test_another_town_is_out_of_reach(cast, client):
    client.force_login(cast.account("administrator"))
    stranger = cast.people["stranger"]
    tie = Tie.objects.get(person=stranger, kind="post")
    assert client.post(f"/office/people/posts/{tie.pk}/end").status_code == 404
    assert client.post(f"/office/people/{stranger.pk}/invite").status_code == 404
    assert appoint(client, cast, unit=cast.other.pk).status_code == 422
    assert client.get(f"/office/people/?town={cast.other.pk}").status_code == 404
    assert "苏雨桐" not in client.get("/office/people/").content.decode()
    assert appoint(client, cast, person=stranger.pk, name="").status_code == 422
    with pytest.raises(Refused):
        acts.appoint(cast.who("administrator"), stranger, "clerk", cast.other, cast.pack, cast.now)


def test_power_in_one_town_is_none_in_another(cast):
    """A member's post in the other town does not carry the administrator's power there."""
    acts.appoint(
        cast.who("administrator"), cast.people["clerk"], "member", cast.unit("party_qiaoyuan"), cast.pack, cast.now
    )
    Tie.objects.create(kind="post", role="member", person=cast.people["administrator"], unit=cast.other, since=cast.now)
    with pytest.raises(Refused):
        acts.appoint(cast.who("administrator"), cast.people["member"], "clerk", cast.other, cast.pack, cast.now)


def test_nobody_appoints_himself(cast, client):
    client.force_login(cast.account("administrator"))
    me = cast.people["administrator"]
    answer = appoint(client, cast, person=me.pk, name="", role="clerk", unit=cast.town.pk)
    assert answer.status_code == 422
    assert "不能给自己任职" in answer.content.decode()
    assert Tie.objects.filter(person=me, kind="post").count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"name": ""}, {"name": "名" * 41}, {"role": "king"}, {"role": "overseer"}, {"role": ""}, {"unit": "x"}],
)
def test_a_faulty_appointment_registers_nobody(cast, client, changed):
    client.force_login(cast.account("administrator"))
    before = Person.objects.count(), Tie.objects.count()
    answer = appoint(client, cast, **changed)
    assert answer.status_code == 422
    if "name" not in changed:
        assert 'value="叶青禾"' in answer.content.decode()
    assert (Person.objects.count(), Tie.objects.count()) == before


def test_a_post_above_towns_is_neither_offered_nor_given_in_one(cast, client):
    client.force_login(cast.account("administrator"))
    page = client.get("/office/people/new").content.decode()
    assert 'value="auditor"' in page and 'value="overseer"' not in page
    with pytest.raises(Refused, match="由上级开通"):
        acts.take_on(cast.who("administrator"), None, "钟望", "overseer", cast.town, cast.pack, cast.now)
    assert not Person.objects.filter(shown="钟望").exists()


def test_the_roster_says_who_holds_what_and_no_more(cast, client):
    client.force_login(cast.account("administrator"))
    html = client.get("/office/people/").content.decode()
    assert all(cast.people[name].shown in html for name in ("clerk", "worker", "member"))
    assert "上次登录" not in html
    assert "罗志远" in client.get("/office/people/?q=罗志").content.decode()
    assert "何晓岚" not in client.get("/office/people/?q=罗志").content.decode()
    tie = Tie.objects.get(person=cast.people["grid"], kind="post")
    acts.end_post(cast.who("administrator"), tie.pk, cast.now)
    assert "关伟棠" not in client.get("/office/people/").content.decode()
    assert "关伟棠" in client.get("/office/people/?past=1").content.decode()


def test_the_roster_asks_the_same_number_of_questions_at_any_size(cast, django_assert_num_queries):
    staff.roster(cast.town.pk, cast.now)
    with django_assert_num_queries(4):
        staff.roster(cast.town.pk, cast.now)
    for number in range(40):
        acts.take_on(
            cast.who("administrator"), None, f"测试{number}", "member", cast.unit("party_qiaoyuan"), cast.pack, cast.now
        )
    staff.roster(cast.town.pk, cast.now)
    with django_assert_num_queries(4):
        rooms = staff.roster(cast.town.pk, cast.now)
    assert sum(len(room.posts) for room in rooms) == 53


@pytest.mark.parametrize("name", ["clerk", "leader", "auditor", "member", "overseer"])
def test_only_those_who_manage_people(cast, client, name):
    client.force_login(cast.account(name))
    for url in ("/office/people/", "/office/people/new", "/office/ready/", "/office/rules/", "/office/calendar/"):
        answer = client.get(url)
        assert answer.status_code == 403, url
    html = answer.content.decode()
    if name != "overseer":
        assert "系统管理员" in html and "谭一鸣" in html
    assert PASSWORD not in html
