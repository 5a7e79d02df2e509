"""The rows of a list that came in, cell by cell: what a column says, which unit is meant, what is wrong and where."""

from __future__ import annotations

import base64
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from lianxin.adapters import offices, seal
from lianxin.adapters.offices import heading, said
from lianxin.adapters.sheets import Row, SheetProblem, Value
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.directory import Row as Unit
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language import columns as meanings
from lianxin.language.answers import Incomplete, filled
from lianxin.language.columns import Column
from lianxin.language.listed import Listed, lists
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.language.words import FieldDecl

MOST = 60_000
"""Rows of one list."""
SHOWN = 300
"""Problems kept; whoever has more puts these right first."""
GAP, DIFFERS, STAYS, DOUBLE = "gap", "differs", "stays", "double"
"""Mark what is no problem of a row: words of it that are left out; somebody who is there in another class; why the list
could not be taken back; a name that may be the same person elsewhere."""
SEAL = "roll.file"
STRANGE, FIRST, NEAR = 40, 5, 4
"""Unknown names that a check lists, rows it tells of each, and units it offers for each."""
LONGEST, LIKE = 60, 0.5
"""Longest name that is kept, and how like another name must be."""


@dataclass
class Faulty(Exception):
    """A row with everything that is wrong with it, cell by cell."""

    problems: list[SheetProblem] = field(default_factory=list)


@dataclass
class Tally:
    """What a check has found so far: rows, those there already, problems shown, and how many rows have one."""

    rows: int = 0
    known: int = 0
    moves: int = 0
    wrong: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)
    gaps: list[dict[str, str]] = field(default_factory=list)
    other: list[dict[str, str]] = field(default_factory=list)
    doubles: list[dict[str, str]] = field(default_factory=list)

    def fault(self, *found: SheetProblem) -> None:
        """A row with problems. What is wrong with the whole sheet is told once."""
        self.wrong += 1
        for problem in map(told, found[: max(0, SHOWN - len(self.problems))]):
            if problem not in self.problems:
                self.problems.append(problem)

    def gap(self, *found: SheetProblem) -> None:
        """Words that are left out of a row."""
        self.gaps += [{**told(one), GAP: "1"} for one in found[: max(0, SHOWN - len(self.gaps))]]

    def differ(self, found: SheetProblem) -> None:
        """Somebody who is there otherwise than his row says."""
        self.moves += 1
        if len(self.other) < SHOWN:
            self.other.append({**told(found), DIFFERS: "1"})

    def double(self, *found: SheetProblem) -> None:
        """Rows whose names stand at another unit too."""
        self.doubles += [{**told(one), DOUBLE: "1"} for one in found[: max(0, SHOWN - len(self.doubles))]]

    def told(self) -> list[dict[str, str]]:
        """All of it as a list keeps it, problems first."""
        return [*self.problems, *self.gaps, *self.other, *self.doubles]


def told(problem: SheetProblem) -> dict[str, str]:
    """A problem as a list keeps it."""
    return {"zh": problem.zh, "en": problem.en}


def table(data: bytes, name: str, listed: Listed) -> offices.Table:
    """The list in a file. Errors: SheetProblem."""
    looked_for = {heading(word) for column in listed.columns for word in column.words}
    long = tuple(word for word in looked_for if len(word) > 1)
    return offices.table(data, name, lambda one: one in looked_for or any(word in one for word in long), MOST)


def by_words(listed: Listed, headings: tuple[str, ...]) -> list[str]:
    """What the columns mean, by their headings alone."""
    plain = [Column(c.key, c.label, tuple(heading(word) for word in c.words), c.needed) for c in listed.columns]
    return meanings.proposed([heading(one) for one in headings], plain)


def opened(roll: Roll) -> bytes:
    """The file of a list that is not in yet."""
    return base64.b85decode(seal.unseal(bytes(roll.file or b""), SEAL))


