"""Routes of a town: each with the walks to come that one may sign up for, and how often it was walked this year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from lianxin.kernel.models import Activity
from lianxin.kernel.reads.branch import span
from lianxin.language.activities import Routes
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack


@dataclass(slots=True)
class Route:
    """One route: its key and name, walks that are shown and still to come, and how often it was walked this year."""

    key: str
    name: str
    coming: list[Activity] = field(default_factory=list)
    walked: int = 0


def of_town(pack: Pack, town_id: int, now: datetime, language: str) -> list[tuple[Routes, list[Route]]]:
    """All routes of a town, in one question; only what a person has let the public see."""
    declared = pack.said.routes
    found = {
        key: {item: Route(item, said.label.say(language)) for item, said in pack.said.lists[one.list].items()}
        for key, one in declared.items()
    }
    first, last = span(now.astimezone(SHANGHAI).year)
    kinds = {one.activity: key for key, one in declared.items()}
    due = Q(state="planned", starts_at__gt=now) | Q(state="held", starts_at__gte=first, starts_at__lt=last)
    walks = Activity.objects.filter(due, town_id=town_id, shown=True, kind__in=kinds).order_by("starts_at", "id")
    for walk in walks:
        route = found[kinds[walk.kind]].get(walk.fields.get("route", ""))
        if route is None:
            continue
        if walk.state == "held":
            route.walked += 1
        else:
            route.coming.append(walk)
    return [(one, list(found[key].values())) for key, one in declared.items()]
