"""What runs out while a tie lasts (an insurance) is called to mind in time: once for each day, a unit at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.lapses import LAPSE, due
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import SYSTEM
from lianxin.language import tie as rules
from lianxin.language.ties import TieKind


def remind(now: datetime, most: int = 100) -> int:
    """Call to mind what runs out within the days its pack says; how many units were told. Run again it tells nobody
    twice: a day that was written anew is another one."""
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        pack = packs.current(key)
        for name, kind in pack.said.ties.items():
            for field in kind.lapses:
                last = rules.warned_to(pack, kind, field, day_of(now))
                for unit_id in _units(town_id, name, field, last, now)[: max(0, most - done)]:
                    done += _remind(town_id, unit_id, (name, kind, field), last, now)
    return done


def _untold(ties: Iterable[Tie], field: str) -> list[Tie]:
    return [tie for tie in ties if tie.data.get("told", {}).get(field) != tie.data["fields"][field]]


def _units(town_id: int, name: str, field: str, last: date, now: datetime) -> list[int]:
    """Units at which something runs out of which nobody was told."""
    ties = _untold(due(town_id, name, field, last, now).only("unit_id", "data"), field)
    return sorted({tie.unit_id for tie in ties if tie.unit_id is not None})


@transaction.atomic
def _remind(town_id: int, unit_id: int, what: tuple[str, TieKind, str], last: date, now: datetime) -> bool:
    name, kind, field = what
    here = due(town_id, name, field, last, now).filter(unit_id=unit_id).order_by("pk")
    ties = _untold(here.select_for_update(of=("self",), skip_locked=True), field)
    if not ties:
        return False
    for tie in ties:
        tie.data = {**tie.data, "told": {**tie.data.get("told", {}), field: tie.data["fields"][field]}}
        tie.save(update_fields=["data"])
    first = min(tie.data["fields"][field] for tie in ties)
    record(
        SYSTEM, LAPSE, "record", now, unit_id=unit_id, town_id=town_id,
        ours={"kind": name, "label": kind.label.zh, "field": field, "n": len(ties), "on": first},
    )  # fmt: skip
    return True
