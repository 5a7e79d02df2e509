"""Volunteers on a roll and wishes on the tree, for tests of who can help."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lianxin.kernel.acts import filing
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import register
from lianxin.kernel.models import Matter, Person, Tie
from lianxin.kernel.who import NOBODY
from tests.cast import NOW, Cast


def on_roll(
    cast: Cast, name: str, at: str = "party_qiaoyuan", person: Person | None = None, state: str = "active", **said: Any
) -> Tie:
    """A volunteer on the roll of a unit; consent holds unless another state is given."""
    return Tie.objects.create(
        kind="volunteer", person=person or register(name, NOW), unit=cast.unit(at), town=cast.town,
        pack_id=cast.version.pk, state=state, since=NOW - timedelta(days=30), data={"fields": said},
    )  # fmt: skip


def hang(cast: Cast, text: str = "想请人修一下洗衣机", place: str = "qiaoyuan") -> Matter:
    """A wish on the tree."""
    told = Telling(text, cast.town.pk, place_id=cast.unit(place).pk, kind="wish")
    made = filing.file(NOBODY, told, NOW).matter
    return acts.take(cast.who("community"), made.pk, "approve", {"public_text": text}, NOW)
