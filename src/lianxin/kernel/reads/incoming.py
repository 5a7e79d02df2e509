"""A list of people as rows that may become ties: every cell checked against the declaration, nothing written."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianxin.adapters import offices, seal
from lianxin.adapters.offices import heading, said
from lianxin.adapters.sheets import Row, SheetProblem
from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language import columns as meanings
from lianxin.language import tie as rules
from lianxin.language.answers import Incomplete
from lianxin.language.codes import birth
from lianxin.language.columns import BORN, CONSENT, NAME, NO, PHONE, SINCE, UNIT, UNTIL, YES, Column
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind
from lianxin.language.words import FieldDecl

MOST = 60_000
"""Rows of one list."""
SEAL = "roll.file"


@dataclass(frozen=True, slots=True)
class Entrant:
    """A row that may become a tie. `ref`: the same person on the same list, by what the row says of him."""

    row: Row
    name: str
    phone: str
    born: int | None
    unit_id: int
    span: Span
    answers: dict[str, Any]
    consent: dict[str, Any] | None
    ref: str


@dataclass
class Faulty(Exception):
    """A row with everything that is wrong with it, cell by cell."""

    problems: list[SheetProblem] = field(default_factory=list)


def kinds(pack: Pack) -> dict[str, TieKind]:
    """The kinds of tie that come in as lists."""
    return {key: kind for key, kind in pack.said.ties.items() if meanings.listed(kind)}


def words(found: list[Column]) -> set[str]:
    """Every heading that means something, as headings are compared."""
    return {heading(word) for column in found for word in column.words}


def table(data: bytes, name: str, kind: TieKind) -> offices.Table:
    """The list in a file. Errors: SheetProblem."""
    looked_for = words(meanings.columns(kind))
    long = tuple(word for word in looked_for if len(word) > 1)
    return offices.table(data, name, lambda one: one in looked_for or any(word in one for word in long), MOST)


def head(headings: tuple[str, ...]) -> bytes:
    """What makes two sheets the same form: their headings."""
    return hashlib.sha256("\x1f".join(heading(one) for one in headings).encode()).digest()


def proposed(town_id: int, kind_key: str, kind: TieKind, headings: tuple[str, ...]) -> list[str]:
    """What the columns mean: as it was settled for the same headings in this town before, else by their words."""
    before = Roll.objects.filter(town_id=town_id, kind=kind_key, head=head(headings)).exclude(state="new")
    settled = before.order_by("-id").values_list("columns", flat=True).first()
    if settled is not None:
        return list(settled)
    found = meanings.columns(kind)
    plain = [Column(one.key, one.label, tuple(heading(word) for word in one.words), one.needed) for one in found]
    return meanings.proposed([heading(one) for one in headings], plain)


def opened(roll: Roll) -> bytes:
    """The file of a list that is not in yet."""
    return base64.b85decode(seal.unseal(bytes(roll.file or b""), SEAL))


class Reading:
    """Reads the rows of one list for one sender."""

    def __init__(self, roll: Roll, who: Who, now: datetime) -> None:
        self.roll, self.who, self.today = roll, who, day_of(now)
        self.pack: Pack = packs.of_town(roll.town_id)
        self.kind: TieKind = self.pack.said.ties[roll.kind]
        self.where: Directory = directory(roll.town_id)
        self.at = {key: at for at, key in enumerate(roll.columns) if key}
        self.units: dict[str, int | None] = {}
        self.may: dict[int, bool] = {}
        self.chosen: dict[tuple[str, str], str | list[str]] = {}
        self.code = next((key for key, one in self.kind.fields.items() if one.form == "id_number"), "")

    def rows(self) -> Iterator[Row]:
        """The rows under the header. Errors: SheetProblem."""
        yield from table(opened(self.roll), self.roll.name, self.kind).rows

    def entrant(self, row: Row) -> Entrant:
        """One row. Errors: Faulty with all its cells."""
        wrong = Faulty()
        name = self._text(row, NAME).replace(" ", "")
        if not 2 <= len(name) <= 40 or any(char.isdigit() for char in name):
            wrong.problems.append(self._problem(row, NAME, "请写姓名，2 到 40 个字。", "Write a name."))
        phone = "".join(char for char in self._text(row, PHONE) if char.isdigit())
        if self._text(row, PHONE) and not 7 <= len(phone) <= 13:
            wrong.problems.append(self._problem(row, PHONE, "不像电话号码。", "This is no phone number."))
        answers = self._answers(row, wrong)
        born = self._born(row, answers, wrong)
        unit_id = self._unit(row, wrong)
        span = self._span(row, wrong)
        consent = self._consent(row, born, wrong)
        if wrong.problems or unit_id is None or span is None:
            raise wrong
        return Entrant(
            row, name, phone, born, unit_id, span, answers, consent, self._ref(name, phone, unit_id, answers)
        )

    def _text(self, row: Row, key: str) -> str:
        at = self.at.get(key)
        return said(row.values[at]) if at is not None and at < len(row.values) else ""

    def _problem(self, row: Row, key: str, zh: str, en: str) -> SheetProblem:
        return row.problem(self.at.get(key, self.at.get(NAME, 0)), zh, en)

    def _refused(self, row: Row, key: str, refused: Refused) -> SheetProblem:
        return self._problem(row, key, refused.say("zh") + "。", refused.say("en") + ".")

    def _answers(self, row: Row, wrong: Faulty) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for key, declared in self.kind.fields.items():
            text = self._text(row, f"field.{key}")
            if text and declared.type == "date":
                day = offices.day(row.values[self.at[f"field.{key}"]])
                text = day.isoformat() if day else text
            try:
                given[key] = self._chosen(key, declared, text) if text else ""
            except Refused as refused:
                wrong.problems.append(self._refused(row, f"field.{key}", refused))
        try:
            return rules.answers(self.pack, self.kind, given)
        except Incomplete as incomplete:
            told = {key: reason for key, reason in incomplete.faults.items() if key in given}
            wrong.problems += [self._refused(row, f"field.{key}", Refused(one)) for key, one in told.items()]
            return {}

    def _chosen(self, key: str, declared: FieldDecl, text: str) -> str | list[str]:
        """A cell as an answer; the same words in the next rows mean the same, and are looked up once."""
        if declared.type not in ("choice", "item"):
            return text
        if (key, text) not in self.chosen:
            self.chosen[key, text] = meanings.answer(self.pack, declared, text)
        return self.chosen[key, text]

    def _born(self, row: Row, answers: dict[str, Any], wrong: Faulty) -> int | None:
        born = birth(str(answers[self.code])) if answers.get(self.code) else None
        at = self.at.get(BORN)
        if at is None or not self._text(row, BORN):
            return born.year if born else None
        day = offices.day(row.values[at])
        if day is None or not 1900 <= day.year <= self.today.year:
            wrong.problems.append(
                self._problem(row, BORN, "读不出出生日期，请写成 1975-03-12。", "Write it as 1975-03-12.")
            )
            return None
        if born is not None and born.year != day.year:
            wrong.problems.append(
                self._problem(row, BORN, "和身份号码里的出生年份不一样。", "The identity number says another year.")
            )
        return day.year

    def _unit(self, row: Row, wrong: Faulty) -> int | None:
        text = self._text(row, UNIT)
        found = self._named(text) if text else self.roll.unit_id
        if found is None:
            zh = f"没有叫“{text[:30]}”的单位，或者不止一个。请写全称。" if text else "请写单位，或者在上面选一个。"
            wrong.problems.append(self._problem(row, UNIT, zh, "No unit, or more than one, is called so."))
            return None
        if found not in self.may:
            self.may[found] = tie_abilities.may_make(self.who, self.kind, self.roll.town_id, found)
        if not self.may[found]:
            wrong.problems.append(
                self._problem(row, UNIT, "您的岗位不能在这个单位登记。", "Your post does not reach this unit.")
            )
        return found

    def _named(self, text: str) -> int | None:
        if text not in self.units:
            fitting = [
                row
                for row in self.where.rows.values()
                if row.town_id == self.roll.town_id and (not self.kind.other.kinds or row.kind in self.kind.other.kinds)
            ]
            for fits in (
                lambda row: text in (row.name, row.en, *row.aliases),
                lambda row: len(text) > 1 and text in row.name,
                lambda row: row.name in text,
            ):
                ids = {row.id for row in fitting if fits(row)}
                if ids:
                    break
            self.units[text] = ids.pop() if len(ids) == 1 else None
        return self.units[text]

    def _span(self, row: Row, wrong: Faulty) -> Span | None:
        days: dict[str, date | None] = {}
        for key in (SINCE, UNTIL):
            text, at = self._text(row, key), self.at.get(key)
            days[key] = offices.day(row.values[at]) if text and at is not None else None
            if text and days[key] is None:
                wrong.problems.append(
                    self._problem(row, key, "读不出日期，请写成 2021-03-12。", "Write it as 2021-03-12.")
                )
                return None
        try:
            return rules.lasts(self.pack, self.kind, Span(days[SINCE] or self.today, days[UNTIL]))
        except Refused as refused:
            wrong.problems.append(self._refused(row, UNTIL, refused))
            return None

    def _consent(self, row: Row, born: int | None, wrong: Faulty) -> dict[str, Any] | None:
        """What is kept of a consent that was given on paper. Without one the tie waits for it and nobody is asked."""
        text = self._text(row, CONSENT).lower()
        if self.kind.consent is None or text in NO:
            return None
        if text not in YES:
            wrong.problems.append(self._problem(row, CONSENT, "请写“是”或“否”。", "Write yes or no."))
            return None
        given = {"version": self.kind.consent.version, "channel": "paper"}
        try:
            return rules.consented(self.pack, self.kind, given, born, self.today)
        except Refused as refused:
            wrong.problems.append(self._refused(row, CONSENT, refused))
            return None

    def _ref(self, name: str, phone: str, unit_id: int, answers: dict[str, Any]) -> str:
        """By the identity number where there is one, else name and phone, else name and unit. Only a blind index is
        kept: nobody can read the person back from it."""
        code = str(answers.get(self.code) or "")
        same = f"code:{code}" if code else f"phone:{phone}:{name}" if phone else f"name:{name}:{unit_id}"
        index = seal.blind_index(f"{self.roll.town_id}:{self.roll.kind}:{same}", "roll.ref").hex()
        return f"roll:{self.roll.town_id}:{index[:64]}"


def unsure(entrant: Entrant, seen: dict[str, int]) -> SheetProblem | None:
    """A row that stands on the list already."""
    first = seen.setdefault(entrant.ref, entrant.row.number)
    if first == entrant.row.number:
        return None
    reason = because("twice", "和第 {n} 行是同一个人", "the same person as in row {n}", "", n=first)
    return entrant.row.problem(0, reason.say("zh") + "。", reason.say("en") + ".")
