"""The wall: public things only, never a person, no text with anything personal in it."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast, xiqiao
from tests.web.street.matters import one, scatter

from lianxin.kernel.models import Matter, Unit
from lianxin.kernel.reads import wallscreen

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch) -> Cast:
    made = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    return made


def thanked(cast: Cast, text: str, days: int = 1) -> Matter:
    matter = one(cast, random.Random(1), cast.now)
    matter.kind, matter.step, matter.is_open, matter.ending = "wish", "fulfilled", False, "solved"
    matter.closed_at, matter.fields, matter.shown = cast.now - timedelta(days=days), {"thanks": text}, True
    matter.claimer = None
    matter.save()
    return matter


def test_anybody_may_look(cast, client):
    scatter(cast, 60, 4)
    site = cast.unit("site_qiaoyuan")
    for key in ("xiqiao", site.slug):
        answer = client.get(f"/wall/{key}/")
        assert answer.status_code == 200
        assert "public" in answer.headers["Cache-Control"]
        html = answer.content.decode()
        assert not any(person.shown in html for person in cast.people.values())
        assert html.count("<section") >= 3
    assert site.name in html


def test_the_three_numbers(cast):
    scatter(cast, 120, 4)
    shown = wallscreen.wall(cast.town, None, cast.now)
    wishes = Matter.objects.filter(kind="wish", town=cast.town)
    assert shown.waiting == wishes.filter(is_open=True, claimer__isnull=True).count()
    since = cast.now - timedelta(days=wallscreen.DAYS)
    assert shown.fulfilled == wishes.filter(ending="solved", closed_at__gt=since).count()
    assert shown.solved == Matter.objects.filter(kind="request", ending="solved", closed_at__gt=since).count()


def test_thanks_of_the_week_hold_nothing_personal(cast):
    thanked(cast, "真没想到这么快，谢谢你们")
    thanked(cast, "谢谢，有事打我电话13800138000")
    thanked(cast, "上个月的谢谢", days=20)
    thanked(cast, "谢" * 200)
    assert wallscreen.wall(cast.town, None, cast.now).thanks == ("真没想到这么快，谢谢你们",)


def test_only_what_a_person_let_out_is_on_the_tree(cast):
    scatter(cast, 60, 4)
    Matter.objects.filter(kind="wish").update(shown=False)
    assert wallscreen.wall(cast.town, None, cast.now).wishes == ()
    Matter.objects.filter(kind="wish").update(shown=True, secret=True)
    assert wallscreen.wall(cast.town, None, cast.now).wishes == ()


def test_a_wish_hangs_at_its_community(cast):
    scatter(cast, 80, 4)
    names = dict(wallscreen.wall(cast.town, None, cast.now).communities)
    for wish in wallscreen.wall(cast.town, None, cast.now).wishes:
        place = Matter.objects.get(pk=wish.id).place
        assert (wish.community_id in names and wish.community_id in place.chain) if place else wish.community_id == 0


@pytest.mark.parametrize("key", ["nowhere", "town", "0"])
def test_no_such_wall(cast, client, key):
    assert client.get(f"/wall/{key}/").status_code == 404


def test_a_closed_site_has_no_wall(cast, client):
    site = cast.unit("site_qiaoyuan")
    Unit.objects.filter(pk=site.pk).update(closed_at=cast.now)
    assert client.get(f"/wall/{site.slug}/").status_code == 404


def test_the_wall_asks_the_same_number_of_questions_at_any_size(cast, client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/wall/xiqiao/").status_code == 200
        return len(caught)

    scatter(cast, 20, 1)
    asked()
    few = asked()
    scatter(cast, 300, 2)
    assert asked() == few <= 8


def test_opening_hours_follow_the_working_calendar(cast):
    assert wallscreen.wall(cast.town, None, cast.now).works_today is True
    assert wallscreen.wall(cast.town, None, cast.now + timedelta(days=4)).works_today is False
    assert wallscreen.wall(cast.town, None, cast.now + timedelta(days=2000)).works_today is None
