"""Two runs side by side take files of tests from one heap, so that neither ends long before the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

HEAP, BEGIN = "TESTS_HEAP", "TESTS_BEGIN"
"""Environment: the folder in which a run claims a file of tests by a name in it; what it takes up first, `pages` or
`others`: most of a run then finds in memory what earlier tests of its kind have read."""
PAGES = ("tests/web/", "tests/house/")


def run(session: pytest.Session) -> bool | None:
    """Run what this run gets hold of; None where nothing is shared, and pytest does as ever."""
    heap = os.environ.get(HEAP)
    if not heap or session.testsfailed or session.config.option.collectonly:
        return None
    items = mine(session.items, session.config.rootpath, Path(heap), os.environ.get(BEGIN) == "pages")
    item = next(items, None)
    while item is not None:
        following = next(items, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def mine(items: list[pytest.Item], root: Path, heap: Path, pages: bool) -> Iterator[pytest.Item]:
    """The tests of each file that the other run has not taken up: its own kind before the other's, and within these in
    the order they were shuffled into."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path.relative_to(root).as_posix(), []).append(item)
    for name in sorted(files, key=lambda name: name.startswith(PAGES) is not pages):
        try:
            (heap / name.replace("/", ":")).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from files[name]
