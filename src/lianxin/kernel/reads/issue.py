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
class Led:
    """A lead with what hangs on it. `lead`: None where it stands on no ground of one's own. What is open and hangs on
    a closed lead is not among `members`: that lead is history, and it may get another."""

    lead: Matter | None
    members: Sequence[Matter]


@dataclass(frozen=True, slots=True)
class Group:
    """One issue with its matters (board_list.COLUMNS and lead), each once: `leads` with theirs, the open ones first;
    `free` are open and may lead or be hung, `closed` hang on nothing; the newest first."""

    hot: Hot
    leads: Sequence[Led]
    free: Sequence[Matter]
    closed: Sequence[Matter]
    proposed: int | None
    """The matter that would lead: the open lead with most that hang on it, else of the free ones the one with most
    reporters; of equals the first."""

    @property
    def open_leads(self) -> list[Led]:
        """Those that others can be hung on."""
        return [one for one in self.leads if one.lead is not None and one.lead.is_open]


def hot(on: Ground, now: datetime, language: str = "zh") -> list[Hot]:
    """The issues that grow this week on this ground, those that grow most first. Three queries at most."""
    if not on.opens:
        return []
    asked = Issue.objects.filter(town_id__in=on.towns, week__gte=LEAST).order_by("-week", "-id")[:LOOKED_AT]
    grown = [one for one in asked if one.week > one.before / WEEKS]
    grown.sort(key=lambda one: (one.before / WEEKS - one.week, one.pk))
    return _shown(on, grown, language)[:MOST]


def group(on: Ground, issue_id: int, language: str = "zh") -> Group | None:
    """One issue with its matters, and with what hangs on the same leads; None when nothing of it stands on this ground.
    Five queries at most."""
    if not on.opens:
        return None
    found = _shown(on, list(Issue.objects.filter(pk=issue_id, town_id__in=on.towns)), language)
    if not found:
        return None
    asked = Matter.objects.filter(on.seen, secret=False, merged_into__isnull=True).exclude(outcome=UNDONE)
    asked = asked.only(*COLUMNS, "lead_id").order_by("-is_open", "-id")
    members = list(asked.filter(sketch__issue_id=issue_id)[:MEMBERS])
    over = {one.lead_id for one in members if one.lead_id} | {one.pk for one in members}
    all_of = {one.pk: one for one in [*members, *asked.filter(lead_id__in=over)[:MEMBERS]]}
    leading = {one.lead_id for one in all_of.values() if one.lead_id}
    if missing := leading - all_of.keys():
        all_of |= {one.pk: one for one in asked.filter(pk__in=missing)}
    return _grouped(found[0], sorted(all_of.values(), key=lambda one: (not one.is_open, -one.pk)))


def _grouped(hot: Hot, every: Sequence[Matter]) -> Group:
    """Each matter in its one place."""
    by_id = {one.pk: one for one in every}
    leading = {one.lead_id for one in every if one.lead_id}

    def free(one: Matter) -> bool:
        over = by_id.get(one.lead_id) if one.lead_id else None
        return one.is_open and one.pk not in leading and (one.lead_id is None or bool(over and not over.is_open))

    able = [one for one in every if free(one)]
    hung = [one for one in every if one.lead_id and one not in able and one.pk not in leading]
    leads = [Led(by_id.get(pk), [one for one in hung if one.lead_id == pk]) for pk in sorted(leading)]
    leads = [one for one in leads if one.lead is not None or one.members]
    leads.sort(key=lambda one: one.lead is None or not one.lead.is_open)
    closed = [one for one in every if not one.is_open and one.lead_id is None and one.pk not in leading]
    opens = [(-len(one.members), one.lead.pk) for one in leads if one.lead is not None and one.lead.is_open]
    best = min(opens or [(-one.reporters, one.pk) for one in able], default=None)
    return Group(hot, leads, able, closed, best[1] if best else None)


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
