"""Readable cases of packs: given, when, then, in YAML. They run in memory, on the language and intake alone.

`lianxin pack check <folder>` and pytest run them; each failing case names file, line, what was expected and what came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lianxin.cases.play import play
from lianxin.cases.words import CaseDecl, CaseFile, Given
from lianxin.language.load import load
from lianxin.language.pack import Pack
from lianxin.language.source import BadPack, Fault, Tree, read_file


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case that ran. `problem` says what was expected and what came, at `file`:`line`; empty when it passed."""

    file: str
    line: int
    title: str
    problem: str = ""
    cites: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    scenario: str = ""

    @property
    def passed(self) -> bool:
        return not self.problem

    def say(self) -> str:
        return f"{self.file}:{self.line}: {self.title}" + (f": {self.problem}" if self.problem else "")


@dataclass(frozen=True)
class Found:
    """A case as it was read, with its place."""

    case: CaseDecl
    shared: Given
    tree: Tree
    index: int

    @property
    def place(self) -> tuple[str, int]:
        return self.tree.place(("cases", self.index))

    def line(self, at: tuple[str | int, ...]) -> tuple[str, int]:
        return self.tree.place(("cases", self.index, *at))


def files(folder: Path) -> list[Path]:
    """The case files of a pack folder, in order."""
    return sorted((folder / "cases").glob("**/*.yaml")) if (folder / "cases").is_dir() else []


def read(path: Path, folder: Path) -> list[Found]:
    """The cases of one file. Errors: BadPack with file and line for unknown or missing words."""
    tree = read_file(path, folder)
    try:
        said = CaseFile.model_validate(tree.data)
    except ValidationError as error:
        raise BadPack([_fault(tree, detail) for detail in error.errors()]) from error
    return [Found(case, said.given, tree, index) for index, case in enumerate(said.cases)]


def run_one(pack: Pack, found: Found) -> Outcome:
    """Plays one case against a pack."""
    case, (file, line) = found.case, found.place
    told = (tuple(case.cites), tuple(case.rows), case.scenario or "")
    unknown = [key for key in case.cites if key not in pack.said.documents]
    if unknown:
        return Outcome(file, line, case.case, f"cites: 没有这些依据文件 (no such documents): {unknown}", *told)
    strange = [key for key in case.proves if key not in pack.said.values]
    if strange:
        return Outcome(file, line, case.case, f"proves: 没有这些参数 (no such values): {strange}", *told)
    differences = play(pack, case, found.shared)
    if not differences:
        return Outcome(file, line, case.case, "", *told)
    file, line = found.line(differences[0].at)
    return Outcome(file, line, case.case, "；".join(str(one) for one in differences), *told)


def run(folder: Path, on: date) -> list[Outcome]:
    """Runs every case of a pack folder against the pack as it holds on a day. Errors: BadPack."""
    pack = load(folder, on)
    return list(_run(pack, folder))


def _run(pack: Pack, folder: Path) -> Iterator[Outcome]:
    for path in files(folder):
        for found in read(path, folder):
            yield run_one(pack, found)


def _fault(tree: Tree, detail: Any) -> Fault:
    at = tuple(part for part in detail["loc"] if isinstance(part, str | int))
    path = ".".join(str(part) for part in at)
    if detail["type"] == "extra_forbidden":
        zh, en = f"“{path}”不是案例的词", f"“{path}” is not a word of cases"
    else:
        zh = en = f"“{path}”: {detail['msg']}"
    return tree.fault(at, zh, en, "能写的词见手册《案例》", "the handbook lists the words of cases")
