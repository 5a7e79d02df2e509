"""Through the worker: who signed up hears of a place, a move and a cancellation; who is asked for help hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, asking, message, notice, publishing, signup
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.activity import Plan, as_planned
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.models import Notice
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.who import NOBODY, Who
from tests.cast import NOW, join, xiqiao
from tests.hands import hang, on_roll
from tests.jobs.test_notices import mailing

__all__ = ["mailing"]
pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + timedelta(days=3)


@pytest.fixture
def cast():
    return xiqiao()


def public(cast, capacity=1):
    wanted = Plan("training", "急救培训", SOON, (cast.unit("site_qiaoyuan").pk,), place_text="二楼", capacity=capacity)
    made = activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)
    return publishing.publish(cast.who("leader"), made.pk, "", NOW)


def signed(made, n, mail="", guardian=None):
    given = Contact(f"甲{n}", f"1380013800{n}", mail)
    more = {"guardian": guardian, "birth_year": 2018} if guardian else {}
    return signup.sign_up(NOBODY, made.pk, Attendee(given, consent=True, **more), NOW)


def round_of(at=NOW):
    notice.make(at)
    return notice.deliver(at)


def test_who_moves_up_is_told_once_with_his_own_page(cast, mailing, settings):
    made = public(cast)
    first, second = signed(made, 1), signed(made, 2, "er@example.org")
    signup.withdraw(Who(reporter_tie=first.tie.pk), first.tie.pk, NOW)
    assert round_of().sent == 1 and round_of().sent == 0
    (sent,) = mailing.outbox
    assert sent.to == ["er@example.org"] and "轮到您了" in sent.subject
    assert "从候补转为报上" in sent.body and "off the waiting list" in sent.body
    assert f"{settings.PUBLIC_URL}/a/mine/{second.key}" in sent.body
    (told,) = Notice.objects.filter(tie=second.tie)
    assert second.key not in told.body + told.link, "the secret is not in the database"
    assert message.filled(told)[1].endswith(second.key)
    assert not Notice.objects.filter(tie=first.tie).exists()


def test_a_move_is_told_to_all_who_had_signed_up_and_wait(cast, mailing):
    made = public(cast)
    one, _, gone = signed(made, 1, "yi@example.org"), signed(made, 2, "er@example.org"), signed(made, 3)
    signup.withdraw(Who(reporter_tie=gone.tie.pk), gone.tie.pk, NOW)
    later = NOW + timedelta(minutes=1)
    moved = replace(as_planned(made), starts_at=SOON + timedelta(hours=2), place_text="三楼")
    activity.change(cast.who("governance"), made.pk, moved, later)
    late = signup.sign_up(
        NOBODY, made.pk, Attendee(Contact("乙", "13800138009"), consent=True), NOW + timedelta(hours=1)
    )
    assert round_of(NOW + timedelta(hours=2)).sent == 2
    assert sorted(sent.to[0] for sent in mailing.outbox) == ["er@example.org", "yi@example.org"]
    body = mailing.outbox[0].body
    assert "原来的时间" in body and "三楼" in body and "has moved" in body
    assert not Notice.objects.filter(tie__in=[gone.tie, late.tie]).exists()
    assert [said.tie_id for said in reads.told(one.tie.person_id, one.tie.pk)] == [one.tie.pk]


def test_new_words_or_places_alone_tell_nobody(cast):
    made = public(cast)
    signed(made, 1)
    activity.change(cast.who("governance"), made.pk, replace(as_planned(made), capacity=9, text="带上水"), NOW)
    round_of()
    assert not Notice.objects.filter(entry__act="activity.change").exists()


def test_a_cancellation_is_told_with_its_reason_to_the_guardian(cast, mailing):
    made = public(cast, 5)
    signed(made, 1, guardian=Contact("家长", "13800138008", "jia@example.org"))
    member = signup.sign_up(cast.who("member"), made.pk, Attendee(consent=True), NOW)
    activity.cancel(cast.who("governance"), made.pk, "台风红色预警", NOW)
    carried = round_of()
    assert (carried.sent, carried.kept) == (1, 1)
    assert mailing.outbox[0].to == ["jia@example.org"] and "台风红色预警" in mailing.outbox[0].body
    kept = Notice.objects.get(person_id=member.tie.person_id)
    assert kept.state == "kept" and "is cancelled" in kept.body, "readable on one's own page"


def test_what_was_over_before_is_put_right_quietly(cast):
    made = public(cast)
    signed(made, 1)
    after = SOON + timedelta(days=1)
    activity.change(
        cast.who("governance"), made.pk, replace(as_planned(made), starts_at=SOON + timedelta(hours=1)), after
    )
    round_of(after)
    assert not Notice.objects.filter(entry__act="activity.change").exists()


def test_who_is_asked_for_help_is_told_the_public_words(cast):
    matter = hang(cast)
    tie = on_roll(cast, "", person=cast.people["member"], skills=["appliance"])
    asking.ask(cast.who("community"), matter.pk, tie.pk, NOW)
    round_of()
    (told,) = Notice.objects.filter(entry__act="matter.ask")
    assert told.person_id == cast.people["member"].pk and told.link.endswith("/mine")
    assert matter.public_text in told.body and "not assigned" in told.body
    round_of()
    assert Notice.objects.filter(entry__act="matter.ask").count() == 1


def test_a_body_is_told_through_those_who_hold_its_posts(cast):
    matter, site = hang(cast), cast.unit("site_qiaoyuan")
    posted = {join(cast, f"s{n}", f"站员{n}", "station", site).pk for n in range(2)}
    asking.ask(cast.who("community"), matter.pk, -site.pk, NOW)
    round_of()
    told = set(Notice.objects.filter(entry__act="matter.ask").values_list("person_id", flat=True))
    assert posted <= told


def test_what_was_claimed_meanwhile_asks_nobody(cast):
    matter = hang(cast)
    tie = on_roll(cast, "翟安澜", skills=["appliance"])
    asking.ask(cast.who("community"), matter.pk, tie.pk, NOW)
    acts.take(cast.who("member"), matter.pk, "claim", {}, NOW)
    round_of()
    assert not Notice.objects.filter(entry__act="matter.ask").exists()
