"""What stands around one matter: what it raised or was raised by, and what resembles it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from lianxin.intake import likeness
from lianxin.kernel.models import Entry, Matter, Sketch
from lianxin.kernel.reads import distinct, mates, packs
from lianxin.kernel.reads.desk import HEAVY, Line, lines
from lianxin.kernel.reads.people import powers
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.who import Who

MOST = 10
"""Similar matters shown."""
HUNG = 10
"""Those that hang on a lead, shown on its page; all stand on the issue's page."""
LIKELY = 0.12
"""Nearness below which nothing is shown as perhaps the same."""
CLEARLY = 0.18
"""… and below which it stands folded behind the others: of 49 real messages the mates in the first ten would fall from
0.953 to 0.943 without what lies between, and what an ordinary message is offered from 6.5 to 3.5 (bench/issues.md)."""
AT_COUNTER = 10
"""Matters offered while somebody is registering, of each sort: those one may join, and the rest."""
TYPED = 400
"""Characters of what is typed by which they are found."""
HERE, CLOSED = 5, 5
"""Places in the list that a matter gains by being at the same place, and loses by being closed."""


@dataclass(frozen=True, slots=True)
class Family:
    """What belongs to a matter, each with its own clock: its parent (or what it was merged into), its children (吹哨),
    what was merged into it, the lead it hangs on, and of those that hang on it the first few, with how many they are
    (`hanging`), how many of them are open (`waiting`), and how often these were told (`people`, 人次). They are counted
    whether or not their rows may be seen."""

    parents: Sequence[Line] = ()
    children: Sequence[Line] = ()
    merged: Sequence[Line] = ()
    lead: Sequence[Line] = ()
    hung: Sequence[Line] = ()
    hanging: int = 0
    waiting: int = 0
    people: int = 0


def family(who: Who, matter: Matter, now: datetime) -> Family:
    """Its family; of leads and what hangs on them the rows that this Who may see. Three questions and one for names,
    whatever their number."""
    near = Q(parent_id=matter.pk) | Q(merged_into_id=matter.pk)
    if above := [pk for pk in (matter.parent_id, matter.merged_into_id) if pk]:
        near |= Q(pk__in=above)
    kin = list(Matter.objects.filter(near).defer(*HEAVY).order_by("id")[:100])
    hangs = Q(lead_id=matter.pk, merged_into__isnull=True)
    group = Matter.objects.filter(visible(who)).filter(hangs | Q(pk=matter.lead_id or 0))
    led = list(group.order_by("-is_open", "id").defer(*HEAVY)[: HUNG + 1])
    counted = Matter.objects.filter(hangs).aggregate(
        hanging=Count("id"),
        waiting=Count("id", filter=Q(is_open=True)),
        people=Coalesce(Sum("reporters", filter=Q(is_open=True)), 0),
    )
    found = list(lines(who, [*kin, *led], now))
    rest = found[len(kin) :]
    return Family(
        parents=[line for line in found[: len(kin)] if line.matter.pk in above],
        children=[line for line in found[: len(kin)] if line.matter.parent_id == matter.pk],
        merged=[line for line in found[: len(kin)] if line.matter.merged_into_id == matter.pk],
        lead=[line for line in rest if line.matter.pk == matter.lead_id],
        hung=[line for line in rest if line.matter.lead_id == matter.pk][:HUNG],
        **counted,
    )


