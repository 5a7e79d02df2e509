"""What may leave as a file, by its key: a ledger the pack declares, the detailed ledger of a branch (明细账), the
notebook of whoever asks (记事簿), a contest's sheet of totals, or the register of issued papers. They name people; all
of them go through one act and one approval (acts.export)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lianxin.intake import privacy
from lianxin.kernel.models import Contest, Export, Unit
from lianxin.kernel.reads import branch_books, contest, contest_sheet, issued, ledger, ledger_cells, packs, roll
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.ledger import Asked
from lianxin.kernel.reads.measures import pack_of
from lianxin.kernel.reads.versions import remembered
from lianxin.kernel.who import Who
from lianxin.language import period as periods

BRANCH, NOTEBOOK = "branch.ledger", "branch.notebook"
TOTALS, REGISTER = "contest.totals", "paper.register"
"""Keys of what no pack declares; a pack's own keys have no dot."""
VERSION, MOST = "exports", 200
"""Grows with every asking and deciding; how many undecided ones are looked through."""
FILTERS = {"unit": ("单位", "Unit"), "kind": ("类别", "Kind"), "topic": ("主题", "Topic"), "state": ("状态", "State")}
"""What a ledger is narrowed by, as it is told."""
BOOKS = {
    BRANCH: ("明细账", "Detailed ledger"), NOTEBOOK: ("记事簿", "Notebook"),
    TOTALS: ("评分汇总表", "Sheet of totals"), REGISTER: ("发文登记簿", "Register of papers"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's title, the heads of its columns, and its rows."""

    title: str
    heads: list[str]
    rows: list[list[Any]]
    about: str = ""


def label(unit: Unit, key: str, language: str = "zh") -> str:
    """What it is called."""
    if key in BOOKS:
        return BOOKS[key][language.startswith("en")]
    declared = pack_of(unit).said.ledgers.get(key)
    return declared.label.say(language) if declared else key


def total(who: Who, unit: Unit, key: str, asked: Asked, now: datetime) -> int:
    """How many rows it has for this Who. Errors: KeyError for a ledger that does not exist."""
    if key in BOOKS:
        return len(_book(who, unit, key, asked, now, "zh"))
    return ledger.found(who, unit, pack_of(unit).said.ledgers[key], asked).count()


def sheet(who: Who, unit: Unit, key: str, asked: Asked, most: int, now: datetime, language: str = "zh") -> Sheet:
    """The file's cells, masked, at most so many rows. Errors: KeyError for a ledger that does not exist."""
    if key in BOOKS:
        title = f"{asked.filters.get('title') or unit.name} {label(unit, key, language)} {asked.period.first.year}"
        return Sheet(title, heads(unit, key, asked, language), _book(who, unit, key, asked, now, language)[:most])
    pack = pack_of(unit)
    declared = pack.said.ledgers[key]
    rows = ledger.everything(who, unit, key, asked, most, now, language)
    return Sheet(declared.label.say(language), heads(unit, key, asked, language), rows, declared.about.say(language))


def heads(unit: Unit, key: str, asked: Asked, language: str = "zh") -> list[str]:
    """The heads of its columns; none where its rules know it no more."""
    if key == REGISTER:
        return issued.heads(language)
    if key == TOTALS:
        return contest_sheet.heads(_hall(unit, asked), language)
    if key in BOOKS:
        return branch_books.heads(key.partition(".")[2], language)
    pack = pack_of(unit)
    declared = pack.said.ledgers.get(key)
    return ledger_cells.heads(pack, declared, language) if declared else []


def narrowed(unit: Unit, asked: Asked, language: str = "zh") -> list[str]:
    """How its rows were narrowed, in words: 状态：在办. Nothing where all of them are in it."""
    place = int(language.startswith("en"))
    return [
        f"{FILTERS[name][place]}{(' ' if place else '：')}{_value(unit, name, value, language)}"
        for name, value in asked.filters.items()
        if value and name in FILTERS
    ]


def _value(unit: Unit, name: str, value: str, language: str) -> str:
    said = pack_of(unit).said
    if name == "unit" and value.isdigit():
        row = directory(unit.town_id or 0).rows.get(int(value))
        return row.say(language) if row else value
    if name == "topic" and (topics := said.understanding.get("topic")) is not None and value in topics.labels:
        return topics.labels[value].say(language)
    if name == "kind":
        known: Any = next(
            (kinds[value] for kinds in (said.matters, said.activities, said.ties) if value in kinds), None
        )
        return str(known.label.say(language)) if known else value
    return ledger_cells.state(value, language) if name == "state" else value


def of_contest(row: Contest) -> Asked:
    """What is asked for where a contest's sheet of totals is; its title stands by, to tell one contest from another."""
    year = periods.read(str(row.opened_on.year))
    return Asked(year, {"contest": str(row.pk), "title": privacy.redact(row.title)[0]})


def called(one: Export, language: str = "zh") -> str:
    """What a file that was asked for is called."""
    return " · ".join(filter(None, (label(one.unit, one.ledger, language), one.asked["filters"].get("title", ""))))


def asked_of(one: Export) -> Asked:
    """What of it was asked for."""
    return Asked(periods.read(one.asked["period"]), one.asked["filters"], one.asked["sort"])


def _hall(unit: Unit, asked: Asked) -> contest.Hall:
    """The contest asked for, of this town. Errors: Contest.DoesNotExist."""
    return contest.hall(Contest.objects.get(pk=int(asked.filters["contest"]), town_id=unit.town_id))


def _book(who: Who, unit: Unit, key: str, asked: Asked, now: datetime, language: str) -> list[list[Any]]:
    town, year = unit.town_id or 0, asked.period.first.year
    if key == REGISTER:
        return issued.cells(who, town, year, language)
    if key == TOTALS:
        rows = contest_sheet.cells(_hall(unit, asked), language)
        return [[number, privacy.redact(title)[0], *more] for number, title, *more in rows]
    pack, where = packs.of_town(town), directory(town)
    if key == NOTEBOOK:
        return branch_books.notebook_cells(pack, who.person_id or 0, year, language)
    groups = roll.groups(where, pack, unit.pk)
    return branch_books.ledger_cells(pack, where.rows[unit.pk], groups, year, language)


@remembered(64)
def undecided(town_id: int, _version: int) -> tuple[Export, ...]:
    """Files asked for in a town that nobody has decided on, the oldest first. `_version`: of VERSION."""
    rows = Export.objects.filter(town_id=town_id, decided_at__isnull=True).select_related("unit").order_by("pk")
    return tuple(rows[:MOST])


def of_towns(towns: Sequence[int]) -> QuerySet[Export]:
    """Files asked for in these towns, newest first."""
    rows = Export.objects.filter(town_id__in=towns).select_related("by", "decided_by", "unit")
    return rows.order_by("-pk")
