"""A dated block on top of what was measured before, in the Markdown page of one part of the bench."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from bench.report import commit, machine

MARK = "<!-- newest first -->\n"


def headed(lines: list[str]) -> str:
    """The lines under day, time, commit, machine and how much else it was doing (load average of the last minute)."""
    told = f"### {datetime.now().astimezone():%Y-%m-%d %H:%M}, {commit()}"
    return "\n".join([told, "", f"{machine()}; load average {os.getloadavg()[0]:.1f} at the end.", "", *lines])


def put(block: str, page: Path) -> None:
    """Write the block below the mark; everything that stands there goes on standing below it.

    Raises:
        RuntimeError: the page has no mark.
    """
    head, mark, older = page.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise RuntimeError(f"the line below which a block goes is missing in {page}: {MARK.strip()}")
    page.write_text(f"{head}{mark}\n{block.strip()}\n{older}", encoding="utf-8")
