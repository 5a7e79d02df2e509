"""Are the counts still those of the records? Everything is worked out again and each difference is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

from lianxin.kernel.models import Activity, Counted, Entry, Matter, Tie, Unit
from lianxin.kernel.models.tally import ALWAYS
from lianxin.kernel.reads import packs, tally
from lianxin.kernel.reads.counting import NOUNS, counts, marked
from lianxin.kernel.reads.measures import young

BATCH = 1000
_WRONG = """
SELECT coalesce(a.unit, b.unit_id), coalesce(a.mark, b.mark), coalesce(a.month, b.month),
       coalesce(a.least, 0), coalesce(a.most, 0), coalesce(b.least, 0), coalesce(b.most, 0)
FROM (
    SELECT unit, mark, date_trunc('month', day)::date AS month, sum(least) AS least, sum(most) AS most
    FROM kernel_counted CROSS JOIN LATERAL unnest(units) AS unit WHERE mark LIKE %(like)s GROUP BY 1, 2, 3
) AS a FULL JOIN (SELECT * FROM kernel_measure WHERE mark LIKE %(like)s) AS b
ON a.unit = b.unit_id AND a.mark = b.mark AND a.month = b.month
WHERE coalesce(a.least, 0) <> coalesce(b.least, 0) OR coalesce(a.most, 0) <> coalesce(b.most, 0)
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree: a record that is counted otherwise than it should be, or a wrong sum."""

    what: str
    where: str
    should: str
    stands: str


def sums_wrong(like: str = "%") -> list[Difference]:
    """Sums that differ from what is counted, by unit, month and mark."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, {"like": like})
        rows = cursor.fetchall()
    names = dict(Unit.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "name"))
    return [
        Difference(mark, f"{names.get(unit, unit)} {month:%Y-%m}", f"{least}–{most}", f"{had_least}–{had_most}")
        for unit, mark, month, least, most, had_least, had_most in rows
    ]


def tally_wrong() -> list[Difference]:
    """Counts behind the public board and the street's that differ from the marks of matters (reads/tally.py)."""
    rows = tally.wrong()
    names = dict(Unit.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "name"))
    days = {ALWAYS: "全部 all days"}
    return [
        Difference(mark, f"{names.get(town, town)} {days.get(day, day)}", str(should), str(stands))
        for town, day, mark, should, stands in rows
    ]


def records_wrong(told: Callable[[int, int], None] = lambda done, of: None) -> Iterator[Difference]:
    """Records that are counted otherwise than their rows say. What the worker has not counted yet is no difference."""
    waiting = set(young().records or ())
    towns = [
        town
        for town, key in Unit.objects.filter(kind="town", closed_at__isnull=True)
        .exclude(pack_key="")
        .values_list("pk", "pack_key")
        if _ruled(key)
    ]
    todo = [(town, noun) for town in towns for noun in NOUNS if counts(town, noun)]
    for done, (town, noun) in enumerate(todo):
        told(done, len(todo))
        yield from _records(town, noun, waiting)
    told(len(todo), len(todo))


def _ruled(key: str) -> bool:
    try:
        packs.current_id(key)
    except packs.NoPack:
        return False
    return True


def _records(town: int, noun: str, waiting: set[tuple[str, int]]) -> Iterator[Difference]:
    model = {"matters": Matter, "activities": Activity, "ties": Tie, "entries": Entry}[noun]
    after = 0
    while True:
        rows = model._default_manager.filter(town_id=town, pk__gt=after).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        after = ids[-1]
        now = marked(noun, ids)
        before: dict[int, Counter[tuple[object, ...]]] = {}
        for row in Counted.objects.filter(noun=noun, record__in=ids):
            said = (row.mark, row.day, tuple(row.units), row.least, row.most)
            before.setdefault(row.record, Counter())[said] += 1
        for number in ids:
            _, marks = now.get(number, (0, []))
            should: Counter[tuple[object, ...]] = Counter(
                (mark.name, mark.day, mark.units, mark.least, mark.most) for mark in marks
            )
            had = before.get(number, Counter())
            if should != had and (noun, number) not in waiting:
                yield Difference(noun, str(number), _names(should - had), _names(had - should))


def _names(said: Counter[tuple[object, ...]]) -> str:
    return "、".join(f"{one[0]} {one[1]} {one[3]}–{one[4]}" for one in said) or "—"
