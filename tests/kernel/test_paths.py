"""Paths of applicants and members: days sealed, one source for card and roll, nothing by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from lianxin.kernel.acts import forgetting, member, path
from lianxin.kernel.acts.member_card import opened
from lianxin.kernel.models import Card, Entry, Erasure, Person, Tie
from lianxin.kernel.reads import packs, paths, roll
from lianxin.language.calendar import SHANGHAI
from lianxin.language.path import Said
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

NAME = "江流深"
STAGES = (
    ("talked", date(2024, 1, 20), {}), ("activist", date(2024, 3, 1), {"contacts": 2}),
    ("candidate", date(2025, 3, 1), {}), ("trained", date(2025, 4, 1), {"hours": 24}),
    ("screened", date(2025, 4, 20), {}), ("noticed", date(2025, 5, 6), {}), ("assembly", date(2025, 5, 20), {}),
    ("met", date(2025, 6, 3), {}),
)  # fmt: skip


@pytest.fixture
def org(cast):
    return organisation(cast, 2)


def begun(org, on=date(2024, 1, 5)):
    return path.begin(org.secretary, org.branch.pk, "joining", NAME, Said(on), NOW)


def walked(org, until="met"):
    tie = begun(org)
    for stage, on, numbers in STAGES:
        path.reach(org.secretary, tie.pk, stage, Said(on, numbers), NOW)
        if stage == until:
            break
    return tie


def refused(code, work, *given):
    with pytest.raises(Refused) as caught:
        work(*given)
    assert caught.value.code == code, caught.value
    return caught.value


def card_of(person):
    return opened(Card.objects.filter(person_id=person, kind="member").first())


def test_name_and_days_lie_sealed_and_no_entry_says_what_stands_there(org):
    tie = walked(org)
    card = Card.objects.get(kind=f"path.{tie.pk}")
    assert b"2024" not in bytes(card.sealed) and b"assembly" not in bytes(card.sealed)
    person = Person.objects.get(pk=tie.person_id)
    assert NAME not in person.shown and NAME.encode() not in bytes(person.name_sealed)
    said = str(list(Entry.objects.filter(tie=tie).values_list("data", "subject", "before", "after")))
    assert not [one for one in (NAME, "2024", "2025", "assembly", "met", "activist") if one in said]
    looks = Entry.objects.filter(act="path.look")
    assert not looks.exists()
    found = path.look(org.secretary, tie.pk, NOW)
    assert (found.name, found.walked.stage, found.walked.days["applied"]) == (NAME, "met", date(2024, 1, 5))
    assert found.walked.numbers == {"contacts": 2, "hours": 24} and looks.count() == 1


def test_only_who_leads_the_branch_meets_it(org, cast):
    tie = begun(org)
    for name in ("member", "clerk", "community", "worker", "leader", "administrator", "stranger"):
        who = cast.who(name)
        refused("power", path.look, who, tie.pk, NOW)
        refused("power", path.reach, who, tie.pk, "talked", Said(date(2024, 1, 20)), NOW)
        refused("power", path.note, who, tie.pk, date(2024, 1, 20), NOW)
        refused("power", path.take_back, who, tie.pk, NOW)
        refused("power", path.begin, who, org.branch.pk, "joining", "别人", Said(date(2024, 1, 5)), NOW)
    assert path.look(cast.who("governance"), tie.pk, NOW).name == NAME
    refused("not-found", path.look, org.secretary, 10**9, NOW)


def test_a_temporary_branch_is_refused_with_the_article(org):
    said = Said(date(2026, 3, 1))
    wrong = refused("barred", path.begin, org.secretary, org.temporary.pk, "joining", NAME, said, NOW)
    assert "临时党支部一般不发展党员（支部工作条例关于临时党支部的规定）" in wrong.say()
    refused("units", path.begin, org.secretary, org.temporary.pk, "elsewhere", org.members[0], said, NOW)
    refused("path", path.begin, org.secretary, org.branch.pk, "parting", NAME, said, NOW)
    refused("name", path.begin, org.secretary, org.branch.pk, "joining", "  ", said, NOW)
    refused("future", path.begin, org.secretary, org.branch.pk, "joining", NAME, Said(date(2026, 3, 12)), NOW)
    pack = packs.of_town(org.cast.town.pk)
    assert list(paths.offered(pack, "temporary_branch")) == []
    assert list(paths.offered(pack, "society_branch")) == ["joining", "lost", "elsewhere", "abroad"]
    assert not Tie.objects.filter(kind="path").exists()


def test_an_approved_applicant_stands_on_the_roll_without_a_vote_and_then_with_one(org):
    tie = walked(org)
    before = len(roll.members([org.branch.pk], NOW))
    wrong = refused("why-late", path.reach, org.secretary, tie.pk, "approved", Said(date(2025, 9, 1)), NOW)
    assert "2025-08-20" in wrong.say() and not Card.objects.filter(kind="member").exists()
    path.reach(org.secretary, tie.pk, "approved", Said(date(2025, 8, 20)), NOW)
    assert roll.members([org.branch.pk], NOW)[tie.person_id] == NAME  # the office knows its members
    assert tie.person_id not in roll.members([org.branch.pk], NOW, voting=True)
    assert len(roll.members([org.branch.pk], NOW)) == before + 1
    assert card_of(tie.person_id).admitted == date(2025, 5, 20)  # the day of the assembly
    early = refused("early", path.reach, org.secretary, tie.pk, "passed", Said(date(2026, 3, 1)), NOW)
    assert "最早 2026-05-20" in early.say() and "from 2026-05-20 on" in early.say("en")
    later = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
    path.reach(org.secretary, tie.pk, "passed", Said(date(2026, 5, 20)), later)
    assert tie.person_id not in roll.members([org.branch.pk], later, voting=True)  # not before it is approved
    path.reach(org.secretary, tie.pk, "confirmed", Said(date(2026, 5, 28)), later)
    assert tie.person_id in roll.members([org.branch.pk], later, voting=True)
    assert (card_of(tie.person_id).confirmed, card_of(tie.person_id).admitted) == (date(2026, 5, 20), date(2025, 5, 20))
    assert Tie.objects.get(pk=tie.pk).state == "ended"
    refused("over", path.reach, org.secretary, tie.pk, "over", Said(date(2026, 5, 29)), later)
    refused("written", path.take_back, org.secretary, tie.pk, later)


def test_the_branch_reads_who_stands_where_without_opening_anything(org):
    pack = packs.of_town(org.cast.town.pk)
    assert paths.of_branch(pack, org.branch.pk) == {}
    walked(org, "activist")
    path.begin(org.secretary, org.branch.pk, "lost", org.members[0], Said(date(2025, 12, 1)), NOW)
    found = paths.of_branch(pack, org.branch.pk)
    assert list(found) == ["joining", "lost"]
    one = found["joining"][0]
    assert NAME not in one.name and one.stage.zh == "确定为入党积极分子"
    assert [(due.what.zh, due.on) for due in one.due] == [
        ("半年考察", date(2024, 9, 1)), ("确定为发展对象", date(2025, 3, 1)),
    ]  # fmt: skip
    assert found["lost"][0].due[0].on == date(2026, 6, 1) and found["lost"][0].name == "党员00"
    assert paths.of_branch(pack, org.temporary.pk) == {}


def test_a_note_moves_its_next_day_and_a_stage_taken_back_is_as_if_it_never_was(org):
    tie = walked(org, "activist")
    before = Tie.objects.get(pk=tie.pk).data
    path.note(org.secretary, tie.pk, date(2024, 9, 2), NOW)
    path.note(org.secretary, tie.pk, date(2024, 8, 1), NOW)  # an older one is written later
    assert Tie.objects.get(pk=tie.pk).data["due"]["note"] == "2025-03-02"
    path.reach(org.secretary, tie.pk, "candidate", Said(date(2025, 3, 1)), NOW)
    refused("nothing", path.note, org.secretary, tie.pk, date(2025, 4, 1), NOW)
    path.take_back(org.secretary, tie.pk, NOW)
    assert Tie.objects.get(pk=tie.pk).data["due"]["candidate"] == before["due"]["candidate"]
    path.reach(org.secretary, tie.pk, "over", Said(date(2025, 3, 1)), NOW)
    path.take_back(org.secretary, tie.pk, NOW)  # ended by mistake
    assert Tie.objects.get(pk=tie.pk).state == "active"
    for _ in ("activist", "talked", "applied"):
        path.take_back(org.secretary, tie.pk, NOW)
    assert Tie.objects.get(pk=tie.pk).state == "ended"


def test_suspended_months_are_typed_once_and_taken_off_party_age(org):
    person = org.members[0]
    member.note_dates(org.secretary, org.branch.pk, person, {"confirmed": date(1975, 5, 1), "stopped": 2}, NOW)
    tie = path.begin(org.secretary, org.branch.pk, "lost", person, Said(date(2025, 1, 31)), NOW)
    refused("twice", path.begin, org.secretary, org.branch.pk, "lost", person, Said(date(2025, 1, 31)), NOW)
    early = refused("early", path.reach, org.secretary, tie.pk, "suspended", Said(date(2025, 7, 30)), NOW)
    assert "2025-07-31" in early.say()
    path.reach(org.secretary, tie.pk, "suspended", Said(date(2025, 7, 31)), NOW)
    assert card_of(person).suspended == date(2025, 7, 31) and person in roll.members([org.branch.pk], NOW)
    member.note_dates(org.secretary, org.branch.pk, person, {"alive": True}, NOW)
    refused("field", member.note_dates, org.secretary, org.branch.pk, person, {"suspended": None}, NOW)
    assert card_of(person).suspended == date(2025, 7, 31)
    abroad = path.begin(org.secretary, org.branch.pk, "abroad", person, Said(date(2020, 1, 1)), NOW)
    refused("suspended", path.reach, org.secretary, abroad.pk, "suspended", Said(date(2026, 1, 1)), NOW)
    path.reach(org.secretary, tie.pk, "resumed", Said(date(2026, 3, 1)), NOW)
    assert (card_of(person).suspended, card_of(person).stopped) == (None, 2 + 8)


def test_somebody_removed_leaves_the_roll_by_a_persons_hand(org):
    person = org.members[0]
    tie = path.begin(org.secretary, org.branch.pk, "lost", person, Said(date(2023, 1, 1)), NOW)
    path.reach(org.secretary, tie.pk, "suspended", Said(date(2023, 7, 1)), NOW)
    path.remind(NOW)
    assert person in roll.members([org.branch.pk], NOW)  # nothing happens by itself
    path.reach(org.secretary, tie.pk, "removed", Said(date(2025, 7, 1)), NOW)
    assert person not in roll.members([org.branch.pk], NOW)
    refused("not-found", path.begin, org.secretary, org.branch.pk, "lost", person, Said(date(2023, 1, 1)), NOW)


def test_a_list_sent_twice_begins_once(org):
    said = Said(date(2024, 1, 5))
    first, again = (path.begin(org.secretary, org.branch.pk, "joining", NAME, said, NOW, ref="row:1") for _ in range(2))
    assert first.pk == again.pk and Person.objects.filter(name_sealed__isnull=False, pk=first.person_id).exists()


def test_what_is_over_is_erased_in_its_time_with_the_name_of_who_did_not_join(org):
    tie, member_tie = walked(org, "talked"), path.begin(
        org.secretary, org.branch.pk, "elsewhere", org.members[0], Said(date(2025, 1, 1)), NOW
    )  # fmt: skip
    path.reach(org.secretary, tie.pk, "over", Said(date(2026, 3, 1)), NOW)
    path.reach(org.secretary, member_tie.pk, "back", Said(date(2026, 3, 1)), NOW)
    assert forgetting.erase_ended(NOW + timedelta(days=179)) == 0
    assert forgetting.erase_ended(NOW + timedelta(days=180)) == 2
    assert forgetting.erase_ended(NOW + timedelta(days=181)) == 0
    assert not Card.objects.filter(kind__startswith="path.").exists()
    gone, stays = Person.objects.get(pk=tie.person_id), Person.objects.get(pk=org.members[0])
    assert gone.name_sealed is None and gone.shown == "" and gone.erased_at and stays.shown == "党员00"
    assert Erasure.objects.count() == 2
    refused("erased", path.look, org.secretary, tie.pk, NOW)


def test_earlier_meetings_keep_who_had_no_vote_then(org):
    tie = walked(org)
    path.reach(org.secretary, tie.pk, "approved", Said(date(2025, 8, 20)), NOW)
    later = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
    path.reach(org.secretary, tie.pk, "passed", Said(date(2026, 5, 20)), later)
    path.reach(org.secretary, tie.pk, "confirmed", Said(date(2026, 5, 28)), later)
    before, after = (datetime(2026, 5, day, 9, tzinfo=SHANGHAI) for day in (27, 29))
    assert tie.person_id not in roll.members([org.branch.pk], before, voting=True)
    assert tie.person_id in roll.members([org.branch.pk], after, voting=True)
