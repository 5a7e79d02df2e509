"""How long a city's year takes: 176 streets, counts worth ten million entries, written by sets.

python -m bench.numbers [--dry]     a database of its own, the pages asked through Django, the answer into numbers.md
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import block
from bench.__main__ import folder

FILE = Path(__file__).with_name("numbers.md")
STREETS, COMMUNITIES, MONTHS = 176, 5, 24
FILL = """
INSERT INTO kernel_measure (unit_id, mark, month, least, most)
SELECT u.id, m.mark, (DATE '2025-01-01' + make_interval(months => g.month))::date, n, n
FROM kernel_unit u
CROSS JOIN unnest(%s::text[]) WITH ORDINALITY AS m (mark, at)
CROSS JOIN generate_series(0, %s - 1) AS g (month)
CROSS JOIN LATERAL (SELECT (40 + (u.id * 31 + m.at * 7 + g.month * 13) %% 60) AS n) AS x
WHERE u.id = ANY(%s)
ON CONFLICT DO NOTHING
"""
ABOVE = """
INSERT INTO kernel_measure (unit_id, mark, month, least, most)
SELECT %s, mark, month, sum(least), sum(most) FROM kernel_measure WHERE unit_id = ANY(%s) GROUP BY mark, month
"""


def city(now: datetime) -> tuple[Any, list[Any]]:
    """A city with its streets straight below it, each with communities."""
    from lianxin.kernel.models import Unit

    def made(kind: str, name: str, above: Any = None, town: Any = None) -> Any:
        unit = Unit.objects.create(kind=kind, tree="territory", name=name, parent=above, town=town)
        unit.chain = sorted([unit.pk, *(above.chain if above else [])])
        unit.town = unit if kind == "town" else town
        unit.pack_key = "xiqiao" if kind == "town" else ""
        unit.save()
        return unit

    top = made("city", "测量市")
    streets = [made("town", f"第{n}街道", top) for n in range(STREETS)]
    for street in streets:
        for n in range(COMMUNITIES):
            made("community", f"{street.name}第{n}社区", street, street)
    return top, streets


def fill(top: Any, streets: list[Any]) -> tuple[int, int]:
    """The counts of two years for every unit; how many rows, and how many records they stand for."""
    from django.db import connection

    from lianxin.kernel.models import Unit
    from lianxin.kernel.reads import packs

    keys = packs.current("base").said.indicators
    marks = [f"{key}.{part}" for key in keys for part in ("above", "below", "excluded")]
    below = list(Unit.objects.filter(kind="community").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(FILL, [marks, MONTHS, [*below, *(street.pk for street in streets)]])
        cursor.execute(ABOVE, [top.pk, [street.pk for street in streets]])
        cursor.execute("ANALYZE kernel_measure")
        cursor.execute("SELECT count(*) FROM kernel_measure")
        rows = cursor.fetchone()[0]
        cursor.execute("SELECT sum(least) FROM kernel_measure WHERE unit_id = %s AND mark LIKE '%%.above'", [top.pk])
        return rows, int(cursor.fetchone()[0])


def measured(top: Any, streets: list[Any], now: datetime) -> list[tuple[str, float, float]]:
    """Each question several times: its name, the median and the worst in milliseconds."""
    from django.test import Client

    from lianxin.kernel.acts import person
    from lianxin.kernel.models import Account
    from lianxin.kernel.reads import measures, packs
    from lianxin.kernel.who import SYSTEM
    from lianxin.language.period import read

    base = packs.current("base")
    one = person.register("测量员", now)
    person.appoint(SYSTEM, one, "overseer", top, base, now, trusted=True)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Account.objects.create(username="bench", password="!", person=one, made_at=now))
    marks = [f"{key}.{part}" for key in base.said.indicators for part in ("above", "below", "excluded")]
    pks = [street.pk for street in streets]
    year = read("2025")

    def page(address: str) -> Any:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    asked = {
        "city-year board: all indicators of the city": lambda: page(f"/indicators/?unit={top.pk}&period=2025"),
        "one indicator: trend of twelve months, 176 streets": lambda: page(
            f"/indicator/requests_solved/?unit={top.pk}&period=2025"
        ),
        "all indicators of 176 streets by month (numbers only)": lambda: measures.sums(
            pks, marks, year, measures.young(), pks
        ),
    }
    return [(name, *timed(question)) for name, question in asked.items()]


def timed(question: Any, rounds: int = 9) -> tuple[float, float]:
    """Median and worst of some rounds after a first one, in milliseconds."""
    question()
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        question()
        took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took), max(took)


def main() -> None:
    """Measure and print; unless --dry, also into numbers.md."""
    var = folder("")
    try:
        from lianxin.cli import django

        with django.prepared():
            from lianxin.cli import prepare

            now = datetime.now(UTC)
            prepare.migrate()
            prepare._collect_static()
            prepare.load_packs(now)
            begun = time.perf_counter()
            top, streets = city(now)
            rows, records = fill(top, streets)
            grown = time.perf_counter() - begun
            found = measured(top, streets, now)
    finally:
        shutil.rmtree(var, ignore_errors=True)
    lines = [f"{rows:,} counts, which stand for {records:,} records counted; grown in {grown:.0f} s.", ""]
    lines += ["| question | median ms | worst ms |", "|---|--:|--:|"]
    lines += [f"| {name} | {median:.0f} | {worst:.0f} |" for name, median, worst in found]
    print("\n".join(lines), flush=True)
    if "--dry" not in sys.argv:
        block.put(block.headed(lines), FILE)


if __name__ == "__main__":
    main()
