"""Hot issues: what is told of one place more often this week than before, and the matters behind each.

Only what stands on somebody's ground is shown, and of a matter no more than its title. The worker keeps the groups
(acts.issue); nothing is searched or scanned here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from lianxin.kernel.models import Issue, Matter
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads.board import Ground
from lianxin.kernel.reads.board_list import COLUMNS
from lianxin.kernel.reads.directory import directory

LEAST = 3
"""Tellings in a week from which on an issue is hot."""
LOOKED_AT = 60
MOST = 6
WEEKS = 4
"""The weeks before this one that are counted together."""
MEMBERS = 200


@dataclass(frozen=True, slots=True)
class Hot:
    """An issue as the board names it. `week`: tellings in seven days; `before`: those of the four weeks before, a week;
    `open`: its matters that are open; `led`: those that hang on a lead."""

    id: int
    title: str
    place: str
    week: int
    before: float
    open: int
    led: int


@dataclass(frozen=True, slots=True)
class Group:
    """One issue with its matters (board_list.COLUMNS and lead), the open ones first, then the newest."""

    hot: Hot
    members: Sequence[Matter]
    lead: Matter | None
    proposed: int | None
    """The matter that would lead: the one with most reporters, of those the first."""


def hot(on: Ground, now: datetime, language: str = "zh") -> list[Hot]:
    """The issues that grow this week on this ground, those that grow most first. Three queries at most."""
    if not on.opens:
        return []
    asked = Issue.objects.filter(town_id__in=on.towns, week__gte=LEAST).order_by("-week", "-id")[:LOOKED_AT]
    grown = [one for one in asked if one.week > one.before / WEEKS]
    grown.sort(key=lambda one: (one.before / WEEKS - one.week, one.pk))
    return _shown(on, grown, language)[:MOST]


def group(on: Ground, issue_id: int, language: str = "zh") -> Group | None:
    """One issue with its matters; None when nothing of it stands on this ground. Four queries."""
    if not on.opens:
        return None
    found = _shown(on, list(Issue.objects.filter(pk=issue_id, town_id__in=on.towns)), language)
    if not found:
        return None
    asked = Matter.objects.filter(on.seen, sketch__issue_id=issue_id, secret=False, merged_into__isnull=True)
    asked = asked.exclude(outcome=UNDONE)
    members = list(asked.only(*COLUMNS, "lead_id").order_by("-is_open", "-id")[:MEMBERS])
    followed = {one.lead_id for one in members if one.lead_id}
    lead = Matter.objects.filter(on.seen, pk__in=followed).only(*COLUMNS).order_by("pk").first() if followed else None
    able = [one for one in members if one.is_open and one.lead_id is None]
    proposed = min(able, key=lambda one: (-one.reporters, one.pk), default=None)
    return Group(found[0], members, lead, lead.pk if lead else proposed.pk if proposed else None)


def _shown(on: Ground, issues: list[Issue], language: str) -> list[Hot]:
    ids = [one.pk for one in issues]
    seen = Matter.objects.filter(on.seen, sketch__issue_id__in=ids, secret=False, merged_into__isnull=True)
    seen = seen.exclude(outcome=UNDONE)
    rows = {
        row["sketch__issue_id"]: row
        for row in seen.order_by()
        .values("sketch__issue_id")
        .annotate(
            first=Min("pk"),
            first_open=Min("pk", filter=Q(is_open=True)),
            still=Count("pk", filter=Q(is_open=True)),
            led=Count("pk", filter=Q(lead__isnull=False)),
        )
    }
    firsts = [row["first_open"] or row["first"] for row in rows.values()]
    titles = {one.pk: one.title for one in Matter.objects.filter(pk__in=firsts).only("text")}
    found = []
    for one in issues:
        row = rows.get(one.pk)
        if row is None:
            continue
        place = directory(one.town_id).rows.get(one.place_id or 0)
        title = titles[row["first_open"] or row["first"]]
        where = place.say(language) if place else ""
        found.append(Hot(one.pk, title, where, one.week, one.before / WEEKS, row["still"], row["led"]))
    return found
