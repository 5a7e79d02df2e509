"""The light of a matter: how its main clock stands, from the row alone; and the smaller terms it missed meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from lianxin.kernel.models import Matter
from lianxin.language.clock import ClockState, written
from lianxin.language.words import MatterKind


def colour(matter: Matter, now: datetime) -> str:
    """The clock's state from the row alone: green, amber, red, stopped or done; "" where no term runs."""
    if not matter.is_open:
        return "done"
    if matter.suspended:
        return "stopped"
    if matter.due_at is None:
        return ""
    if now >= matter.due_at:
        return "red"
    return "amber" if matter.soon_at is not None and now >= matter.soon_at else "green"


def red(now: datetime) -> Q:
    """Those whose colour is red now, for counting and filtering: a suspended term runs out for nobody."""
    return Q(is_open=True, suspended=False, due_at__lte=now)


def stopped_since(matter: Matter) -> datetime | None:
    """Since when the terms of a suspended matter stand still; None where they run."""
    if not matter.suspended:
        return None
    states = map(ClockState.of_line, matter.clocks)
    return max((one.suspended_at for one in states if one.suspended_at is not None), default=None)


def smaller(kind: MatterKind) -> list[str]:
    """The terms of a kind beside its main one that can be missed (签收期限): a period meant to run out cannot."""
    return [key for key, declared in kind.clocks.items() if not declared.main and not declared.waits]


def missed(matter: Matter, kind: MatterKind, now: datetime) -> list[ClockState]:
    """The smaller terms of an open matter that have run out while another one rules it: lists and counts go by the
    main clock, and what has been missed must be seen beside it."""
    if not matter.is_open or matter.suspended:
        return []
    own, states = smaller(kind), map(ClockState.of_line, matter.clocks)
    return [one for one in states if one.key in own and one.running and now >= one.due and one.due != matter.due_at]


def missing(now: datetime, pairs: Collection[str]) -> Q:
    """Those with a smaller term missed now, as `missed` says it; `pairs`: "kind/clock" of what may be missed."""
    ran_out = RawSQL(  # noqa: S611 — every value is a parameter
        "EXISTS (SELECT 1 FROM jsonb_array_elements_text(kernel_matter.clocks) AS c"  # ClockState.line
        " WHERE kernel_matter.kind || '/' || split_part(c, ' ', 1) = ANY(%s) AND split_part(c, ' ', 2) = 'running'"
        " AND split_part(c, ' ', 5)::numeric <= %s"
        " AND split_part(c, ' ', 5)::numeric IS DISTINCT FROM extract(epoch FROM kernel_matter.due_at))",
        [list(pairs), Decimal(written(now))],
        output_field=BooleanField(),
    )
    kinds = {pair.partition("/")[0] for pair in pairs}
    return Q(is_open=True, suspended=False, kind__in=kinds) & Q(ran_out)


def unbounded() -> Q:
    """Open matters that run without any term (未定期限)."""
    return Q(is_open=True, suspended=False, due_at__isnull=True)
