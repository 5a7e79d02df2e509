"""Steps, corrections, merging, routing: every rule through the act that a page would call."""

from datetime import timedelta

import pytest

from lianxin.kernel import abilities
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.language.answers import Incomplete
from lianxin.language.reason import Refused
from tests.cast import NOW

TEXT = "江浦路路灯不亮,晚上看不清路,请来修"


@pytest.fixture
def lamp(cast, tell):
    """A request that the works office must act on."""
    matter = tell(TEXT, nature="complaint", topic="light", phone="13800138011", name="黎婆婆").matter
    acts.take(
        cast.who("clerk"), matter.pk, "transfer", {"unit": cast.unit("office_works").pk, "reason": "路灯归口"}, NOW
    )
    matter.refresh_from_db()
    return matter


def test_accept_finish_confirm(cast, lamp):
    worker = cast.who("worker")
    acts.take(worker, lamp.pk, "accept", {}, NOW)
    done = acts.take(worker, lamp.pk, "finish", {"result": "换了三盏灯"}, NOW)
    assert (done.step, done.handler_id) == ("answered", worker.person_id)
    with pytest.raises(Refused):
        acts.take(worker, lamp.pk, "confirm", {}, NOW)  # nobody attests his own work
    solved = acts.take(cast.who("visitor"), lamp.pk, "confirm", {"satisfaction": "yes"}, NOW)
    assert (solved.is_open, solved.ending) == (False, "solved")
    assert {"solve.above", "solve.below"} <= set(solved.marks)


def test_a_missing_answer_names_its_field_and_changes_nothing(cast, lamp):
    worker = cast.who("worker")
    acts.take(worker, lamp.pk, "accept", {}, NOW)
    with pytest.raises(Incomplete) as incomplete:
        acts.take(worker, lamp.pk, "finish", {"result": "  "}, NOW)
    assert set(incomplete.value.faults) == {"result"}
    lamp.refresh_from_db()
    assert lamp.step == "doing" and not Entry.objects.filter(act="matter.finish").exists()


def test_a_return_needs_an_item_of_the_duty_list(cast, lamp):
    worker = cast.who("worker")
    with pytest.raises(Incomplete) as incomplete:
        acts.take(worker, lamp.pk, "hand_back", {"reason": "不归我们"}, NOW)
    assert "duty_item" in incomplete.value.faults
    with pytest.raises(Incomplete):
        acts.take(worker, lamp.pk, "hand_back", {"reason": "不归我们", "duty_item": "no-such"}, NOW)
    back = acts.take(worker, lamp.pk, "hand_back", {"reason": "上级收回事项", "duty_item": "w-001"}, NOW)
    assert back.owner_id == cast.unit("office_order").pk and back.counts["returns"] == 1


def test_suspension_is_asked_by_one_and_approved_by_another(cast, lamp):
    worker, lead = cast.who("worker"), cast.who("lead")
    acts.take(worker, lamp.pk, "accept", {}, NOW)
    with pytest.raises(Refused):
        acts.take(lead, lamp.pk, "suspend", {"reason": "等停电许可"}, NOW)
    for past in ("2026-03-01", NOW.date().isoformat()):
        with pytest.raises(Refused, match="要写以后的日期"):
            acts.take(worker, lamp.pk, "ask_suspend", {"reason": "等停电许可", "until": past}, NOW)
    before = NOW - timedelta(minutes=9)
    acts.take(worker, lamp.pk, "ask_suspend", {"reason": "等停电许可", "until": "2026-03-20"}, before)
    with pytest.raises(Refused, match="已申请挂账，等.*单位负责人.*批准"):
        acts.take(worker, lamp.pk, "ask_suspend", {"reason": "再申请一次", "until": "2026-03-21"}, NOW)
    with pytest.raises(Refused, match="要写以后的日期"):
        acts.take(lead, lamp.pk, "suspend", {"reason": "同意", "until": "2026-03-01"}, NOW)
    stopped = acts.take(lead, lamp.pk, "suspend", {"reason": "同意"}, NOW)
    assert stopped.suspended
    offer = next(offer for offer in abilities.on(worker, stopped, NOW).offers if offer.key == "finish")
    assert not offer.allowed and "挂账" in offer.reasons[0].say()


