"""The rules in force as a town's administrator reads them: versions, values and the documents they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from lianxin.kernel.models import Matter, PackVersion
from lianxin.language.pack import Pack
from lianxin.language.words import Document


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of a pack, and how many open matters still follow it."""

    id: int
    key: str
    digest: str
    published_at: datetime
    current: bool
    open: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A value on a day: what it is, since and until when, and the document behind it."""

    key: str
    label: str
    value: str
    unit: str
    since: date
    until: date | None
    state: str
    document: Document | None
    article: str


def versions(key: str, town_ids: Iterable[int]) -> list[Version]:
    """The versions of a pack, newest first: the one in force and those open matters are pinned to. One query."""
    rows = (
        PackVersion.objects.filter(key=key)
        .annotate(open=Count("matter", filter=Q(matter__is_open=True, matter__town_id__in=list(town_ids))))
        .filter(Q(current=True) | Q(open__gt=0))
        .order_by("-current", "-published_at")
    )
    columns = ("pk", "key", "digest", "published_at", "current", "open")
    return [Version(*row) for row in rows.values_list(*columns)]


def values(pack: Pack, day: date, language: str = "zh") -> list[Standing]:
    """Every value with each of its periods, in the order of the pack. No query."""
    found = []
    for key, value in pack.said.values.items():
        for one in value.dated:
            state = "past" if one.until and one.until < day else ("coming" if one.since > day else "now")
            written = "、".join(map(str, one.value)) if isinstance(one.value, list) else str(one.value)
            found.append(
                Standing(
                    key, value.label.say(language), written, value.unit, one.since, one.until, state,
                    pack.said.documents.get(one.source), one.article,
                )
            )  # fmt: skip
    return found


def open_of_kind(town_ids: Iterable[int]) -> dict[str, int]:
    """How many matters of each kind are open. One query."""
    rows = Matter.objects.filter(town_id__in=list(town_ids), is_open=True).order_by().values_list("kind")
    return dict(rows.annotate(n=Count("pk")))
