"""A merge taken back: who comes back, what runs on, what stays, and where it is too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel import abilities
from lianxin.kernel.acts import likeness, notice, tally
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Entry, Matter, Notice, Photo, Sketch, Tie
from lianxin.kernel.reads import people
from lianxin.kernel.reads.follow import story
from lianxin.kernel.reads.tally import wrong
from lianxin.language.clock import ClockState
from lianxin.language.reason import Refused
from tests.cast import NOW

LAMP = "江浦路路灯不亮，晚上看不清路"
DRAIN = "江浦路口的下水道堵了，一下雨就漫上来"
LATER = NOW + timedelta(days=5)


@pytest.fixture
def pair(tell):
    """A lamp and a drain, which a clerk in a hurry takes for one matter."""
    return tell(LAMP, phone="13800138012", topic="light"), tell(DRAIN, topic="sewer")


def row(pk: int) -> dict:
    """All of a matter but when it changed last and its terms."""
    kept = Matter.objects.filter(pk=pk).values().get()
    moved = ("changed_at", "clocks", "due_at", "soon_at", "next_at")
    return {name: value for name, value in kept.items() if name not in moved}


def ties(pk: int) -> dict:
    return dict(Tie.objects.filter(matter_id=pk, kind="reporter").values_list("pk", "data"))


@pytest.mark.django_db(transaction=True)
def test_what_was_merged_by_mistake_stands_as_before(cast, pair):
    lamp, drain = (one.matter for one in pair)
    Photo.objects.create(matter=lamp, digest="a" * 64, kind="told", width=1, height=1, added_at=NOW)
    before, others = (row(lamp.pk), row(drain.pk)), (ties(lamp.pk), ties(drain.pk))
    clerk = cast.who("clerk")
    merge(clerk, lamp.pk, drain.pk, NOW)
    assert (Photo.objects.get().matter_id, Matter.objects.get(pk=drain.pk).contactable) == (drain.pk, True)
    free = split(clerk, lamp.pk, LATER)
    assert free.is_open and free.step == "filed"
    assert (row(lamp.pk), row(drain.pk)) == before and (ties(lamp.pk), ties(drain.pk)) == others
    assert Photo.objects.get().matter_id == lamp.pk
    while tally.fold():
        pass
    assert not wrong(), "the rates are those of the marks that the rows carry"
    merge(clerk, lamp.pk, drain.pk, LATER)
    assert split(clerk, lamp.pk, LATER).is_open, "once more, as the last merge left it"
    assert (row(lamp.pk), ties(drain.pk)) == (before[0], others[1])


def test_the_time_between_does_not_count(cast, pair):
    lamp, drain = (one.matter for one in pair)
    before = [ClockState.of_line(line) for line in lamp.clocks]
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    free = split(cast.who("clerk"), lamp.pk, LATER)
    after = [ClockState.of_line(line) for line in free.clocks]
    assert [one.key for one in after] == [one.key for one in before] and all(one.running for one in after)
    assert all(late.due > soon.due and late.started == soon.started for late, soon in zip(after, before, strict=True))
    accept = (next(one for one in states if one.key == "accept") for states in (before, after))
    # Wednesday to Monday: three working days passed, and three are added.
    first, then = accept
    assert (then.due - first.due) == timedelta(days=5) and free.due_at == min(
        one.due for one in after if one.key == "answer"
    )


def test_a_suspended_one_stays_suspended(cast, tell):
    works = {"unit": cast.unit("office_works").pk, "reason": "归口"}
    lamp = acts.take(cast.who("clerk"), tell(LAMP, topic="light").matter.pk, "transfer", works, NOW)
    drain = acts.take(cast.who("clerk"), tell(DRAIN, topic="sewer").matter.pk, "transfer", works, NOW)
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), lamp.pk, "ask_suspend", {"reason": "等许可", "until": "2026-12-20"}, NOW)
    stopped = acts.take(cast.who("lead"), lamp.pk, "suspend", {"reason": "等停电许可"}, NOW).clocks
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    assert Matter.objects.get(pk=lamp.pk).clocks != stopped
    free = split(cast.who("clerk"), lamp.pk, LATER)
    assert free.suspended and free.clocks == stopped


@pytest.mark.django_db(transaction=True)
def test_its_reporter_is_told_and_reads_his_own_matter_again(cast, pair):
    lamp, drain = (one.matter for one in pair)
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    split(cast.who("clerk"), lamp.pk, LATER)
    notice.make(LATER)
    told = Notice.objects.filter(tie__isnull=False, entry__act="matter.split")
    assert [(one.tie_id, one.matter_id) for one in told] == [(pair[0].tie.pk, lamp.pk)]
    assert "重新单独办理" in told[0].body and "由" in told[0].body
    who = people.of_link(pair[0].key)
    read = story(who, LATER, "zh")
    assert read.number == lamp.number and read.text == LAMP and not read.merged
    assert "您反映的事和另一件分开，重新单独办理。" in [knot.what for knot in read.knots]
    assert "goes on by itself" in " ".join(knot.what for knot in story(who, LATER, "en").knots)
    assert story(people.of_link(pair[1].key), LATER, "zh").number == drain.number
    assert {(one.act, one.data["number"]) for one in Entry.objects.filter(verb="route", at=LATER)} == {
        ("matter.split", drain.number), ("matter.let_go", lamp.number)
    }  # fmt: skip


def test_what_was_said_to_the_other_meanwhile_stays_there(cast, pair, tell):
    lamp, drain = (one.matter for one in pair)
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    joined = tell(DRAIN, topic="sewer", joins=drain.pk)
    assert joined.matter.pk == drain.pk
    split(cast.who("clerk"), lamp.pk, LATER)
    assert set(ties(drain.pk)) == {pair[1].tie.pk, joined.tie.pk} and set(ties(lamp.pk)) == {pair[0].tie.pk}
    assert Matter.objects.get(pk=drain.pk).reporters == 2 and Matter.objects.get(pk=lamp.pk).reporters == 1


def test_a_chain_is_taken_apart_from_its_end(cast, pair, tell):
    lamp, drain = (one.matter for one in pair)
    third = tell("江浦路人行道的砖松了，踩上去溅水", topic="road").matter
    clerk = cast.who("clerk")
    merge(clerk, lamp.pk, drain.pk, NOW)
    merge(clerk, drain.pk, third.pk, NOW)
    with pytest.raises(Refused, match="先把那一件拆出来"):
        split(clerk, lamp.pk, LATER)
    split(clerk, drain.pk, LATER)
    assert set(ties(drain.pk)) == {pair[0].tie.pk, pair[1].tie.pk} and ties(drain.pk)[pair[0].tie.pk]["merged"]
    split(clerk, lamp.pk, LATER)
    assert [len(ties(pk)) for pk in (lamp.pk, drain.pk, third.pk)] == [1, 1, 1]
    assert not ties(lamp.pk)[pair[0].tie.pk].get("merged")


def test_where_it_cannot_be_taken_back_it_says_why_and_changes_nothing(cast, pair):
    lamp, drain = (one.matter for one in pair)
    clerk = cast.who("clerk")
    with pytest.raises(Refused, match="没有并到别处"):
        split(clerk, lamp.pk, NOW)
    merge(clerk, lamp.pk, drain.pk, NOW)
    before = row(lamp.pk), row(drain.pk)
    for name in ("worker", "community", "visitor"):
        with pytest.raises(Refused):
            split(cast.who(name), lamp.pk, LATER)
    Matter.objects.filter(pk=drain.pk).update(is_open=False, closed_at=NOW)
    with pytest.raises(Refused, match="已经办结"):
        split(clerk, lamp.pk, LATER)
    Matter.objects.filter(pk=drain.pk).update(is_open=True, closed_at=None)
    assert (row(lamp.pk), row(drain.pk)) == before
    assert not Entry.objects.filter(act="matter.split").exists()
    able = abilities.on(clerk, Matter.objects.get(pk=lamp.pk), LATER)
    assert able.split and not able.merge and not able.offers


def test_a_merge_of_before_kept_nothing_to_go_back_to(cast, pair):
    lamp, drain = (one.matter for one in pair)
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    newer = Entry.objects.get(act="matter.merge")
    newer.pk, newer.data = None, {name: value for name, value in newer.data.items() if name != "was"}
    newer.save(force_insert=True)
    with pytest.raises(Refused, match="更新以前"):
        split(cast.who("clerk"), lamp.pk, LATER)


@pytest.mark.django_db(transaction=True)
def test_it_finds_its_mates_again(cast, pair):
    lamp, drain = (one.matter for one in pair)
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    while likeness.follow(LATER):
        pass
    Sketch.objects.filter(pk=lamp.pk).delete()
    split(cast.who("clerk"), lamp.pk, LATER)
    while likeness.follow(LATER):
        pass
    assert Sketch.objects.filter(pk=lamp.pk).exists()