@dataclass
class Strange:
    """A name that means no unit, or several: in which rows it stands, and which units are called nearly so."""

    name: str
    near: list[int]
    rows: list[int] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """As a list keeps it: the first rows, and how many."""
        return {"name": self.name, "near": self.near, "rows": self.rows[:FIRST], "n": len(self.rows)}


class Cells:
    """Reads the cells of one list for one sender."""

    def __init__(self, roll: Roll, who: Who, now: datetime) -> None:
        self.roll, self.who, self.now, self.today = roll, who, now, day_of(now)
        self.pack: Pack = packs.of_town(roll.town_id)
        self.listed: Listed = lists(self.pack)[roll.kind]
        self.where: Directory = directory(roll.town_id)
        self.at = {key: at for at, key in enumerate(roll.columns) if key}
        self.units: dict[tuple[str, tuple[str, ...]], int | None] = {}
        self.chosen: dict[tuple[str, str, str], str | list[str]] = {}
        self.strange: dict[str, Strange] = {}
        self.gaps: list[SheetProblem] = []

    def rows(self) -> Iterator[Row]:
        """The rows under the header. Errors: SheetProblem."""
        yield from table(opened(self.roll), self.roll.name, self.listed).rows

    def value(self, row: Row, key: str) -> Value:
        """What a column says, with its type."""
        at = self.at.get(key)
        return row.values[at] if at is not None and at < len(row.values) else None

    def text(self, row: Row, key: str) -> str:
        """What a column says; "" for nothing."""
        return said(self.value(row, key))

    def problem(self, row: Row, key: str, zh: str, en: str) -> SheetProblem:
        """What is wrong with a column of a row; where the sheet lacks the column, that it does: once for all rows."""
        lacking = next((one.label for one in self.listed.columns if one.key == key and key not in self.at), None)
        if lacking is None:
            return row.problem(self.at.get(key, self.at.get(self.listed.must[0], 0)), zh, en)
        said = (f"表里没有“{lacking.zh}”这一列。{zh}", f"The sheet has no column “{lacking.say('en')}”. {en}")
        return SheetProblem(*said, row.file, row.sheet)

    def repeated(
        self, row: Row, ref: str, seen: dict[str, int], zh: str, en: str, source: str = "", **named: object
    ) -> SheetProblem | None:
        """A row whose `ref` stands on the list already: what it is the same as, with that row's number as {n}."""
        first = seen.setdefault(ref, row.number)
        if first == row.number:
            return None
        reason = because("twice", zh, en, source, n=first, **named)
        return row.problem(0, reason.say("zh") + "。", reason.say("en") + ".")

    def refused(self, row: Row, key: str, refused: Refused) -> SheetProblem:
        """The same, said by a refusal."""
        zh, en = refused.say("zh"), refused.say("en")
        return self.problem(row, key, zh if zh[-1:] in "。？" else f"{zh}。", en if en[-1:] in ".?" else f"{en}.")

    def named(self, text: str, kinds: Collection[str] = (), loosely: bool = False) -> int | None:
        """The one unit of the town that is called so: as somebody said of this very name before, else its name, part of
        it, or its name behind that of the town. `loosely`: or whose name stands in the text."""
        key = (text, tuple(kinds))
        if key not in self.units:
            fitting = self._fitting(kinds)
            said = self.roll.meant.get(text)
            ids = {row.id for row in fitting if row.id == said} or _called(fitting, text, loosely)
            self.units[key] = ids.pop() if len(ids) == 1 else None
        return self.units[key]

    def _fitting(self, kinds: Collection[str]) -> list[Unit]:
        here = [row for row in self.where.rows.values() if row.town_id == self.roll.town_id]
        return [row for row in here if not kinds or row.kind in kinds]

    def nobody(self, row: Row, key: str, text: str, kinds: Collection[str] = ()) -> SheetProblem:
        """No unit is called so, or several are: the name is kept with those that are called nearly so."""
        zh = f"没有叫“{text[:30]}”的单位，或者不止一个。请写全称。" if text else "请写单位，或者在上面选一个。"
        if text and text not in self.strange and len(self.strange) < STRANGE and len(text) <= LONGEST:
            self.strange[text] = Strange(text, _near(self._fitting(kinds), text))
        if text in self.strange:
            self.strange[text].rows.append(row.number)
        return self.problem(row, key, zh, "No unit, or more than one, is called so.")

    def answers(
        self, row: Row, fields: Mapping[str, FieldDecl], needed: Container[str], wrong: Faulty, of: str = ""
    ) -> dict[str, Any]:
        """The answers to the fields of a kind (`of`: which, where a list has several). Of what may be several and need
        not be said, a word nobody knows is left out and told (`gaps`); the row comes in all the same."""
        given: dict[str, Any] = {}
        for key, declared in fields.items():
            text = self.text(row, f"field.{key}")
            if text and declared.type == "date":
                day = offices.day(row.values[self.at[f"field.{key}"]])
                text = day.isoformat() if day else text
            try:
                if declared.several and key not in needed:
                    given[key] = self._several(row, of, key, declared, text)
                else:
                    given[key] = self._choice(of, key, declared, text) if text else ""
            except Refused as refused:
                wrong.problems.append(self.refused(row, f"field.{key}", refused))
        try:
            return filled(self.pack, fields, needed, given)
        except Incomplete as incomplete:
            told = {key: reason for key, reason in incomplete.faults.items() if key in given}
            wrong.problems += [self.refused(row, f"field.{key}", Refused(one)) for key, one in told.items()]
            return {}

    def _several(self, row: Row, of: str, key: str, declared: FieldDecl, text: str) -> list[str]:
        """What a cell says of several things, without the words that are none of them."""
        found: list[str] = []
        for part in meanings.apart(text):
            try:
                chosen = self._choice(of, key, declared, part)
            except Refused as refused:
                zh, en = f"{refused.say('zh')}。这个词先不登记，这一行照样导入。", refused.say("en")
                self.gaps.append(self.problem(row, f"field.{key}", zh, f"{en}. Left out; the row comes in."))
                continue
            found += [chosen] if isinstance(chosen, str) else chosen
        return found

    def _choice(self, of: str, key: str, declared: FieldDecl, text: str) -> str | list[str]:
        """A cell as an answer; the same words in the next rows mean the same, and are looked up once."""
        if declared.type not in ("choice", "item"):
            return text
        if (of, key, text) not in self.chosen:
            self.chosen[of, key, text] = meanings.answer(self.pack, declared, text)
        return self.chosen[of, key, text]


def _called(fitting: Sequence[Unit], text: str, loosely: bool) -> set[int]:
    for fits in (
        lambda row: text in (row.name, row.en, *row.aliases),
        lambda row: len(text) > 1 and text in row.name,
        lambda row: len(row.name) > 1 and text.endswith(row.name),
        lambda row: loosely and row.name in text,
    ):
        ids = {row.id for row in fitting if fits(row)}
        if ids:
            return ids
    return set()


def _near(fitting: Sequence[Unit], text: str) -> list[int]:
    """Units whose name is that one up to a slip of the hand, the nearest first; those it could mean come before."""
    meant = _called(fitting, text, loosely=True)
    alike = SequenceMatcher(b=text, autojunk=False)

    def likeness(row: Unit) -> float:
        return max(_ratio(alike, one) for one in (row.name, *row.aliases) if one) + (row.id in meant)

    found = sorted(((likeness(row), -row.id) for row in fitting if row.name), reverse=True)
    return [-pk for ratio, pk in found[:NEAR] if ratio >= LIKE]


def _ratio(alike: SequenceMatcher[str], name: str) -> float:
    alike.set_seq1(name)
    return alike.ratio()
