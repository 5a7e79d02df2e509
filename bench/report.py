"""What was measured, as a block of Markdown on top of the older ones in README.md."""

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

if TYPE_CHECKING:
    from bench.run import Size

README = Path(__file__).with_name("README.md")
MARK = "<!-- newest first: python -m bench writes below this line -->\n"


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


def table(size: Size, chosen: argparse.Namespace) -> str:
    """The rows of one size."""
    lines = [
        f"**{size.matters:,} matters, {size.entries:,} entries** ({size.database:,.0f} MB database)\n",
        f"| request | req/s ({chosen.connections} conn.) | p50 ms | p95 ms | p99 ms | one conn. p50 ms | p95 ms "
        "| CPU ms web | CPU ms db | SQL | kB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in size.rows:
        many, one = row.many, row.one
        cells = [
            f"{many.rate:,.0f}", *(f"{many.percentile(share):.1f}" for share in (0.5, 0.95, 0.99)),
            *(f"{one.percentile(share):.1f}" for share in (0.5, 0.95)), f"{row.web:.1f}", f"{row.database:.1f}",
            "–" if row.queries is None else str(row.queries), f"{many.size / 1000:.0f}",
        ]  # fmt: skip
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    parts = ", ".join(f"{name} {mb:.0f}" for name, mb in size.memory.items())
    lines += [
        "",
        f"Memory (PSS, MB): {parts}; together {sum(size.memory.values()):.0f}. Web server's first page after "
        f"{size.started:.1f} s.",
        "",
    ]
    return "\n".join(lines)


def write(found: list[Size], chosen: argparse.Namespace) -> None:
    """Put the block on top."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    block = [
        f"### {datetime.now().astimezone():%Y-%m-%d %H:%M}, {commit()}\n",
        f"{machine()}. `python -m bench {' '.join(sys.argv[1:])}`. Load average at the end {load}.\n",
        *(table(size, chosen) for size in found),
    ]
    text = README.read_text(encoding="utf-8")
    head, mark, older = text.partition(MARK)
    README.write_text(head + mark + "\n" + "\n".join(block) + older, encoding="utf-8")
    print(f"written to {README}")
