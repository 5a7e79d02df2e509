"""One lead matter of several: its answer reaches every reporter once, and nobody's clock vanishes."""

import pytest

from lianxin.kernel.acts import leading, merging, message
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import follow
from lianxin.kernel.reads.people import of_link
from lianxin.language.reason import Refused
from tests.cast import NOW

DONE = {"result": "已换好灯头，今晚看看亮不亮"}


@pytest.fixture
def dark(tell, cast):
    """Three tellings of one dark street, all at the works office; one has a second reporter."""
    filed = [
        tell(f"江浦路{text}", topic="light", phone=f"1380013800{n}", name="黎婆婆")
        for n, text in enumerate(("路灯都不亮", "晚上一片漆黑，灯坏了好几天", "走路看不清，老人摔了"))
    ]
    works = cast.unit("office_works").pk
    for one in filed:
        acts.take(cast.who("clerk"), one.matter.pk, "transfer", {"unit": works, "reason": "路灯归口"}, NOW)
    return filed


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
