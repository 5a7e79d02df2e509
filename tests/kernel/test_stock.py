"""Kits and medals: what went out came back, was used or is held; nothing is ever below nothing."""

import random
from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import stock
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.models import Entry, Stock
from lianxin.kernel.reads import stock as books
from lianxin.language.reason import Refused
from tests.kernel.ties import NOW, TODAY, street

pytestmark = pytest.mark.django_db
EXPIRES = date(2027, 6, 30)


@pytest.fixture
def cast():
    return street()


def moved(cast, item, n, source, to, by="governance", **more):
    expires = more.pop("expires_on", EXPIRES if item == "kit" else None)
    unit = more.pop("unit_id", cast.unit("qiaodong_station").pk)
    now = more.pop("now", NOW)
    said = Move(item, n, source, to, cast.town.pk, unit, expires, **more)
    return stock.move(cast.who(by), said, now)


def refused(code, work, *given, **named):
    with pytest.raises(Refused) as caught:
        work(*given, **named)
    assert caught.value.code == code, caught.value


def balance(cast, item="kit"):
    return books.balances(cast.town.pk, [item])[0]


def test_the_way_of_a_kit(cast):
    station, member = Holder(unit_id=cast.unit("qiaodong_station").pk), Holder(person_id=cast.people["member"].pk)
    moved(cast, "kit", 20, OUTSIDE, station)
    moved(cast, "kit", 6, station, member, by="station")
    moved(cast, "kit", 2, member, station)
    moved(cast, "kit", 1, member, OUTSIDE, reason="出动时用完")
    moved(cast, "kit", 3, station, OUTSIDE, reason="过期销毁")
    found = balance(cast)
    assert (found.received, found.issued, found.returned, found.used_by_people, found.held) == (20, 6, 2, 1, 3)
    assert found.there == 13 and found.consumed == 4 and found.even
    kinds = Entry.objects.filter(act="stock.move").order_by("pk").values_list("data__kind", flat=True)
    assert list(kinds) == ["received", "issued", "returned", "consumed", "consumed"]


def test_nothing_below_nothing(cast):
    station, member = Holder(unit_id=cast.unit("qiaodong_station").pk), Holder(person_id=cast.people["member"].pk)
    refused("too-few", moved, cast, "kit", 1, station, member)
    moved(cast, "kit", 3, OUTSIDE, station)
    refused("too-few", moved, cast, "kit", 4, station, member)
    refused("too-few", moved, cast, "kit", 1, station, member, expires_on=date(2028, 1, 1))
    assert balance(cast).held == 0


def test_a_medal_stays_with_whoever_got_it(cast):
    office, member = Holder(unit_id=cast.unit("office_party").pk), Holder(person_id=cast.people["member"].pk)
    moved(cast, "medal", 10, OUTSIDE, office, unit_id=cast.unit("office_party").pk)
    refused("signed", moved, cast, "medal", 1, office, member, unit_id=cast.unit("office_party").pk)
    out = Move("medal", 1, office, member, cast.town.pk, cast.unit("office_party").pk)
    stock.shift(cast.who("governance"), out, NOW)  # as it is done for a receipt (test_medal.py)
    refused("stays", moved, cast, "medal", 1, member, office, unit_id=cast.unit("office_party").pk)
    assert balance(cast, "medal").even and balance(cast, "medal").held == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [({"n": 0}, "count"), ({"n": -2}, "count"), ({"item": "sword"}, "item"), ({"expires_on": None}, "expires")],
)
def test_what_is_no_move(cast, more, code):
    station = Holder(unit_id=cast.unit("qiaodong_station").pk)
    given = {"item": "kit", "n": 1, "source": OUTSIDE, "to": station} | more
    refused(code, moved, cast, given.pop("item"), given.pop("n"), given.pop("source"), given.pop("to"), **given)
    refused("same", moved, cast, "kit", 1, station, station)
    refused("holder", moved, cast, "kit", 1, station, Holder(person_id=10**9))
    refused("by-unit", moved, cast, "kit", 1, OUTSIDE, Holder(person_id=cast.people["member"].pk))
    refused("expires", moved, cast, "medal", 1, OUTSIDE, station, expires_on=EXPIRES)
    refused("power", moved, cast, "kit", 1, OUTSIDE, station, by="member")
    assert not Stock.objects.filter(n__gt=0).exists()