def similar(who: Who, matter: Matter, now: datetime) -> tuple[list[Line], list[Line]]:
    """Matters of the same town and kind that are probably about the same issue, and behind them those that have a few
    words in common with it, ten at most together. Likest first; of those alike, the ones at the same place and the
    open ones. What is of another kind is another matter, whatever its words; so is what a person told apart from it
    (reads.distinct), and what one open lead answers together with it is linked already. Four questions to the database,
    whatever the town's size."""
    if matter.secret:
        return [], []
    asked = mates.of(matter)
    found = mates.mates(asked, matter.town_id, itself=matter.pk, kind=matter.kind)
    near = {mate.matter_id: mate.near for mate in found}
    order = {pk: at for at, pk in enumerate(near)}
    likely = [pk for pk in near if near[pk] >= LIKELY]
    rows = Matter.objects.filter(visible(who), pk__in=likely, secret=False, kind=matter.kind).defer(*HEAVY)
    own = matter.lead_id or matter.pk
    # An open lead answers what hangs on it already; one that is closed holds nobody (ADR 0111), and its members that
    # stayed open are offered to each other like all others. The lead itself stands above the list anyway.
    held = Q(lead_id=own, lead__is_open=True) | Q(lead_id=matter.pk)
    rows = rows.exclude(held).exclude(pk__in={matter.pk, own})
    fit = [one for one in rows if one.pk != matter.parent_id and one.parent_id != matter.pk]

    def late(one: Matter) -> tuple[bool, int]:
        here = matter.place_id is not None and one.place_id == matter.place_id
        return near[one.pk] < CLEARLY, order[one.pk] - (HERE if here else 0) + (0 if one.is_open else CLOSED)

    shown = sorted(fit, key=late)[:MOST]
    clear = sum(near[one.pk] >= CLEARLY for one in shown)
    told = list(lines(who, shown, now))
    return told[:clear], told[clear:]


@dataclass(frozen=True, slots=True)
class Near:
    """A matter that probably says what is typed, and those of which a person said that they are not the same as it."""

    line: Line
    distinct: frozenset[int]


def told(who: Who, text: str, town_id: int, now: datetime, kind: str = "") -> list[Near]:
    """The open matters that probably say what is being typed at the counter, likest first; only those of which this
    Who sees more than the public does. Those that what is typed (as `kind`, "" where none was chosen) may join come
    first, and crowd out nothing: as many of the rest. A few questions to the database, none of them while filing."""
    asked = likeness.sketch(text[:TYPED], town_id, mates.common())
    order = [mate.matter_id for mate in mates.mates(asked, town_id) if mate.near >= CLEARLY]
    rows = Matter.objects.filter(visible(who), pk__in=order, secret=False, is_open=True).defer(*HEAVY)
    found = sorted((one for one in rows if inside(who, one)), key=lambda one: order.index(one.pk))
    fit = [one for one in found if packs.pinned(one.pack_id).joinable(one.kind, kind)]
    rest = [one for one in found if one not in fit]
    shown = list(lines(who, fit[:AT_COUNTER] + rest[:AT_COUNTER], now))
    apart = distinct.of([line.matter.pk for line in shown]) if len(shown) > 1 else {}
    return [Near(line, apart.get(line.matter.pk, frozenset())) for line in shown]


def issue_of(who: Who, matter: Matter, others: Collection[int] = ()) -> int | None:
    """The issue to which the worker tied a matter, else one of these others that hang on it; None where there is none,
    or where its page does not open for this Who. One question."""
    if not any(post.town_id == matter.town_id and "board" in powers(post) for post in who.posts):
        return None
    tied = Sketch.objects.filter(pk__in=[matter.pk, *others], issue__isnull=False).order_by("pk")
    issues = dict(tied.values_list("pk", "issue_id"))
    return issues.get(matter.pk) or next(iter(issues.values()), None)


def inside(who: Who, matter: Matter) -> bool:
    """Whether this Who sees more of it than the public text: his role works on matters, or he holds this one."""
    if who.person_id is not None and who.person_id == matter.handler_id:
        return True
    roles = packs.pinned(matter.pack_id).said.roles
    return any(
        held.town_id == matter.town_id and held.role in roles and roles[held.role].sees in ("all", "owned")
        for held in who.posts
    )


def asked_with(matter: Matter, acts: Sequence[str]) -> Mapping[str, Any]:
    """The answers of the last of these actions: what was asked for, so that whoever decides need not copy it."""
    asked = Entry.objects.filter(matter_id=matter.pk, act__in=[f"matter.{act}" for act in acts]).order_by("-id").first()
    return asked.data.get("answers", {}) if asked else {}
