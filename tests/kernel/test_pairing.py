"""Scenario A3: 38 members, 19 households, consent, guardians, visits, and who is left uncovered."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import card, consent, forgetting, lasting, seal, tie, visit
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.models import Card, Entry, Erasure, Person, Tie
from lianxin.kernel.reads import measures, pairing, ties
from lianxin.kernel.tie_facts import begin_of, span_of
from lianxin.language.answers import Incomplete
from lianxin.language.period import read
from lianxin.language.reason import Refused
from tests.kernel.ties import CONSENT, NOW, TODAY, Wanted, household, pair, street

pytestmark = pytest.mark.django_db
GROUPS = ("empty_nest", "left_behind", "worker", "disabled")


@pytest.fixture
def cast():
    return street()


def nineteen(cast):
    houses = []
    for n in range(19):
        group = GROUPS[n % 4]
        born = 2016 if group == "left_behind" else 1950
        said = {**CONSENT, "by": "guardian" if group == "left_behind" else "self"}
        houses.append(household(cast, n, fields={"group": group}, birth_year=born, consent=said))
    return houses


def refused(code, work, *given, **named):
    with pytest.raises(Refused) as caught:
        work(*given, **named)
    assert caught.value.code == code, caught.value
    return caught.value


def test_a3_thirty_eight_and_nineteen(cast):
    houses = nineteen(cast)
    for n in range(38):
        pair(cast, houses[n // 2], n)
    seen = pairing.board(cast.who("leader"), cast.town.pk, "household", NOW)
    assert (seen.pairs, seen.households, seen.mean, seen.members) == (38, 19, "2.0", 38)
    assert seen.groups == {"空巢老人": 5, "留守儿童": 5, "困难职工": 5, "残疾人家庭": 4}
    assert seen.uncovered == 0 and seen.waiting == 0
    assert seen.rows == []  # the street sees numbers, not names
    assert [(one.name, one.households, one.pairs) for one in seen.communities] == [("桥东社区", 19, 38)]
    opened = pairing.board(cast.who("community"), cast.town.pk, "household", NOW)
    assert len(opened.rows) == 19 and all(len(row.pairs) == 2 for row in opened.rows)
    assert pairing.board(cast.who("elsewhere"), cast.town.pk, "household", NOW).rows == []
    names = str(list(Entry.objects.values_list("data", flat=True)))
    assert "岑阿婆" not in names and "植立秋" not in names and "13800" not in names


def test_the_board_asks_one_question(cast, django_assert_num_queries):
    houses = nineteen(cast)
    for n in range(38):
        pair(cast, houses[n // 2], n)
    who = cast.who("community")
    pairing.board(who, cast.town.pk, "household", NOW)
    with django_assert_num_queries(1):
        pairing.board(who, cast.town.pk, "household", NOW)


def test_the_only_pair_of_a_household_is_not_removed_without_a_warning(cast):
    house = household(cast)
    first, second = pair(cast, house, 1), pair(cast, house, 2)
    tie.end(cast.who("community"), first.pk, "changed", NOW)
    refused("uncovers", tie.end, cast.who("community"), second.pk, "left", NOW)
    assert Tie.objects.get(pk=second.pk).state == "active"
    tie.end(cast.who("community"), second.pk, "left", NOW, sure=True)
    seen = pairing.board(cast.who("community"), cast.town.pk, "household", NOW)
    assert seen.uncovered == 1 and seen.rows[0].uncovered and seen.mean == "0.0"
    assert [entry.data["reason"] for entry in Entry.objects.filter(act="tie.end").order_by("pk")] == ["changed", "left"]


def test_a_child_of_the_household_needs_a_guardian(cast):
    child = {"fields": {"group": "left_behind"}, "birth_year": 2015}
    refused("guardian", household, cast, 1, consent=CONSENT, **child)
    assert not Tie.objects.filter(kind="household").exists() and not Person.objects.filter(birth_year=2015).exists()
    made = household(cast, 1, consent={**CONSENT, "by": "guardian"}, **child)
    assert made.data["consent"]["by"] == "guardian"


def test_without_consent_there_is_no_pairing_yet(cast):
    house = household(cast, 1, consent=None)
    assert house.state == "intent"
    refused("through", pair, cast, house)
    refused("version", consent.give, cast.who("community"), house.pk, {"version": "2020", "channel": "paper"}, NOW)
    consent.give(cast.who("community"), house.pk, CONSENT, NOW)
    assert pair(cast, house).state == "active"


def test_withdrawing_consent_ends_the_pairs_and_erases_at_the_next_round(cast):
    house = household(cast, 3)
    other = pair(cast, house)
    consent.withdraw(cast.who("community"), house.pk, NOW)
    assert set(Tie.objects.filter(pk__in=[house.pk, other.pk]).values_list("state", flat=True)) == {"ended"}
    assert Tie.objects.get(pk=other.pk).data["reason"] == "withdrawn"
    assert forgetting.erase_ended(NOW + timedelta(minutes=1)) == 1
    person = Person.objects.get(pk=house.person_id)
    assert person.name_sealed is None and person.phone_sealed is None and person.birth_year is None
    assert person.shown == "" and not Card.objects.filter(person=person).exists()
    assert Erasure.objects.get(what="person").row == person.pk
    kept = Tie.objects.get(pk=house.pk)
    assert kept.data["fields"] == {"group": "empty_nest"} and kept.data["consent"]["withdrawn"] == TODAY.isoformat()
    assert forgetting.erase_ended(NOW + timedelta(minutes=2)) == 0
    refused("no-contact", card.reveal, cast.who("community"), house.pk, "想看看", NOW)


def test_what_ended_is_erased_when_its_time_is_over(cast):
    house = household(cast, 4)
    other = pair(cast, house)
    visit.note(cast.who("community"), other.pk, Note("visit", TODAY, "送了米和油"), NOW)
    tie.end(cast.who("community"), house.pk, "moved", NOW)
    assert forgetting.erase_ended(NOW + timedelta(days=179)) == 0
    assert forgetting.erase_ended(NOW + timedelta(days=181)) == 2
    assert Person.objects.get(pk=house.person_id).phone_sealed is None
    assert "notes" not in Tie.objects.get(pk=other.pk).data and Tie.objects.get(pk=other.pk).data["noted"] == 1


def test_a_member_who_still_visits_another_is_not_erased(cast):
    first, second = household(cast, 5), household(cast, 6)
    one = pair(cast, first)
    pair(cast, second, person_id=one.person_id)
    tie.end(cast.who("community"), one.pk, "changed", NOW, sure=True)
    forgetting.erase_ended(NOW + timedelta(days=200))
    assert Person.objects.get(pk=one.person_id).shown == "植立秋0"


def test_visit_notes_are_minimal(cast):
    made = pair(cast, household(cast))
    note = lambda text, **more: visit.note(cast.who("community"), made.pk, Note("visit", TODAY, text, **more), NOW)  # noqa: E731
    assert "敏感信息" in refused("avoided", note, "阿婆确诊糖尿病").say("zh")
    refused("long", note, "好" * 61)
    refused("private", note, "电话13800138000约好了")
    refused("future", visit.note, cast.who("community"), made.pk, Note("visit", TODAY + timedelta(days=1)), NOW)
    refused("about", visit.note, cast.who("community"), made.pk, Note("party", TODAY), NOW)
    note("陪聊一小时，换了灯泡", ref="a")
    note("陪聊一小时，换了灯泡", ref="a")
    kept = Tie.objects.get(pk=made.pk).data
    assert kept["noted"] == 1 and kept["noted_on"] == TODAY.isoformat()
    assert kept["notes"][0]["text"] == "陪聊一小时，换了灯泡"
    entry = Entry.objects.get(act="tie.visit")
    assert "灯泡" not in str(entry.data)  # what stands on the tie can be erased, an entry cannot


def test_a_missed_rhythm_is_an_alert(cast):
    made = pair(cast, household(cast))
    seen = pairing.board(cast.who("community"), cast.town.pk, "household", NOW)
    assert seen.silent == 1 and seen.rows[0].silent == 56  # 86 days since the first of September
    assert [alert.days for alert in ties.missed(cast.town.pk, "pairing", NOW)] == [56]
    visit.note(cast.who("community"), made.pk, Note("call", TODAY - timedelta(days=30)), NOW)
    assert pairing.board(cast.who("community"), cast.town.pk, "household", NOW).silent == 0
    assert ties.missed(cast.town.pk, "pairing", NOW) == []


def test_the_paired_member_notes_and_reveals_his_own(cast):
    house = household(cast, 7)
    made = pair(cast, house, person_id=cast.people["member"].pk)
    who = cast.who("member")
    visit.note(who, made.pk, Note("visit", TODAY, "一起包了饺子"), NOW)
    opened = card.reveal(who, made.pk, "约时间上门", NOW)
    assert opened == {"name": "岑阿婆7", "phone": "13800130007", "address": "桥东大街7号"}
    entry = Entry.objects.get(act="tie.reveal")
    assert entry.data == {"reason": "约时间上门"} and entry.person_id == who.person_id
    other = pair(cast, household(cast, 8))
    refused("not-found", visit.note, who, other.pk, Note("visit", TODAY), NOW)
    refused("not-found", card.reveal, who, other.pk, "想看看", NOW)
    refused("reason", card.reveal, who, made.pk, " ", NOW)
    for name in ("leader", "governance", "elsewhere", "administrator"):
        refused("not-found", card.reveal, cast.who(name), made.pk, "想看看", NOW)


@pytest.mark.parametrize("name", ["leader", "governance", "member", "secretary", "elsewhere", "administrator"])
def test_only_the_community_pairs(cast, name):
    house = household(cast)
    wanted = Wanted("pairing", cast.town.pk, house.unit_id, TODAY, name="别人", toward_id=house.person_id)
    refused("power", tie.make, cast.who(name), wanted, NOW)
    made = pair(cast, house)
    with pytest.raises(Refused):
        tie.end(cast.who(name), made.pk, "changed", NOW, sure=True)


def test_the_same_pair_does_not_overlap(cast):
    house = household(cast)
    first = pair(cast, house)
    refused("overlap", pair, cast, house, person_id=first.person_id)
    tie.end(cast.who("community"), first.pk, "changed", NOW, sure=True)
    assert pair(cast, house, person_id=first.person_id, since=TODAY).state == "active"


def test_the_same_submission_makes_one_tie(cast):
    first, second = household(cast, 1, ref="form:1"), household(cast, 1, ref="form:1")
    assert first.pk == second.pk and Tie.objects.filter(kind="household").count() == 1


def test_what_is_missing_is_said_by_field(cast):
    with pytest.raises(Incomplete) as caught:
        household(cast, fields={})
    assert set(caught.value.faults) == {"group"}
    refused("kind", household, cast, kind="friendship")


def test_postings_do_not_overlap_and_are_not_longer_than_a_term(cast):
    unit = cast.unit("branch_qiaodong").pk
    wanted = {"kind": "posting", "unit_id": unit, "fields": {"from_unit": "区委组织部"}, "consent": None}

    def post(name, since, until):
        given = Wanted(town_id=cast.town.pk, name=name, since=since, until=until, **wanted)
        return tie.make(cast.who("governance"), given, NOW)

    made = post("骆安澜", date(2026, 1, 1), date(2027, 12, 31))
    refused("overlap", post, "古望舒", date(2027, 12, 31), date(2028, 12, 31))
    refused("term", post, "古望舒", date(2028, 1, 1), None)
    refused("too-long", post, "古望舒", date(2028, 1, 1), date(2032, 1, 1))
    post("古望舒", date(2028, 1, 1), date(2029, 12, 31))
    with pytest.raises(Refused):
        tie.change(cast.who("governance"), made.pk, NOW, until=date(2028, 6, 1))
    tie.change(cast.who("governance"), made.pk, NOW, until=date(2027, 6, 30))
    assert ties.one(cast.who("governance"), made.pk).span.until == date(2027, 6, 30)


def test_slots_of_a_team(cast):
    unit = cast.unit("branch_qiaodong").pk

    def join(name, slot):
        given = Wanted("team", cast.town.pk, unit, TODAY, name=name, slot=slot, fields={"skills": ["first_aid"]})
        return tie.make(cast.who("governance"), given, NOW)

    join("翟少康", "leader")
    refused("slot-full", join, "伦素心", "leader")
    refused("slot", join, "伦素心", "")
    join("伦素心", "member")
    assert ties.empty_slots(cast.town.pk, "team", NOW) == {unit: [("contact", 1), ("member", 2)]}


def test_the_chain_holds(cast):
    pair(cast, household(cast))
    seal.seal(NOW)
    assert Entry.objects.filter(act="tie.make", tie__isnull=False).count() == 2


def counted(cast, now):
    keys = ["pairings", "pairing_members", "households"]
    found = measures.results(cast.unit("qiaodong"), keys, read("2026"), now)
    return [found[key].above.least for key in keys]


def test_a_pairing_whose_end_is_known_counts_until_then(cast):
    house = household(cast)
    pair(cast, house, 0)
    pair(cast, house, 1, until=date(2027, 2, 28))
    assert counted(cast, NOW) == [2, 2, 1]
    assert lasting.follow(begin_of(date(2027, 2, 28))) == 0
    assert lasting.follow(begin_of(date(2027, 3, 1))) == 1 and counted(cast, NOW) == [1, 1, 1]
    assert pairing.board(cast.who("leader"), cast.town.pk, "household", begin_of(date(2027, 3, 1))).pairs == 1


def test_a_household_whose_time_is_over_takes_its_pairings_along(cast):
    house = household(cast, until=date(2026, 12, 31))
    made = pair(cast, house)
    lasting.follow(begin_of(date(2027, 1, 20)))
    made.refresh_from_db()
    assert counted(cast, NOW) == [0, 0, 0] and span_of(made).until == date(2026, 12, 31)
    assert Entry.objects.filter(act="tie.expire").count() == 2 and not Entry.objects.filter(act="tie.end").exists()
