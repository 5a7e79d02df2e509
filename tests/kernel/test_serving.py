"""A recorded activity of volunteers writes their hours: once each, by the unit whose activity it is."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, certificate, holding, hours, publishing, signup
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.models import Entry, Person, Tie
from lianxin.kernel.reads import serving, volunteers
from lianxin.kernel.who import NOBODY
from lianxin.language.reason import Refused
from tests.kernel.ties import NOW, TODAY, street, volunteer

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=6)


@pytest.fixture
def cast():
    return street()


def planned(cast, at=NOW + timedelta(hours=2), title="家电维修进社区", **more):
    wanted = Plan("volunteering", title, at, (cast.unit("qiaodong_station").pk,), **more)
    return activity.plan(cast.who("station"), cast.town.pk, wanted, NOW)


def held(cast, made, people, each="2", **more):
    return holding.hold(cast.who("station"), made.pk, Record(tuple(people), fields={"each": each}, **more), LATER)


def put_right(cast, made, people, each="2"):
    said = Record(tuple(people), fields={"each": each})
    return holding.correct(cast.who("station"), made.pk, said, "点错了人", LATER)


def minutes(tie):
    return [one.minutes for one in volunteers.served(tie.pk)]


def two(cast):
    return volunteer(cast), volunteer(cast, 1)


def test_who_came_is_recorded_once_by_the_organiser(cast):
    one, two_ = two(cast)
    made = held(cast, planned(cast, place_text="桥东广场"), [one.person_id])
    (served,) = volunteers.served(one.pk)
    assert (served.minutes, served.title, served.place) == (120, "家电维修进社区", "桥东广场")
    assert served.unit_id == cast.unit("qiaodong_station").pk and served.on == TODAY.isoformat()
    assert not minutes(two_), "who did not come"
    assert Entry.objects.get(act="hours.serve").activity_id == made.pk and serving.served(made.pk) == [120]
    paper = certificate.issue(cast.who("station"), one.pk, "hours", LATER)
    assert paper.said["minutes"] == 120


def test_a_correction_of_the_record_corrects_them(cast):
    one, other = two(cast)
    made = held(cast, planned(cast), [one.person_id])
    put_right(cast, made, [other.person_id], "1.5")
    assert minutes(one) == [] and minutes(other) == [90]
    assert Entry.objects.get(act="hours.correct").data["reason"] == "点错了人"
    before = Entry.objects.filter(act__startswith="hours.").count()
    put_right(cast, made, [other.person_id], "1.5")
    assert Entry.objects.filter(act__startswith="hours.").count() == before, "the same again writes nothing"
    put_right(cast, made, [one.person_id, other.person_id], "3")
    assert minutes(one) == [180] and minutes(other) == [180], "a service taken back comes again as the same one"


def test_what_was_put_right_for_one_alone_stays_while_he_came(cast):
    one, other = two(cast)
    made = held(cast, planned(cast), [one.person_id, other.person_id])
    first = volunteers.served(one.pk)[0].entry_id
    hours.correct(cast.who("station"), first, 30, "提前走了", LATER)
    put_right(cast, made, [one.person_id, other.person_id], "4")
    assert minutes(one) == [30] and minutes(other) == [240]
    put_right(cast, made, [other.person_id], "4")
    assert minutes(one) == []


def test_who_signed_up_without_a_log_in_is_known_by_phone_and_name(cast):
    one = volunteer(cast)
    made = planned(cast, at=NOW + timedelta(hours=2))
    publishing.publish(cast.who("leader"), made.pk, "", NOW)
    shared = Contact("何大明", "13800138000")
    Person.objects.filter(pk=one.person_id).update(**sealed(shared))
    same = signup.sign_up(NOBODY, made.pk, Attendee(shared, consent=True), NOW).tie
    other = signup.sign_up(NOBODY, made.pk, Attendee(Contact("何小明", "13800138000"), consent=True), NOW).tie
    held(cast, made, [other.person_id])
    assert not minutes(one), "somebody else of the same phone"
    put_right(cast, made, [same.person_id, other.person_id])
    assert minutes(one) == [120]
    assert Tie.objects.filter(kind="attend", activity=made, state="present").count() == 2


def sealed(contact):
    from lianxin.kernel.acts.person import person_of

    found = person_of(contact, NOW)
    return {name: getattr(found, name) for name in ("shown", "name_sealed", "phone_sealed", "phone_index")}


@pytest.mark.parametrize(("each", "code"), [("25", "minutes"), ("-1", "minutes"), ("半天", "minutes")])
def test_no_such_length_is_refused_whole(cast, each, code):
    one = volunteer(cast)
    made = planned(cast)
    with pytest.raises(Refused) as caught:
        held(cast, made, [one.person_id], each)
    assert caught.value.code == code and caught.value.field == "each"
    made.refresh_from_db()
    assert made.state == "planned" and not minutes(one)


def test_a_full_day_is_refused_with_the_name(cast):
    one = volunteer(cast)
    hours.serve(cast.who("community"), one.pk, hours.Service(1400, TODAY, "通宵值守"), NOW)
    with pytest.raises(Refused, match="超过 24 小时") as caught:
        held(cast, planned(cast), [one.person_id])
    assert caught.value.code == "day-full" and one.person.shown in caught.value.say("zh")


def test_without_a_length_nothing_is_recorded_and_no_name_stands_in_a_record(cast):
    one = volunteer(cast)
    held(cast, planned(cast), [one.person_id], each="")
    assert not minutes(one)
    named = held(cast, planned(cast, title="帮王小明阿姨 13800138000 搬家"), [one.person_id])
    assert [one.title for one in volunteers.served(one.pk)] == ["志愿活动"] and named.state == "held"


def test_the_organiser_may_tick_its_own_volunteers(cast):
    one = volunteer(cast)
    assert [tie.pk for tie in serving.registered(planned(cast))] == (
        [one.pk] if cast.unit("qiaodong_station").pk in one.unit.chain else []
    )
