"""One lead matter of several: its answer reaches every reporter once, and nobody's clock vanishes."""

import pytest

from lianxin.kernel.acts import leading, merging, message
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import follow, public, timeline
from lianxin.kernel.reads.people import of_link
from lianxin.language.reason import Refused
from tests.cast import NOW

DONE = {"result": "已换好灯头，今晚看看亮不亮"}


def hang(cast, dark):
    first, *rest = [one.matter.pk for one in dark]
    return leading.lead(cast.who("clerk"), first, rest, NOW)


def told(since):
    """How often each reporter is told by the entries after one, as the worker would make notices of them."""
    entries = list(Entry.objects.filter(pk__gt=since).select_related("matter").order_by("pk"))
    who, found = message.concerned(entries), {}
    for entry in entries:
        for notice in message.messages(entry, who, False, NOW):
            if notice.tie_id:
                found.setdefault(notice.tie_id, []).append(notice.body)
    return found


def last():
    return Entry.objects.order_by("-pk").first().pk


def test_the_answer_of_the_lead_reaches_every_reporter_once(cast, dark):
    before = last()
    hang(cast, dark)
    assert sorted(told(before)) == sorted(one.tie.pk for one in dark[1:])
    worker = cast.who("worker")
    acts.take(worker, dark[0].matter.pk, "accept", {}, NOW)
    before = last()
    acts.take(worker, dark[0].matter.pk, "finish", DONE, NOW)
    answers = told(before)
    assert {pk: len(bodies) for pk, bodies in answers.items()} == {one.tie.pk: 1 for one in dark}
    assert all("已换好灯头" in bodies[0] for bodies in answers.values())


def test_each_keeps_its_own_clock_its_owner_and_its_rates(cast, dark):
    clocks = {one.matter.pk: Matter.objects.get(pk=one.matter.pk).due_at for one in dark}
    hang(cast, dark)
    acts.take(cast.who("worker"), dark[0].matter.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), dark[0].matter.pk, "finish", DONE, NOW)
    for one in Matter.objects.filter(pk__in=clocks):
        assert (one.step, one.fields["result"]) == ("answered", DONE["result"])
        assert one.marks and one.merged_into_id is None and one.is_open
        assert Entry.objects.filter(matter=one, act="matter.finish", person=cast.people["worker"]).count() == 1
    reporter = of_link(dark[1].key)
    acts.take(reporter, dark[1].matter.pk, "confirm", {}, NOW)
    assert not Matter.objects.get(pk=dark[1].matter.pk).is_open
    assert Matter.objects.get(pk=dark[0].matter.pk).is_open, "each reporter speaks for himself"


def test_one_accepted_later_is_accepted_on_the_way(cast, dark):
    acts.take(cast.who("worker"), dark[0].matter.pk, "accept", {}, NOW)
    hang(cast, dark)
    acts.take(cast.who("worker"), dark[0].matter.pk, "finish", DONE, NOW)
    assert {one.step for one in Matter.objects.filter(lead_id=dark[0].matter.pk)} == {"answered"}


def test_where_another_unit_owes_the_answer_its_reporter_is_told_and_it_still_owes(cast, dark):
    clerk, other = cast.who("clerk"), dark[2].matter
    acts.take(clerk, other.pk, "transfer", {"unit": cast.unit("office_order").pk, "reason": "占道"}, NOW)
    hang(cast, dark)
    acts.take(cast.who("worker"), dark[0].matter.pk, "accept", {}, NOW)
    before = last()
    acts.take(cast.who("worker"), dark[0].matter.pk, "finish", DONE, NOW)
    other.refresh_from_db()
    assert other.step == "filed" and other.due_at is not None and other.is_open
    assert [len(bodies) for bodies in told(before).values()] == [1, 1, 1]
    story = follow.story(of_link(dark[2].key), NOW, "zh")
    assert any("已换好灯头" in knot.what and dark[0].matter.number in knot.what for knot in story.knots)
    number = dark[0].matter.number
    answer = next(one.what for one in follow.story(of_link(dark[2].key), NOW, "en").knots if number in one.what)
    ours = answer.replace(DONE["result"], "")
    assert answer.startswith(f"{number}: ") and not any("\u4e00" <= one <= "\u9fff" for one in ours), answer


def test_let_go_each_is_answered_alone_again(cast, dark):
    hang(cast, dark)
    before = last()
    freed = leading.release(cast.who("clerk"), dark[0].matter.pk, NOW, only=[dark[1].matter.pk])
    assert [one.pk for one in freed] == [dark[1].matter.pk] and list(told(before)) == [dark[1].tie.pk]
    acts.take(cast.who("worker"), dark[0].matter.pk, "accept", {}, NOW)
    steps = dict(Matter.objects.values_list("pk", "step"))
    assert [steps[one.matter.pk] for one in dark] == ["doing", "filed", "doing"]
    leading.release(cast.who("governance"), dark[0].matter.pk, NOW)
    assert not Matter.objects.filter(lead__isnull=False).exists()


