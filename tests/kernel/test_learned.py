"""A model in the town's reader: used by filing, named on the matter, taken back without a restart, taught by people."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import drift
from lianxin.kernel.reads.grounds import grounds
from lianxin.kernel.reads.labels import settled
from lianxin.kernel.reads.reading import doubts
from lianxin.kernel.reads.timeline import story
from lianxin.kernel.reads.understanding import shelf
from tests.cast import NOW
from tests.taught import taught as model


@pytest.fixture
def taught():
    with model() as manifest:
        yield manifest


def test_filing_asks_the_model_and_notes_its_version(cast, tell, taught):
    read = tell("想问民乐怎么办证").matter.reading["nature"]
    assert (read["best"], read["second"], read["model"]) == ("consult", "complaint", taught.version)
    assert "sure" not in read and read["odds"][0] > read["odds"][1]


def test_a_version_taken_back_is_noticed_at_once(cast, tell, taught):
    assert shelf().back("shared", "nature") == ""
    assert "model" not in tell("想问民乐怎么办证").matter.reading["nature"]


def test_the_two_likeliest_come_with_what_spoke_for_each(cast, tell, taught):
    matter = tell("请问路灯坏了没人修怎么办").matter
    first, second = grounds(matter, "nature")
    assert {first.key, second.key} == {"consult", "complaint"}
    assert first.odds > second.odds
    assert any("路灯" in word or "没人" in word for word in (*first.words, *second.words))


def test_without_a_model_the_packs_words_are_shown(cast, tell):
    matter = tell("请问路灯坏了怎么办").matter
    assert all(ground.odds is None and ground.words for ground in grounds(matter, "nature"))


def test_what_a_person_put_right_or_let_stand_is_the_next_label(cast, tell):
    clerk = cast.who("clerk")
    right, stands, _nobody = tell("东边有点问题请看看").matter, tell("巷口有事请看看").matter, tell("路灯坏了").matter
    chosen = tell("想借梯子，不知找谁", nature="help").matter
    correct(clerk, right.pk, NOW, nature="complaint")
    correct(clerk, stands.pk, NOW, nature="suggest")
    correct(clerk, stands.pk, NOW, nature="suggest")  # confirmed: nothing changes
    found = {one.views[0]: one.label for one in settled(cast.pack.key, "nature")}
    assert found == {right.text: "complaint", stands.text: "suggest", chosen.text: "help"}


def test_an_answer_settles_its_own_doubt_and_no_other(cast, tell):
    clerk, matter = cast.who("clerk"), tell("qwerty 一二三", place=None).matter
    assert doubts(matter) == ["nature", "topic", "place"]
    left = correct(clerk, matter.pk, NOW, nature="complaint")
    assert left.unsure and doubts(left) == ["topic", "place"]
    left = correct(clerk, matter.pk, NOW, topic="light")
    assert left.unsure and doubts(left) == ["place"]
    assert not correct(clerk, matter.pk, NOW, place_id=cast.unit("minle").pk).unsure


def test_the_whole_form_settles_all_and_teaches_only_what_was_in_doubt_or_changed(cast, tell):
    clerk, matter = cast.who("clerk"), tell("民乐的路灯坏了没人修，我要投诉").matter
    read = {name: getattr(matter, name) for name in ("nature", "topic")}
    assert not matter.unsure and all(read.values())
    correct(clerk, matter.pk, NOW, **read, place_id=cast.unit("qiaoyuan").pk, whole=True)
    assert settled(cast.pack.key, "nature") == settled(cast.pack.key, "topic") == []
    odd = tell("qwerty 一二三").matter
    done = correct(clerk, odd.pk, NOW, nature="help", whole=True)
    assert not done.unsure and [one.label for one in settled(cast.pack.key, "nature")] == ["help"]


def test_who_found_an_answer_right_is_an_entry(cast, tell, taught):
    clerk, matter = cast.who("clerk"), tell("想问民乐怎么办证").matter
    for _ in range(2):  # said again it says nothing new
        correct(clerk, matter.pk, NOW, nature=matter.nature)
    (entry,) = Entry.objects.filter(matter_id=matter.pk, act="matter.correct")
    assert entry.data["confirmed"] == {"nature": "consult"} and not entry.data.get("changed")
    knot = next(knot for knot in story(matter).knots if knot.id == entry.pk)
    assert (knot.what, knot.said) == ("确认判断", (("性质", "咨询"),))


def test_what_spoke_is_told_by_the_version_that_read_even_after_the_next_training(cast, tell, taught):
    matter = tell("请问路灯坏了没人修怎么办").matter
    before = grounds(matter, "nature")
    shelf().put("shared", "nature", "another", lambda folder: copy(folder, taught.version))
    assert grounds(matter, "nature") == before and all(ground.words for ground in before)
    shutil.rmtree(shelf().root / "shared" / "nature" / taught.version)
    shelf().back("shared", "nature", "another")  # the shelf is looked at anew
    assert [ground.words for ground in grounds(matter, "nature")] == [(), ()]


def copy(folder: Path, version: str) -> None:
    """The same model under another name, as another training would put down."""
    for file in (shelf().root / "shared" / "nature" / version).iterdir():
        text = file.read_bytes()
        (folder / file.name).write_bytes(text.replace(version.encode(), b"another") if file.suffix == ".json" else text)


def test_weeks_count_what_went_to_a_person_and_what_people_let_stand(cast, tell, taught, django_assert_num_queries):
    clerk = cast.who("clerk")
    kept = tell("想问北园怎么办证").matter
    doubtful, wrong = tell("qwerty 一二三").matter, tell("zxcv 四五六七").matter
    tell("巷口有事", nature="help")  # chosen while registering: nothing was read
    correct(clerk, kept.pk, NOW, nature=kept.reading["nature"]["best"])
    correct(clerk, wrong.pk, NOW, nature=wrong.reading["nature"]["second"])
    with django_assert_num_queries(1):
        (week,) = drift.weeks([cast.town.pk], "nature", NOW)
    assert (week.monday.isoweekday(), week.version) == (1, taught.version)
    # What somebody confirmed although the machine was sure says nothing of the unsure ones, and is no sample.
    assert (week.read, week.sent, week.decided, week.agreed) == (3, 2, 1, 0)
    assert (week.sampled, week.changed) == (0, 0)
    correct(clerk, kept.pk, NOW, nature="help")
    (week,) = drift.weeks([cast.town.pk], "nature", NOW)
    assert (week.decided, week.sampled, week.changed) == (1, 0, 1)
    assert doubtful.unsure
    assert drift.weeks([cast.town.pk], "nature", NOW + timedelta(weeks=20)) == []
