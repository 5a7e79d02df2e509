"""`python -m bench.across FOLDER FOLDER …`: the same requests at several sizes, in turn.

Each folder holds a town grown before (`python -m bench.hold --size 10000 --var FOLDER`). Every one is started, its
worker asleep; then each request is measured at the first size, the second, …, and again, so that a machine that wavers
wavers for all alike. What counts is how many times slower the largest is than the smallest; it goes into sizes.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.__main__ import folder
from bench.report import STEEPEST

FILE = Path(__file__).with_name("sizes.md")
SAID = "@"
"""What a child's answers begin with; whatever else it prints is for people."""


def options() -> argparse.Namespace:
    """What may be chosen on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.across", description=__doc__)
    parser.add_argument("folders", nargs="+", help="folders with a grown database, the smallest first")
    parser.add_argument("--seconds", type=float, default=3.0, help="seconds a request is measured with all connections")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each size has its turn, after a first; the median counts"
    )
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", default="", help="names of requests, separated by semicolons; empty: all")
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)  # one folder, asked line by line
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Seen:
    """One turn of one request at one size: answers a second, milliseconds with one connection, of the processor."""

    rate: float
    one: float
    web: float
    database: float


def serve(chosen: argparse.Namespace) -> None:
    """Start what is in the folder and answer, a line for a line: {} is asked first and tells the size; then a name."""
    var = folder(chosen.folders[0])
    import django

    from bench.run import _measured
    from bench.stack import Stack

    chosen.rounds = 1
    with Stack(var) as stack:
        django.setup()
        from bench.requests import Asks
        from lianxin.kernel.models import Matter, Unit

        stack.start()
        stack.sleep()
        asks = Asks(Unit.objects.get(kind="town", pack_key="shiweitang"), chosen.seconds)
        tell({"matters": Matter.objects.count(), "names": [ask.name for ask in asks.all()]})
        for line in sys.stdin:
            ask = next(one for one in asks.all() if one.name == line.strip())
            row = _measured(stack, asks, ask, chosen)
            seen = Seen(row.many.rate, row.one.percentile(0.5), row.web, row.database)
            tell({name: getattr(seen, name) for name in Seen.__slots__})


def tell(said: dict[str, Any]) -> None:
    """One answer to whoever started this process."""
    print(SAID + json.dumps(said), flush=True)


class Town:
    """A size that is being measured: its process, and what it said at first."""

    def __init__(self, chosen: argparse.Namespace, at: str) -> None:
        command = [sys.executable, "-m", "bench.across", at, "--serve", f"--seconds={chosen.seconds}"]
        command += [f"--connections={chosen.connections}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        first = self._answer()
        self.matters: int = first["matters"]
        self.names: list[str] = first["names"]

    def measured(self, name: str) -> Seen:
        """One turn."""
        assert self.process.stdin is not None
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()
        return Seen(**self._answer())

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(SAID):
                found: dict[str, Any] = json.loads(line.removeprefix(SAID))
                return found
        raise RuntimeError("a size ended before it answered; what it said stands above")

    def end(self) -> None:
        """Nothing more is asked: the process stops web and database by itself."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(120)


def median(turns: list[Seen]) -> Seen:
    """Of each figure the median of the turns."""
    return Seen(*(statistics.median(getattr(one, name) for one in turns) for name in Seen.__slots__))


def line(name: str, found: list[Seen]) -> str:
    """A row: answers a second at each size; how many times slower the largest is by the clock with all connections, by
    one connection, and by what a request costs web and database of the processor."""
    small, large = found[0], found[-1]
    works = (one.web + one.database for one in (large, small))
    cost = next(works) / (next(works) or 1)
    times = (small.rate / large.rate, large.one / small.one, cost)
    rates = " | ".join(f"{one.rate:,.0f}" for one in found)
    marked = " | ".join(f"{time:.2f}{' ✗' if time > STEEPEST else ''}" for time in times)
    return f"| {name} | {rates} | {marked} |"


def main() -> None:
    """Measure all sizes in turn; unless --dry, also into sizes.md."""
    chosen = options()
    if chosen.serve:
        serve(chosen)
        return
    from bench import block

    towns = [Town(chosen, at) for at in chosen.folders]
    wanted = [name.strip() for name in chosen.only.split(";") if name.strip()] or towns[0].names
    heads = " | ".join(f"{town.matters:,}" for town in towns)
    lines = [
        f"`python -m bench.across …`, {chosen.rounds} turns of {chosen.seconds:g} s after a first that is not counted, "
        f"{chosen.connections} connections, no worker; answers a second, then how many times slower "
        "the largest is than the smallest.",
        "",
        f"| request | {heads} | by the clock | one connection | processor |",
        "|---|" + "--:|" * (len(towns) + 3),
    ]
    for name in wanted:
        # The first turn is not counted: what a size of tens of gigabytes is asked for comes from the disk then.
        turns = [[town.measured(name) for town in towns] for _ in range(chosen.rounds + 1)][1:]
        lines.append(line(name, [median(list(of)) for of in zip(*turns, strict=True)]))
        print(lines[-1], flush=True)
    for town in towns:
        town.end()
    if not chosen.dry:
        block.put(block.headed(lines), FILE)


if __name__ == "__main__":
    main()
