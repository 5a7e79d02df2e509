"""People of the demo answer some of what the machine was in doubt of, so that its town has something to learn from."""

from __future__ import annotations

import pytest

from lianxin.demo import doubts
from lianxin.kernel import abilities
from lianxin.kernel.acts import filing
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Unit
from lianxin.kernel.who import NOBODY
from tests.cast import NOW, xiqiao

pytestmark = pytest.mark.django_db
NOISE = "又吵又臭，希望"


def test_most_doubts_are_answered_and_not_all():
    cast = xiqiao()
    who, answered = cast.who("clerk"), 0
    places = Unit.objects.filter(town=cast.town, kind="community")[:12]
    for place in places:
        telling = Telling(NOISE, cast.town.pk, kind="request", place_id=place.pk)
        found = filing.file(NOBODY, telling, NOW).matter
        offer = next(one for one in abilities.on(who, found, NOW).offers if one.key == "accept")
        done = doubts.take(who, found, cast.pack, offer, {}, NOW)
        answered += "nature" in done.reading.get("stands", {})
    assert len(places) == 12 and 3 <= answered < 12
