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
from lianxin.kernel.reads import apart, people
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
    other = story(people.of_link(pair[1].key), LATER, "zh")
    assert other.number == drain.number and "不是同一件事，已经分开办理" in other.knots[0].what
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
    assert (row(lamp.pk), row(drain.pk)) == before
    assert not Entry.objects.filter(act="matter.split").exists()
    able = abilities.on(clerk, Matter.objects.get(pk=lamp.pk), LATER)
    assert able.split and not able.merge and not able.offers


def test_once_its_reporters_were_answered_it_is_too_late(cast, tell, pair):
    lamp, drain = (one.matter for one in pair)
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    where = {"unit": cast.unit("office_works").pk, "reason": "归口"}
    acts.take(cast.who("clerk"), drain.pk, "transfer", where, NOW)
    acts.take(cast.who("worker"), drain.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), drain.pk, "finish", {"result": "疏通了"}, NOW)
    Matter.objects.filter(pk=drain.pk).update(is_open=False, closed_at=NOW)
    with pytest.raises(Refused, match="已经办结"):
        split(cast.who("clerk"), lamp.pk, LATER)
    assert not Entry.objects.filter(act="matter.split").exists()


def test_one_that_its_own_reporter_withdrew_takes_nothing_with_it(cast, pair):
    lamp, drain = pair
    merge(cast.who("clerk"), lamp.matter.pk, drain.matter.pk, NOW)
    acts.take(people.of_link(drain.key), drain.matter.pk, "withdraw", {}, NOW)
    stays = Matter.objects.get(pk=drain.matter.pk)
    assert stays.is_open and stays.reporters == 1, "it goes on for whoever came with the merge (acts.leaving)"
    # One that was withdrawn for everybody, before each could only take back his own, is taken apart all the same.
    Matter.objects.filter(pk=drain.matter.pk).update(is_open=False, ending="withdrawn", closed_at=NOW)
    assert split(cast.who("clerk"), lamp.matter.pk, LATER).is_open


def test_the_other_keeps_what_a_third_brought(cast, pair, tell):
    """Two with the same picture, of whom one left a phone: the other matter is reached, and has the picture, only as
    long as one of them is with it."""
    lamp, drain = (one.matter for one in pair)
    third = tell("江浦路人行道的砖松了，踩上去溅水", topic="road").matter
    for one in (lamp, third):
        Photo.objects.create(matter=one, digest="a" * 64, kind="told", width=1, height=1, added_at=NOW)
    clerk = cast.who("clerk")
    for one in (lamp, third):
        merge(clerk, one.pk, drain.pk, NOW)
    split(clerk, lamp.pk, LATER)
    held = dict(Photo.objects.values_list("matter_id", "digest"))
    assert set(held) == {lamp.pk, drain.pk}, "what stayed with the third is needed now"
    assert not Matter.objects.get(pk=drain.pk).contactable and Matter.objects.get(pk=lamp.pk).contactable
    split(clerk, third.pk, LATER)
    assert not Matter.objects.get(pk=drain.pk).contactable


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


def test_what_its_reporters_said_to_the_other_is_read_on_their_own(cast, pair, tell):
    """Read from the entries of the other, never copied: his own words for him, those of his matter for its staff."""
    lamp, drain = (one.matter for one in pair)
    clerk = cast.who("clerk")
    merge(clerk, lamp.pk, drain.pk, NOW)
    reporter, neighbour = (people.of_link(one.key) for one in pair)
    acts.take(reporter, drain.pk, "reply", {"reply": "灯杆号是 12 号"}, NOW)
    acts.take(neighbour, drain.pk, "reply", {"reply": "井盖也松了"}, NOW)
    assert not any(apart.spans(Entry.objects.filter(matter_id=lamp.pk))), "while it is merged it is read there"
    split(clerk, lamp.pk, LATER)
    acts.take(neighbour, drain.pk, "reply", {"reply": "后来又堵了"}, LATER)
    count = Entry.objects.count()
    own = story(people.of_link(pair[0].key), LATER, "zh").elsewhere
    assert [knot.note for knot in own] == ["灯杆号是 12 号"] and own[0].who == "您"
    assert story(people.of_link(pair[1].key), LATER, "zh").elsewhere == ()
    entries = Entry.objects.filter(matter_id=lamp.pk)
    (found,) = apart.meanwhile(clerk, entries, "zh")
    assert (found.matter.pk, found.many, found.opens) == (drain.pk, 1, True)
    assert [value for knot in found.knots for _, value in knot.said] == ["灯杆号是 12 号"]
    assert Entry.objects.count() == count, "reading writes nothing"


def test_whoever_does_not_work_on_the_other_reads_that_something_was_said(cast, pair):
    lamp, drain = (one.matter for one in pair)
    merge(cast.who("clerk"), lamp.pk, drain.pk, NOW)
    acts.take(people.of_link(pair[0].key), drain.pk, "reply", {"reply": "灯杆号是 12 号"}, NOW)
    split(cast.who("clerk"), lamp.pk, LATER)
    (found,) = apart.meanwhile(cast.who("stranger"), Entry.objects.filter(matter_id=lamp.pk), "zh")
    assert (found.many, found.opens, found.knots) == (1, False, ())


def test_what_was_said_where_the_other_went_on_is_read_too(cast, pair, tell, django_assert_num_queries):
    lamp, drain = (one.matter for one in pair)
    third, clerk = tell("江浦路人行道的砖松了，踩上去溅水", topic="road").matter, cast.who("clerk")
    merge(clerk, lamp.pk, drain.pk, NOW)
    merge(clerk, drain.pk, third.pk, NOW)
    acts.take(people.of_link(pair[0].key), third.pk, "reply", {"reply": "灯杆号是 12 号"}, NOW)
    split(clerk, drain.pk, LATER)
    split(clerk, lamp.pk, LATER)
    assert [knot.note for knot in story(people.of_link(pair[0].key), LATER, "zh").elsewhere] == ["灯杆号是 12 号"]
    entries = list(Entry.objects.filter(matter_id=lamp.pk))
    with django_assert_num_queries(3):
        assert [other.pk for other, _ in apart.said(entries)] == [third.pk]
    with django_assert_num_queries(0):
        assert apart.said(Entry.objects.none()) == []
