"""An indicator's answer: sums of whole months, days at the edges, and what is younger than the worker, added while
reading, so that the number is exact at this moment and equals the list behind it (ADR 0066)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q

from lianxin.kernel.models import Counted, Cursor, Entry, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.counting import NAMED, marked, named
from lianxin.language import indicator as rules
from lianxin.language.indicator import PARTS, STANDING, Amount, Mark, Result
from lianxin.language.indicators import Indicator
from lianxin.language.pack import Pack
from lianxin.language.period import Period

CURSOR = "measures"
AT = "measures.at"
YOUNG = 400
"""Entries that are counted while reading, at most: more wait for the worker, and the result says of when it is."""
_MONTHS = """
SELECT unit_id, mark, month, least, most FROM kernel_measure
WHERE unit_id = ANY(%(units)s) AND mark = ANY(%(marks)s) AND month BETWEEN %(first)s AND %(last)s
"""
_DAYS = """
SELECT unit, mark, date_trunc('month', day)::date, sum(least), sum(most)
FROM kernel_counted CROSS JOIN LATERAL unnest(units) AS unit
WHERE mark = ANY(%(marks)s) AND town_id = ANY(%(towns)s) AND day BETWEEN %(first)s AND %(last)s
AND unit = ANY(%(units)s) GROUP BY 1, 2, 3
"""
Key = tuple[int, str, date]
"""A unit, a mark, and the first day of a month."""


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Young:
    """What records younger than the worker's position change: each mark with +1 or −1. `marks` are those that hold
    now, by record; `whole` is false when there were too many to read."""

    moved: tuple[tuple[int, int, Mark], ...] = ()
    records: Mapping[tuple[str, int], tuple[int, tuple[Mark, ...]]] | None = None
    whole: bool = True


def young() -> Young:
    """The records that entries named since the worker last counted, as they are now. A few queries, however few."""
    at = Cursor.objects.filter(name=CURSOR).values_list("tx", flat=True).first() or 0
    rows = list(Entry.objects.filter(tx__gte=at).order_by("tx", "id").values_list(*NAMED)[: YOUNG + 1])
    if not rows or len(rows) > YOUNG:
        return Young(records={}, whole=not rows)
    moved: list[tuple[int, int, Mark]] = []
    records: dict[tuple[str, int], tuple[int, tuple[Mark, ...]]] = {}
    asked = named(rows)
    found = Q()
    for noun, ids in asked.items():
        now = marked(noun, ids)
        records |= {(noun, number): (0, ()) for number in ids}
        records |= {(noun, number): (town, tuple(marks)) for number, (town, marks) in now.items()}
        moved += [(1, town, mark) for town, marks in now.values() for mark in marks]
        found |= Q(noun=noun, record__in=ids)
    for row in Counted.objects.filter(found):
        mark = Mark(row.mark, row.day, tuple(row.units), row.least, row.most)
        moved.append((-1, row.town_id, mark))
    return Young(tuple(moved), records, True)


def counted_until(fresh: Young, now: datetime) -> datetime:
    """The moment a number is true of: now, or when the worker last counted."""
    if fresh.whole:
        return now
    at = Cursor.objects.filter(name=AT).values_list("tx", flat=True).first()
    return datetime.fromtimestamp(at, UTC) if at else now


def sums(
    units: Sequence[int], marks: Sequence[str], period: Period, fresh: Young, towns: Sequence[int]
) -> dict[Key, Amount]:
    """How much of these marks each unit has in each month of a period. `towns`: those the units lie in or hold."""
    whole, edges = period.whole_months()
    found: dict[Key, Amount] = defaultdict(Amount)
    given: dict[str, Any] = {"units": list(units), "marks": list(marks), "towns": list(towns)}
    with connection.cursor() as cursor:
        if whole is not None:
            cursor.execute(_MONTHS, given | {"first": whole.first, "last": whole.last})
            for unit, mark, month, least, most in cursor.fetchall():
                found[(unit, mark, month)] += Amount(least, most)
        for edge in edges:
            cursor.execute(_DAYS, given | {"first": edge.first, "last": edge.last})
            for unit, mark, month, least, most in cursor.fetchall():
                found[(unit, mark, month)] += Amount(int(least), int(most))
    wanted, names = set(units), set(marks)
    for sign, _, mark in fresh.moved:
        if mark.name in names and mark.day in period:
            for unit in wanted.intersection(mark.units):
                found[(unit, mark.name, month_of(mark.day))] += Amount(sign * mark.least, sign * mark.most)
    return found


def pack_of(unit: Unit) -> Pack:
    """The rules by which a unit's numbers are read: its town's, and the common ones above towns."""
    return packs.of_town(unit.town_id) if unit.town_id is not None else packs.current("base")


def towns_of(unit: Unit) -> list[int]:
    """The towns whose records may count for a unit."""
    if unit.town_id is not None:
        return [unit.town_id]
    return list(Unit.objects.filter(kind="town", chain__contains=[unit.pk]).values_list("pk", flat=True))


def span(indicator: Indicator, period: Period) -> Period:
    """The days that are asked: of what stands now there is only one."""
    return Period(STANDING, STANDING.replace(day=31)) if rules.standing(indicator) else period


def results(
    unit: Unit, keys: Iterable[str], period: Period, now: datetime, fresh: Young | None = None
) -> dict[str, Result]:
    """The answers for one unit, by indicator. The same few queries however many indicators. Errors: KeyError."""
    pack = pack_of(unit)
    wanted = {key: pack.said.indicators[key] for key in keys}
    fresh, towns = fresh or young(), towns_of(unit)
    as_of = counted_until(fresh, now)
    found: dict[Key, Amount] = {}
    for standing in {rules.standing(one) for one in wanted.values()}:
        some = [key for key, one in wanted.items() if rules.standing(one) == standing]
        days = span(wanted[some[0]], period)
        found |= sums([unit.pk], [f"{key}.{part}" for key in some for part in PARTS], days, fresh, towns)
    by_mark: dict[str, Amount] = defaultdict(Amount)
    for (_, mark, _), amount in found.items():
        by_mark[mark] += amount
    answers = {}
    for key, one in wanted.items():
        parts = {part: by_mark[f"{key}.{part}"] for part in PARTS}
        if distinct(one):
            people = heads(unit.pk, f"{key}.above", span(one, period), towns, fresh)
            parts["above"] = Amount(people, people)
        answers[key] = _result(unit, key, one, period, parts, as_of)
    return answers


def result(unit: Unit, key: str, period: Period, now: datetime, fresh: Young | None = None) -> Result:
    """The answer of one indicator. Errors: KeyError."""
    return results(unit, [key], period, now, fresh)[key]


def _result(
    unit: Unit, key: str, one: Indicator, period: Period, parts: Mapping[str, Amount], as_of: datetime
) -> Result:
    used = one.dated if rules.standing(one) else rules.rules_of(one, period)
    return Result(
        key,
        unit.pk,
        period,
        parts["above"],
        parts["below"] if any(rule.below is not None for rule in used) else None,
        parts["excluded"].least,
        tuple(rules.version(rule) for rule in used),
        as_of,
        urlencode({"unit": unit.pk, "period": str(period)}),
    )


def distinct(one: Indicator) -> bool:
    """Whether it counts people, each once."""
    return any(rule.distinct for rule in one.dated)


_HEADS = """
SELECT count(DISTINCT tie.person_id) FROM (
    SELECT noun, record FROM kernel_counted
    WHERE mark = %s AND town_id = ANY(%s) AND day BETWEEN %s AND %s AND units @> ARRAY[%s]::bigint[]
    AND NOT units && %s::bigint[] AND (noun, record) NOT IN (SELECT * FROM unnest(%s::text[], %s::bigint[]))
    UNION ALL SELECT * FROM unnest(%s::text[], %s::bigint[])
) AS c JOIN kernel_tie tie ON CASE c.noun WHEN 'ties' THEN tie.id = c.record
   ELSE tie.activity_id = c.record AND tie.kind = 'attend' AND tie.state = 'present' END
