"""A partner unit asked about a matter of any kind reads it on its link: what, who may claim it, whom to tell."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.acts import asking, filing, matter, partner
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import partner as links
from lianxin.kernel.who import NOBODY
from lianxin.language.reason import Refused
from tests.kernel.test_need_over_link import linked, need
from tests.kernel.test_seat_link import linked as linked_seat
from tests.kernel.test_seat_link import seat
from tests.kernel.ties import NOW, other_community, street

pytestmark = pytest.mark.django_db
WORDS = "想请人陪着去一趟医院"


@pytest.fixture
def cast():
    return street()


def wish(cast, text=WORDS, place=None, kind="wish"):
    told = Telling(text, cast.town.pk, place_id=(place or cast.unit("qiaodong")).pk, kind=kind, channel="desk")
    made = filing.file(NOBODY if kind == "wish" else cast.who("governance"), told, NOW).matter
    return matter.take(cast.who("governance"), made.pk, "approve", {"public_text": text}, NOW)


def ask(cast, found, unit="partner_clinic"):
    asking.ask(cast.who("governance"), found.pk, -cast.unit(unit).pk, NOW)
    return found


@pytest.mark.parametrize("kind", ["wish", "project"])
def test_what_it_was_asked_about_is_shown_whatever_its_kind(cast, kind):
    made, key = linked(cast)
    found = ask(cast, wish(cast, kind=kind))
    wish(cast, "想请人教一教怎么用手机")
    _, opened = links.of_link(key, NOW)
    assert [one.pk for one in links.asked(opened)] == [found.pk], "and what it was not asked about is not"
    assert links.needs(opened) == [], "it acts on none of them"
    other, _ = linked(cast, "partner_dental", 2)
    assert links.asked(other) == []
    Matter.objects.filter(pk=found.pk).update(secret=True)
    assert links.asked(opened) == []


def test_it_is_gone_once_somebody_claimed_it(cast):
    made, key = linked(cast)
    found = ask(cast, wish(cast))
    who, opened = links.of_link(key, NOW)
    with pytest.raises(Refused):
        partner.answer_need(who, found.pk, "claim", {}, NOW)
    matter.take(cast.who("member"), found.pk, "claim", {}, NOW)
    assert links.asked(opened) == []


def test_the_link_of_a_seat_shows_it_from_another_community_too(cast):
    made, key = linked_seat(cast, seat(cast))
    here, there = ask(cast, wish(cast)), ask(cast, wish(cast, "想请人教一教怎么用手机", other_community(cast)))
    _, opened = links.of_link(key, NOW)
    assert {one.pk for one in links.asked(opened)} == {here.pk, there.pk}


def test_kinds_are_found_by_what_the_pack_gives_to_a_partner(cast, monkeypatch):
    found, (_, key) = need(cast), linked(cast)
    _, opened = links.of_link(key, NOW)
    assert [one.pk for one in links.needs(opened)] == [found.pk]
    pack = cast.pack
    monkeypatch.setattr(type(pack), "concerns", lambda self, role: frozenset({"wish"} if role == "partner" else ()))
    assert links.needs(opened) == [], "no kind of matter is known by its name"


def test_the_page_says_who_claims_it_and_whom_to_tell(cast, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    (_, key), taken = linked(cast), need(cast)
    found = ask(cast, wish(cast))
    path = f"/p/{key}"
    page = client.get(path).content.decode()
    assert "请您单位帮忙的微心愿" in page and WORDS in page and "请您单位对接的共建需求" in page
    assert "由党员、志愿者、党组织书记认领" in page
    assert f"能帮上忙，请告诉{cast.unit('qiaodong').name}：" in page and f"/wishes/{found.pk}" in page
    refused = client.post(path, {"need": found.pk, "step": "claim"})
    assert refused.status_code == 422 and "这件事不在您单位名下" in refused.content.decode()
    assert client.post(path, {"need": taken.pk, "step": "claim"}).status_code == 302


def test_its_queries_do_not_grow_with_what_was_asked(cast, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    path = f"/p/{linked(cast)[1]}"
    ask(cast, wish(cast))
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(path)
    for text in ("想请人教一教怎么用手机", "想请人读一读报纸"):
        ask(cast, wish(cast, text))
    with CaptureQueriesContext(connection) as after:
        assert "读一读报纸" in client.get(path).content.decode()
    assert len(after) == len(before)
