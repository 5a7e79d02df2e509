"""A telling that joined and is another matter: what it becomes, who is told, what stays, and where it is too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel import abilities
from lianxin.kernel.acts import filing, notice, parting, tally
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Entry, Matter, Notice, Photo, Tie
from lianxin.kernel.reads import joined, people, receipt
from lianxin.kernel.reads.follow import story
from lianxin.kernel.reads.tally import wrong
from lianxin.language.clock import ClockState
from lianxin.language.reason import Refused
from tests.cast import NOW

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"
LATER = NOW + timedelta(days=5)
SAID = {"place_text": "巷尾那一盏", "channel": "qr", "nature": "complaint"}
ELSE = "公交站的雨棚漏水，等车的人都淋湿了"
WHY = "一个在路口，一个在巷尾，是两盏灯"


@pytest.fixture
def pair(tell):
    """A lamp, and another lamp in nearly the same words half an hour later, which joined it."""
    first = tell(LAMP, phone="13800138012", topic="light", at=NOW - timedelta(minutes=30))
    second = tell(LAMP + "。", phone="13800138077", name="关小川", topic="light", **SAID)
    assert second.merged and second.matter.pk == first.matter.pk
    return first, second


def row(pk: int) -> dict:
    """All of a matter but when it changed last."""
    kept = Matter.objects.filter(pk=pk).values().get()
    return {name: value for name, value in kept.items() if name != "changed_at"}


def part(cast, filed, now=LATER, by="clerk"):
    return parting.part(cast.who(by), filed.matter.pk, filed.tie.pk, WHY, now)


@pytest.mark.django_db(transaction=True)
def test_it_becomes_what_it_would_have_been(cast, pair, tell):
    first, second = pair
    before = row(first.matter.pk)
    own = part(cast, second)
    alone = tell(ELSE, topic="light", nature="complaint", phone="13800138099", at=LATER).matter
    own.refresh_from_db()
    same = ("kind", "step", "is_open", "owner_id", "place_id", "nature", "topic", "contactable", "anonymous", "pack_id")
    assert {name: getattr(own, name) for name in same} == {name: getattr(alone, name) for name in same}
    assert (own.text, own.place_text, own.channel) == (LAMP + "。", "巷尾那一盏", "qr")
    assert (own.received_at, own.entered_at, own.reporters) == (NOW, LATER, 1)
    assert row(first.matter.pk) == before | {"reporters": 1}
    tie = Tie.objects.get(pk=second.tie.pk)
    assert tie.matter_id == own.pk and tie.ref == second.tie.ref and "merged" not in tie.data
    while tally.fold():
        pass
    assert not wrong()


def test_the_day_is_honest_and_the_time_with_the_other_does_not_count(cast, pair, tell):
    own = part(cast, pair[1])
    fresh = tell(ELSE, topic="light", nature="complaint", phone="13800138099", at=LATER).matter
    mine, new = ({one.key: one for one in map(ClockState.of_line, found.clocks)} for found in (own, fresh))
    assert mine.keys() == new.keys() and mine["answer"].started == NOW
    assert {key: one.due for key, one in mine.items()} == {key: one.due for key, one in new.items()}
    assert own.due_at == fresh.due_at and own.marks == fresh.marks


def test_after_many_weeks_it_is_not_late_at_once(cast, pair):
    own = part(cast, pair[1], NOW + timedelta(days=60))
    assert own.due_at > NOW + timedelta(days=61) and own.number.endswith(f"{own.pk:05d}")
    assert abilities.on(cast.who("clerk"), own, NOW + timedelta(days=60)).offers


@pytest.mark.django_db(transaction=True)
def test_the_reporter_is_told_once_and_finds_it_by_all_he_holds(cast, pair, settings):
    first, second = pair
    notice.make(NOW)
    number = second.matter.number
    own = part(cast, second)
    notice.make(LATER)
    told = Notice.objects.filter(tie__isnull=False, made_at=LATER)
    assert [(one.tie_id, one.matter_id) for one in told] == [(second.tie.pk, own.pk)]
    assert number in told[0].body and own.number in told[0].body and "另立一件" in told[0].body
    assert "前答复" in told[0].body and "{" not in told[0].body
    read = story(people.of_link(second.key), LATER, "zh")
    assert (read.number, read.text, read.merged, read.place.endswith("巷尾那一盏")) == (
        own.number,
        LAMP + "。",
        False,
        True,
    )
    assert f"您3月11日反映的和 {number} 不是同一件事" in read.knots[0].what
    assert (
        f"on 11 March 2026 is not the same as {number}" in story(people.of_link(second.key), LATER, "en").knots[0].what
    )
    assert receipt.by_code(number, second.code) == second.key == receipt.by_code(own.number, second.code)
    assert receipt.by_code(number, first.code) == first.key
    assert receipt.by_code(own.number, first.code) is None
    other = story(people.of_link(first.key), LATER, "zh")
    assert "不是同一件事，已经分开办理" in other.knots[0].what and other.number == number


def test_a_merged_reporter_is_found_by_his_own_number(cast, tell):
    lamp, drain = tell(LAMP, topic="light"), tell("江浦路口的下水道堵了，一下雨就漫上来", topic="sewer")
    merge(cast.who("clerk"), lamp.matter.pk, drain.matter.pk, NOW)
    assert receipt.by_code(lamp.matter.number, lamp.code) == lamp.key
    assert receipt.by_code(lamp.matter.number, drain.code) is None
    assert receipt.by_code(drain.matter.number.replace("2026", "2025"), drain.code) is None


def test_there_is_an_entry_on_each_and_nobody_in_them(cast, pair):
    first, second = pair
    own = parting.part(cast.who("clerk"), first.matter.pk, second.tie.pk, "关小川 13800138077 说是两盏", LATER)
    acts_of = {one.act: one for one in Entry.objects.filter(at=LATER)}
    assert set(acts_of) == {"matter.file", "matter.part", "matter.let_go"}
    assert acts_of["matter.file"].matter_id == acts_of["matter.part"].matter_id == own.pk
    assert acts_of["matter.let_go"].matter_id == first.matter.pk
    assert acts_of["matter.let_go"].data["number"] == own.number
    assert acts_of["matter.part"].data["number"] == first.matter.number
    assert not any("13800138077" in str(one.data) or "关小川" in str(one.data) for one in acts_of.values())
    assert acts_of["matter.part"].person_id == cast.who("clerk").person_id


def test_his_photos_go_along_and_shared_ones_are_at_both(cast, tell):
    mine, shared, theirs = (Picture(letter * 64, 4, 3) for letter in "abc")
    first = tell(LAMP, topic="light", photos=(shared, theirs))
    second = tell(LAMP + "。", topic="light", photos=(mine, shared))
    assert second.merged and Photo.objects.filter(matter=first.matter).count() == 3
    own = part(cast, second)
    held = sorted(Photo.objects.values_list("matter_id", "digest"))
    expected = [(first.matter.pk, shared.digest), (first.matter.pk, theirs.digest)]
    assert held == expected + [(own.pk, mine.digest), (own.pk, shared.digest)]


def test_the_other_is_reached_only_by_who_is_left(cast, tell):
    first = tell(LAMP, topic="light")
    second = tell(LAMP + "。", topic="light", phone="13800138077")
    assert Matter.objects.get(pk=first.matter.pk).contactable
    own = part(cast, second)
    assert own.contactable and not Matter.objects.get(pk=first.matter.pk).contactable


def test_a_counter_keeps_its_own_and_masked_words_are_not_public(cast, tell):
    tell(LAMP, topic="light")
    said = LAMP + "，请打13800138077找我"
    second = tell(said, topic="light", by=cast.who("station"), channel="desk")
    assert second.merged
    own = part(cast, second)
    assert own.filed_at_id == cast.unit("site_qiaoyuan").pk and own.held and "13800138077" not in own.text


def test_who_may_not_is_refused_and_nothing_changes(cast, pair, tell):
    first, second = pair
    before = row(first.matter.pk)
    for name in ("worker", "community", "visitor", "leader"):
        with pytest.raises(Refused):
            part(cast, second, by=name)
    with pytest.raises(Refused, match="请写明"):
        parting.part(cast.who("clerk"), first.matter.pk, second.tie.pk, " x ", LATER)
    with pytest.raises(Refused, match="只有登记时合进来的"):
        parting.part(cast.who("clerk"), first.matter.pk, first.tie.pk, WHY, LATER)
    other = tell("公厕没有水", place="qiaoyuan")
    with pytest.raises(Refused, match="已经不在"):
        parting.part(cast.who("clerk"), other.matter.pk, second.tie.pk, WHY, LATER)
    assert row(first.matter.pk) == before and Matter.objects.count() == 2
    able = abilities.on(cast.who("clerk"), first.matter, LATER)
    assert able.part and not abilities.on(cast.who("worker"), first.matter, LATER).part
    part(cast, second)
    with pytest.raises(Refused, match="已经不在"):
        part(cast, second)


def test_who_only_follows_said_nothing_of_his_own(cast, tell):
    first = tell(LAMP, topic="light")
    follower = tell(first.matter.public_text, joins=first.matter.pk, anonymous=True)
    with pytest.raises(Refused, match="我也跟进"):
        part(cast, follower)
    with pytest.raises(Refused, match="我也跟进"):
        parting.ask(people.of_link(follower.key), "不一样", LATER)
    chosen = tell("路灯又坏了", joins=first.matter.pk, by=cast.who("clerk"))
    assert part(cast, chosen).text == "路灯又坏了"


def test_once_the_other_was_answered_it_is_too_late(cast, pair):
    first, second = pair
    where = {"unit": cast.unit("office_works").pk, "reason": "归口"}
    acts.take(cast.who("clerk"), first.matter.pk, "transfer", where, NOW)
    acts.take(cast.who("worker"), first.matter.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), first.matter.pk, "finish", {"result": "换了灯泡"}, NOW)
    Matter.objects.filter(pk=first.matter.pk).update(is_open=False, closed_at=NOW)
    with pytest.raises(Refused, match="已经办结"):
        part(cast, second)
    with pytest.raises(Refused, match="已经办结"):
        parting.ask(people.of_link(second.key), "不是一盏灯", LATER)
    assert Matter.objects.count() == 1


def test_one_that_its_own_reporter_withdrew_takes_nothing_with_it(cast, pair):
    first, second = pair
    acts.take(people.of_link(first.key), first.matter.pk, "withdraw", {}, NOW)
    assert Matter.objects.get(pk=first.matter.pk).is_open, "it goes on for whoever joined (acts.leaving)"
    # One that was withdrawn for everybody, as it was before:
    Matter.objects.filter(pk=first.matter.pk).update(is_open=False, ending="withdrawn", closed_at=NOW)
    closed = Matter.objects.get(pk=first.matter.pk)
    assert not closed.is_open and abilities.on(cast.who("clerk"), closed, LATER).part
    assert part(cast, second).is_open


def test_who_joined_before_ties_kept_what_was_said(cast, pair):
    first, second = pair
    old = {name: value for name, value in second.tie.data.items() if name != "told"}
    Tie.objects.filter(pk=second.tie.pk).update(data=old)
    own = part(cast, second)
    assert (own.place_id, own.text) == (first.matter.place_id, LAMP + "。")
    merge(cast.who("clerk"), own.pk, first.matter.pk, LATER)
    with pytest.raises(Refused, match="先拆开合并"):
        part(cast, second)
    assert split(cast.who("clerk"), own.pk, LATER).is_open


def test_parted_from_a_merge_that_is_then_taken_back(cast, pair, tell):
    """The one it joined had gone into a third: it is parted from there, and the merge is taken back without it."""
    first, second = pair
    drain = tell("江浦路口的下水道堵了，一下雨就漫上来", topic="sewer")
    clerk = cast.who("clerk")
    merge(clerk, first.matter.pk, drain.matter.pk, NOW)
    with pytest.raises(Refused, match="先拆开合并"):
        parting.part(clerk, drain.matter.pk, first.tie.pk, WHY, LATER)
    own = parting.part(clerk, drain.matter.pk, second.tie.pk, WHY, LATER)
    assert Matter.objects.get(pk=drain.matter.pk).reporters == 2
    free = split(clerk, first.matter.pk, LATER)
    assert (free.reporters, free.contactable) == (1, True)
    for one in Matter.objects.all():
        assert one.reporters == Tie.objects.filter(matter=one, kind="reporter").count() == 1
    assert receipt.by_code(first.matter.number, second.code) == second.key and own.reporters == 1


@pytest.mark.django_db(transaction=True)
def test_a_reporter_asks_and_a_clerk_answers(cast, pair):
    first, second = pair
    link = people.of_link(second.key)
    assert (story(link, NOW, "zh").apart, story(people.of_link(first.key), NOW, "zh").apart) == ("may", "")
    with pytest.raises(Refused, match="哪里不一样"):
        parting.ask(link, " ", NOW)
    for _ in range(2):
        parting.ask(link, "我说的是巷尾那盏，找13800138077", NOW)
    assert Entry.objects.filter(act="matter.differs").count() == 1
    assert Matter.objects.get().reporters == 2, "asking parts nothing"
    asked = joined.asked(cast.who("clerk"))
    assert [(one.tie.pk, one.matter.pk) for one in asked] == [(second.tie.pk, first.matter.pk)]
    assert "巷尾" in asked[0].said and "13800138077" not in asked[0].said
    assert joined.asked(cast.who("worker")) == joined.asked(cast.who("stranger")) == []
    read = story(link, NOW, "zh")
    assert read.apart == "asked" and "受理员会核对" in read.knots[0].what and read.knots[0].who == "您"
    assert not any("受理员会核对" in knot.what for knot in story(people.of_link(first.key), NOW, "zh").knots)
    with pytest.raises(Refused):
        parting.keep(cast.who("worker"), first.matter.pk, second.tie.pk, "看过", LATER)
    parting.keep(cast.who("clerk"), first.matter.pk, second.tie.pk, "现场只有一盏灯，已拍照", LATER)
    with pytest.raises(Refused, match="已经核对过"):
        parting.keep(cast.who("clerk"), first.matter.pk, second.tie.pk, "再说一次", LATER)
    assert joined.asked(cast.who("clerk")) == []
    read = story(link, LATER, "zh")
    assert read.apart == "may" and "现场只有一盏灯" in read.knots[0].what and read.knots[0].who != "您"
    assert not any("现场只有一盏灯" in knot.what for knot in story(people.of_link(first.key), LATER, "zh").knots)
    notice.make(LATER)
    told = Notice.objects.filter(entry__act="matter.same", tie__isnull=False)
    assert [one.tie_id for one in told] == [second.tie.pk] and "现场只有一盏灯" in told[0].body
    parting.ask(link, "真的是两盏", LATER)
    part(cast, second)
    assert joined.asked(cast.who("clerk")) == [] and "differs" not in Tie.objects.get(pk=second.tie.pk).data


@pytest.mark.django_db(transaction=True)
def test_other_systems_hear_of_it_as_of_any_filing(cast, pair, monkeypatch):
    from lianxin.adapters import door
    from lianxin.kernel.acts import message

    monkeypatch.setattr(door, "configured", lambda: {"webhook"})
    parting.ask(people.of_link(pair[1].key), "两盏灯", NOW)
    own = part(cast, pair[1])
    notice.make(LATER)
    events = Notice.objects.filter(channel="webhook", entry__at=LATER).select_related("entry", "matter")
    assert [(message.event(one.entry, one.matter)["type"], one.matter_id) for one in events] == [
        ("matter.filed", own.pk)
    ]


def test_the_same_submission_again_leads_to_his_own(cast, pair):
    own = part(cast, pair[1])
    again = filing.file(cast.who("clerk"), filing.Telling(LAMP, cast.town.pk, ref=pair[1].tie.ref), LATER)
    assert (again.matter.pk, again.key, again.merged, again.again) == (own.pk, pair[1].key, False, True)
