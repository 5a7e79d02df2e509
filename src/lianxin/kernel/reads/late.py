"""Why something is late, by the unit that must act; and which topics grow where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.board import Ground, condition
from lianxin.kernel.reads.board_list import community_of
from lianxin.kernel.reads.directory import directory

UNITS = 8
"""Units a board names before it says how many more there are."""
TOPICS = 5
SAID = ("reason", "note", "question")
"""Answers of an action that say why something waits."""


@dataclass(frozen=True, slots=True)
class LateUnit:
    """What one unit has late: how many, since when at most (the due instant of the oldest), and why that one waits."""

    unit_id: int
    name: str
    late: int
    oldest: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Rising:
    """A topic in a community: how many were told this week, and in the week before."""

    place_id: int
    place: str
    topic: str
    label: str
    week: int
    before: int


def by_unit(on: Ground, now: datetime, language: str = "zh") -> tuple[list[LateUnit], int]:
    """The units with most late, with the reason of their oldest one; and how many further units have some late.
    Four queries."""
    late = Matter.objects.filter(condition(on, "late", now))
    groups = list(
        late.order_by().values("owner_id").annotate(n=Count("pk"), oldest=Min("due_at")).order_by("-n", "oldest")
    )
    oldest = late.order_by("owner_id", "due_at", "id").distinct("owner_id")
    first = {m.owner_id: m for m in oldest.only("id", "owner_id", "kind", "step", "pack_id")}
    shown = groups[:UNITS]
    reasons = why([first[group["owner_id"]] for group in shown], on.unit.pk, language)
    rows = directory(on.unit.pk).rows
    return [
        LateUnit(
            group["owner_id"] or 0,
            rows[group["owner_id"]].say(language) if group["owner_id"] in rows else "—",
            group["n"],
            group["oldest"],
            reasons[first[group["owner_id"]].pk],
        )
        for group in shown
    ], len(groups) - len(shown)


def why(matters: Iterable[Matter], town_id: int, language: str = "zh") -> dict[int, str]:
    """For each matter why it stands where it stands: a department it waits for, else what was last said about it,
    else its step. Two queries for any number of matters. Needs id, kind, step and pack_id."""
    asked = {matter.pk: matter for matter in matters}
    rows = directory(town_id).rows
    children = Matter.objects.filter(parent_id__in=asked, is_open=True).order_by("-id").values_list("parent", "owner")
    waiting = {parent: rows[owner].say(language) for parent, owner in children if owner in rows}
    said = dict(_said(asked))
    found = {}
    for pk, matter in asked.items():
        if pk in waiting:
            found[pk] = f"等{waiting[pk]}回复" if language == "zh" else f"waiting for {waiting[pk]}"
        else:
            kind = packs.pinned(matter.pack_id).said.matters.get(matter.kind)
            step = kind.steps[matter.step].label.say(language) if kind and matter.step in kind.steps else ""
            found[pk] = said.get(pk) or (f"停在“{step}”" if language == "zh" else f"stands at “{step}”")
    return found


def _said(asked: Iterable[int]) -> list[tuple[int, str]]:
    entries = (
        Entry.objects.filter(matter_id__in=list(asked), data__answers__has_any_keys=list(SAID))
        .order_by("matter_id", "-id")
        .distinct("matter_id")
        .values_list("matter_id", "data__answers")
    )
    return [
        (matter_id, text)
        for matter_id, answers in entries
        if matter_id is not None and (text := next((str(answers[key]).strip() for key in SAID if answers.get(key)), ""))
    ]


def rising(on: Ground, now: datetime, language: str = "zh") -> list[Rising]:
    """Topics told more often this week than the week before, by community; the fastest first. One query."""
    week, before = condition(on, "week", now), condition(on, "week_before", now)
    rows = (
        Matter.objects.filter(week | before)
        .exclude(topic="")
        .exclude(place__isnull=True)
        .order_by()
        .values_list("place_id", "topic")
        .annotate(week=Count("pk", filter=week), before=Count("pk", filter=before))
    )
    within, units = community_of(on), directory(on.unit.pk).rows
    sums: dict[tuple[int, str], list[int]] = {}
    for place, topic, now_n, before_n in rows:
        total = sums.setdefault((within.get(place, place), topic), [0, 0])
        total[0] += now_n
        total[1] += before_n
    grown = [(place, topic, n, then) for (place, topic), (n, then) in sums.items() if n > max(1, then)]
    grown.sort(key=lambda row: (row[3] - row[2], -row[2], row[0], row[1]))
    declared = packs.of_town(on.unit.pk).said.understanding.get("topic")
    labels = declared.labels if declared else {}
    return [
        Rising(
            place,
            units[place].say(language) if place in units else "—",
            topic,
            labels[topic].say(language) if topic in labels else topic,
            n,
            then,
        )
        for place, topic, n, then in grown[:TOPICS]
    ]


def longest_waiting(on: Ground, now: datetime) -> datetime | None:
    """Since when the wish that waits longest has waited for somebody to claim it. One query."""
    found = Matter.objects.filter(condition(on, "unclaimed", now)).aggregate(since=Min("entered_at"))
    return found["since"]
