"""A step and, in the same breath, the answer to what the machine was not sure of."""

from __future__ import annotations

import pytest

from lianxin.kernel.acts import filing, judging
from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Entry
from lianxin.kernel.who import NOBODY
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao

pytestmark = pytest.mark.django_db
NOISE = "又吵又臭，希望"
"""Nature and topic are each about equal between two answers."""


@pytest.fixture
def cast():
    return xiqiao()


@pytest.fixture
def matter(cast):
    telling = Telling(NOISE, cast.town.pk, kind="request", place_id=cast.unit("jiangpu").pk)
    return filing.file(NOBODY, telling, NOW).matter


def test_the_answer_goes_before_the_step_and_keeps_the_unit(cast, matter):
    owner = matter.owner_id
    done = judging.judge(cast.who("clerk"), matter.pk, "accept", {}, {"nature": "help"}, NOW)
    assert (done.nature, done.owner_id, done.handler_id) == ("help", owner, cast.people["clerk"].pk)
    assert done.reading["stands"] == {"nature": "help"} and done.unsure, "the topic is in doubt still"
    acts = list(Entry.objects.filter(matter=matter).order_by("id").values_list("act", flat=True))
    assert acts[-2:] == ["matter.correct", "matter.accept"]


def test_what_somebody_answered_meanwhile_stands(cast, matter):
    correct(cast.who("clerk"), matter.pk, NOW, nature="complaint")
    done = judging.judge(cast.who("clerk"), matter.pk, "accept", {}, {"nature": "help"}, NOW)
    assert done.nature == "complaint" and done.handler_id


def test_nothing_is_half_saved(cast, matter):
    with pytest.raises(Refused):
        judging.judge(cast.who("clerk"), matter.pk, "nonsense", {}, {"nature": "help"}, NOW)
    matter.refresh_from_db()
    assert "stands" not in matter.reading and matter.nature != "help"
