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
    kept = reads.book(cast.town.pk, YEAR, None)
    assert [one.pk for one in kept.moves] == [one.data["move"] for one in kept.signed] and len(kept.moves) == 1
    assert kept.moves[0].data["branch"] == org.branch.pk and kept.moves[0].tx == kept.signed[0].tx
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
    assert reads.book(cast.town.pk, YEAR, [cast.unit("school").pk]) == reads.Book((), (), ())
    kept = reads.book(cast.town.pk, YEAR, [org.branch.pk])
    assert (len(kept.moves), len(kept.signed)) == (1, 1)


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


def back(org, person, who=None, reason="同名发错", branch=None):
    return medal.take_back(who or org.secretary, branch or org.branch.pk, person, reason, NOW)


def test_a_medal_handed_over_by_mistake_comes_back(org, cast):
    medals_at(org, org.branch, 1)
    wrong, right, town = old(org, "发错的人"), old(org, "该发的人"), cast.town.pk
    given = handed(org, wrong)
    written = back(org, wrong)
    assert awarded(wrong) is None
    assert (written.data["receipt"], written.data["year"], written.data["reason"]) == (given.pk, YEAR, "同名发错")
    kept = reads.book(town, YEAR, None)
    assert (kept.moves, kept.signed, len(kept.back)) == ((), (), 1) and kept.even
    assert (kept.back[0].data["undoes"], kept.back[0].tx) == (given.data["move"], written.tx)
    assert kept.back[0].data["reason"] == "同名发错" and kept.back[0].data["branch"] == org.branch.pk
    assert Entry.objects.filter(pk__in=(given.pk, given.data["move"])).count() == 2  # history stays
    assert [(row.unit_id, row.n) for row in reads.shelves(town)] == [(org.branch.pk, 1)]
    found = books.balances(town, ["medal"])[0]
    assert (found.issued, found.returned, found.held, found.there) == (1, 1, 0, 1) and found.even
    refused("unsigned", back, org, wrong)
    handed(org, right)
    handed_again = reads.book(town, YEAR, None)
    assert (len(handed_again.moves), len(handed_again.signed), len(handed_again.back)) == (1, 1, 1)
    assert handed_again.even and set(reads.standing(town, org.branch.pk)) == {right}
    refused("too-few", handed, org, wrong)
    medals_at(org, org.branch, 1)
    handed(org, wrong)  # it may be handed to the same person again, for it was never his
    assert awarded(wrong) == YEAR


def test_what_is_taken_back_needs_a_receipt_a_reason_and_the_right_hands(org, cast):
    office, person = cast.unit("office_party"), old(org)
    refused("unsigned", back, org, person)
    medals_at(org, office, 1)
    handed(org, person, who=cast.who("governance"), source_id=office.pk)
    for reason in ("", "  ", "字" * 81):
        refused("reason", back, org, person, reason=reason)
    refused("power", back, org, person, who=cast.who("member"))
    refused("shelf", back, org, person)  # it left the office's stock
    refused("unsigned", back, org, person, who=cast.who("governance"), branch=cast.unit("school").pk)  # another branch
    assert awarded(person) == YEAR and reads.receipts(cast.town.pk).count() == 1
    back(org, person, who=cast.who("governance"))
    assert [(row.unit_id, row.n) for row in reads.shelves(cast.town.pk)] == [(office.pk, 1)]


def test_nobody_takes_back_his_own_medal(org, cast):
    refused("self", back, org, org.secretary.person_id)


def test_after_it_was_taken_back_an_earlier_medal_may_be_noted(org):
    medals_at(org, org.branch, 1)
    person = old(org)
    handed(org, person)
    refused("signed", medal.note_earlier, org.secretary, org.branch.pk, person, 2021, "当年名册", NOW)
    back(org, person, reason="2021 年已经颁授")
    medal.note_earlier(org.secretary, org.branch.pk, person, 2021, "当年名册第三号", NOW)
    assert awarded(person) == 2021


def test_stock_itself_takes_no_medal_back_from_a_person(org, cast):
    medals_at(org, org.branch, 1)
    person = old(org)
    handed(org, person)
    town, unit = cast.town.pk, org.branch.pk
    said = Move("medal", 1, Holder(person_id=person), Holder(unit_id=unit), town, unit)
    refused("stays", stock.move, cast.who("governance"), said, NOW)
