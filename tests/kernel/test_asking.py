"""Who can help in a town, and asking them: consent, room, public words; a person decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from lianxin.kernel.acts import asking
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import helping, packs
from lianxin.kernel.reads.directory import directory
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.hands import hang, on_roll


@pytest.fixture
def volunteer(cast):
    return partial(on_roll, cast)


@pytest.fixture
def wish(cast):
    return partial(hang, cast)


def listed(matter, need=None):
    pack = packs.pinned(matter.pack_id)
    need = need or helping.need_of(matter, directory(matter.town_id), pack)
    return helping.of_matter(matter, need, NOW)


def test_the_words_say_the_skill_and_volunteers_come_in_order(cast, volunteer, wish):
    matter = wish()
    volunteer("甘乐怡", skills=["law"])
    handy = volunteer("霍润生", skills=["appliance"])
    volunteer("阮清和", skills=["appliance"], state="intent")
    found = [one for one in listed(matter) if one.helper.kind == "person"]
    assert [one.helper.name for one in found] == ["霍润生", "甘乐怡"], "without consent nobody is named"
    assert found[0].helper.id == handy.pk
    assert found[0].reasons[0].code == "skill" and found[1].lacks[0].code == "no-skill"
    assert {one.helper.kind for one in listed(matter)} >= {"person", "site"}


def test_asking_asks_once_and_the_asked_one_claims(cast, volunteer, wish):
    matter = wish()
    tie = volunteer("", person=cast.people["member"], skills=["appliance"])
    made = asking.ask(cast.who("community"), matter.pk, tie.pk, NOW)
    assert asking.ask(cast.who("clerk"), matter.pk, tie.pk, NOW).pk == made.pk
    (entry,) = Entry.objects.filter(act="matter.ask")
    assert (entry.matter_id, entry.tie_id, entry.verb) == (matter.pk, made.pk, "route")
    assert helping.asked_of(cast.people["member"].pk, []) == [matter]
    assert tie.pk in helping.asked_for(matter)
    matter.refresh_from_db()
    assert matter.claimer_id is None, "nothing is assigned by asking"
    acts.take(cast.who("member"), matter.pk, "claim", {}, NOW)
    assert helping.asked_of(cast.people["member"].pk, []) == []
    with pytest.raises(Refused) as refused:
        asking.ask(cast.who("community"), matter.pk, volunteer("冼可心").pk, NOW)
    assert refused.value.code == "claimed"


def test_a_station_is_asked_like_a_person(cast, wish):
    matter, site = wish(), cast.unit("site_qiaoyuan")
    made = asking.ask(cast.who("community"), matter.pk, -site.pk, NOW)
    assert (made.unit_id, made.person_id) == (site.pk, None)
    assert helping.asked_of(None, [site.pk]) == [matter]
    assert -site.pk in helping.asked_for(matter)


@pytest.mark.parametrize("case", ["stranger", "member", "hidden", "left", "full"])
def test_who_may_not_ask_or_be_asked(cast, volunteer, wish, tell, case):
    matter = tell("想请人修一下洗衣机", "qiaoyuan", kind="wish").matter if case == "hidden" else wish()
    tie = volunteer("招慕青", state="ended" if case == "left" else "active", at_most=1)
    if case == "full":
        asking.ask(cast.who("community"), wish("想请人修冰箱").pk, tie.pk, NOW)
    who = cast.who(case if case in ("stranger", "member") else "community")
    with pytest.raises(Refused) as refused:
        asking.ask(who, matter.pk, tie.pk, NOW)
    code = {"hidden": "not-shown", "left": "not-askable", "full": "not-askable", "member": "power"}
    assert refused.value.code == code.get(case, "not-found")
    assert not Tie.objects.filter(kind="asked", matter=matter).exists()


def test_a_street_gets_a_proposal_and_what_was_dropped_stays_out(cast, volunteer, wish):
    one, two = wish("想请人修一下洗衣机"), wish("想请人修一下电视机")
    first, second = (volunteer(name, skills=["appliance"]) for name in ("翟安澜", "简伯远"))
    found = helping.of_street(cast.town.pk, NOW)
    pairs = {(line.matter.pk, line.likely.helper.id) for line in found.lines}
    assert {matter for matter, _ in pairs} == {one.pk, two.pk}
    assert {hand for _, hand in pairs} == {first.pk, second.pk}, "work is spread"
    left = helping.of_street(cast.town.pk, NOW, [(one.pk, first.pk), (one.pk, second.pk)])
    assert [matter.pk for matter in left.unmet] == [one.pk]
    asking.ask(cast.who("community"), one.pk, first.pk, NOW)
    again = helping.of_street(cast.town.pk, NOW)
    assert {line.matter.pk for line in again.lines} == {two.pk}, "what was asked is not asked again"


@pytest.mark.parametrize("kind", ["agreement", "finance", "council_seat", "resource"])
def test_who_agreed_to_help_by_any_kind_of_agreement_is_a_partner(cast, wish, kind):
    """An institution of a named agreement and a member of the council are asked as well as any other partner."""
    matter, partner = wish(), cast.unit("site_qiaoyuan")
    Tie.objects.create(
        kind=kind, unit=cast.unit("party_qiaoyuan"), other=partner, town=cast.town, pack_id=cast.version.pk,
        state="active", since=NOW - timedelta(days=30), until=NOW + timedelta(days=30), data={"fields": {}},
    )  # fmt: skip
    kinds = {one.id: one.kind for one in helping.hands(cast.town.pk, NOW)}
    assert kinds[-partner.pk] == ("site" if kind == "resource" else "partner")
    later = {one.id: one.kind for one in helping.hands(cast.town.pk, NOW + timedelta(days=31))}
    assert later[-partner.pk] == "site", "when it is over it is no partner"
    assert asking.ask(cast.who("community"), matter.pk, -partner.pk, NOW).unit_id == partner.pk


def test_a_town_says_itself_what_hours_and_how_much(cast, volunteer, monkeypatch):
    said = volunteer("甘乐怡", available=["evening", "weekend"])
    hand = next(one for one in helping.hands(cast.town.pk, NOW) if one.id == said.pk)
    assert hand.at_most == 2 and any(window.holds(helping.when("6", "morning")) for window in hand.hours)
    assert any(window.holds(helping.when("3", "evening")) for window in hand.hours)
    pack = packs.of_town(cast.town.pk)
    values = dict(pack.said.values)
    for key, value in {
        "available.evening": "1-5 20:00-21:00",
        "helping.at_most": 1,
        "helping.units_at_most": 4,
    }.items():
        dated = [one.model_copy(update={"value": value}) for one in values[key].dated]
        values[key] = values[key].model_copy(update={"dated": dated})
    other = replace(pack, said=pack.said.model_copy(update={"values": values}))
    monkeypatch.setattr(packs, "of_town", lambda town_id: other)
    found = {one.id: one for one in helping.hands(cast.town.pk, NOW)}
    assert found[said.pk].at_most == 1 and found[-cast.unit("site_qiaoyuan").pk].at_most == 4
    assert not any(window.holds(helping.when("3", "evening")) for window in found[said.pk].hours)


def test_a_time_of_the_week():
    assert (
        helping.when("", "morning") is None and helping.when("3", "") is None and helping.when("９", "morning") is None
    )
