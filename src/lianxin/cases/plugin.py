"""Collects the cases of packs for pytest: every `packs/<name>/cases/*.yaml` is a test file, every case a test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from lianxin import cases
from lianxin.language.load import load
from lianxin.language.pack import Pack


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Hook: a YAML file in the `cases` folder of a pack is a file of cases."""
    folder = _pack_folder(file_path)
    return CasesFile.from_parent(parent, path=file_path) if folder and file_path.suffix == ".yaml" else None


class CasesFile(pytest.File):
    """One file of cases. A file that cannot be read fails its collection with file and line."""

    def collect(self) -> Iterator[pytest.Item]:
        folder = _pack_folder(self.path)
        assert folder is not None
        for found in cases.read(self.path, folder):
            yield CaseItem.from_parent(self, name=found.case.case, found=found, folder=folder)


class CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, found: cases.Found, folder: Path, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.found, self.folder = found, folder

    def runtest(self) -> None:
        outcome = cases.run_one(_pack(self.folder), self.found)
        if not outcome.passed:
            raise CaseFailed(outcome.say())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.found.place[1] - 1, self.name


class CaseFailed(Exception):
    """A case whose expectation did not come true."""


@lru_cache(maxsize=16)
def _pack(folder: Path) -> Pack:
    return load(folder, date.today())  # noqa: DTZ011 - the day of the test run, as a person checking the pack would


def _pack_folder(path: Path) -> Path | None:
    for above in path.parents:
        if above.name == "cases" and (above.parent / "pack.yaml").is_file():
            return above.parent
    return None
