"""`python -m bench.matching`: an assignment of 20,000 needs among 100,000 volunteers, best over every allowed pair.

A city of about 40 by 40 km: three in five live in sixty crowded quarters, the others anywhere. Invented, the same each
time. The result goes into matching.md as a dated block.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from pathlib import Path

from bench import block
from lianxin.language.offered import Window, windows
from lianxin.matching import assignment
from lianxin.matching.hand import Hand, Need

FILE = Path(__file__).with_name("matching.md")
SKILLS = "repair tutor escort haircut shopping digital law music cleaning cooking driving care".split()  # noqa: SIM905
TONGUES = ("cantonese", "mandarin", "hakka", "sign")
HOURS = tuple(
    windows(said)
    for said in (
        ["1-5 18:00-21:00"],
        ["6-7 09:00-12:00", "6-7 14:00-18:00"],
        ["1-7 08:00-20:00"],
        ["1-5 09:00-17:00"],
        ["6 08:00-18:00"],
        [],
    )
)
WHEN = (None, None, None, None, *(Window(day, at, at + 90) for day in (1, 3, 6, 7) for at in (540, 870, 1110)))


def options() -> argparse.Namespace:
    """What may be chosen on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often; the median counts")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args()


class City:
    """Where people live, and what they can do."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        span = self.chance.random
        self.quarters = [(23.03 + span() * 0.3, 113.03 + span() * 0.34) for _ in range(60)]

    def point(self) -> tuple[float, float]:
        """Somewhere."""
        if self.chance.random() < 0.6:
            lat, lon = self.chance.choice(self.quarters)
            return lat + self.chance.gauss(0, 0.008), lon + self.chance.gauss(0, 0.008)
        return 23 + self.chance.random() * 0.36, 113 + self.chance.random() * 0.4

    def helper(self, number: int) -> Hand:
        """A volunteer: nine in ten agreed to be asked."""
        some = self.chance
        return Hand(
            number, "person", "", self.point(),
            frozenset(some.sample(SKILLS, some.choice((1, 1, 2, 3)))), frozenset(some.sample(TONGUES, 2)),
            some.choice(HOURS), some.choice((0, 0, 0, 1, 2)), 3, some.random() < 0.9,
        )  # fmt: skip

    def need(self, number: int) -> Need:
        """A wish: one skill, every fifth in a language, most at a time of the week, within one or three kilometres."""
        some = self.chance
        tongue = frozenset({"cantonese"}) if some.random() < 0.2 else frozenset[str]()
        skill = frozenset({some.choice(SKILLS)})
        return Need(number, self.point(), skill, tongue, some.choice(WHEN), 1, some.choice((1000, 3000, 3000)))


def measured(helpers: int, needs: int, rounds: int) -> str:
    """One line of the table."""
    city = City()
    able = [city.helper(number) for number in range(helpers)]
    wanted = [city.need(number) for number in range(needs)]
    walls, works = [], []
    for _ in range(rounds):
        begun, worked = time.perf_counter(), time.process_time()
        found = assignment.assign(wanted, able)
        walls.append(time.perf_counter() - begun)
        works.append(time.process_time() - worked)
    wall, work = sorted(walls)[rounds // 2], sorted(works)[rounds // 2]
    line = (
        f"| {helpers:,} | {needs:,} | {wall:.1f} ({min(walls):.1f} – {max(walls):.1f}) | {work:.1f} "
        f"| {len(found.pairs):,} | {len(found.unmet):,} | {found.rounds} | {found.looked_at:,} |"
    )
    print(line, flush=True)
    return line


def main() -> None:
    """Measure; unless --dry, also into matching.md."""
    chosen = options()
    from ortools.graph.python import min_cost_flow  # noqa: F401 - loaded before the clock starts

    lines = [measured(*size, chosen.rounds) for size in ((100_000, 20_000), (30_000, 20_000), (5_000, 20_000))]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table = [
        f"| volunteers | needs | seconds: median (least – most) of {chosen.rounds} | processor s | needs met | not met "
        "| rounds | pairs judged one by one |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
        *lines,
        "",
        f"Peak memory of the whole run {peak:.0f} MB.",
    ]
    if not chosen.dry:
        block.put(block.headed(table), FILE)


if __name__ == "__main__":
    main()
