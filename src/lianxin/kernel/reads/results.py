"""What the public may see of appraisals, contests and honours: results once they are published, and until when one may
still object to those that are not. Titles and a superior's words are freed from personal details; no judge is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from lianxin.intake import privacy
from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.models import Appraisal, Appraised, Contest, Honour, Objection
from lianxin.kernel.reads import appraisal, contest
from lianxin.kernel.reads.packs import pinned
from lianxin.kernel.who import Who

MOST = 60
"""Rounds of each sort that a page lists."""


@dataclass(frozen=True, slots=True)
class Window:
    """Something that may be objected to until its last day. `about` is what an objection is made to (`contest:12`),
    empty where nothing is named yet; `n` is how many are put on notice together."""

    sort: str
    title: str
    label: Any
    until: date
    n: int = 1
    about: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A published round, with its objections: how many, and how many of them were right."""

    sort: str
    id: int
    title: str
    label: Any
    day: datetime
    made: int
    upheld: int


def clean(text: str) -> str:
    """A text with what is private in it masked."""
    return privacy.redact(text)[0]


def _label(row: Appraisal | Contest | Honour) -> Any:
    said = pinned(row.pack_id).said
    kinds: dict[str, Any] = (
        said.appraisals if isinstance(row, Appraisal) else said.contests if isinstance(row, Contest) else said.honours
    )
    return kinds[row.kind].label


def windows(town_id: int, today: date) -> list[Window]:
    """What may be objected to today, the soonest to end first. Nobody is named before publication."""
    open_now = Q(town_id=town_id, until__gte=today)
    found = [
        Window("appraisal", clean(row.title), _label(row), row.until)
        for row in Appraisal.objects.filter(open_now, told_at__isnull=False, published_at__isnull=True)
        if row.until is not None
    ]
    found += [
        Window("contest", clean(row.title), _label(row), row.until)
        for row in Contest.objects.filter(open_now, reviewed_at__isnull=False, published_at__isnull=True)
        if row.until is not None
    ]
    noticed: dict[tuple[str, date], list[Honour]] = {}
    for row in Honour.objects.filter(open_now, state="noticed"):
        if row.until is not None:
            noticed.setdefault((row.kind, row.until), []).append(row)
    found += [
        Window("honour", f"{rows[0].year}", _label(rows[0]), until, len(rows)) for (_, until), rows in noticed.items()
    ]
    return sorted(found, key=lambda one: one.until)


def published(town_id: int) -> list[Told]:
    """The published rounds of a town, the newest first."""
    made, upheld = Count("objections"), Count("objections", filter=Q(objections__upheld=True))
    contests = Contest.objects.filter(town_id=town_id, published_at__isnull=False).annotate(made=made, upheld=upheld)
    by_round = Count("appraised__objections", distinct=True)
    right = Count("appraised__objections", filter=Q(appraised__objections__upheld=True), distinct=True)
    rounds = Appraisal.objects.filter(town_id=town_id, published_at__isnull=False).annotate(made=by_round, upheld=right)
    found = []
    for sort, rows in (("appraisal", rounds), ("contest", contests)):
        for row in rows.order_by("-published_at")[:MOST]:
            assert row.published_at is not None
            told = row.published_at, row.made, row.upheld
            found.append(Told(sort, row.pk, clean(row.title), _label(row), *told))
    return sorted(found, key=lambda one: one.day, reverse=True)


def honours(town_id: int) -> list[tuple[Honour, int]]:
    """Honours that were given, people only with their consent; with years in a row."""
    return contest.honours([town_id], public=True)


def published_round(town_id: int, number: int, now: datetime) -> tuple[Appraisal, list[appraisal.Standing]] | None:
    """A published round with its frozen points; None before publication."""
    row = Appraisal.objects.filter(pk=number, town_id=town_id, published_at__isnull=False).first()
    return (row, appraisal.standings(row, now)) if row is not None else None


def published_contest(town_id: int, number: int) -> contest.Hall | None:
    """A published contest; None before publication."""
    row = Contest.objects.filter(pk=number, town_id=town_id, published_at__isnull=False).first()
    return contest.hall(row) if row is not None else None


def objected(about: Appraisal | Contest) -> tuple[int, int]:
    """How many objections were made to a round, and how many were right."""
    where = Q(appraised__appraisal=about) if isinstance(about, Appraisal) else Q(contest=about)
    told = Objection.objects.filter(where).aggregate(made=Count("id"), upheld=Count("id", filter=Q(upheld=True)))
    return told["made"], told["upheld"]


def names_nobody(found: contest.Hall) -> bool:
    """Whether a contest was turned into a yearly appraisal, which names nobody (创建示范活动管理办法)."""
    return found.said.naming == "approved" and found.row.yearly


def open_to(who: Who, towns: Sequence[int], today: date) -> list[Window]:
    """What this person may object to today, each with what the objection names."""
    open_now = Q(town_id__in=towns, until__gte=today)
    found = []
    rounds = Appraised.objects.filter(
        appraisal__town_id__in=towns, appraisal__until__gte=today, appraisal__published_at__isnull=True
    ).select_related("appraisal", "unit", "matter")
    for one in rounds.order_by("appraisal_id", "id"):
        row = one.appraisal
        if able.may_object(who, one, row.town_id) and row.until is not None:
            found.append(
                Window("appraisal", f"{row.title}：{one.name}", _label(row), row.until, 1, f"appraised:{one.pk}")
            )
    for held in Contest.objects.filter(open_now, reviewed_at__isnull=False, published_at__isnull=True):
        if held.until is not None:
            found.append(Window("contest", held.title, _label(held), held.until, 1, f"contest:{held.pk}"))
    for honour in Honour.objects.filter(open_now, state="noticed").select_related("unit", "person"):
        holder = honour.person or honour.unit
        if honour.until is not None:
            title = f"{honour.year} {getattr(holder, 'shown', '') or getattr(holder, 'name', '')}"
            found.append(Window("honour", title, _label(honour), honour.until, 1, f"honour:{honour.pk}"))
    return sorted(found, key=lambda one: (one.until, one.title))


def objections_of(person: int | None) -> list[Objection]:
    """The objections somebody made, the newest first."""
    if person is None:
        return []
    known = Objection.objects.filter(person_id=person).select_related(
        "appraised__appraisal", "contest", "honour", "answered_by"
    )
    return list(known.order_by("-id")[:MOST])
