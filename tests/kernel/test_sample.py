"""Samples of what the machine was sure of: drawn under a key, answered blind, counted apart, and said when too few are
right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel.acts import sample as acts
from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import drift, readiness
from lianxin.kernel.reads import sample as reads
from lianxin.kernel.reads.labels import settled
from lianxin.kernel.reads.timeline import story
from lianxin.language.reason import Refused
from tests.cast import NOW

SURE = "我要投诉，{}的路灯不亮，太黑了"


really_drawn = reads.drawn


@pytest.fixture
def all_drawn(monkeypatch):
    monkeypatch.setattr(reads, "drawn", lambda ref, part: part > 0)


def waiting(cast, name="clerk", now=NOW):
    return list(reads.waiting(cast.who(name), [cast.town.pk], now))


def test_the_draw_is_small_stays_and_differs_by_installation(settings, tmp_path):
    refs = [f"web:{number}" for number in range(20_000)]
    first = {ref for ref in refs if really_drawn(ref, 0.02)}
    assert 300 < len(first) < 500
    assert first == {ref for ref in refs if really_drawn(ref, 0.02)}
    assert not any(really_drawn(ref, 0) for ref in refs) and all(really_drawn(ref, 1) for ref in refs[:50])
    settings.VAR = tmp_path
    other = {ref for ref in refs if really_drawn(ref, 0.02)}
    assert len(first & other) < 40, "another key draws others"


def test_the_share_and_the_bound_are_dated_values_of_the_pack(cast):
    assert reads.share(cast.pack, NOW.date()) == 0.02
    assert reads.least(cast.pack, NOW.date()) == 0.98


def test_only_what_the_machine_was_sure_of_is_laid_before_a_person(cast, tell, all_drawn):
    sure = tell(SURE.format("东门")).matter
    assert sure.reading["sample"] == {"asks": ["nature", "topic"]} and not sure.unsure
    assert "sample" not in tell("qwerty 一二三").matter.reading
    chosen = tell(SURE.format("西桥"), nature="help").matter
    assert chosen.reading["sample"]["asks"] == ["topic"]


def test_a_drawn_matter_goes_its_way_like_any_other(cast, tell, monkeypatch):
    plain = tell(SURE.format("东门"), place="jiangpu").matter
    monkeypatch.setattr(reads, "drawn", lambda ref, part: True)
    drawn = tell(SURE.format("市场口那一排"), place="minle").matter
    assert "sample" in drawn.reading and "sample" not in plain.reading
    assert (drawn.owner_id is None, drawn.step, drawn.due_at, drawn.unsure) == (
        plain.owner_id is None,
        plain.step,
        plain.due_at,
        plain.unsure,
    )


def test_it_waits_for_clerks_of_the_town_who_have_not_seen_the_answer(cast, tell, all_drawn):
    clerk = cast.who("clerk")
    told, own = tell(SURE.format("东门")).matter, tell(SURE.format("河边"), by=clerk).matter
    assert waiting(cast) == [told] and own not in waiting(cast)
    assert waiting(cast, "governance") == [told, own]
    assert reads.count(clerk, [cast.town.pk], NOW) == 1
    assert waiting(cast, now=NOW + reads.KEPT + timedelta(days=1)) == []
    for stranger in ("stranger", "worker", "grid"):
        with pytest.raises(Refused, match="受理员"):
            acts.answer(cast.who(stranger), told.pk, {"nature": "help", "topic": "light"}, NOW)


def test_an_answer_is_an_entry_and_a_label_and_moves_nothing(cast, tell, all_drawn):
    matter, clerk = tell(SURE.format("东门")).matter, cast.who("clerk")
    before = (matter.nature, matter.topic, matter.owner_id, matter.due_at)
    done = acts.answer(clerk, matter.pk, {"nature": "help", "topic": matter.topic}, NOW)
    assert (done.nature, done.topic, done.owner_id, done.due_at) == before
    entry = Entry.objects.get(matter_id=matter.pk, act="matter.sample")
    assert entry.data["sampled"] == {"nature": "help", "topic": matter.topic} and entry.person_id == clerk.person_id
    assert [one.label for one in settled(cast.pack.key, "nature")] == ["help"]
    knot = next(knot for knot in story(done).knots if knot.act == "matter.sample")
    assert ("性质", "求助") in knot.said
    assert waiting(cast) == []


def test_whoever_has_worked_on_it_or_comes_too_late_is_not_asked_by_the_act_either(cast, tell, all_drawn):
    clerk = cast.who("clerk")
    own, other = tell(SURE.format("河边"), by=clerk).matter, tell(SURE.format("东门")).matter
    said = {"nature": "complaint", "topic": "light"}
    with pytest.raises(Refused, match="经手过"):
        acts.answer(clerk, own.pk, said, NOW)
    with pytest.raises(Refused, match="等得太久"):
        acts.answer(clerk, other.pk, said, NOW + reads.KEPT + timedelta(days=1))
    assert "said" in acts.answer(clerk, other.pk, said, NOW).reading["sample"]


def test_each_question_needs_an_answer_of_the_pack_and_only_once(cast, tell, all_drawn):
    matter, clerk = tell(SURE.format("东门")).matter, cast.who("clerk")
    for answers in ({}, {"nature": "help"}, {"nature": "help", "topic": "no such"}):
        with pytest.raises(Refused, match="请选一个答案"):
            acts.answer(clerk, matter.pk, answers, NOW)
    acts.answer(clerk, matter.pk, {"nature": "help", "topic": matter.topic}, NOW)
    with pytest.raises(Refused, match="已经有人判断过"):
        acts.answer(clerk, matter.pk, {"nature": "help", "topic": matter.topic}, NOW)
    plain = tell("qwerty 一二三").matter
    with pytest.raises(Refused, match="没有被抽到"):
        acts.answer(clerk, plain.pk, {}, NOW)


def test_a_difference_is_listed_until_somebody_settles_it(cast, tell, all_drawn, django_assert_num_queries):
    clerk, towns = cast.who("clerk"), [cast.town.pk]
    first, second, same = (tell(SURE.format(at)).matter for at in ("东门那一排", "河边的新村", "学校旁市场口"))
    for matter in (first, second):
        acts.answer(clerk, matter.pk, {"nature": "help", "topic": matter.topic}, NOW)
    acts.answer(clerk, same.pk, {"nature": same.nature, "topic": same.topic}, NOW)
    with django_assert_num_queries(1):
        found = reads.differences(towns, NOW)
    assert [(one.matter.pk, one.name, one.machine, one.person) for one in found] == [
        (second.pk, "nature", "complaint", "help"),
        (first.pk, "nature", "complaint", "help"),
    ]
    assert drift.together(drift.weeks(towns, "nature", NOW)) == drift.Sampled(3, 3, 1, 1)
    assert correct(clerk, first.pk, NOW, nature="help").nature == "help"
    assert correct(clerk, second.pk, NOW, nature="complaint").nature == "complaint"
    assert reads.differences(towns, NOW) == []
    (week,) = drift.weeks(towns, "nature", NOW)
    assert (week.drawn, week.sampled, week.same, week.right, week.changed) == (3, 3, 1, 2, 0)
    assert {one.label for one in settled(cast.pack.key, "nature")} == {"help", "complaint"}


def test_what_somebody_put_right_before_stands_as_the_label(cast, tell, all_drawn):
    matter = tell(SURE.format("东门")).matter
    correct(cast.who("clerk"), matter.pk, NOW, nature="report")
    done = acts.answer(cast.who("governance"), matter.pk, {"nature": "help", "topic": matter.topic}, NOW)
    assert done.reading["stands"]["nature"] == done.nature == "report"
    assert reads.differences([cast.town.pk], NOW) == []


@pytest.mark.parametrize(
    ("n", "right", "below", "surely"), [(19, 10, 0, 0), (20, 20, 0, 0), (20, 19, 1, 0), (40, 32, 1, 1)]
)
def test_enough_must_be_answered_and_chance_is_told_from_drift(n, right, below, surely):
    found = drift.Sampled(n, n, right, right)
    assert (found.below(0.98), found.surely_below(0.98)) == (bool(below), bool(surely))


def test_the_interval_is_wilsons():
    share = drift.Sampled(50, 50, 49, 49).share
    assert share is not None and share.least is not None and share.most is not None
    assert (round(share.value, 1), round(share.least, 1), round(share.most, 1)) == (98.0, 89.5, 99.6)
    assert drift.Sampled(3, 0, 0, 0).share is None


def test_the_check_says_when_too_few_sure_answers_are_right(cast, tell, all_drawn, monkeypatch):
    monkeypatch.setattr(drift, "SOME", 2)
    clerk = cast.who("clerk")
    for at in ("东门那一排", "河边的新村", "学校旁市场口"):
        matter = tell(SURE.format(at)).matter
        acts.answer(clerk, matter.pk, {"nature": "help", "topic": matter.topic}, NOW)
    said = [one for one in readiness.findings(NOW, [cast.town.pk]) if "抽查" in one.zh]
    assert [one.level for one in said] == ["warning"]
    assert "“性质”" in said[0].zh and "3 件，对了 0 件" in said[0].zh and "sampled" in said[0].en
