"""The worker's round: clocks that turn amber or run out, on the matters whose moment has come."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from lianxin.kernel.acts import arrival
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.entry import masked, record
from lianxin.kernel.facts import LAID, facts_of, lay
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import SYSTEM
from lianxin.language import procedure, rates
from lianxin.language.condition import BrokenRule
from lianxin.language.facts import CLOCK, Facts
from lianxin.language.reason import Refused

log = logging.getLogger("lianxin.clocks")
LATER = timedelta(hours=1)
ROUNDS = 20
"""How often one matter may ring in one round; a rule that restarts its own past clock must not keep the worker busy."""


def ring(now: datetime, most: int = 200) -> int:
    """Fire every clock that is due, at most `most` matters; how many were looked at. Several workers may ring:
    each takes matters the others have not locked, one transaction a matter: a crash loses and repeats nothing."""
    rung: Counter[int] = Counter()
    while rung.total() < most:
        with transaction.atomic():
            matter = (
                Matter.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(is_open=True, next_at__lte=now)
                .order_by("next_at")
                .first()
            )
            if matter is None:
                break
            rung[matter.pk] += 1
            _ring(matter, now, rung[matter.pk] > ROUNDS)
    return rung.total()


def _ring(matter: Matter, now: datetime, endless: bool = False) -> None:
    """One matter: tell of amber, take what its pack says when a term runs out. A broken rule is told, not swallowed."""
    try:
        if endless:
            raise BrokenRule(f"a clock of “{matter.kind}” rings without end at step “{matter.step}”")
        with transaction.atomic():
            _fire(matter, now)
    except (BrokenRule, Refused, ValueError, LookupError) as error:
        log.exception("clock of matter %s could not be fired", matter.pk)
        Matter.objects.filter(pk=matter.pk).update(next_at=now + LATER)
        data = {"error": f"{type(error).__name__}: {error}"[:300]}
        last = Entry.objects.filter(matter_id=matter.pk).order_by("-pk").values("act", "data").first()
        if last == {"act": "clock.broken", "data": masked(data)}:
            return  # told already; the book does not fill up with the same sentence every hour
        record(SYSTEM, "clock.broken", "record", now, matter_id=matter.pk, town_id=matter.town_id, data=data)


def _fire(matter: Matter, now: datetime) -> None:
    if acts.settle(matter, now):  # its reporters were asked, and the term for it is over
        return
    pack, where = packs.pinned(matter.pack_id), directory(matter.town_id)
    kind = pack.kind(matter.kind)
    facts = facts_of(matter, where)
    for state in facts.clocks:
        if not state.running or state.fired == "late" or now < min(state.soon, state.due):
            continue
        current = facts.clock(state.key)
        if current is None or current.started != state.started or not current.running:
            continue  # an action fired a moment ago has ended or restarted it
        late = now >= state.due
        if not late and state.fired == "soon":
            continue
        facts = _fired(facts, state.key, "late" if late else "soon")
        action = kind.clocks[state.key].late
        if late and action is not None and action in pack.actions(facts.kind, facts.step):
            decision = procedure.take(pack, calendar(), facts, action, CLOCK, {}, now)
            decision = replace(decision, marks_before=frozenset(matter.marks))
            facts, why = acts.routed(pack, where, matter, decision, now)
            lay(matter, facts, pack, now)
            matter.marks = sorted(decision.marks)
            acts.note(SYSTEM, matter, where, replace(decision, facts=facts), why, None, now)
            arrival.stand_down(SYSTEM, matter, decision.before, now)
        else:
            lay(matter, facts, pack, now)
            name = "clock.late" if late else "clock.soon"
            # A term that runs out may bring the matter into a rate, with nobody acting.
            gained, lost = _marked(matter, rates.marks(pack, facts, now))
            data = {"clock": state.key, "label": kind.clocks[state.key].label.zh, "tells": ["owner"]}
            data |= ({"marks": gained} if gained else {}) | ({"unmarks": lost} if lost else {})
            record(SYSTEM, name, "record", now, matter_id=matter.pk, town_id=matter.town_id, data=data)
    lay(matter, facts, pack, now)
    matter.save(update_fields=LAID)


def _marked(matter: Matter, marks: frozenset[str]) -> tuple[list[str], list[str]]:
    """Lay the marks on the row; which are new and which are gone."""
    before, matter.marks = set(matter.marks), sorted(marks)
    return sorted(marks - before), sorted(before - marks)


def _fired(facts: Facts, key: str, how: str) -> Facts:
    clocks = tuple(replace(c, fired=how) if c.key == key and c.running else c for c in facts.clocks)
    return replace(facts, clocks=clocks)
