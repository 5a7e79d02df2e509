"""A list of staff as rows that may become posts: every cell checked, nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.adapters import offices
from lianxin.adapters.sheets import Row, SheetProblem
from lianxin.kernel.models import Person, Roll, Tie
from lianxin.kernel.reads.cells import Cells, Faulty
from lianxin.kernel.who import Who
from lianxin.language import columns as meanings
from lianxin.language.post_columns import NAME, ROLE, SINCE, UNIT, given
from lianxin.language.reason import Refused


@dataclass(frozen=True, slots=True)
class Officer:
    """A row that may become a post."""

    row: Row
    name: str
    role: str
    unit_id: int
    since: date | None

    @property
    def ref(self) -> str:
        """What is once on the list: somebody in a post at a unit."""
        return _ref(self.name, self.role, self.unit_id)


def _ref(name: str, role: str, unit_id: int) -> str:
    return f"{name}\x1f{role}\x1f{unit_id}"


class Officers(Cells):
    """Reads the rows of one list of posts for one sender."""

    def __init__(self, roll: Roll, who: Who, now: datetime) -> None:
        super().__init__(roll, who, now)
        self.roles = given(self.pack)
        self.first: dict[str, tuple[int, int]] = {}  # a name → its first row, and the unit there

    def entrant(self, row: Row) -> Officer:
        """One row. Errors: Faulty with all its cells."""
        wrong = Faulty()
        name = self.text(row, NAME).replace(" ", "")
        if not 2 <= len(name) <= 40 or any(char.isdigit() for char in name):
            wrong.problems.append(self.problem(row, NAME, "请写姓名，2 到 40 个字。", "Write a name."))
        role, said = "", self.text(row, ROLE)
        try:
            role = meanings.option(said, self.roles, "岗位")
        except Refused as refused:
            wrong.problems.append(self.refused(row, ROLE, refused))
        text = self.text(row, UNIT)
        unit_id = self.named(text) if text else self.roll.unit_id
        if unit_id is None:
            wrong.problems.append(self.nobody(row, UNIT, text))
        since = self._since(row, wrong)
        if wrong.problems or unit_id is None:
            raise wrong
        return Officer(row, name, role, unit_id, since)

    def _since(self, row: Row, wrong: Faulty) -> date | None:
        text = self.text(row, SINCE)
        day = offices.day(self.value(row, SINCE)) if text else None
        if text and day is None:
            zh, en = "读不出日期，请写成 2026-03-12。", "Write it as 2026-03-12."
            wrong.problems.append(self.problem(row, SINCE, zh, en))
        return day

    def twice(self, entrant: Officer, seen: dict[str, int]) -> SheetProblem | None:
        """A row that stands on the list already."""
        zh, en = "和第 {n} 行是同一个人的同一个岗位", "the same post as in row {n}"
        return self.repeated(entrant.row, entrant.ref, seen, zh, en)

    def doubles(self, officers: Sequence[Officer]) -> list[SheetProblem]:
        """Rows whose name stands in another row, or in a post of the town, at another unit: each becomes a person of
        his own, and the office decides whether he is. One question."""
        held = Tie.objects.filter(kind="post", until__isnull=True, unit__town_id=self.roll.town_id)
        held = held.filter(person__shown__in={one.name for one in officers}).order_by("pk")
        posts = list(held.values_list("person__shown", "unit_id", "unit__name"))
        at = {(name, unit) for name, unit, _ in posts}
        found = []
        for one in officers:
            row, unit = self.first.setdefault(one.name, (one.row.number, one.unit_id))
            if (one.name, one.unit_id) in at:
                continue  # who holds a post there is that person
            elsewhere = next((called for name, _, called in posts if name == one.name), None)
            if elsewhere is not None:
                found.append(self._double(one, *_at_post(one.name, elsewhere)))
            elif unit != one.unit_id:
                found.append(self._double(one, *_in_row(one.name, row, self.where.rows[unit].name)))
        return found

    def _double(self, one: Officer, zh: str, en: str) -> SheetProblem:
        return self.problem(one.row, NAME, zh, en)


def _at_post(name: str, unit: str) -> tuple[str, str]:
    return (
        f"已经有一位“{name}”在{unit}任职。是一个人还是两个人？照这样导入，会登记成两个人。",
        f"A {name} holds a post at {unit}. One person or two? As it stands, two are registered.",
    )


def _in_row(name: str, row: int, unit: str) -> tuple[str, str]:
    return (
        f"和第 {row} 行同名“{name}”，那一行在{unit}。是一个人还是两个人？照这样导入，会登记成两个人。",
        f"Row {row} has a {name} too, at {unit}. One person or two? As it stands, two are registered.",
    )


def there(officers: Sequence[Officer]) -> set[str]:
    """Those who hold the post already. One question."""
    held = Tie.objects.filter(kind="post", until__isnull=True, unit_id__in={one.unit_id for one in officers})
    return {
        _ref(str(name), role, unit or 0) for name, role, unit in held.values_list("person__shown", "role", "unit_id")
    }


def colleague(officer: Officer) -> Person | None:
    """Whoever of that name holds a post at the same unit: the same person. At another unit it is somebody else, for a
    post must never be given to a namesake."""
    held = Tie.objects.filter(
        kind="post", until__isnull=True, unit_id=officer.unit_id, person__shown=officer.name
    ).select_related("person")
    found = held.order_by("id").first()
    return found.person if found is not None else None
