"""Answers of a tie change with their history; what runs out is called to mind, once, to whoever keeps the team."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import card, lapse, notice, tie
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.models import Card, Entry, Notice, Tie
from lianxin.kernel.reads import activity, lapses, volunteers
from lianxin.language.answers import Incomplete
from lianxin.language.reason import Refused
from tests.kernel.ties import NOW, TODAY, household, street, volunteer

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER, OTHER = "440103195001010010", "440103195001010037"


@pytest.fixture
def cast():
    return street()


def refused(code, *given, **named):
    with pytest.raises(Refused) as caught:
        tie.change(*given, **named)
    assert caught.value.code == code, caught.value


def member(cast, n, until, unit="qiaodong_station", slot="member"):
    fields = {"skills": ["driving"], **({"insured_until": until.isoformat()} if until else {})}
    wanted = Wanted(
        "team", cast.town.pk, cast.unit(unit).pk, date(2026, 1, 1), name=f"队员{n}", slot=slot, fields=fields
    )
    return tie.make(cast.who("community"), wanted, NOW)


def test_a_volunteer_learned_something_and_the_entry_keeps_old_and_new(cast):
    made, since = volunteer(cast), TODAY - timedelta(days=3)
    tie.change(cast.who("station"), made.pk, NOW, fields={"skills": ["law", "care"], "available": []}, on=since)
    made.refresh_from_db()
    assert made.data["fields"] == {"skills": ["law", "care"]}
    entry = Entry.objects.get(act="tie.change", tie=made)
    assert entry.data["changed"] == {
        "skills": [["appliance", "law"], ["law", "care"]],
        "available": [["weekend"], None],
    }
    assert entry.data["on"] == since.isoformat() and entry.person_id == cast.who("station").person_id
    assert [one.tie.pk for one in volunteers.roll(cast.town.pk, NOW, "care")] == [made.pk]
    assert not volunteers.roll(cast.town.pk, NOW, "appliance")


def test_a_sealed_answer_stays_unless_another_is_given_and_history_says_nothing_of_it(cast):
    from lianxin.language.codes import person_digit

    first, second = (number[:17] + person_digit(number[:17]) for number in (NUMBER, OTHER))
    made = volunteer(cast, fields={"skills": ["law"], "id_number": first})
    station = cast.who("station")
    tie.change(station, made.pk, NOW, fields={"skills": ["care"]})
    assert card.opened(made.person_id, "volunteer") == {"id_number": first}
    tie.change(station, made.pk, NOW, fields={"id_number": second})
    assert card.opened(made.person_id, "volunteer") == {"id_number": second}
    tie.change(station, made.pk, NOW, fields={"id_number": ""})
    assert not Card.objects.filter(person_id=made.person_id).exists()
    told = [one.data["changed"] for one in Entry.objects.filter(act="tie.change", tie=made).order_by("pk")]
    assert told[1:] == [{"id_number": ["***", "***"]}, {"id_number": ["***", None]}]
    assert first not in str(list(Entry.objects.values_list("data"))) + str(list(Tie.objects.values_list("data")))


def test_what_is_needed_cannot_be_taken_out_and_a_sealed_answer_need_not_be_typed_again(cast):
    house = household(cast)
    tie.change(cast.who("community"), house.pk, NOW, fields={"group": "disabled"})
    assert card.opened(house.person_id, "household")["address"] == "桥东大街0号"
    with pytest.raises(Incomplete) as caught:
        tie.change(cast.who("community"), house.pk, NOW, fields={"group": ""})
    assert set(caught.value.faults) == {"group"}
    assert card.opened(house.person_id, "household")["address"] == "桥东大街0号"


def test_who_may_not_and_what_is_no_change(cast):
    made = volunteer(cast)
    station = cast.who("station")
    refused("not-found", cast.who("member"), made.pk, NOW, fields={"skills": ["care"]})
    refused("same", station, made.pk, NOW, fields={"skills": ["appliance", "law"]})
    refused("item", station, made.pk, NOW, fields={"skills": ["flying"]})
    refused("future", station, made.pk, NOW, fields={"skills": ["care"]}, on=TODAY + timedelta(days=1))
    refused("outside", station, made.pk, NOW, fields={"skills": ["care"]}, on=date(2025, 12, 31))
    tie.end(station, made.pk, "left", NOW)
    refused("ended", station, made.pk, NOW, fields={"skills": ["care"]})
    assert not Entry.objects.filter(act="tie.change").exists()


def told(cast, name):
    notice.make(NOW)
    return activity.told(cast.who(name).person_id)


def test_an_insurance_is_called_to_mind_once_for_each_day_to_whoever_keeps_the_team(cast):
    member(cast, 1, TODAY + timedelta(days=30))
    over = member(cast, 2, TODAY - timedelta(days=4))
    member(cast, 3, TODAY + timedelta(days=31)), member(cast, 4, None, slot="leader")
    assert lapse.remind(NOW) == 1 and lapse.remind(NOW) == 0
    one = told(cast, "community")
    assert [(note.subject, "桥东" in note.body, "2026年11月22日" in note.body) for note in one] == [
        ("人身意外伤害保险到哪天：2 人快到期", True, True)
    ]
    assert "队员" not in one[0].body and not told(cast, "elsewhere") and not told(cast, "governance")
    tie.change(cast.who("community"), over.pk, NOW, fields={"insured_until": "2027-11-22"})
    assert lapse.remind(NOW) == 0
    assert lapse.remind(NOW + timedelta(days=1)) == 1  # the third one's day is thirty days away now
    assert lapse.remind(NOW + timedelta(days=331)) == 1
    assert Entry.objects.filter(act="tie.lapse").count() == 3


def test_where_nobody_has_a_post_near_by_the_office_that_sees_the_town_is_told(cast):
    longxi = cast.who("elsewhere").posts[0].unit_id
    wanted = Wanted("team", cast.town.pk, longxi, date(2026, 1, 1), name="队员", slot="member",
                    fields={"insured_until": TODAY.isoformat()})  # fmt: skip
    tie.make(cast.who("elsewhere"), wanted, NOW)
    Tie.objects.filter(kind="post", person_id=cast.who("elsewhere").person_id).update(until=NOW)
    assert lapse.remind(NOW) == 1 and len(told(cast, "governance")) == 1
    assert Notice.objects.filter(entry__act="tie.lapse").count() == 1


def test_the_list_shows_those_he_keeps_the_earliest_first_and_of_whom_nothing_is_written(
    cast, django_assert_num_queries
):
    soon, over = member(cast, 1, TODAY + timedelta(days=9)), member(cast, 2, TODAY - timedelta(days=4))
    none = member(cast, 3, None)
    member(cast, 4, TODAY + timedelta(days=90))
    community = cast.who("community")
    lapses.lapses(community, cast.town.pk, NOW)
    with django_assert_num_queries(1):
        found = lapses.lapses(community, cast.town.pk, NOW)
    assert [(one.tie.pk, one.left) for one in found.soon] == [(over.pk, -4), (soon.pk, 9)]
    assert [one.tie.pk for one in found.unwritten] == [none.pk]
    assert not lapses.lapses(cast.who("elsewhere"), cast.town.pk, NOW).soon
    here = lapses.lapses(cast.who("governance"), cast.town.pk, NOW, cast.unit("qiaodong_station").pk)
    assert len(here.soon) == 2
