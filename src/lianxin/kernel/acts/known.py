"""Is it already known? A telling that says the same at the same place joins the open matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from lianxin.intake import fingerprint
from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack

ALIKE = 0.3
"""Cosine of character n-grams from which on a visitor may join a matter that is not public: he says about the same.
Without it anybody could follow anybody's matter by trying numbers."""
AWAY, LOOKED, NEAREST = 20, 400, 6
"""Bits in which two texts may differ, how many are looked at and how many handed out, as `lianxin_alike` does it."""
TELLING = 40
"""Characters from which on words alone say enough to be known again where no place could be told."""

_BITS = 2**64 - 1
Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked before a matter is written: which open matters of this kind, at this place, lie near this text.

    The database answers with the six whose simhash lies nearest (function `lianxin_alike`, migration 0004). Texts at
    cosine 0.9 differ in about 9 of 64 bits (angle / π), 13 where the longer n-grams weigh more; comparing whole texts
    is what costs, so it leaves only the likeliest.
    """

    town: int
    kind: str
    place: int | None
    beside: str
    since: datetime
    bands: tuple[int, ...]
    simhash: int

    @property
    def values(self) -> list[str | None]:
        """As the database is told: text of no type (acts.insert says why)."""
        place = None if self.place is None else str(self.place)
        bands = "{" + ",".join(map(str, self.bands)) + "}"
        return [str(self.town), self.kind, place, self.beside, self.since.isoformat(), bands, str(self.simhash)]


def joined(who: Who, telling: Telling, understood: Understanding) -> Matter | None:
    """The matter the reporter asked to follow: whoever files for him may where the two are one kind that merges, others
    when it is public or says about the same."""
    found = _open(telling.town_id).filter(pk=telling.joins or 0).first()
    if found is not None and who.staff:
        return found if packs.pinned(found.pack_id).joinable(found.kind, telling.kind) else None
    if found is None or found.shown:
        return found
    return found if fingerprint.similarity(found.text, understood.public_text) >= ALIKE else None


def asked(telling: Telling, understood: Understanding, facts: Facts, pack: Pack, now: datetime) -> Asked | None:
    """What to ask: an open matter of the same kind at the same place in the safe zone of near-identical texts. Where
    no place could be told, a long text names its place in its own words, so the same long text beside the same address
    is the same; a short one is asked nothing."""
    if not pack.kind(facts.kind).merges:
        return None
    if facts.place is None and (len(understood.public_text) < TELLING or telling.lat is not None):
        return None
    days = int(pack.value("duplicate.days", now.astimezone(SHANGHAI).date()))
    return Asked(
        telling.town_id,
        facts.kind,
        facts.place,
        telling.place_text[:200],
        now - timedelta(days=days),
        understood.fingerprint.bands,
        signed(understood.fingerprint.simhash),
    )


def same(near: Iterable[tuple[Known, str]], text: str) -> Known | None:
    """The first of these matters, nearest first, that may be merged with the text without asking."""
    return next((one for one, other in near if fingerprint.same(other, text)), None)


class Beside:
    """Matters that are written together with others, for those that come after them: what `lianxin_alike` would
    answer, of rows that are not in the database yet. (A test asks both ways and compares.)"""

    def __init__(self) -> None:
        self._here: dict[tuple[str, int | None, str, int], list[Matter]] = {}

    def add(self, matter: Matter) -> None:
        """One more that will be written."""
        nowhere = matter.place_id is None and matter.lat is not None
        if not matter.is_open or matter.secret or nowhere:
            return
        beside = matter.place_text if matter.place_id is None else ""
        for band in matter.bands:
            self._here.setdefault((matter.kind, matter.place_id, beside, band), []).append(matter)

    def nearest(self, asked: Asked, there: Sequence[tuple[int, str]]) -> list[tuple[int | Matter, str]]:
        """The six nearest of these and of those `there`, which the database answered; of two as near the older."""
        beside = asked.beside if asked.place is None else ""
        keys = [(asked.kind, asked.place, beside, band) for band in asked.bands]
        # Each once, as it came; and no more than the database would look at.
        here = {id(one): one for key in keys for one in self._here.get(key, ())[:LOOKED]}
        far = [(_away(asked, one.simhash or 0), one) for one in here.values() if one.received_at >= asked.since]
        found: list[tuple[int, int | Matter, str]] = [(away, one, one.text) for away, one in far if away <= AWAY]
        if not found:
            return list(there)
        old = [(_away(asked, signed(fingerprint.fingerprint(text).simhash)), pk, text) for pk, text in there]
        return [(one, text) for _, one, text in sorted([*old, *found], key=lambda one: one[0])[:NEAREST]]


def _away(asked: Asked, simhash: int) -> int:
    """In how many bits two simhashes differ."""
    return ((simhash ^ asked.simhash) & _BITS).bit_count()


def signed(simhash: int) -> int:
    """A simhash as PostgreSQL keeps it: the same 64 bits, the highest one a sign."""
    return simhash - 2**64 if simhash >= 2**63 else simhash


def _open(town_id: int) -> QuerySet[Matter]:
    return Matter.objects.filter(town_id=town_id, is_open=True, secret=False)
