"""A list of ties as rows that may become some: every cell checked against the declaration, nothing written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from lianxin.adapters import offices, seal
from lianxin.adapters.offices import heading
from lianxin.adapters.sheets import Row, SheetProblem
from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Roll
from lianxin.kernel.reads import cells, packs
from lianxin.kernel.reads.cells import Cells, Faulty
from lianxin.kernel.who import Who
from lianxin.language import columns as meanings
from lianxin.language import phones
from lianxin.language import tie as rules
from lianxin.language.codes import birth
from lianxin.language.columns import BORN, CLASS, CONSENT, NAME, NO, OTHER, PHONE, SINCE, SLOT, UNIT, UNTIL, YES
from lianxin.language.listed import Listed, lists
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind


@dataclass(frozen=True, slots=True)
class Entrant:
    """A row that may become a tie: somebody at a unit (in a place of a team, or of a class), or another unit tied to
    it. `ref`: the same one on the same list, by what the row says of it."""

    row: Row
    name: str
    phone: str
    born: int | None
    unit_id: int
    span: Span
    answers: dict[str, Any]
    consent: dict[str, Any] | None
    ref: str
    other_id: int | None = None
    slot: str = ""
    same: str = ""
    """Who it is, by what the row says of the person, wherever he stands."""


def kinds(pack: Pack) -> dict[str, Listed]:
    """What comes in as lists."""
    return lists(pack)


def head(headings: tuple[str, ...]) -> bytes:
    """What makes two sheets the same form: their headings."""
    return hashlib.sha256("\x1f".join(heading(one) for one in headings).encode()).digest()


@dataclass(frozen=True, slots=True)
class Meant:
    """What the columns of a sheet mean, which units are meant by names that are not theirs, and whether those who are
    there in another class are changed."""

    columns: list[str]
    units: dict[str, int]
    changes: bool = False


def proposed(town_id: int, kind_key: str, headings: tuple[str, ...]) -> Meant:
    """As it was settled for the same headings in this town before, else by their words."""
    before = Roll.objects.filter(town_id=town_id, kind=kind_key, head=head(headings)).exclude(state="new")
    settled = before.order_by("-id").values_list("columns", "meant", "changes").first()
    if settled is not None:
        return Meant(list(settled[0]), dict(settled[1]), settled[2])
    return Meant(cells.by_words(kinds(packs.of_town(town_id))[kind_key], headings), {})


class Reading(Cells):
    """Reads the rows of one list of ties for one sender."""

    def __init__(self, roll: Roll, who: Who, now: datetime) -> None:
        super().__init__(roll, who, now)
        self.kind: TieKind = self.pack.said.ties[roll.kind]
        self.people = meanings.of_people(self.kind)
        self.may: dict[int, bool] = {}
        self.code = next((key for key, one in self.kind.fields.items() if one.form == "id_number"), "")

    def entrant(self, row: Row) -> Entrant:
        """One row. Errors: Faulty with all its cells."""
        wrong = Faulty()
        name, phone = self._person(row, wrong) if self.people else ("", "")
        answers = self.answers(row, self.kind.fields, self.kind.needs, wrong)
        born = self._born(row, answers, wrong) if self.people else None
        unit_id = self._unit(row, wrong)
        other_id = None if self.people else self._other(row, unit_id, wrong)
        slot = self._class(row, wrong) if self.kind.classes else self._slot(row, wrong)
        span = self._span(row, wrong)
        consent = self._consent(row, born, wrong)
        if wrong.problems or unit_id is None or span is None:
            raise wrong
        if other_id is not None:
            since = span.since.isoformat() if self.text(row, SINCE) else ""
            same = f"pair:{unit_id}:{other_id}:{since}"
        else:
            same = self._same(name, phone, unit_id, answers)
        return Entrant(
            row, name, phone, born, unit_id, span, answers, consent, self._placed(same, unit_id),
            other_id=other_id, slot=slot, same=same,
        )  # fmt: skip

    def _person(self, row: Row, wrong: Faulty) -> tuple[str, str]:
        name = self.text(row, NAME).replace(" ", "")
        if not 2 <= len(name) <= 40 or any(char.isdigit() for char in name):
            wrong.problems.append(self.problem(row, NAME, "请写姓名，2 到 40 个字。", "Write a name."))
        written = normalize("NFKC", self.text(row, PHONE))
        phone = "".join(char for char in written if char.isdecimal())
        if fault := phones.fault(written):
            wrong.problems.append(self.problem(row, PHONE, fault.say("zh"), fault.say("en")))
        return name, phone

    def _born(self, row: Row, answers: dict[str, Any], wrong: Faulty) -> int | None:
        born = birth(str(answers[self.code])) if answers.get(self.code) else None
        at = self.at.get(BORN)
        if at is None or not self.text(row, BORN):
            return born.year if born else None
        day = offices.day(row.values[at])
        if day is not None and day > self.today:
            zh, en = "出生日期在今天以后，是不是写错了年份？", "The date of birth lies ahead; is it the right year?"
            wrong.problems.append(self.problem(row, BORN, zh, en))
            return None
        if day is None or day.year < 1900:
            wrong.problems.append(
                self.problem(row, BORN, "读不出出生日期，请写成 1975-03-12。", "Write it as 1975-03-12.")
            )
            return None
        if born is not None and born.year != day.year:
            wrong.problems.append(
                self.problem(row, BORN, "和身份号码里的出生年份不一样。", "The identity number says another year.")
            )
        return day.year

    def _unit(self, row: Row, wrong: Faulty) -> int | None:
        text = self.text(row, UNIT)
        end = self.kind.other if self.people else self.kind.first
        found = self.named(text, end.kinds, loosely=True) if text else self.roll.unit_id
        if found is None:
            wrong.problems.append(self.nobody(row, UNIT, text, end.kinds))
            return None
        if not self.reaches(found):
            wrong.problems.append(
                self.problem(row, UNIT, "您的岗位不能在这个单位登记。", "Your post does not reach this unit.")
            )
        return found

    def reaches(self, unit_id: int) -> bool:
        """Whether the sender's post may make such ties at a unit."""
        if unit_id not in self.may:
            self.may[unit_id] = tie_abilities.may_make(self.who, self.kind, self.roll.town_id, unit_id)
        return self.may[unit_id]

    def _other(self, row: Row, unit_id: int | None, wrong: Faulty) -> int | None:
        """The other end of a tie between two units. A unit that is not on the register yet must be put there first."""
        text = self.text(row, OTHER)
        found = self.named(text, self.kind.other.kinds, loosely=True) if text else None
        if found is None:
            wrong.problems.append(self.nobody(row, OTHER, text, self.kind.other.kinds))
        elif found == unit_id:
            wrong.problems.append(
                self.problem(row, OTHER, "两端不能是同一个单位。", "Both ends are the same unit.")
            )  # fmt: skip
        return found

    def _slot(self, row: Row, wrong: Faulty) -> str:
        """The place in a team; who says none stands in the one that is open to any number."""
        text, slots = self.text(row, SLOT), self.kind.slots
        if not slots:
            return ""
        open_to_all = [key for key, slot in slots.items() if slot.most is None]
        if not text and len(open_to_all) == 1:
            return open_to_all[0]
        try:
            return meanings.option(text, {key: slot.label.text() for key, slot in slots.items()}, "岗位")
        except Refused as refused:
            wrong.problems.append(self.refused(row, SLOT, refused))
            return ""

    def _class(self, row: Row, wrong: Faulty) -> str:
        """The class of somebody: as his row says, or, where the list has no such column, as was said of all of it."""
        if CLASS not in self.at and self.roll.all_are in self.kind.classes:
            return self.roll.all_are
        try:
            return meanings.classed(self.kind, self.text(row, CLASS))
        except Refused as refused:
            wrong.problems.append(self.refused(row, CLASS, refused))
            return ""

    def _span(self, row: Row, wrong: Faulty) -> Span | None:
        days: dict[str, date | None] = {}
        for key in (SINCE, UNTIL):
            text, at = self.text(row, key), self.at.get(key)
            days[key] = offices.day(row.values[at]) if text and at is not None else None
            if text and days[key] is None:
                wrong.problems.append(
                    self.problem(row, key, "读不出日期，请写成 2021-03-12。", "Write it as 2021-03-12.")
                )
                return None
        try:
            return rules.lasts(self.pack, self.kind, Span(days[SINCE] or self.today, days[UNTIL]))
        except Refused as refused:
            wrong.problems.append(self.refused(row, UNTIL, refused))
            return None

    def _consent(self, row: Row, born: int | None, wrong: Faulty) -> dict[str, Any] | None:
        """What is kept of a consent that was given on paper. Without one the tie waits for it and nobody is asked."""
        text = self.text(row, CONSENT).lower()
        if self.kind.consent is None or text in NO:
            return None
        if text not in YES:
            wrong.problems.append(self.problem(row, CONSENT, "请写“是”或“否”。", "Write yes or no."))
            return None
        given = {"version": self.kind.consent.version, "channel": "paper"}
        try:
            return rules.consented(self.pack, self.kind, given, born, self.today)
        except Refused as refused:
            wrong.problems.append(self.refused(row, CONSENT, refused))
            return None

    def _same(self, name: str, phone: str, unit_id: int, answers: dict[str, Any]) -> str:
        """By the identity number where there is one, else name and phone, else name and unit."""
        code = str(answers.get(self.code) or "")
        return f"code:{code}" if code else f"phone:{phone}:{name}" if phone else f"name:{name}:{unit_id}"

    def _placed(self, same: str, unit_id: int) -> str:
        """What is once on the list: the person, where the kind lets him stand at one unit at a time; else the person at
        this unit."""
        if not self.people or self.kind.once == "first":
            return self._ref(same)
        return self._ref(f"{same}@{unit_id}") if self.kind.slots else f"{self._ref(same)}@{unit_id}"

    def _ref(self, same: str) -> str:
        """Only a blind index is kept: nobody can read the person back from it."""
        index = seal.blind_index(f"{self.roll.town_id}:{self.roll.kind}:{same}", "roll.ref").hex()
        return f"roll:{self.roll.town_id}:{index[:64]}"

    def twice(self, entrant: Entrant, seen: dict[str, int]) -> SheetProblem | None:
        """A row that stands on the list already; where the kind lets a person stand once, at whichever unit."""
        said, source = ("和第 {n} 行是同一个人", "the same person as in row {n}"), ""
        if not self.people:
            said = "和第 {n} 行是同一项", "the same as in row {n}"
        elif self.kind.once == "first":
            zh, en = "{kind}同时只能登记在一处", "one place at a time"
            said, source = (f"{said[0]}，{zh}", f"{said[1]}; {en}"), self.kind.source
        return self.repeated(entrant.row, entrant.ref, seen, *said, source, kind=self.kind.label.zh)

    def differs(self, entrant: Entrant, held: str) -> SheetProblem:
        """A row of somebody who is there in another class, or at another place: from what to what, by its cell."""
        named = {**self.kind.classes, **{key: slot.label for key, slot in self.kind.slots.items()}}
        was, says = named.get(held), named[entrant.slot]
        zh = f"已经在册，{was.zh if was else held} → {says.zh}。"
        en = f"There already: {was.say('en') if was else held} → {says.say('en')}."
        key = CLASS if self.kind.classes else SLOT
        return entrant.row.problem(self.at.get(key, self.at.get(NAME, 0)), zh, en)
