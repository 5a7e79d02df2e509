"""Scenario A5: a medal leaves the stock, is signed for and stands on the card, all at once or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lianxin.kernel.acts import medal, member, stock
from lianxin.kernel.acts.medal import Receipt
from lianxin.kernel.acts.member_card import opened
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.models import Card, Entry, Stock
from lianxin.kernel.reads import medal as reads
from lianxin.kernel.reads import stock as books
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import BEGUN, organisation

YEAR = NOW.year


@pytest.fixture
def org(cast):
    return organisation(cast, 1)


def medals_at(org, unit, n):
    """Medals taken into the stock of a unit."""
    town = org.cast.town.pk
    stock.move(org.cast.who("governance"), Move("medal", n, OUTSIDE, Holder(unit_id=unit.pk), town, unit.pk), NOW)


def old(org, name="老党员", good=True, **said):
    """A member of fifty years, by id; confirmed for this year unless `good` is None."""
    person = member.join(org.secretary, org.branch.pk, name, BEGUN, NOW).person_id
    member.note_dates(org.secretary, org.branch.pk, person, {"confirmed": date(1974, 6, 30), **said}, NOW)
    if good is not None:
        member.confirm_standing(org.secretary, org.branch.pk, person, YEAR, good, "支委会讨论通过", NOW)
    return person


def receipt(org, **said):
    return replace(Receipt(org.branch.pk, NOW.date(), "together", "self"), **said)


def handed(org, person, year=YEAR, who=None, **said):
    return medal.hand_over(who or org.secretary, org.branch.pk, person, year, receipt(org, **said), NOW)


def refused(code, work, *given, **named):
    with pytest.raises(Refused) as caught:
        work(*given, **named)
    assert caught.value.code == code, caught.value


def awarded(person):
    return opened(Card.objects.get(person_id=person, kind="member")).awarded


def test_one_leaves_the_stock_is_signed_for_and_stands_on_the_card(org, cast):
    medals_at(org, org.branch, 2)
    person = old(org)
    written = handed(org, person, way="home", signed="family")
    assert awarded(person) == YEAR
    assert (written.data["way"], written.data["signed"], written.data["year"]) == ("home", "family", YEAR)
    moves, signed = reads.book(cast.town.pk, YEAR, None)
    assert [one.pk for one in moves] == [one.data["move"] for one in signed] and len(moves) == 1
    assert moves[0].data["branch"] == org.branch.pk and moves[0].tx == signed[0].tx
    found = books.balances(cast.town.pk, ["medal"])[0]
    assert (found.received, found.issued, found.held, found.there) == (2, 1, 1, 1) and found.even
    refused("awarded", handed, org, person)
    assert {one.person: one.found.reason.code for one in member.medals(org.secretary, org.branch.pk, YEAR, NOW)}[
        person
    ] == "awarded"


def test_without_stock_nothing_is_written(org, cast):
    person, entries = old(org), Entry.objects.count()
    refused("too-few", handed, org, person)
    assert awarded(person) is None and Entry.objects.count() == entries
    assert not Stock.objects.filter(n__gt=0).exists()


def test_who_is_not_confirmed_for_that_year_gets_none(org, cast):
    medals_at(org, org.branch, 5)
    refused("unconfirmed", handed, org, old(org, "还没确认", good=None))
    refused("not-confirmed", handed, org, old(org, "没有确认", good=False))
    refused("undated", handed, org, org.members[0])
    confirmed = old(org, "确认了")
    refused("unconfirmed", handed, org, confirmed, YEAR - 1, day=date(YEAR - 1, 7, 1))
    for year in (YEAR + 1, YEAR - 2, 0):
        refused("year", handed, org, confirmed, year)
    refused("receipt", handed, org, confirmed, signed="nobody")
    refused("receipt", handed, org, confirmed, way="")
    for wrong in (date(YEAR + 1, 1, 1), date(YEAR - 1, 12, 31)):
        refused("day", handed, org, confirmed, day=wrong)
    refused("power", handed, org, confirmed, who=cast.who("member"))
    refused("power", handed, org, confirmed, source_id=cast.unit("office_party").pk)  # not his stock
    member.note_dates(org.secretary, org.branch.pk, confirmed, {"alive": False}, NOW)
    refused("deceased", handed, org, confirmed)
    assert not reads.receipts(cast.town.pk).exists() and books.balances(cast.town.pk, ["medal"])[0].issued == 0


def test_the_office_hands_out_from_its_own_stock(org, cast):
    office, person = cast.unit("office_party"), old(org)
    medals_at(org, office, 1)
    assert [row.unit_id for row in reads.shelves(cast.town.pk)] == [office.pk]
    handed(org, person, who=cast.who("governance"), source_id=office.pk)
    assert reads.shelves(cast.town.pk) == [] and awarded(person) == YEAR
    assert reads.book(cast.town.pk, YEAR, [cast.unit("school").pk]) == ([], [])
    assert [len(found) for found in reads.book(cast.town.pk, YEAR, [org.branch.pk])] == [1, 1]


def test_the_year_of_the_medal_is_no_date_one_may_type(org):
    person = old(org)
    with pytest.raises(Refused, match="另行确认"):
        member.note_dates(org.secretary, org.branch.pk, person, {"awarded": 2021}, NOW)


def test_a_medal_of_before_the_book_is_written_with_how_it_is_known(org, cast):
    branch, person = org.branch.pk, old(org)
    for year in (2020, YEAR, 0):
        refused("year", medal.note_earlier, org.secretary, branch, person, year, "当年名册", NOW)
    refused("reason", medal.note_earlier, org.secretary, branch, person, 2021, " ", NOW)
    medal.note_earlier(org.secretary, branch, person, 2021, "当年名册第三号", NOW)
    assert awarded(person) == 2021 and not reads.receipts(cast.town.pk).exists()
    assert "当年名册" not in str(list(Entry.objects.values_list("data", flat=True)))
    medals_at(org, org.branch, 1)
    refused("awarded", handed, org, person)
    medal.note_earlier(org.secretary, branch, person, None, "记错了人", NOW)
    handed(org, person)
    refused("signed", medal.note_earlier, org.secretary, branch, person, None, "记错了", NOW)
    refused("power", medal.note_earlier, cast.who("member"), branch, person, 2021, "当年名册", NOW)


def test_nobody_hands_himself_a_medal(org, cast):
    me = org.secretary.person_id
    member.join(org.secretary, org.branch.pk, me, BEGUN, NOW)
    refused("self", handed, org, me)
