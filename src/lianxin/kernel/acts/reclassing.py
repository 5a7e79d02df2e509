"""Members whom a list finds in another class than they stand: changed as on their own page, and changed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import member
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Entry, Roll, Tie
from lianxin.kernel.reads import enlisted
from lianxin.kernel.reads.incoming import Entrant, Reading
from lianxin.kernel.tie_facts import ENDED
from lianxin.kernel.who import Who
from lianxin.language.columns import CLASS, NAME
from lianxin.language.reason import Refused


@dataclass
class Reclassed:
    """What stood of those who changed, for undoing; and whom the act refused, told at their cells."""

    was: list[dict[str, Any]] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)


def reclass(reading: Reading, entrants: Sequence[Entrant], now: datetime) -> Reclassed:
    """Give those who are there the class that their row says, from now on. To be called in a transaction."""
    found, once = Reclassed(), list({one.ref: one for one in reversed(entrants)}.values())[::-1]
    differs = enlisted.known(reading, once, {}).differs
    for one in once:
        if one.ref not in differs:
            continue
        tie_id, before = differs[one.ref]
        try:
            with transaction.atomic():
                after = member.reclass(reading.who, tie_id, one.slot, now)
        except Refused as refused:
            found.problems.append(reading.refused(one.row, CLASS if CLASS in reading.at else NAME, refused))
        else:
            found.was.append({"tie": tie_id, "after": after.pk, "before": before, "class": one.slot})
    return found


def restore(who: Who, roll: Roll, now: datetime) -> int:
    """Those whom a list changed stand as they stood. How many were changed again since, and are kept. To be called in
    a transaction."""
    kept = 0
    for was in roll.moved:
        ties = Tie.objects.select_for_update(of=("self",)).in_bulk({was["tie"], was["after"]})
        tie, after = ties.get(was["tie"]), ties.get(was["after"])
        told = Entry.objects.filter(tie_id=was["after"]).order_by("-pk").values_list("act", "at").first()
        moved = told is None or told[0] != "member.reclass" or told[1] < roll.sent_at
        if tie is None or after is None or moved or after.until is not None or after.role != was["class"]:
            kept += 1
            continue
        if after.pk == tie.pk:
            tie.role = was["before"]
        else:
            # A line that should not have been made lasted on no day.
            after.until, after.state = after.since, ENDED
            after.save(update_fields=["until", "state"])
            tie.until = None
        tie.save(update_fields=["role", "until"])
        record(
            who, "member.reclass", "record", now, tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id,
            ours={"role": was["before"], "before": was["class"], "undone": roll.pk},
        )  # fmt: skip
    return kept
