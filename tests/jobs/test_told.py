"""Through the worker: who signed up hears of a place, a move and a cancellation; who is asked for help hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.adapters import seal
from lianxin.kernel.acts import activity, activity_message, asking, message, notice, publishing, signup
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.activity import Plan, as_planned
from lianxin.kernel.acts.person import Contact, open_account
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.models import Entry, Notice, Person
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.who import NOBODY, Who
from tests.cast import NOW, PASSWORD, join, xiqiao
from tests.hands import hang, on_roll
from tests.jobs.test_notices import mailing
from tests.kernel.organisation import organisation

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


def test_who_is_passed_over_for_a_place_elsewhere_is_told(cast, mailing):
    made, other = public(cast), public(cast, capacity=9)
    first, second = signed(made, 1), signed(made, 2, "er@example.org")
    signed(other, 2)
    signup.withdraw(Who(reporter_tie=first.tie.pk), first.tie.pk, NOW)
    assert round_of().sent == 1 and round_of().sent == 0
    (sent,) = mailing.outbox
    assert "先给后面的人" in sent.body and "still on the waiting list" in sent.body
    assert Notice.objects.get(entry__act="activity.pass_over").tie == second.tie


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


def with_accounts(org, n=3):
    """The first members can log in; the second left an address."""
    for pk in org.members[:n]:
        open_account(f"m{pk}", PASSWORD, Person.objects.get(pk=pk), NOW, checked=False)
    Person.objects.filter(pk=org.members[1]).update(mail_sealed=seal.seal("er@example.org", "person.mail"))
    return org


def bodies(person):
    return [one.body for one in reads.told(person)]


def test_whom_a_meeting_expects_hears_of_it_of_its_move_and_its_end_once_each(cast, mailing):
    org = with_accounts(organisation(cast, 4))
    made = org.plan("assembly", SOON, title="党员大会", place_text="二楼")
    round_of(), round_of()
    one, two, three, silent = org.members
    assert [sent.to for sent in mailing.outbox] == [["er@example.org"]] and "请您参加" in mailing.outbox[0].subject
    for pk in (one, two, three):
        (body,) = bodies(pk)
        assert "请您参加“党员大会”" in body and "二楼" in body and "You are expected" in body
    assert not bodies(silent), "nobody who could not read it"
    moved = replace(as_planned(made), place_text="三楼")
    activity.change(org.secretary, made.pk, moved, NOW + timedelta(hours=1))
    activity.change(org.secretary, made.pk, replace(moved, text="带上学习笔记"), NOW + timedelta(hours=2))
    round_of(NOW + timedelta(hours=2))
    activity.cancel(org.secretary, made.pk, "台风", NOW + timedelta(hours=3))
    round_of(NOW + timedelta(hours=3))
    last, middle, _ = bodies(one)
    assert "取消了。原因：台风" in last and "现在的时间" in middle and "三楼" in middle


def test_nobody_is_invited_to_what_is_over_nor_by_himself_nor_twice(cast):
    org = with_accounts(organisation(cast, 3))
    org.plan("assembly", NOW - timedelta(days=2), title="补记的")
    himself = replace(org.secretary, person_id=org.members[0])
    org.plan("theme_day", SOON, title="植树", who=himself)
    round_of()
    assert not bodies(org.members[0]) and len(bodies(org.members[1])) == 1


def test_of_a_series_the_first_is_told_with_how_many_follow(cast):
    org = with_accounts(organisation(cast, 3))
    plan = Plan("theme_day", "主题党日", SOON, (org.branch.pk,))
    made = activity.series(org.secretary, cast.town.pk, plan, "month", SOON.date() + timedelta(days=100), NOW)
    round_of()
    (body,) = bodies(org.members[0])
    assert f"同时还排了 {len(made) - 1} 场" in body


def test_a_thousand_entries_cost_what_one_costs(cast):
    org = with_accounts(organisation(cast, 3))

    def queries(entries):
        with CaptureQueriesContext(connection) as seen:
            assert list(activity_message.notices(entries, NOW))
        return len(seen)

    org.plan("assembly", SOON)
    first = list(Entry.objects.filter(act="activity.plan"))
    queries(first)
    before = queries(first)
    for n in range(10):
        org.plan("assembly", SOON + timedelta(days=n))
    assert queries(list(Entry.objects.filter(act="activity.plan"))) == before
