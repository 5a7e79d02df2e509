"""Signing up: consent and its version, guardians, clashes, why it is closed, what is erased afterwards."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, publishing, signup
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.models import Entry, Erasure, Person, Tie
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.who import NOBODY, SYSTEM, Who
from lianxin.language.answers import Incomplete
from lianxin.language.reason import Refused
from tests.cast import NOW

WANG = Contact("王小明", "13800138000")
SOON = NOW + timedelta(days=3)


@pytest.fixture
def training(cast):
    def make(at=SOON, **more):
        wanted = Plan("training", more.pop("title", "急救培训"), at, (cast.unit("site_qiaoyuan").pk,), **more)
        made = activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)
        return publishing.publish(cast.who("leader"), made.pk, "", NOW)

    return make


def test_consent_is_kept_with_its_version_and_contact_lies_sealed(training):
    made = training()
    with pytest.raises(Refused) as refused:
        signup.sign_up(NOBODY, made.pk, Attendee(WANG), NOW)
    assert refused.value.field == "consent"
    signed = signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW)
    assert signed.tie.data["consent"] == "2026-1" and signed.tie.person.shown != "王小明"
    assert "13800138000" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_somebody_without_a_log_in_can_be_reached(training):
    with pytest.raises(Refused, match="请写电话"):
        signup.sign_up(NOBODY, training().pk, Attendee(Contact("王小明"), consent=True), NOW)


def test_what_is_lacking_is_said_at_once(training, cast):
    made = training()
    with pytest.raises(Incomplete) as empty:
        signup.sign_up(NOBODY, made.pk, Attendee(), NOW)
    assert list(empty.value.faults) == ["name", "phone", "consent"]
    with pytest.raises(Incomplete) as child:
        signup.sign_up(NOBODY, made.pk, Attendee(birth_year=2016), NOW)
    assert list(child.value.faults) == ["name", "guardian_name", "guardian_phone", "consent"]
    assert "14 周岁" in child.value.faults["guardian_name"].text.zh
    with pytest.raises(Incomplete) as member:
        signup.sign_up(cast.who("member"), made.pk, Attendee(), NOW)
    assert list(member.value.faults) == ["consent"]
    assert not Tie.objects.filter(kind="attend").exists()


def test_a_guardian_says_how_old_the_child_is(training):
    """The year decides whether the guardian must agree; without it a child would count as grown up."""
    made = training()
    with pytest.raises(Incomplete) as refused:
        signup.sign_up(NOBODY, made.pk, Attendee(WANG, guardian=WANG, consent=True), NOW)
    assert list(refused.value.faults) == ["birth_year"]


def test_a_child_comes_with_a_guardians_consent(training):
    """个人信息保护法第三十一条."""
    made, child = training(), Contact("王小小")
    with pytest.raises(Refused) as refused:
        signup.sign_up(NOBODY, made.pk, Attendee(child, birth_year=2016, consent=True), NOW)
    assert refused.value.field == "guardian_name"
    signed = signup.sign_up(NOBODY, made.pk, Attendee(child, 2016, WANG, consent=True), NOW)
    assert signed.tie.toward is not None and signed.tie.data["guardian"] is True
    assert Entry.objects.get(act="activity.sign").data["guardian"] is True


def test_two_things_at_the_same_time_clash(training, cast):
    one, other, later = training(), training(title="同时的"), training(at=SOON + timedelta(days=1))
    me = cast.who("member")
    signup.sign_up(me, one.pk, Attendee(consent=True), NOW)
    with pytest.raises(Refused, match="急救培训"):
        signup.sign_up(me, other.pk, Attendee(consent=True), NOW)
    signup.sign_up(me, later.pk, Attendee(consent=True), NOW)
    again = signup.sign_up(me, one.pk, Attendee(consent=True), NOW)
    assert again.again and Tie.objects.filter(activity=one, kind="attend").count() == 1
    assert [found.pk for found, _ in reads.of_person(me.person_id, NOW, SOON + timedelta(days=9))] == [one.pk, later.pk]


def test_closed_says_why(training, cast):
    made = training(closes_at=NOW + timedelta(days=1))
    with pytest.raises(Refused, match="截止"):
        signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW + timedelta(days=2))
    activity.cancel(cast.who("governance"), made.pk, "台风", NOW)
    with pytest.raises(Refused, match="取消"):
        signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW)


def test_what_is_not_shown_takes_nobody_from_outside(cast):
    wanted = Plan("training", "内部培训", SOON, (cast.unit("site_qiaoyuan").pk,))
    made = activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)
    with pytest.raises(Refused, match="没有这个活动"):
        signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW)


def test_who_waits_moves_up_and_only_ones_own_place_is_given_back(training, cast):
    made = training(capacity=1)
    first = signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW)
    second = signup.sign_up(cast.who("member"), made.pk, Attendee(consent=True), NOW)
    assert second.waiting
    for who in (NOBODY, cast.who("stranger"), Who(reporter_tie=second.tie.pk)):
        with pytest.raises(Refused):
            signup.withdraw(who, first.tie.pk, NOW)
    signup.withdraw(Who(reporter_tie=first.tie.pk), first.tie.pk, NOW)
    signup.withdraw(Who(reporter_tie=first.tie.pk), first.tie.pk, NOW)
    second.tie.refresh_from_db()
    assert second.tie.state == "signed"
    with pytest.raises(Refused, match="不用再退"):
        signup.withdraw(cast.who("member"), second.tie.pk, SOON)


def test_more_places_let_the_line_move(training, cast):
    made = training(capacity=1)
    for n in range(3):
        signup.sign_up(NOBODY, made.pk, Attendee(Contact("甲", f"1380013800{n}"), consent=True), NOW)
    wider = Plan("training", made.title, made.starts_at, (made.unit_id,), capacity=2)
    activity.change(cast.who("governance"), made.pk, wider, NOW)
    assert Entry.objects.filter(act="activity.move_up").count() == 1, "in the same transaction"
    assert signup.move_up(SYSTEM, made.pk, NOW) == 0
    made.refresh_from_db()
    assert (made.taken, made.waiting) == (2, 1)
    with pytest.raises(Refused, match="不能更少"):
        fewer = Plan("training", made.title, made.starts_at, (made.unit_id,), capacity=1)
        activity.change(cast.who("governance"), made.pk, fewer, NOW)


def test_contacts_are_erased_when_their_time_is_over(training):
    made = training()
    signup.sign_up(NOBODY, made.pk, Attendee(Contact("王小小"), 2016, WANG, consent=True), NOW)
    assert signup.forget(SOON + timedelta(days=180)) == 0
    assert signup.forget(SOON + timedelta(days=181)) == 2
    assert not Person.objects.filter(phone_sealed__isnull=False, ties_toward__kind="attend").exists()
    assert Erasure.objects.filter(what="person").count() == 2
    assert signup.forget(SOON + timedelta(days=182)) == 0


@pytest.mark.parametrize("phone", ["13800138000", "138 0013 8000", "+86 138-0013-8000"])
def test_the_same_person_without_a_log_in_has_one_place(training, phone):
    made = training(capacity=5)
    signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW)
    with pytest.raises(Refused, match="已经报过名了") as refused:
        signup.sign_up(NOBODY, made.pk, Attendee(Contact(" 王 小明", phone), consent=True), NOW)
    assert refused.value.field == "phone" and refused.value.code == "again"
    made.refresh_from_db()
    assert made.taken == 1 and Tie.objects.filter(activity=made, kind="attend").count() == 1


def test_who_gave_his_place_back_may_come_again(training):
    made = training()
    first = signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW)
    signup.withdraw(Who(reporter_tie=first.tie.pk), first.tie.pk, NOW)
    second = signup.sign_up(NOBODY, made.pk, Attendee(WANG, consent=True), NOW)
    assert second.tie.pk != first.tie.pk and not second.again


def test_a_family_shares_a_phone_up_to_the_value_of_the_pack(training, cast):
    made, most = training(), int(cast.pack.value("signup.phone", NOW.date()))
    for n in range(most):
        child = Attendee(Contact(f"王小{n}"), 2016, WANG, consent=True) if n else Attendee(WANG, consent=True)
        signup.sign_up(NOBODY, made.pk, child, NOW)
    with pytest.raises(Refused, match=f"最多 {most} 个") as refused:
        signup.sign_up(NOBODY, made.pk, Attendee(Contact("王大大", WANG.phone), consent=True), NOW)
    assert refused.value.field == "phone"
    with pytest.raises(Refused) as refused:
        signup.sign_up(NOBODY, made.pk, Attendee(Contact("王大大"), 2016, WANG, consent=True), NOW)
    assert refused.value.field == "guardian_phone"


def test_a_visitor_cannot_be_at_two_places_at_once(training):
    one, other, later = training(), training(title="同时的"), training(at=SOON + timedelta(days=1))
    signup.sign_up(NOBODY, one.pk, Attendee(WANG, consent=True), NOW)
    with pytest.raises(Refused, match="急救培训"):
        signup.sign_up(NOBODY, other.pk, Attendee(WANG, consent=True), NOW)
    signup.sign_up(NOBODY, other.pk, Attendee(Contact("王大大", WANG.phone), consent=True), NOW)
    signup.sign_up(NOBODY, later.pk, Attendee(WANG, consent=True), NOW)


def full_and_waiting(training, cast):
    """A training of one place that somebody has; the member waits for it, and the other one is at the same hour."""
    one, other = training(capacity=1), training(title="同时的")
    first = signup.sign_up(NOBODY, one.pk, Attendee(WANG, consent=True), NOW).tie
    waits = signup.sign_up(cast.who("member"), one.pk, Attendee(consent=True), NOW).tie
    there = signup.sign_up(cast.who("member"), other.pk, Attendee(consent=True), NOW).tie
    assert (waits.state, there.state) == ("waiting", "signed")
    return one, first, waits, there


def leave(tie):
    signup.withdraw(Who(reporter_tie=tie.pk), tie.pk, NOW)


def test_nobody_moves_up_into_a_clash_and_who_is_passed_over_is_told(training, cast):
    one, first, waits, there = full_and_waiting(training, cast)
    next_in_line = signup.sign_up(NOBODY, one.pk, Attendee(Contact("李小红", "13800138001"), consent=True), NOW).tie
    leave(first)
    for tie, state in ((waits, "waiting"), (next_in_line, "signed"), (there, "signed")):
        tie.refresh_from_db()
        assert tie.state == state
    assert Entry.objects.get(act="activity.pass_over").tie_id == waits.pk
    leave(next_in_line)
    assert Entry.objects.filter(act="activity.pass_over").count() == 1, "told once"
    late = signup.sign_up(NOBODY, one.pk, Attendee(Contact("何大明", "13800138002"), consent=True), NOW)
    assert not late.waiting, "a place that nobody in the line can take is not kept empty"
    one.refresh_from_db()
    assert (one.taken, one.waiting) == (1, 1)
    leave(late.tie)
    signup.withdraw(cast.who("member"), there.pk, NOW)
    waits.refresh_from_db()
    one.refresh_from_db()
    assert waits.state == "signed" and (one.taken, one.waiting) == (1, 0), "free again, he moves up at once"


def test_a_visitor_in_the_line_is_known_by_phone_and_name(training):
    one, other = training(capacity=1), training(title="同时的")
    first = signup.sign_up(NOBODY, one.pk, Attendee(Contact("李小红", "13800138001"), consent=True), NOW).tie
    waits = signup.sign_up(NOBODY, one.pk, Attendee(WANG, consent=True), NOW).tie
    same_phone = signup.sign_up(NOBODY, one.pk, Attendee(Contact("王大大", WANG.phone), consent=True), NOW).tie
    signup.sign_up(NOBODY, other.pk, Attendee(Contact("王小明", "+86 138 0013 8000"), consent=True), NOW)
    leave(first)
    waits.refresh_from_db()
    same_phone.refresh_from_db()
    assert (waits.state, same_phone.state) == ("waiting", "signed")
