"""A model in the town's reader: used by filing, named on the matter, taken back without a restart, taught by people."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.reads import drift
from lianxin.kernel.reads.grounds import grounds
from lianxin.kernel.reads.labels import settled
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
    assert (week.read, week.sent, week.decided, week.agreed) == (3, 2, 2, 1)
    assert doubtful.unsure
    assert drift.weeks([cast.town.pk], "nature", NOW + timedelta(weeks=20)) == []
