"""What the machine was sure of and a person answers too, without seeing its answer: the only way to notice when sure
answers are no longer right. Which tellings are drawn follows from a secret, so nobody foresees it or picks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from lianxin.adapters import seal
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads.reading import QUESTIONS
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack

KEPT = timedelta(weeks=12)
"""How long a drawn matter waits for its answer; after that it says nothing about the machine of today."""
MOST = 99
"""Waiting ones that are counted, and differences that are listed at once."""
TOLD = 10
"""Waiting ones that the desk counts: it is opened all day, and only says that there are some."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A question answered otherwise by a person and not settled yet: the machine's answer and the person's."""

    matter: Matter
    name: str
    machine: str
    person: str


def share(pack: Pack, day: date) -> float:
    """Which share of tellings is drawn; 0 where a pack declares none."""
    return float(pack.values_on(day).get("understanding.blind", 0))


def least(pack: Pack, day: date) -> float | None:
    """Which share of sure answers should be right at least; None where a pack declares none."""
    found = pack.values_on(day).get("understanding.right")
    return float(found) if found is not None else None


def drawn(ref: str, part: float) -> bool:
    """Whether a telling is drawn, when `part` of all are. It follows from the telling's own `ref` under the
    installation's key: always the same answer, and none that anybody without the key can foresee."""
    return int.from_bytes(seal.blind_index(ref, "understanding.sample")[:8], "big") < part * 2**64


def asks(reading: Mapping[str, Any]) -> list[str]:
    """The questions of a reading that the machine answered and was sure of."""
    found = ((name, reading.get(name) or {}) for name in QUESTIONS)
    return [name for name, one in found if one.get("best") and one.get("sure", True) and not one.get("given")]


def marked(reading: Mapping[str, Any], ref: str, part: float) -> dict[str, Any]:
    """The reading of a new matter, with what a person shall answer too where its telling is drawn. Nothing about its
    way or its term follows from it."""
    asked = asks(reading)
    return {**reading, "sample": {"asks": asked}} if asked and drawn(ref, part) else dict(reading)


def waiting(who: Who, towns: Sequence[int], now: datetime) -> QuerySet[Matter]:
    """Drawn matters of these towns that wait for an answer and that he has not worked on (he would have seen the
    machine's answer), those that have waited longest first."""
    seen = Entry.objects.filter(matter_id=OuterRef("pk"), person_id=who.person_id or 0)
    found = Matter.objects.filter(
        Q(reading__has_key="sample"), town_id__in=list(towns), merged_into__isnull=True, secret=False
    )
    found = found.filter(entered_at__gte=now - KEPT, reading__sample__said__isnull=True).exclude(text="")
    return found.filter(~Exists(seen)).order_by("id")


def count(who: Who, towns: Sequence[int], now: datetime) -> int:
    """How many wait for him, up to MOST. One query."""
    return waiting(who, towns, now)[:MOST].count()


def told(who: Who, towns: Sequence[int], now: datetime) -> int:
    """How many wait for him, up to TOLD: in no order, so that it ends with the last that is counted. One query."""
    return waiting(who, towns, now).order_by()[:TOLD].count()


def differences(towns: Sequence[int], now: datetime) -> list[Difference]:
    """Where a person answered otherwise than the machine and nobody has put it right or let the machine's stand, the
    newest first. One query."""
    open_ = Q()
    kept: dict[str, Any] = {}
    for name in QUESTIONS:
        kept |= {f"said_{name}": KT(f"reading__sample__said__{name}"), f"best_{name}": KT(f"reading__{name}__best")}
        kept[f"stands_{name}"] = KT(f"reading__stands__{name}")
        other = Q(**{f"said_{name}__isnull": False}) & ~Q(**{f"said_{name}": F(f"best_{name}")})
        open_ |= other & Q(**{f"stands_{name}": F(f"said_{name}")}) & ~Q(**{name: F(f"said_{name}")})
    rows = Matter.objects.filter(Q(reading__has_key="sample"), town_id__in=list(towns), entered_at__gte=now - KEPT)
    found = rows.filter(merged_into__isnull=True, secret=False).annotate(**kept).filter(open_).order_by("-id")[:MOST]
    return [one for matter in found for one in _of(matter)]


def _of(matter: Matter) -> list[Difference]:
    stands, said = matter.reading.get("stands", {}), matter.reading["sample"]["said"]
    return [
        Difference(matter, name, matter.reading[name]["best"], person)
        for name, person in said.items()
        if person != matter.reading[name]["best"] and stands.get(name) == person != getattr(matter, name)
    ]
