"""What was measured, as a block of Markdown in README.md; the one it takes the place of goes on top of history.md."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench import limit

if TYPE_CHECKING:
    from bench.run import Measured, Size

README = Path(__file__).with_name("README.md")
HISTORY = README.with_name("history.md")
MARK = "<!-- the newest: python -m bench writes below this line -->\n"
OLD_MARK = "<!-- newest first: what stood in README.md goes below this line -->\n"
PEER = "Signalen 2.50.12"
COMPARED = {
    # request: (bar, the peer as shipped, tuned)
    "filing, Open311": (700, 34, 70),
    "filing, resident's form": (700, None, None),
    "desk list, 50 rows": (300, 6.4, 8.8),
    "desk list, by step and kind": (None, 3.4, None),
    "matter, detail": (700, 45, 73),
    "status change": (500, 31, 50),
    "text search": (200, 1.8, None),
    "public board": (5000, None, None),
}
PEER_AT = 200_000
STEEPEST = 1.2


def nearest(sizes: list[int]) -> int:
    """The size nearest to the peer's."""
    return min(sizes, key=lambda size: abs(size - PEER_AT))


def machine() -> str:
    """Processor, cores, memory, system."""
    model = "?"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = psutil.virtual_memory().total / 2**30
    system = f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}"


def commit() -> str:
    """The commit measured, marked when files differ from it."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], capture_output=True, text=True, cwd=README.parent).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "../src", "../packs")
    return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def weights(matters: int) -> tuple[dict[str, tuple[float, float]], float]:
    """Bytes a matter by table (heap, indexes), the heaviest first, and the whole database in MB."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r' AND "
            "relname LIKE 'kernel_%' ORDER BY pg_total_relation_size(oid) DESC LIMIT 7"
        )
        heavy = {name: (int(heap) / matters, int(index) / matters) for name, heap, index in cursor.fetchall()}
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576.0")
        return heavy, float(cursor.fetchone()[0])


def _row(row: Measured) -> str:
    many, one = row.many, row.one
    cells = [
        f"{many.rate:,.0f}", *(f"{many.percentile(share):.1f}" for share in (0.5, 0.95, 0.99)),
        *(f"{one.percentile(share):.1f}" for share in (0.5, 0.95)), f"{row.web:.2f}", f"{row.database:.2f}",
        f"{many.own * 1000 / max(len(many.times), 1):.2f}", "–" if row.queries is None else str(row.queries),
        f"{many.size / 1000:.0f}", f"{row.busy:.1f}",
    ]  # fmt: skip
    return f"| {row.name} | " + " | ".join(cells) + " |"


def table(size: Size, chosen: argparse.Namespace) -> str:
    """The rows of one size."""
    heavy = ", ".join(f"{name[7:]} {heap:,.0f} + {index:,.0f}" for name, (heap, index) in size.weights.items())
    whole = sum(heap + index for heap, index in size.weights.values())
    lines = [
        f"**{size.matters:,} matters, {size.entries:,} entries** ({size.database:,.0f} MB database, {whole:,.0f} bytes "
        f"a matter; grown in {size.grown:,.0f} s)\n",
        f"| request | req/s ({chosen.connections} conn.) | p50 ms | p95 ms | p99 ms | one conn. p50 ms | p95 ms "
        "| CPU ms web | CPU ms db | CPU ms client | SQL | kB | load |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_row(row) for row in size.rows),
        "",
        *(f"- {name}: {'; '.join(said)}." for name, said in size.scenes),
        f"- Memory (PSS, MB) at rest: {_parts(size.rest)}. After the load: {_parts(size.loaded)}.",
        f"- The web server's first page comes {size.started:.1f} s after its start.",
        f"- Bytes a matter, rows + indexes: {heavy}.",
        "",
    ]
    return "\n".join(lines)


def _parts(used: dict[str, float]) -> str:
    said = ", ".join(f"{name} {mb:.0f}" for name, mb in used.items())
    return f"{said}, together {sum(used.values()):.0f}"


