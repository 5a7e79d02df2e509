"""One run from an empty folder to the tables in README.md."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import django

from bench import report
from bench.load import Load
from bench.load import run as send
from bench.stack import Stack


@dataclass(frozen=True, slots=True)
class Measured:
    """One request at one size: with all connections, with one, and what a request costs of each part's processor."""

    name: str
    many: Load
    one: Load
    web: float
    database: float
    queries: int | None


@dataclass(frozen=True, slots=True)
class Size:
    """Everything at one size."""

    matters: int
    entries: int
    rows: list[Measured]
    memory: dict[str, float]
    started: float
    database: float


def everything(chosen: argparse.Namespace, var: Path) -> None:
    """Grow, measure, write."""
    var.mkdir(parents=True, exist_ok=True)
    found = []
    print("a database, the demo as templates …", flush=True)
    with Stack(var) as stack:
        django.setup()
        for size in sorted(int(part) for part in chosen.sizes.split(",")):
            found.append(_at(stack, size, chosen))
            print(report.table(found[-1], chosen), flush=True)
    if not chosen.dry:
        report.write(found, chosen)


def _at(stack: Stack, size: int, chosen: argparse.Namespace) -> Size:
    from django.db import connection

    from bench import town
    from bench.requests import Asks
    from lianxin.kernel.models import Entry, Matter, Unit
    from lianxin.kernel.reads import versions

    home = Unit.objects.get(kind="town", pack_key="shiweitang")
    print(f"growing to {size:,} matters …", flush=True)
    town.grow(home, size)
    versions.forget_everything()
    if not stack.children:
        stack.start()
    asks = Asks(home)
    wanted = {name.strip() for name in chosen.only.split(",") if name.strip()}
    matters, entries = Matter.objects.count(), Entry.objects.count()
    rows = []
    for ask in asks.all():
        if wanted and ask.name not in wanted:
            continue
        queries = asks.queries(ask)
        send(stack.port, ask.make(), 4, min(1.0, chosen.seconds / 4), ask.good)  # both processes warm
        before = stack.cpu()
        many = send(stack.port, ask.make(), chosen.connections, chosen.seconds, ask.good)
        after = stack.cpu()
        one = send(stack.port, ask.make(), 1, chosen.seconds / 2, ask.good)
        for load in (many, one):
            if load.wrong:
                raise RuntimeError(f"{ask.name}: {dict(load.statuses)}\n{load.wrong.decode(errors='replace')}")
        cost = {name: (after[name] - before[name]) * 1000 / max(len(many.times), 1) for name in ("web", "database")}
        rows.append(Measured(ask.name, many, one, cost["web"], cost["database"], queries))
        print(f"  {ask.name}: {many.rate:,.0f}/s, p95 {many.percentile(0.95):.1f} ms", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576.0")
        weight = float(cursor.fetchone()[0])
    return Size(matters, entries, rows, stack.memory(), stack.seconds, weight)
