"""Whether a town stands at a step that lets arrivals of people be kept, and who has arrived at a task meanwhile."""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.language.pack import Pack

ARRIVAL = "arrival"


def lets(pack: Pack, kind: str, step: str) -> bool:
    """Whether a step lets arrivals be kept."""
    found = pack.said.matters[kind].steps.get(step) if kind in pack.said.matters else None
    return found is not None and "arrivals" in found.lets


def on(town_id: int, but: int = 0) -> bool:
    """Whether a matter of the town stands at such a step; `but` is left out. One query."""
    said = packs.of_town(town_id).said.matters
    kinds = [key for key, kind in said.items() if any("arrivals" in step.lets for step in kind.steps.values())]
    rows = Matter.objects.filter(town_id=town_id, is_open=True, kind__in=kinds).exclude(pk=but)
    return any(lets(packs.pinned(pack), kind, step) for pack, kind, step in rows.values_list("pack_id", "kind", "step"))


def came(matter_id: int) -> list[tuple[str, datetime]]:
    """Who has arrived at a task and when, as long as that is kept. One query."""
    rows = Tie.objects.filter(matter_id=matter_id, kind=ARRIVAL).order_by("since", "pk").values_list("data", "since")
    return [(data["name"], at) for data, at in rows]
