"""How understanding keeps, week by week: what share went to a person, how often people let the machine's likeliest
answer stand there, and how often it was right where it was sure. Falling figures mean that people write otherwise than
the model learned: time to train again.

What was sure is looked at by nobody, so its figure comes from a small random sample that a person answers without
seeing the machine's answer (reads.sample). What people put right of their own accord is counted apart: it is no sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, TruncWeek

from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads.helping import ASKED
from lianxin.kernel.reads.reading import QUESTIONS
from lianxin.language.calendar import SHANGHAI
from lianxin.language.scheme import Share, sampled

READ = (*QUESTIONS, "place")
"""What is read of every matter as it comes in."""
WEEKS = 12
SOME = 20
"""Answers of a sample below which nothing is said of it: the interval would be wider than what it is compared with."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week and the version that read then ('': the pack's words). `read`: matters; `sent`: of them to a person;
    `decided`: of those sent, where a person said what is right; `agreed`: where that was the machine's likeliest.
    Of what the machine was sure of: `drawn` for a person to answer blind, `sampled` answered, `same` as the machine,
    `right` also those where a person saw both and let the machine's stand; `changed`: put right without being drawn."""

    monday: date
    version: str
    read: int
    sent: int
    decided: int
    agreed: int
    drawn: int = 0
    sampled: int = 0
    same: int = 0
    right: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Sampled:
    """What the sample of sure answers says over some weeks. `share`: of the right ones, with its 95 % interval; None
    where nothing was answered."""

    drawn: int
    n: int
    same: int
    right: int

    @property
    def share(self) -> Share | None:
        return sampled(self.right, self.n) if self.n else None

    def below(self, least: float) -> bool:
        """Whether enough was answered and too little of it was right."""
        return self.n >= SOME and self.right / self.n < least

    def surely_below(self, least: float) -> bool:
        """Whether that is hardly chance: the whole interval lies below."""
        share = self.share
        return self.below(least) and share is not None and share.most is not None and share.most < 100 * least


@dataclass(frozen=True, slots=True)
class Sent:
    """Matters of the last weeks whatever the question. `read`: by the machine; `sent`: to a person, since one question
    at least was not sure; `open`: of those, with a doubt that nobody has answered yet, and `closed`: of these, closed
    all the same, which teaches nothing."""

    read: int
    sent: int
    open: int
    closed: int


def sent(towns: Sequence[int], now: datetime) -> Sent:
    """How much of what was read went to a person at all. One query."""
    rows, waits = _read(towns, now), DOUBTED & Q(unsure=True)
    found = rows.aggregate(
        read=Count("id"),
        sent=Count("id", filter=DOUBTED),
        open=Count("id", filter=waits),
        closed=Count("id", filter=waits & Q(is_open=False)),
    )
    return Sent(**found)


DOUBTED = reduce(or_, (Q(**{f"reading__{name}__sure": False}) for name in READ), Q(reading__has_key="to_person"))
"""The matters of which the machine was not sure in one question at least."""


def _read(towns: Sequence[int], now: datetime) -> QuerySet[Matter]:
    """What the machine read of these towns in the last weeks; what somebody chose while registering was not read."""
    rows = Matter.objects.filter(town_id__in=towns, entered_at__gte=_since(now)).annotate(
        **{f"given_{name}": KT(f"reading__{name}__given") for name in READ}
    )
    by_machine = (Q(**{"reading__has_key": name, f"given_{name}__isnull": True}) for name in READ)
    return rows.filter(reduce(or_, by_machine))


def unanswered(towns: Sequence[int], now: datetime) -> QuerySet[Matter]:
    """The matters that `sent` counts as `open`: doubted, and answered by nobody yet."""
    return _read(towns, now).filter(DOUBTED, unsure=True)