"""


def heads(
    unit_id: int, mark: str, period: Period, towns: Sequence[int], fresh: Young, without: Sequence[int] = ()
) -> int:
    """How many different people stand behind a mark, what is younger than the worker included. They cannot be added up,
    so they are counted each time. `without` leaves out what counts for one of these units too."""
    known = list(fresh.records or ())
    present = [
        (noun, number)
        for (noun, number), (_, marks) in (fresh.records or {}).items()
        if any(one.name == mark and one.day in period and rules.falls(one, unit_id, without) for one in marks)
    ]
    pairs: list[list[Any]] = [[noun for noun, _ in known], [number for _, number in known]]
    pairs += [[noun for noun, _ in present], [number for _, number in present]]
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [mark, list(towns), period.first, period.last, unit_id, list(without), *pairs])
        return int(cursor.fetchone()[0])


def stale(cited: Result, now: datetime) -> rules.Reason | None:
    """Why a figure that a document cites may no longer stand as printed; None while it does. Where the unit or the
    indicator is no more, it is stale too."""
    unit = Unit.objects.filter(pk=cited.unit).first()
    if unit is None or cited.key not in pack_of(unit).said.indicators:
        return rules.because(
            "figure_gone", "这个指标已经没有了，请重新选一个数", "this indicator is no more; pick another"
        )
    return rules.changed(cited, result(unit, cited.key, cited.period, now))


def recounting(towns: Sequence[int]) -> tuple[int, int] | None:
    """How far the records of these towns have been counted anew (done, of), while that goes on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(done), sum(total) FROM kernel_recount WHERE ended_at IS NULL AND town_id = ANY(%s)",
            [list(towns)],
        )
        done, total = cursor.fetchone()
    return (int(done), int(total)) if total is not None else None
