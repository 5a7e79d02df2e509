"""What the reporters of a matter said to another while it was merged there by mistake: read from the entries of the
other, where they stay (ADR 0102). Nothing is copied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.models import Q

from lianxin.kernel import abilities
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import related, timeline
from lianxin.kernel.reads.timeline import Knot
from lianxin.kernel.reads.whole import Told
from lianxin.kernel.who import Who


class Written(Protocol):
    """An entry, as a row or as a story is told from it."""

    @property
    def id(self) -> int: ...
    @property
    def act(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


class Span(NamedTuple):
    """A merge that was taken back: its two entries, into which matter it went, and which reporters went along."""

    first: int
    last: int
    other: int
    ties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What was said to one other matter. `knots` as its story has them, empty where it is not for this reader; `many`
    how many they are; `opens`: whether he may open it."""

    matter: Matter
    many: int
    opens: bool
    knots: tuple[Knot, ...]


def spans(own: Iterable[Written]) -> Iterator[Span]:
    """The merges of a matter that were taken back, from its entries in any order."""
    merge: Written | None = None
    for entry in sorted(own, key=lambda one: one.id):
        if entry.act == "matter.merge":
            merge = entry
        elif entry.act == "matter.split" and merge is not None:
            ties = merge.data.get("was", {}).get("ties", ())
            yield Span(merge.id, entry.id, int(merge.data["other"]), tuple(ties))
            merge = None


def said(own: Iterable[Written], ties: Collection[int] | None = None) -> list[tuple[Matter, Entry]]:
    """What they said meanwhile and to which matter, first come first; `ties`: by these of them alone. No query where no
    merge was taken back; else one, and one for each matter into which the other went on in that time."""
    asked = Q(pk__in=[])
    for span in spans(own):
        by = [one for one in span.ties if ties is None or one in ties]
        between = Q(pk__gt=span.first, pk__lt=span.last, role="reporter", data__tie__in=by)
        asked |= Q(matter_id__in=_onward(span)) & between
    if not asked.children[1:]:
        return []
    rows = Entry.objects.filter(asked).select_related("matter").order_by("id")
    return [(entry.matter, entry) for entry in rows if entry.matter is not None]


def _onward(span: Span) -> list[int]:
    """The other, and those into which that one was merged while this one hung on it."""
    found = [span.other]
    merges = Entry.objects.filter(act="matter.merge", pk__gt=span.first, pk__lt=span.last)
    while True:
        last = merges.filter(matter_id=found[-1]).order_by("-id").values_list("data__other", flat=True).first()
        if last is None or last in found:
            return found
        found.append(last)


def meanwhile(asking: Who, own: Iterable[Written], language: str) -> list[Meanwhile]:
    """What was said to others, for whoever works on this matter: the words only where he works on the other too."""
    found: dict[int, tuple[Matter, list[Entry]]] = {}
    for other, entry in said(own):
        found.setdefault(other.pk, (other, []))[1].append(entry)
    return [_one(asking, other, entries, language) for other, entries in found.values()]


def _one(asking: Who, other: Matter, entries: list[Entry], language: str) -> Meanwhile:
    opens = abilities.may_see(asking, other)
    reads = opens and related.inside(asking, other)
    told = [_told(entry) for entry in entries] if reads else []
    return Meanwhile(other, len(entries), opens, timeline.story(other, language, told).knots)


def _told(entry: Entry) -> Told:
    return Told(
        entry.pk, entry.at, entry.act, entry.verb, entry.role, entry.before, entry.after, entry.data, None, "", ""
    )