def test_who_and_what_cannot_is_refused_with_a_reason_and_nothing_written(cast, dark, tell):
    first, second, third = [one.matter.pk for one in dark]
    before = last()
    for who, lead, members, why in (
        ("worker", first, [second], "受理员"),
        ("stranger", first, [second], "范围"),
        ("clerk", first, [], "至少"),
        ("clerk", first, [first], "至少"),
        ("clerk", first, range(10_000, 10_300), "最多"),
    ):
        with pytest.raises(Refused, match=why):
            leading.lead(cast.who(who), lead, list(members), NOW)
    Matter.objects.filter(pk=third).update(is_open=False, closed_at=NOW)
    with pytest.raises(Refused, match="在办"):
        leading.lead(cast.who("clerk"), first, [second, third], NOW)
    with pytest.raises(Refused, match="没有挂"):
        leading.release(cast.who("clerk"), first, NOW)
    assert last() == before
    Matter.objects.filter(pk=third).update(is_open=True, closed_at=None)
    leading.lead(cast.who("clerk"), first, [second], NOW)
    with pytest.raises(Refused, match="自己挂"):
        leading.lead(cast.who("clerk"), second, [third], NOW)
    with pytest.raises(Refused, match="解开"):
        leading.lead(cast.who("clerk"), third, [first], NOW)
    with pytest.raises(Refused, match="受理员"):
        leading.release(cast.who("worker"), first, NOW)
    with pytest.raises(Refused, match="解开"):
        merging.merge(cast.who("clerk"), first, third, NOW)


AGAIN = {"result": "换了整条线路，今晚再看"}
WHY = {"reason": "灯又灭了"}


@pytest.fixture
def answered(cast, dark):
    """The lead and what hangs on it, answered; the lead and the second are confirmed, the third is not."""
    hang(cast, dark)
    acts.take(cast.who("worker"), dark[0].matter.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), dark[0].matter.pk, "finish", DONE, NOW)
    for one in dark[:2]:
        acts.take(of_link(one.key), one.matter.pk, "confirm", {}, NOW)
    return dark


def rows(dark):
    return [Matter.objects.get(pk=one.matter.pk) for one in dark]


def knots(one):
    return [knot.what for knot in follow.story(of_link(one.key), NOW, "zh").knots]


def test_a_lead_opened_again_and_its_new_answer_reach_those_who_confirmed(cast, answered):
    lead, closed, open_one = answered
    before = last()
    acts.take(cast.who("governance"), lead.matter.pk, "reopen", WHY, NOW)
    bodies = told(before)
    assert {pk: len(found) for pk, found in bodies.items()} == {one.tie.pk: 1 for one in answered}
    for one in (closed, open_one):
        assert lead.matter.number in bodies[one.tie.pk][0] and "灯又灭了" in bodies[one.tie.pk][0]
        assert "重新办理" in knots(one)[0] and "灯又灭了" in knots(one)[0]
    assert "进度页" in bodies[closed.tie.pk][0], "he can ask for his own"
    assert [one.step for one in rows(answered)] == ["doing", "solved", "answered"]
    assert public.awaits(rows(answered)[1]) and not public.awaits(rows(answered)[2])
    before = last()
    acts.take(cast.who("worker"), lead.matter.pk, "finish", AGAIN, NOW)
    bodies = told(before)
    assert {pk: len(found) for pk, found in bodies.items()} == {one.tie.pk: 1 for one in answered}
    assert all("换了整条线路" in found[0] for found in bodies.values())
    assert "换了整条线路" in knots(closed)[0]
    assert [one.step for one in rows(answered)] == ["answered", "solved", "answered"]
    assert [public.result(one) for one in rows(answered)] == [AGAIN["result"]] * 3, "nobody reads out the old one"
    assert not public.awaits(rows(answered)[1])


def test_nobody_confirms_for_a_reporter_when_the_lead_is_opened_again(cast, answered):
    third = answered[2].matter.pk
    acts.take(cast.who("visitor"), answered[0].matter.pk, "reopen", WHY, NOW)
    assert Matter.objects.get(pk=third).step == "answered"
    assert not Entry.objects.filter(matter_id=third, act="matter.confirm").exists()
    acts.take(of_link(answered[1].key), answered[1].matter.pk, "reopen", {"reason": "我家门口也不亮"}, NOW)
    assert Matter.objects.get(pk=answered[1].matter.pk).step == "doing", "its own reporter asked"


