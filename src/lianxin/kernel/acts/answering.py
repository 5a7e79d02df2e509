"""Answering: each who told of a matter in his own words says whether it is solved (ADR 0127).

One who says that it is not sends it back at once, as the only reporter does. One of several who says that it is speaks
for himself: the matter is closed when all of them have said so, or when the term within which they are asked is over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lianxin.kernel.acts.entry import record
from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs, sentences, solved
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language import procedure
from lianxin.language.procedure import Decision

ALL = replace(SYSTEM, clock=False, speaks=True)
"""Who closes a matter on what its reporters said: none of them alone, and nobody of the office."""
Step = Callable[[Who, Matter, str, Mapping[str, Any], datetime], object]
"""How a step is taken on a locked matter (acts.matter)."""


def for_himself(who: Who, matter: Matter, action: str) -> bool:
    """Whether somebody says that a matter is solved which others told of as well: he answers for himself. Where no term
    runs within which they are asked, nothing would ever end it, and the first answer counts as before. No query but
    where a reporter confirms."""
    if who.reporter_tie is None or who.follows or who.gone:
        return False
    asked = solved.question(matter)
    if asked is None or asked[0] != action or solved.window(matter) is None:
        return False
    return solved.answers(matter).tellers > 1


def answer(who: Who, matter: Matter, action: str, given: Mapping[str, Any], now: datetime, step: Step) -> None:
    """One of several says that the locked matter is solved; said again it changes nothing. Errors: Refused, Incomplete,
    as the step itself."""
    if who.reporter_tie in solved.answers(matter).ties:
        return
    decision = _decided(who, matter, action, given, now)
    kept = {name: value for name, value in decision.answers.items() if name != "photo"}
    record(
        who, "matter.vouch", "attest", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
        after=matter.step, data={"answers": kept}, ours={"tie": who.reporter_tie},
    )  # fmt: skip
    matter.changed_at = now
    matter.save(update_fields=["changed_at"])
    settle(matter, now, step)


def settle(matter: Matter, now: datetime, step: Step) -> bool:
    """Close a locked matter as solved where all who told of it say so, or where some do, nobody said that it is not,
    and the term is over; whether it was closed. Who was not heard is told, and may have it opened again."""
    asked = solved.question(matter)
    if asked is None or solved.window(matter) is None:
        return False
    found = solved.answers(matter)
    if not found.solved or (found.solved < found.tellers and not solved.over(matter, now)):
        return False
    step(ALL, matter, asked[0], _least(matter, asked[0], now), now)
    silent = found.tellers - found.solved
    data = {"of": found.tellers, "solved": found.solved}
    record(
        SYSTEM, "matter.tally", "count", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
        after=matter.step,
        ours={**data, "tells": ["reporters"] if silent else [], "told": sentences.tally(data).zh if silent else ""},
    )  # fmt: skip
    return True


def _decided(who: Who, matter: Matter, action: str, given: Mapping[str, Any], now: datetime) -> Decision:
    facts, pack = facts_of(matter, directory(matter.town_id)), packs.pinned(matter.pack_id)
    return procedure.take(pack, calendar(), facts, action, who.actor(matter.pk), given, now)


def _least(matter: Matter, action: str, now: datetime) -> Mapping[str, Any]:
    """The answers with which it is closed: of those given, the ones by which it counts in most rates, and among these
    the ones that count least in them; of equals the first. So nobody's “not satisfied” is covered by another's word."""

    def weight(given: Mapping[str, Any]) -> tuple[int, int]:
        marks = _decided(ALL, matter, action, given, now).marks
        return -sum(one.endswith(".below") for one in marks), sum(one.endswith(".above") for one in marks)

    return min(solved.given(matter), key=weight)
