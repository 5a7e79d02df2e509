"""One run from an empty folder to the tables in README.md."""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import django

from bench import limit, report
from bench.load import Load
from bench.load import run as send
from bench.stack import Stack

SETTLED = 1800.0
"""Seconds that the worker is given after a database has grown: its records are counted anew, a part each round."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One request at one size: with all connections, with one, and what a request costs of each part's processor."""

    name: str
    many: Load
    one: Load
    web: float
    database: float
    queries: int | None
    busy: float
    """The machine's load average when it was measured."""


@dataclass(slots=True)
class Size:
    """Everything at one size. `weights` are bytes a matter by table: heap and indexes."""

    matters: int
    entries: int
    grown: float
    weights: dict[str, tuple[float, float]]
    database: float
    rows: list[Measured] = field(default_factory=list)
    alone: list[Measured] = field(default_factory=list)
    """What the peer was asked too, with the worker asleep: so the peer was measured."""
    scenes: list[tuple[str, list[str]]] = field(default_factory=list)
    rest: dict[str, float] = field(default_factory=dict)
    loaded: dict[str, float] = field(default_factory=dict)
    started: float = 0.0


def everything(chosen: argparse.Namespace, var: Path) -> None:
    """Grow, measure, write."""
    var.mkdir(parents=True, exist_ok=True)
    found: list[Size] = []
    print("a database, the demo as templates …", flush=True)
    with Stack(var, chosen.port) as stack:
        django.setup()
        able = limit.measured(stack, chosen.connections, chosen.seconds)
        print("  " + limit.told(able), flush=True)
        sizes = sorted(int(part) for part in chosen.sizes.split(","))
        for size in sizes:
            found.append(at(stack, size, chosen, beside=size == report.nearest(sizes)))
            print(report.table(found[-1], chosen), flush=True)
    if chosen.dry:
        print("\n".join(report.compared(size) for size in found if size.alone))
        print(report.flatness(found) if len(found) > 1 else "")
    else:
        report.write(found, able, chosen)


def grown(stack: Stack, size: int) -> Size:
    """The database at this size, the stack started and at rest."""
    from django.db import connections

    from bench import stage, taught, town
    from lianxin.kernel.models import Entry, Matter, Unit
    from lianxin.kernel.reads import versions

    home = Unit.objects.get(kind="town", pack_key="shiweitang")
    print(f"growing to {size:,} matters …", flush=True)
    begun = time.monotonic()
    connections.close_all()
    with stack.growing():
        town.grow(home, size)
        connections.close_all()
    took = time.monotonic() - begun
    versions.forget_everything()
    matters = Matter.objects.count()
    made = Size(matters, Entry.objects.count(), took, *report.weights(matters))
    stage.members(home)
    stage.wishes(home)
    print(f"  {taught.teach()}", flush=True)
    stack.start()
    return made


def at(stack: Stack, size: int, chosen: argparse.Namespace, beside: bool) -> Size:
    """One size, measured. `beside`: what the peer was asked is asked again as it was, with no worker running."""
    from django.utils import timezone

    from bench import scenes, stage
    from bench.requests import Asks
    from lianxin.kernel.models import Unit

    found = grown(stack, size)
    found.started = stack.seconds
    stack.calm(SETTLED)
    found.rest = stack.memory()
    asks = Asks(Unit.objects.get(kind="town", pack_key="shiweitang"), chosen.seconds)
    wanted = {name.strip() for name in chosen.only.split(";") if name.strip()}
    begun = timezone.now()
    for ask in asks.all():
        if not wanted or ask.name in wanted:
            found.rows.append(_measured(stack, asks, ask, chosen))
    found.loaded = stack.memory()
    if beside:
        found.alone = _alone(stack, asks, found.rows, chosen)
    for name, scene in scenes.SCENES.items():
        if not wanted or name in wanted:
            stack.calm()
            played = scene(stack, asks)
            found.scenes.append((played.name, played.said))
            print("  " + played.name + "\n    " + "\n    ".join(played.said), flush=True)
    stack.calm()
    stage.tidy(begun)
    return found


def _alone(stack: Stack, asks, rows: list[Measured], chosen: argparse.Namespace) -> list[Measured]:
    """The rows the peer has too, with the worker asleep. What they leave for it is in the database and waits."""
    print("  the worker sleeps, as beside the peer none ran:", flush=True)
    names = {row.name for row in rows} & set(report.COMPARED)
    stack.calm()
    stack.sleep()
    try:
        return [_measured(stack, asks, ask, chosen) for ask in asks.all() if ask.name in names]
    finally:
        stack.wake()


def _measured(stack: Stack, asks, ask, chosen: argparse.Namespace) -> Measured:
    """The median of some rounds, by requests a second."""
    queries = asks.queries(ask)
    rounds = []
    send(stack.port, ask.make(), 4, min(1.0, chosen.seconds / 4), ask.good)  # both processes warm
    for _ in range(chosen.rounds):
        if ask.writes:
            stack.calm(30)
        before = stack.cpu()
        many = send(stack.port, ask.make(), chosen.connections, chosen.seconds, ask.good)
        after = stack.cpu()
        one = send(stack.port, ask.make(), 1, chosen.seconds / 2, ask.good)
        for load in (many, one):
            if load.wrong:
                raise RuntimeError(f"{ask.name}: {dict(load.statuses)}\n{load.wrong.decode(errors='replace')}")
        cost = {name: (after[name] - before[name]) * 1000 / max(len(many.times), 1) for name in ("web", "database")}
        rounds.append(Measured(ask.name, many, one, cost["web"], cost["database"], queries, os.getloadavg()[0]))
    median = sorted(rounds, key=lambda row: row.many.rate)[len(rounds) // 2]
    rates = ", ".join(f"{row.many.rate:,.0f}" for row in rounds)
    print(f"  {ask.name}: {rates}/s, p95 {median.many.percentile(0.95):.1f} ms", flush=True)
    return median