def test_the_same_submission_moves_once(cast):
    station = Holder(unit_id=cast.unit("qiaodong_station").pk)
    assert moved(cast, "kit", 5, OUTSIDE, station, ref="x").pk == moved(cast, "kit", 5, OUTSIDE, station, ref="x").pk
    assert balance(cast).there == 5


def test_what_expires_soon_is_listed(cast):
    station = Holder(unit_id=cast.unit("qiaodong_station").pk)
    for days in (-1, 30, 60, 61):
        moved(cast, "kit", 1, OUTSIDE, station, expires_on=TODAY + timedelta(days=days), now=NOW - timedelta(days=9))
    rows = books.expiring(books.holders(cast.town.pk, ["kit"]), cast.pack, TODAY)
    assert [(row.expires_on - TODAY).days for row in rows] == [-1, 30, 60]


def test_what_has_expired_is_neither_taken_in_nor_handed_out_and_is_written_off(cast):
    station, member = Holder(unit_id=cast.unit("qiaodong_station").pk), Holder(person_id=cast.people["member"].pk)
    gone = TODAY - timedelta(days=1)
    refused("expired", moved, cast, "kit", 1, OUTSIDE, station, expires_on=gone)
    moved(cast, "kit", 3, OUTSIDE, station, expires_on=gone, now=NOW - timedelta(days=5))
    moved(cast, "kit", 1, station, member, expires_on=gone, now=NOW - timedelta(days=1))  # its last day
    refused("expired", moved, cast, "kit", 1, station, member, expires_on=gone)
    moved(cast, "kit", 1, member, station, expires_on=gone)
    moved(cast, "kit", 3, station, OUTSIDE, expires_on=gone)
    assert balance(cast).consumed == 3


def test_people_are_named_to_those_who_keep_the_book_and_medals_to_nobody_here(cast):
    station, member = Holder(unit_id=cast.unit("qiaodong_station").pk), Holder(person_id=cast.people["member"].pk)
    moved(cast, "kit", 2, OUTSIDE, station)
    moved(cast, "kit", 1, station, member)
    assert books.named_items(cast.pack, ["kit", "medal"]) == ["kit"] and books.named_items(cast.pack, []) == []
    assert {row.person_id for row in books.holders(cast.town.pk, [])} == {None}
    assert member.person_id in {row.person_id for row in books.holders(cast.town.pk, ["kit"])}
    issued = books.moves(cast.town.pk, "kit", "issued", named=True)
    (handed,) = issued
    assert (handed.n, handed.source) == (1, cast.unit("qiaodong_station").name)
    assert handed.to == cast.people["member"].shown
    assert books.moves(cast.town.pk, "kit", "issued", named=False)[0].to == ""
    assert [one.kind for one in books.moves(cast.town.pk, "kit", "", named=True)] == ["issued", "received"]
    last = issued[0].entry.pk
    assert [one.kind for one in books.moves(cast.town.pk, "kit", "", True, before=last)] == ["received"]


@pytest.mark.parametrize("seed", range(3))
def test_the_book_is_even_whatever_is_tried(cast, seed):
    """Property: after any moves, allowed and refused, issued = returned + consumed + held, and received = what is."""
    dice = random.Random(seed)
    units = [Holder(unit_id=cast.unit(key).pk) for key in ("qiaodong_station", "qiaodong")]
    people = [Holder(person_id=cast.people[name].pk) for name in ("member", "secretary")]
    for _ in range(60):
        source, to = dice.choice([OUTSIDE, *units, *people]), dice.choice([OUTSIDE, *units, *people])
        try:
            moved(cast, "kit", dice.randrange(-1, 8), source, to)
        except Refused:
            continue
    found = balance(cast)
    assert found.even and Entry.objects.filter(act="stock.move").count() > 5
