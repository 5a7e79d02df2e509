"""Weeks of understanding as a page lays them: a table of all of them, and a line a week for a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from lianxin.kernel.reads import drift

NEWEST = 4
"""Lines a phone shows before the older ones, which are folded: about a month."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact of a week. `more`: what it means, quieter; `number`: it stands to the right."""

    label: str
    said: str
    more: str = ""
    number: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A week and a version. `brief`: the two facts one looks for first, in a few words."""

    monday: date
    brief: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """The lines of a question, the newest first, and how many weeks the older ones are. `columns`: their labels, and
    whether a column holds numbers."""

    lines: tuple[Line, ...] = ()
    older: int = 0

    @property
    def columns(self) -> tuple[tuple[str, bool], ...]:
        return tuple((cell.label, cell.number) for cell in self.lines[0].cells) if self.lines else ()

    @property
    def newest(self) -> tuple[Line, ...]:
        return self.lines[:NEWEST]

    @property
    def rest(self) -> tuple[Line, ...]:
        return self.lines[NEWEST:]


def read(weeks: Sequence[drift.Week], blind: bool) -> Weeks:
    """Of what is read as it comes in; `blind`: sure answers are sampled."""
    return _laid(weeks, lambda week: _read(week, blind))


def chosen(weeks: Sequence[drift.Week]) -> Weeks:
    """Of what is read when somebody looks, beside what he chose."""
    return _laid(weeks, _chosen)


def part(of: int, whole: int) -> str:
    """A share in whole per cent; '' of nothing."""
    return f"{of / whole:.0%}" if whole else ""


def share(found: drift.Sampled) -> str:
    """The share with its interval; '' where nothing was answered."""
    said = found.share
    if said is None or said.least is None or said.most is None:
        return ""
    return gettext("%(share)s（%(least)s 至 %(most)s）") % {
        "share": f"{said.value:.1f}%", "least": f"{said.least:.1f}%", "most": f"{said.most:.1f}%",
    }  # fmt: skip


def _laid(weeks: Sequence[drift.Week], line: Callable[[drift.Week], Line]) -> Weeks:
    return Weeks(tuple(line(week) for week in weeks), len({week.monday for week in weeks[NEWEST:]}))


def _read(week: drift.Week, blind: bool) -> Line:
    cells = [
        Cell(gettext("机器读的"), str(week.read)),
        Cell(gettext("没把握，请人判断"), str(week.sent), part(week.sent, week.read)),
        Cell(gettext("没把握，人判断过"), str(week.decided)),
        _of(gettext("和机器一样"), week.agreed, week.decided),
    ]
    if blind:
        sampled = gettext("抽到 %(n)s") % {"n": week.drawn} if week.drawn > week.sampled else ""
        right = str(week.right) if week.sampled else "—"
        cells += [
            Cell(gettext("有把握，抽查过"), str(week.sampled), sampled),
            Cell(gettext("机器对的"), right, share(drift.together([week]))),
            Cell(gettext("没抽到，人改了"), str(week.changed)),
            _version(week),
        ]
    else:
        cells.append(Cell(gettext("有把握，人改了"), str(week.changed)))
    brief = gettext("读 %(read)d 件 · 请人判断 %(sent)s") % {"read": week.read, "sent": _with(week.sent, week.read)}
    return Line(week.monday, brief, tuple(cells))


def _chosen(week: drift.Week) -> Line:
    sure = week.read - week.sent
    cells = (
        Cell(gettext("人选过"), str(week.read)),
        Cell(gettext("没把握的"), str(week.sent)),
        _of(gettext("和机器最像的一样"), week.agreed, week.sent),
        Cell(gettext("有把握的"), str(sure)),
        _of(gettext("和机器一样"), sure - week.changed, sure),
        _version(week),
    )
    same = week.agreed + sure - week.changed
    brief = gettext("人选过 %(read)d 件 · 和机器一样 %(same)s") % {"read": week.read, "same": _with(same, week.read)}
    return Line(week.monday, brief, cells)


def _of(label: str, count: int, whole: int) -> Cell:
    return Cell(label, str(count), part(count, whole)) if whole else Cell(label, "—")


def _with(count: int, whole: int) -> str:
    return gettext("%(n)d（%(share)s）") % {"n": count, "share": part(count, whole)} if whole else str(count)


def _version(week: drift.Week) -> Cell:
    return Cell(gettext("用的版本"), week.version or gettext("规则里的词"), number=False)
