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
