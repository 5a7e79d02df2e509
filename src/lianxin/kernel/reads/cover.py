"""Who is covered: households and their pairs, and how long it is since somebody came."""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import lasting


def uncovered_without(tie: Tie, now: datetime) -> bool:
    """Whether somebody at the other end would be left with fewer ties than their own tie asks for."""
    if tie.toward_id is None or tie.pack_id is None:
        return False
    kinds = packs.pinned(tie.pack_id).said.ties
    left = Tie.objects.filter(lasting(now), kind=tie.kind, toward_id=tie.toward_id).exclude(pk=tie.pk).count()
    covering = {name for name, kind in kinds.items() if kind.cover is not None and kind.cover.by == tie.kind}
    held = Tie.objects.filter(lasting(now), kind__in=covering, person_id=tie.toward_id).values_list("kind", flat=True)
    return any(left < (cover.least if (cover := kinds[name].cover) else 0) for name in held)