def test_what_its_reporter_wrote_when_he_asked_again_is_told_to_no_other(cast, answered):
    before = last()
    acts.take(of_link(answered[0].key), answered[0].matter.pk, "reopen", {"reason": "我婆婆又摔了"}, NOW)
    bodies = told(before)
    for one in answered[1:]:
        assert "反映人提出" in bodies[one.tie.pk][0] and "婆婆" not in "".join(bodies[one.tie.pk])


def test_the_desk_reads_what_was_told_and_a_reopening_is_no_answer(cast, answered):
    acts.take(cast.who("governance"), answered[0].matter.pk, "reopen", WHY, NOW)
    acts.take(cast.who("worker"), answered[0].matter.pk, "finish", AGAIN, NOW)
    for one in rows(answered[1:]):
        reopened, newer = timeline.story(one).knots[-2:]
        assert (reopened.act, newer.act) == ("matter.lead_reopened", "matter.lead_told")
        assert "重新办理" in reopened.what and answered[0].matter.number in reopened.what
        assert "灯又灭了" in reopened.said[0][1]
        assert newer.said[0][1] == f"办理结果：{AGAIN['result']}"
    types = {message.event_type(entry, entry.matter) for entry in Entry.objects.filter(act="matter.lead_reopened")}
    assert types == {""}, "other systems hear of no answer"


def test_the_answer_of_its_own_unit_is_not_overwritten(cast, answered):
    Matter.objects.filter(pk=answered[2].matter.pk).update(fields={"result": "占道的车已经拖走"})
    acts.take(cast.who("governance"), answered[0].matter.pk, "reopen", WHY, NOW)
    acts.take(cast.who("worker"), answered[0].matter.pk, "finish", AGAIN, NOW)
    assert [one.fields["result"] for one in rows(answered)[1:]] == [AGAIN["result"], "占道的车已经拖走"]


def test_who_was_answered_hears_of_answers_and_not_of_every_step(cast, answered):
    clerk, lead = cast.who("clerk"), answered[0].matter
    acts.take(cast.who("governance"), lead.pk, "reopen", WHY, NOW)
    before = last()
    acts.take(clerk, lead.pk, "transfer", {"unit": cast.unit("office_order").pk, "reason": "换个单位"}, NOW)
    acts.take(clerk, lead.pk, "transfer", {"unit": cast.unit("office_works").pk, "reason": "转回"}, NOW)
    acts.take(cast.who("worker"), lead.pk, "accept", {}, NOW)
    assert answered[1].tie.pk not in told(before)
    acts.take(cast.who("worker"), lead.pk, "cannot", {"reason": "要等供电公司{停电}"}, NOW)
    assert "{停电}" in told(before)[answered[1].tie.pk][0], "a brace that somebody wrote is told as he wrote it"


def test_one_taken_back_by_its_reporter_is_told_nothing(cast, dark):
    hang(cast, dark)
    acts.take(of_link(dark[1].key), dark[1].matter.pk, "withdraw", {}, NOW)
    acts.take(cast.who("worker"), dark[0].matter.pk, "accept", {}, NOW)
    before = last()
    acts.take(cast.who("worker"), dark[0].matter.pk, "finish", DONE, NOW)
    assert dark[1].tie.pk not in told(before)


def test_what_hangs_on_an_open_lead_moves_to_no_other(cast, dark, tell):
    first, second, third = [one.matter.pk for one in dark]
    clerk = cast.who("clerk")
    leading.lead(clerk, first, [second], NOW)
    before = last()
    with pytest.raises(Refused, match=f"{dark[1].matter.number} 已经挂在 {dark[0].matter.number} 上"):
        leading.lead(clerk, third, [second], NOW)
    assert last() == before and Matter.objects.get(pk=second).lead_id == first


def test_a_closed_lead_lets_go_and_both_say_so(cast, answered, tell):
    lead, _, third = (one.matter.pk for one in answered)
    new = tell("江浦路路灯还是不亮", topic="light", phone="13800138009", name="何婆婆").matter
    before = last()
    leading.lead(cast.who("clerk"), new.pk, [third], NOW)
    assert Matter.objects.get(pk=third).lead_id == new.pk
    said = list(Entry.objects.filter(pk__gt=before).order_by("pk").values_list("matter_id", "act"))
    assert said == [
        (third, "matter.release"),
        (lead, "matter.release"),
        (third, "matter.hang"),
        (new.pk, "matter.lead"),
    ]
    assert list(told(before)) == [answered[2].tie.pk] and len(told(before)[answered[2].tie.pk]) == 1
    Matter.objects.filter(pk=third).update(lead_id=lead)
    Matter.objects.filter(pk=new.pk).update(lead_id=None)
    leading.lead(cast.who("clerk"), third, [new.pk], NOW)
    assert [Matter.objects.get(pk=pk).lead_id for pk in (third, new.pk)] == [None, third], "and it may lead itself"