def compared(size: Size) -> str:
    """The bars, and the peer beside us."""
    lines = [
        f"**At {size.matters:,} matters, beside {PEER}** (200 k reports, same class of machine, sixteen connections, "
        "no worker running; its client cost more processor, see *CPU ms client* for ours)\n",
        "| request | req/s | bar | reached | peer as shipped | peer tuned | times the tuned peer |",
        "|---|--:|--:|---|--:|--:|--:|",
    ]
    for row in size.alone:
        bar, shipped, tuned = COMPARED[row.name]
        rate, best = row.many.rate, tuned or shipped
        lines.append(
            f"| {row.name} | {rate:,.0f} | {bar or '–'} | {('yes' if rate >= bar else 'no') if bar else '–'} | "
            f"{shipped or '–'} | {tuned or '–'} | {f'{rate / best:.1f}' if best else '–'} |"
        )
        if row.name == "desk list, 50 rows":
            one = row.one.percentile(0.5)
            lines.append(
                f"| its p50 with one connection, ms | {one:.1f} | 8 | {'yes' if one <= 8 else 'no'} | 188 | – | – |"
            )
    rest = sum(size.rest.values())
    lines.append(f"| whole stack at rest, MB | {rest:.0f} | 400 | {'yes' if rest < 400 else 'no'} | 750 | – | – |")
    return "\n".join(lines) + "\n"


def _steeper(small: Measured, now: Measured) -> str:
    pairs = (
        (small.many.rate, now.many.rate),
        (now.web + now.database, small.web + small.database),
    )
    slower, dearer = (above / below if below else 0.0 for above, below in pairs)
    return f"{slower:.2f}{' ✗' if slower > STEEPEST else ''} ({dearer:.2f}{' ✗' if dearer > STEEPEST else ''})"


def flatness(found: list[Size]) -> str:
    """How much slower each request is at a size than at the smallest, and in brackets how much more processor it takes
    (web and database), which a machine that wavers changes less; more than STEEPEST is marked."""
    first = {row.name: row for row in found[0].rows}
    sizes = " | ".join(f"{size.matters:,}" for size in found[1:])
    lines = [
        f"**Flat?** Times slower than at {found[0].matters:,} matters (in brackets: times the processor, web and "
        f"database); ✗ marks more than {STEEPEST}.\n",
        f"| request | {sizes} |",
        "|---|" + "--:|" * (len(found) - 1),
    ]
    for name, small in first.items():
        cells = []
        for size in found[1:]:
            now = next((row for row in size.rows if row.name == name), None)
            cells.append(_steeper(small, now) if now else "–")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def write(found: list[Size], able: dict[str, float], chosen: argparse.Namespace) -> None:
    """Put the block into README.md. `able`: what the machine gives at all (bench.limit)."""
    block = [
        f"### {datetime.now().astimezone():%Y-%m-%d %H:%M}, {commit()}\n",
        f"{machine()}. `python -m bench {' '.join(sys.argv[1:])}`. Median of {chosen.rounds}; load is the machine's "
        "load average of the last minute, ours included.\n",
        limit.told(able),
        *(compared(size) for size in found if size.alone),
        *([flatness(found)] if len(found) > 1 else []),
        *(table(size, chosen) for size in found),
    ]
    put("\n".join(block), README, HISTORY)
    print(f"written to {README}")


def put(block: str, newest: Path, history: Path) -> None:
    """The block below the mark in `newest`; what stood there on top of `history`."""
    head, mark, older = newest.read_text(encoding="utf-8").partition(MARK)
    top, old_mark, oldest = history.read_text(encoding="utf-8").partition(OLD_MARK)
    if not (mark and old_mark):
        raise RuntimeError(f"the line below which a block goes is missing in {newest} or {history}")
    # First the history: cut off in between, a block stands twice and none is lost.
    history.write_text(top + old_mark + "\n" + older.strip() + "\n\n" + oldest.lstrip(), encoding="utf-8")
    newest.write_text(head + mark + "\n" + block.strip() + "\n", encoding="utf-8")
