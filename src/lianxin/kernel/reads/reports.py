"""A list of requests as rows that may become matters: every cell checked as the form checks it, nothing written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unicodedata import normalize

from lianxin.adapters.sheets import Row, SheetProblem, Value
from lianxin.intake.understanding import clean
from lianxin.kernel.models import Roll, Tie
from lianxin.kernel.reads.cells import Cells, Faulty
from lianxin.kernel.reads.directory import Directory
from lianxin.kernel.reads.occasions import moment
from lianxin.kernel.who import Who
from lianxin.language import phones
from lianxin.language import who as parts
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import Facts
from lianxin.language.matter_columns import DATE, KIND, NAME, NUMBER, PHONE, PLACE, TEXT, asked
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because


@dataclass(frozen=True, slots=True)
class Report:
    """A row that may become a matter. `ref`: the same one on the same list, by its number or by what it says."""

    row: Row
    text: str
    place_id: int | None
    place_text: str
    name: str
    phone: str
    received_at: datetime | None
    kind: str
    nature: str
    ref: str
    fields: dict[str, Any] = field(default_factory=dict)


class Reporting(Cells):
    """Reads the rows of one list of requests for one sender."""

    def __init__(self, roll: Roll, who: Who, now: datetime) -> None:
        super().__init__(roll, who, now)
        self.fields = {kind: asked(self.pack, kind) for kind in self.pack.said.matters}
        self.may: dict[tuple[str, int | None], bool] = {}
        self.filed_at = next((held.unit_id for held in who.posts if held.town_id == roll.town_id), None)

    def entrant(self, row: Row) -> Report:
        """One row. Errors: Faulty with all its cells."""
        wrong = Faulty()
        text = self.text(row, TEXT)
        self._try(row, TEXT, wrong, lambda: clean(text))
        number = self._try(row, PHONE, wrong, lambda: phone(self.text(row, PHONE)))
        at = self._try(row, DATE, wrong, lambda: received(self.value(row, DATE), self.now))
        kind, nature = self._try(row, KIND, wrong, lambda: kind_of(self.text(row, KIND), self.pack)) or ("", "")
        place = self.text(row, PLACE)
        place_id = place_of(place, self.where)
        self._filed(row, kind, place_id, wrong)
        fields = self._fields(row, kind, wrong)
        if wrong.problems:
            raise wrong
        no, told, where, when = (self.plain(row, key) for key in (NUMBER, TEXT, PLACE, DATE))
        return Report(
            row, text, place_id, place if place_id is None else "", self.text(row, NAME)[:40], number or "", at, kind,
            nature, ref(self.roll.town_id, no, told, where, when, number or ""), fields,
        )  # fmt: skip

    def plain(self, row: Row, key: str) -> str:
        """A cell as the page of one sheet reads it: what makes two rows the same must not depend on the page."""
        at = self.at.get(key)
        return row.text(at) if at is not None else ""

    def _try(self, row: Row, key: str, wrong: Faulty, read: Any) -> Any:
        try:
            return read()
        except Refused as refused:
            wrong.problems.append(self.refused(row, key, refused))
            return None

    def _filed(self, row: Row, kind: str, place_id: int | None, wrong: Faulty) -> None:
        """Whether the sender may file this kind there; asked once for the same."""
        if not kind:
            return
        if (kind, place_id) not in self.may:
            facts = Facts(
                kind=kind, step="", received_at=self.now, entered_at=self.now, town=self.roll.town_id, place=place_id,
                filed_at=self.filed_at, place_chain=self.where.chain(place_id),
            )  # fmt: skip
            filed_by = self.pack.kind(kind).filed_by
            self.may[kind, place_id] = parts.may_file(self.pack, filed_by, self.who.actor(), facts)
        if not self.may[kind, place_id]:
            zh, en = "您的岗位不能登记这类事项。", "Your post does not file this kind."
            wrong.problems.append(self.problem(row, KIND, zh, en))

    def _fields(self, row: Row, kind: str, wrong: Faulty) -> dict[str, Any]:
        """What its kind asks. An answer beside a row of no kind, or of one that does not ask it, is a fault."""
        fields = self.fields.get(kind, {})
        for column in self.listed.columns:
            group, _, name = column.key.partition(".")
            if group == "field" and name not in fields and self.text(row, column.key):
                zh, en = "这一项是某些类型才填的，请先在“类型”里写明是哪一类。", "Say the kind that asks this first."
                wrong.problems.append(self.problem(row, column.key, zh, en))
        units = {name: one for name, one in fields.items() if one.type == "unit"}
        found = self.answers(row, {name: one for name, one in fields.items() if name not in units}, (), wrong, of=kind)
        for name in units:
            text = self.text(row, f"field.{name}")
            unit = self.named(text) if text else None
            if text and unit is None:
                wrong.problems.append(self.nobody(row, f"field.{name}", text))
            elif unit is not None:
                found[name] = unit
        return found

    def twice(self, entrant: Report, seen: dict[str, int]) -> SheetProblem | None:
        """A row that stands on the list already."""
        return self.repeated(entrant.row, entrant.ref, seen, "和第 {n} 行是同一件事", "the same request as in row {n}")


def there(reports: Sequence[Report]) -> set[str]:
    """The refs of those that came before, by an earlier file or on the page of one sheet. One question."""
    found = Tie.objects.filter(ref__among=[one.ref for one in reports]).values_list("ref", flat=True)
    return {str(one) for one in found}


def ref(town_id: int, number: str, text: str, place: str, at: str, phone_number: str) -> str:
    """What makes a row the same again: its number, else what it says, where, when and by whom."""
    if not number:
        same = "\x1f".join((text, place, phone_number, at))
        number = hashlib.sha256(same.encode()).hexdigest()[:32]
    return f"sheet:{town_id}:{number}"[:120]


def phone(said: str) -> str:
    """A phone number as digits; "" for none. Errors: Refused."""
    written = normalize("NFKC", said)
    if fault := phones.fault(written):
        raise Refused(fault)
    return "".join(char for char in written if char.isdecimal())


def received(value: Value, now: datetime) -> datetime | None:
    """When it was received, as offices write it; None where nothing is said. Errors: Refused, also for what lies in the
    future."""
    if value is None or value == "":
        return None
    at = moment(value) or _written(value)
    if at is None:
        raise Refused(because("time", "读不出时间，请写成 2026-03-12 09:30", "write it as 2026-03-12 09:30"))
    if at > now:
        raise Refused(because("future", "时间在将来，请核对", "the time lies in the future"))
    return at


def _written(value: Value) -> datetime | None:
    """The moment of a text in the form that machines write."""
    try:
        at = datetime.fromisoformat(str(value).replace("/", "-").strip())
    except ValueError:
        return None
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at


def place_of(name: str, where: Directory) -> int | None:
    """The unit of this town that is called so, if only one is; otherwise the text stays and the reader looks."""
    found = {row.id for row in where.rows.values() if name and name in (row.name, *row.aliases)}
    return found.pop() if len(found) == 1 else None


def kind_of(said: str, pack: Pack) -> tuple[str, str]:
    """The kind or the nature that is called so; nothing where nothing is said. Errors: Refused, naming them."""
    if not said:
        return "", ""
    for key, kind in pack.said.matters.items():
        if said in (key, kind.label.zh, kind.label.en):
            return key, ""
    natures = pack.said.understanding.get("nature")
    labels = natures.labels.items() if natures else ()
    for key, label in labels:
        if said in (key, label.zh, label.en):
            return "", key
    known = "、".join([label.zh for _, label in labels] + [kind.label.zh for kind in pack.said.matters.values()])
    raise Refused(
        because(
            "kind", "没有“{said}”这个类型，可以写：{known}", "there is no kind “{said}”", said=said[:30], known=known
        )
    )
