"""What matters and ties were at a moment that is over, told from their entries, clocks and days.

One thing is not as it was: what was taken back since (重新办理) counts as not done, because what seemed done was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads.board import Ground
from lianxin.kernel.tie_facts import ACTIVE, ENDED, INTENT, expired
from lianxin.language.clock import ClockState
from lianxin.language.pack import Pack

_STEP = (
    "coalesce((SELECT e.after FROM kernel_entry e WHERE e.matter_id = kernel_matter.id AND e.at < %s"
    " AND e.after <> '' ORDER BY e.id DESC LIMIT 1), kernel_matter.step)"
)
_LAST = (
    "(SELECT e.act = ANY(%s) FROM kernel_entry e WHERE e.matter_id = kernel_matter.id AND e.at < %s"
    " AND (e.act = ANY(%s) OR e.after = ANY(%s)) ORDER BY e.id DESC LIMIT 1)"
)
_MARKED = """
WITH m AS MATERIALIZED ({asked})
SELECT moved.mark, m.id FROM m JOIN kernel_entry e ON e.matter_id = m.id
CROSS JOIN LATERAL (
    SELECT jsonb_array_elements_text(e.data->'marks') AS mark, 1 AS n
    UNION ALL SELECT jsonb_array_elements_text(e.data->'unmarks'), -1
) AS moved
WHERE e.at < %s AND (e.data ? 'marks' OR e.data ? 'unmarks') AND moved.mark = ANY(%s)
GROUP BY moved.mark, m.id, m.marks
HAVING sum(moved.n) > 0 AND (moved.mark NOT LIKE '%%.above' OR moved.mark = ANY(m.marks))
"""


def marked(received: Q, marks: Sequence[str], end: datetime) -> dict[str, list[int]]:
    """The matters that carried each mark at the end, by what their entries say; those that count (`above`) only while
    they still do. One query, which reads the entries of these matters."""
    asked, given = Matter.objects.filter(received).values("id", "marks").query.sql_with_params()
    found: dict[str, list[int]] = {mark: [] for mark in marks}
    with connection.cursor() as cursor:
        cursor.execute(_MARKED.format(asked=asked), [*given, end, list(marks)])
        for mark, number in cursor.fetchall():
            found[mark].append(number)
    return found


def open_at(end: datetime) -> Q:
    """Open at a moment: not ended by then. What was reopened since counts as open all the while."""
    return Q(received_at__lt=end) & (Q(is_open=True) | Q(closed_at__gte=end))


def suspended_at(pack: Pack, end: datetime) -> Q:
    """Suspended at a moment: of what suspends, resumes or ends a matter, suspending it came last."""
    begins, resumes, endings = set(), set(), set()
    for name, kind in pack.said.matters.items():
        endings |= set(kind.endings)
        for step in kind.steps:
            for key, action in pack.actions(name, step).items():
                begins |= {f"matter.{key}"} if action.clock == "suspend" else set()
                resumes |= {f"matter.{key}"} if action.clock == "resume" else set()
    said = [sorted(begins), end, sorted(begins | resumes), sorted(endings)]
    return open_at(end) & Q(RawSQL(_LAST, said, output_field=BooleanField()))  # noqa: S611 — every value is given


def unclaimed_at(on: Ground, end: datetime) -> Q:
    """Waiting to be claimed at a moment: at a step where somebody may claim."""
    waits = RawSQL(f"kernel_matter.kind || '/' || {_STEP} = ANY(%s)", [end, list(on.claimable)], BooleanField())  # noqa: S611
    return open_at(end) & Q(waits)


def matters_at(rows: Iterable[Matter], end: datetime) -> list[Matter]:
    """These matters as they were at a moment (rows that nobody saves): step, actions done, terms, open or not. Answers
    that were filled in later stay."""
    found = list(rows)
    steps: dict[int, str] = {}
    done: set[tuple[int, str]] = set()
    named = Entry.objects.filter(matter_id__in=[one.pk for one in found], at__lt=end).order_by("pk")
    for number, act, after in named.values_list("matter_id", "act", "after"):
        done.add((number or 0, act))
        steps[number or 0] = after or steps.get(number or 0, "")
    for one in found:
        one.step = steps.get(one.pk) or one.step
        one.done_at = {key: at for key, at in one.done_at.items() if (one.pk, f"matter.{key}") in done}
        one.clocks = [_running(ClockState.of_line(line), end).line() for line in one.clocks]
        if one.closed_at is not None and one.closed_at >= end:
            one.is_open, one.closed_at, one.outcome, one.ending = True, None, "", ""
    return found


def _running(state: ClockState, end: datetime) -> ClockState:
    if state.ended_at is None or state.ended_at < end:
        return state
    return replace(state, state="running", ended_at=None)


def ties_at(rows: Iterable[Tie], end: datetime) -> list[Tie]:
    """These ties as they were at a moment (rows that nobody saves): what ended since was standing."""
    found = list(rows)
    named = Entry.objects.filter(tie_id__in=[one.pk for one in found], at__lt=end, after__in=(ACTIVE, INTENT, ENDED))
    states = dict(named.exclude(act="tie.link").order_by("pk").values_list("tie_id", "after"))
    for one in found:
        if one.state == ENDED and one.until is not None and one.until >= end:
            one.state, one.until = states.get(one.pk, ACTIVE), one.until if expired(one) else None
        elif not one.state and one.until is not None and one.until >= end:
            one.until = None
        elif one.state == ACTIVE:
            one.state = states.get(one.pk, ACTIVE)
    return found