def weeks(towns: Sequence[int], kind: str, now: datetime) -> list[Week]:
    """The newest weeks first, a line a week and version. One query, over the last weeks only (by the index on when a
    matter came in); what somebody chose while registering was not read and is not counted. `kind`: nature, topic, or
    place, of which the likeliest is the first candidate and which nobody is asked blind."""
    rows = Matter.objects.filter(town_id__in=towns, entered_at__gte=_since(now), reading__has_key=kind).annotate(
        given=KT(f"reading__{kind}__given"),
        week=TruncWeek("entered_at", tzinfo=SHANGHAI),
        version=KT(f"reading__{kind}__model"),
        stands=KT(f"reading__stands__{kind}"),
        best=_first_place() if kind == "place" else KT(f"reading__{kind}__best"),
        said=KT(f"reading__sample__said__{kind}"),
    )
    unsure, sure = Q(**{f"reading__{kind}__sure": False}), Q(**{f"reading__{kind}__sure__isnull": True})
    if kind == "place":  # whatever else sent it to a person is a doubt about the place (reads.reading)
        unsure, sure = unsure | Q(reading__has_key="to_person"), sure & ~Q(reading__has_key="to_person")
    drawn = Q(reading__sample__asks__contains=[kind])
    same = Q(said=F("best"))
    counted = {
        "sent": Count("id", filter=unsure),
        "decided": Count("id", filter=unsure & Q(stands__isnull=False)),
        "agreed": Count("id", filter=unsure & Q(stands=F("best"))),
        "drawn": Count("id", filter=drawn),
        "sampled": Count("id", filter=Q(said__isnull=False)),
        "same": Count("id", filter=same),
        "right": Count("id", filter=same | Q(said__isnull=False, stands=F("best"))),
        "changed": Count("id", filter=Q(said__isnull=True, stands__isnull=False) & ~Q(stands=F("best")) & sure),
    }
    found = rows.filter(given__isnull=True).values("week", "version").annotate(read=Count("id"), **counted)
    return _lines(found.order_by("-week", "version"), counted)


def _first_place() -> Coalesce:
    """The number of the likeliest place: a candidate is kept as its number, or with its reason behind it."""
    return Coalesce(KT("reading__place__candidates__0__0"), KT("reading__place__candidates__0"))


def chosen(towns: Sequence[int], kind: str, now: datetime) -> list[Week]:
    """The same for a question that is read when somebody looks: where somebody chose an answer while asking for help
    with a matter of the last weeks, what the machine had read then. One query."""
    rows = Tie.objects.filter(kind=ASKED, matter__town_id__in=towns, matter__entered_at__gte=_since(now))
    rows = rows.filter(data__read__has_key=kind).annotate(
        week=TruncWeek("matter__entered_at", tzinfo=SHANGHAI),
        version=KT(f"data__read__{kind}__model"),
        stands=KT(f"data__chosen__{kind}"),
        best=KT(f"data__read__{kind}__best"),
    )
    unsure, agreed = Q(**{f"data__read__{kind}__sure": False}), Q(stands=F("best"))
    counted = {
        "sent": Count("id", filter=unsure),
        "decided": Count("id", filter=unsure),
        "agreed": Count("id", filter=unsure & agreed),
        "changed": Count("id", filter=~unsure & ~agreed),
    }
    found = rows.values("week", "version").annotate(read=Count("id"), **counted)
    return _lines(found.order_by("-week", "version"), counted)


def _lines(rows: Iterable[Mapping[str, Any]], counted: Iterable[str]) -> list[Week]:
    names = ("read", *counted)
    return [
        Week(
            monday=row["week"].astimezone(SHANGHAI).date(),
            version=row["version"] or "",
            **{name: row[name] for name in names},
        )
        for row in rows
    ]


def _since(now: datetime) -> datetime:
    return (now - timedelta(weeks=WEEKS)).astimezone(SHANGHAI)


def together(lines: Iterable[Week]) -> Sampled:
    """The sample of all these weeks."""
    kept = list(lines)
    return Sampled(
        sum(one.drawn for one in kept),
        sum(one.sampled for one in kept),
        sum(one.same for one in kept),
        sum(one.right for one in kept),
    )
