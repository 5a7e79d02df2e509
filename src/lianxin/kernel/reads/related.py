"""What stands around one matter: what it raised or was raised by, and what resembles it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.desk import HEAVY, Line, lines
from lianxin.kernel.reads.scope import NOTHING, visible
from lianxin.kernel.who import Who

MOST = 6
"""Similar matters shown."""


def family(who: Who, matter: Matter, now: datetime) -> tuple[list[Line], list[Line], list[Line]]:
    """Its parent, its children (吹哨) and what was merged into it, each with its own clock."""
    near = Q(parent_id=matter.pk) | Q(merged_into_id=matter.pk)
    if matter.parent_id:
        near |= Q(pk=matter.parent_id)
    if matter.merged_into_id:
        near |= Q(pk=matter.merged_into_id)
    found = list(lines(who, Matter.objects.filter(near).defer(*HEAVY).order_by("id")[:100], now))
    parents = [line for line in found if line.matter.pk in (matter.parent_id, matter.merged_into_id)]
    children = [line for line in found if line.matter.parent_id == matter.pk]
    merged = [line for line in found if line.matter.merged_into_id == matter.pk]
    return parents, children, merged


def similar(who: Who, matter: Matter, now: datetime) -> list[Line]:
    """Open matters of the same town that say nearly the same, or have the same topic at the same place."""
    alike = Q(bands__overlap=matter.bands) if matter.bands else NOTHING
    same = Q(place_id=matter.place_id, topic=matter.topic) if matter.place_id and matter.topic else NOTHING
    if matter.secret or not (matter.bands or (matter.place_id and matter.topic)):
        return []
    rank = Case(When(alike, then=Value(0)), default=Value(1), output_field=IntegerField()) if matter.bands else Value(1)
    found = (
        Matter.objects.filter(visible(who), alike | same, town_id=matter.town_id, is_open=True, secret=False)
        .exclude(pk=matter.pk)
        .exclude(parent_id=matter.pk)
        .exclude(pk=matter.parent_id or 0)
        .order_by(rank, "-id")
    )
    return list(lines(who, found.defer(*HEAVY)[:MOST], now))


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
