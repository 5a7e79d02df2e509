"""The matters behind a count of the page on how understanding keeps: in doubt, and answered by nobody yet. Whoever
answers one teaches the next training, also where the matter has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from lianxin.kernel.models import Matter
from lianxin.kernel.reads import drift
from lianxin.kernel.reads.desk import HEAVY, Line, lines
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.who import Who

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Narrow:
    """How the list is narrowed: to a question in doubt ('': any), to matters that have ended (None: those too)."""

    of: str = ""
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page, the newest first. `total`: how many in all; `hidden`: of these, not for this reader's eyes;
    `following`: the key of the next page, '' at the end."""

    lines: Sequence[Line]
    total: int
    hidden: int
    following: str


def page(who: Who, towns: Sequence[int], narrow: Narrow, now: datetime, after: str = "") -> Page:
    """The page after the key `after` (one that nobody gave begins at the start). Three queries and one for names."""
    found = _narrowed(drift.unanswered(towns, now), narrow)
    seen = found.filter(visible(who))
    total, open_to = found.count(), seen.count()
    rows = list(seen.filter(_past(after)).order_by("-entered_at", "-id").defer(*HEAVY)[: PAGE + 1])
    following = _key(rows[PAGE - 1]) if len(rows) > PAGE else ""
    return Page(list(lines(who, rows[:PAGE], now)), total, total - open_to, following)


def _narrowed(found: QuerySet[Matter], narrow: Narrow) -> QuerySet[Matter]:
    if narrow.of in drift.READ:
        doubt = Q(**{f"reading__{narrow.of}__sure": False})
        if narrow.of == "place":  # whatever else sent it to a person is a doubt about the place (reads.reading)
            doubt |= Q(reading__has_key="to_person")
        found = found.annotate(stands=KT(f"reading__stands__{narrow.of}")).filter(doubt, stands__isnull=True)
    return found if narrow.closed is None else found.filter(is_open=not narrow.closed)


def _key(matter: Matter) -> str:
    return f"{(matter.entered_at - EPOCH) // timedelta(microseconds=1)}_{matter.pk}"


def _past(after: str) -> Q:
    at, _, pk = after.partition("_")
    if not (at.isdecimal() and pk.isdecimal() and len(at) < 18 and len(pk) < 18):
        return Q()
    moment = EPOCH + timedelta(microseconds=int(at))
    # Bounded by the moment, so that the index is entered there and what stands before is not read again.
    return Q(entered_at__lte=moment) & (Q(entered_at__lt=moment) | Q(id__lt=int(pk)))