def test_whistle_raises_a_child_with_its_own_clock(cast, lamp):
    acts.take(
        cast.who("worker"), lamp.pk, "whistle", {"unit": cast.unit("office_party").pk, "reason": "一起到现场"}, NOW
    )
    child = Matter.objects.get(parent_id=lamp.pk)
    assert (child.kind, child.owner_id) == ("whistle", cast.unit("office_party").pk)
    assert child.due_at is not None and child.due_at != lamp.due_at


def test_place_and_topic_in_one_call_route_once(cast, tell):
    matter = tell("东边有点问题请看看", "qiaoyuan").matter
    done = correct(cast.who("clerk"), matter.pk, NOW, nature="complaint", topic="light", place_id=cast.unit("minle").pk)
    entries = Entry.objects.filter(matter_id=matter.pk, act="matter.correct")
    assert entries.count() == 1 and set(entries[0].data["changed"]) == {"nature", "topic", "place"}
    assert not done.unsure and done.place_id == cast.unit("minle").pk


def test_only_those_who_may_correct(cast, tell):
    matter = tell(TEXT).matter
    for name in ("visitor", "leader"):
        with pytest.raises(Refused):
            correct(cast.who(name), matter.pk, NOW, topic="road")


def test_merging_moves_the_reporters_and_closes_without_counting(cast, tell):
    one, other = (
        tell(TEXT, phone="13800138012").matter,
        tell("江浦路的灯全灭了,摸黑走路好危险", phone="13800138013").matter,
    )
    moved = Tie.objects.get(matter_id=one.pk, kind="reporter")
    kept = merge(cast.who("clerk"), one.pk, other.pk, NOW)
    one.refresh_from_db()
    moved.refresh_from_db()
    assert moved.data["text"] == one.text  # whose report was merged away still reads his own words
    assert kept.reporters == 2 and Tie.objects.filter(matter_id=other.pk, kind="reporter").count() == 2
    assert (one.is_open, one.outcome, one.merged_into_id, one.marks) == (False, "merged", other.pk, [])
    with pytest.raises(Refused):
        acts.take(cast.who("clerk"), one.pk, "accept", {}, NOW)  # what was merged away is not opened by a step
    assert not abilities.on(cast.who("clerk"), one, NOW).offers
    with pytest.raises(Refused):
        merge(cast.who("clerk"), one.pk, other.pk, NOW)
    with pytest.raises(Refused):
        merge(cast.who("worker"), other.pk, one.pk, NOW)


def test_only_what_is_of_one_kind_that_merges_is_merged(cast, tell):
    request, ramp = tell(TEXT).matter, tell("江浦路的灯坏了，想请人帮忙换一盏", kind="wish").matter
    other = tell("我家门口的灯也想请人帮忙换一盏，够不着", kind="wish").matter
    for one, into in ((request, ramp), (ramp, request), (ramp, other)):
        with pytest.raises(Refused, match="同一类"):
            merge(cast.who("clerk"), one.pk, into.pk, NOW)
    assert not Matter.objects.filter(is_open=False).exists()
    assert abilities.on(cast.who("clerk"), request, NOW).merge and not abilities.on(cast.who("clerk"), ramp, NOW).merge


def test_a_public_text_with_a_phone_is_refused(cast, tell):
    wish = tell("想要一副老花镜", "qiaoyuan", kind="wish").matter
    with pytest.raises(Refused) as refused:
        acts.take(cast.who("community"), wish.pk, "deidentify", {"public_text": "电话13800138014,要老花镜"}, NOW)
    assert refused.value.field == "public_text"


def test_a_public_text_in_which_masks_stand_is_refused(cast, tell):
    """A mask is no word for the tree: neither left in the text that is typed, nor in one kept from before."""
    wish = tell("想给住在3栋402的王秀英奶奶买一台收音机，她电话13800138014", "qiaoyuan", kind="wish").matter
    assert "[电话]" in wish.public_text
    with pytest.raises(Refused) as refused:
        acts.take(cast.who("community"), wish.pk, "approve", {"public_text": wish.public_text}, NOW)
    assert refused.value.field == "public_text" and "[电话]" in refused.value.say()
    Matter.objects.filter(pk=wish.pk).update(reworded="给[姓名]奶奶一台收音机", held=False)
    with pytest.raises(Refused):
        acts.take(cast.who("community"), wish.pk, "approve", {}, NOW)
    assert not Matter.objects.get(pk=wish.pk).shown
    said = {"public_text": "想给一位独居老人买一台收音机"}
    assert acts.take(cast.who("community"), wish.pk, "approve", said, NOW).public_text == said["public_text"]
