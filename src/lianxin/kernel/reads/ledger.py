"""A ledger (台账): the rows its pack declares, within scope, filtered, sorted, masked; a page at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from lianxin.kernel.models import Activity, Counted, Matter, Tie, Unit
from lianxin.kernel.reads.ledger_cells import cells_of
from lianxin.kernel.reads.measures import pack_of, span, towns_of
from lianxin.kernel.reads.measures_rows import told
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.tie_facts import ACTIVE, ENDED, INTENT
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.indicators import Ledger
from lianxin.language.period import Period

PAGE = 50
MODELS: Mapping[str, type[Any]] = {"matters": Matter, "activities": Activity, "ties": Tie}
DAYS = {"matters": "received_at", "activities": "starts_at", "ties": "since"}
"""The column by which a record belongs to a period."""
SORTS = {
    "matters": {"received": "received_at", "due": "due_at", "closed": "closed_at", "number": "pk"},
    "activities": {"starts": "starts_at"},
    "ties": {"since": "since", "until": "until"},
}
COLUMNS = {
    "unit": {"matters": "owner_id", "activities": "unit_id", "ties": "unit_id"},
    "kind": {"matters": "kind", "activities": "kind", "ties": "kind"},
    "topic": {"matters": "topic"},
    "state": {"matters": "is_open", "activities": "state", "ties": "state"},
}
"""What a filter or a grouping looks at."""


STATES: Mapping[str, tuple[str, ...]] = {
    "matters": ("open", "closed"),
    "activities": ("planned", "held", "cancelled"),
    "ties": (INTENT, ACTIVE, ENDED),
}
"""The states by which a ledger can be narrowed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a ledger is wanted: period, each filter's value, the column to sort by (“-due”: last first), page."""

    period: Period
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a ledger: a row of cells a record, its number, and the group it stands in; `opens`: which of them
    have a page for the one who asks."""

    rows: Sequence[tuple[int, str, list[Any]]]
    total: int
    pages: int
    opens: frozenset[int] = frozenset()


def found(who: Who, unit: Unit, ledger: Ledger, asked: Asked) -> QuerySet[Any]:
    """The records of a ledger that this Who may see, of the unit and what lies below it."""
    rows = within(unit, ledger, asked)
    return rows.filter(visible(who)) if ledger.counts == "matters" else rows


def within(unit: Unit, ledger: Ledger, asked: Asked) -> QuerySet[Any]:
    """The records of a ledger, whoever may see them."""
    noun = ledger.counts
    rows = MODELS[noun]._default_manager.filter(town_id=unit.town_id)
    if ledger.of is not None:
        rows = rows.filter(pk__in=_counted(unit, ledger.of, asked.period))
    else:
        rows = rows.filter(kind__in=ledger.kinds) if ledger.kinds else rows
        first = datetime.combine(asked.period.first, time(), SHANGHAI)
        last = datetime.combine(asked.period.last, time.max, SHANGHAI)
        rows = rows.filter(_lasting(first, last) if noun == "ties" else Q(**{f"{DAYS[noun]}__range": (first, last)}))
        rows = rows.filter(_below(unit, noun)) if unit.pk != unit.town_id else rows
    for name, value in asked.filters.items():
        column = COLUMNS.get(name, {}).get(noun)
        if name in ledger.filters and column is not None and value:
            rows = rows.filter(_narrowed(name, column, value))
    return rows


def _lasting(first: datetime, last: datetime) -> Q:
    """Ties that stood on a day of the period, whenever they began."""
    return Q(since__lte=last) & (Q(until__isnull=True) | Q(until__gt=first))


def opens(who: Who, noun: str, records: Sequence[Any]) -> frozenset[int]:
    """Which of these records have a page that this Who may open. Matters have been narrowed to those already."""
    if noun == "matters":
        return frozenset(one.pk for one in records)
    ids = [one.pk for one in records]
    return frozenset(pk for pk, said in told(noun, ids, who).items() if said.opens is not None)


def _counted(unit: Unit, key: str, period: Period) -> QuerySet[Counted, int]:
    one = pack_of(unit).said.indicators[key]
    days = span(one, period)
    part = "below" if any(rule.below is not None for rule in one.dated) else "above"
    rows = Counted.objects.filter(mark=f"{key}.{part}", town_id__in=towns_of(unit), day__range=(days.first, days.last))
    return rows.filter(units__contains=[unit.pk]).values_list("record", flat=True)


def _below(unit: Unit, noun: str) -> Q:
    units = Unit.objects.filter(chain__contains=[unit.pk]).values("pk")
    if noun == "activities":
        return Q(chains__contains=[unit.pk])
    return Q(owner_id__in=units) | Q(place_id__in=units) if noun == "matters" else Q(unit_id__in=units)


def _narrowed(name: str, column: str, value: str) -> Q:
    if column.endswith("_id"):
        return Q(**{column: int(value)}) if value.isdigit() and len(value) < 15 else Q(pk__in=[])
    if column == "is_open":
        return Q(is_open=value == "open")
    return Q(**{column: value})


def ordered(ledger: Ledger, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """In the order asked for; grouped rows stand together."""
    column = SORTS[ledger.counts].get(sort.lstrip("-"), DAYS[ledger.counts])
    by = [f"-{column}" if sort.startswith("-") or not sort else column, "-pk"]
    group = _group(ledger) if ledger.group else None
    return rows.order_by(*([group] if group else []), *by)


def _group(ledger: Ledger) -> str | None:
    """The column by which grouped rows stand together; a choice that was filled in is a key of a field."""
    if not ledger.group.startswith("fields."):
        return COLUMNS[ledger.group].get(ledger.counts)
    return ledger.group.replace("fields.", "data__fields__" if ledger.counts == "ties" else "fields__")


def page(who: Who, unit: Unit, key: str, asked: Asked, now: datetime, language: str = "zh") -> Shown:
    """A page of a ledger. Errors: KeyError for one that does not exist."""
    ledger = pack_of(unit).said.ledgers[key]
    rows = found(who, unit, ledger, asked)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    start = (min(max(asked.page, 1), pages) - 1) * PAGE
    some = list(ordered(ledger, rows, asked.sort)[start : start + PAGE])
    cells = cells_of(ledger, some, who, now, language)
    return Shown(cells, total, pages, opens(who, ledger.counts, some))


def everything(
    who: Who, unit: Unit, key: str, asked: Asked, most: int, now: datetime, language: str = "zh"
) -> list[list[Any]]:
    """The cells of all rows up to so many, for a file."""
    ledger = pack_of(unit).said.ledgers[key]
    rows = list(ordered(ledger, found(who, unit, ledger, asked), asked.sort)[:most])
    return [cells for _, _, cells in cells_of(ledger, rows, who, now, language)]
