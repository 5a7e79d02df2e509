"""A ledger in a paper: its rows as a table, how many there are as a number, both as the paper's day ended (ADR 0086).

A paper is the town's and not one reader's: secret matters are left out, people are not named, what was typed is masked
as in every ledger. `state` narrows to those open or closed, planned or held, active or ended; `columns` says which of
the ledger's columns stand in the table, `unit` and `period` of whom and of which days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q

from lianxin.kernel.models import Unit
from lianxin.kernel.reads import cited_past, ledger, ledger_cells, past
from lianxin.kernel.reads.cited_ground import About, answer, document_of, nothing, unit_of
from lianxin.kernel.reads.ledger import Asked
from lianxin.kernel.who import NOBODY
from lianxin.language import cited as rules
from lianxin.language.cited import Cited
from lianxin.language.indicators import Ledger
from lianxin.language.paper import Cite
from lianxin.language.reason import Refused, because

MOST = 200
"""Rows of a table that a paper prints; of more a ledger's own file is asked for."""
LOOKED = 5000
"""Records of a past day that are looked at one by one."""


def rows(on: About, cite: Cite) -> Cited:
    """How many rows the ledger has. Errors: Refused for no such ledger, state or column, and for too many rows."""
    one = _ledger(on, cite)
    n = len(_records(on, cite, one))
    label, about = one.label.say(on.language), on.then(one.about.say(on.language))
    return replace(answer(on, cite, label, about, n, document_of(on, one.source)), noun=one.counts)


def records(on: About, cite: Cite) -> Iterable[int]:
    """The records that are its rows."""
    return [record.pk for record in _records(on, cite, _ledger(on, cite))]


def table(on: About, cite: Cite) -> list[list[str]]:
    """Heads and rows as they are printed. Errors: Refused."""
    whole = _ledger(on, cite)
    one = _narrowed(cite, whole)
    found = _records(on, cite, whole)
    if len(found) > MOST:
        zh = "“{label}”有 {n} 行，材料里一张表最多 {most} 行。请用 period、unit、state 缩小范围，或另附台账文件"
        en = "“{label}” has {n} rows, a table of a paper at most {most}; narrow it, or attach the ledger's file"
        said = because("rows", zh, en, label=whole.label.zh, n=len(found), most=MOST)
        raise Refused(said, field="text")
    group = _group_head(on, one)
    lines = ledger_cells.cells_of(one, found, NOBODY, on.end or on.now)
    heads = [*([group] if group else []), *ledger_cells.heads(on.pack, one)]
    return [heads, *([*([name or "—"] if group else []), *map(_said, cells)] for _, name, cells in lines)]


def _ledger(on: About, cite: Cite) -> Ledger:
    """The ledger a citation names, if all it asks of it is there."""
    one = on.pack.said.ledgers.get(cite.key)
    if one is None:
        nothing(cite)
    assert one is not None
    state, columns = cite.get("state"), cite.get("columns")
    if state and state not in ledger.STATES[one.counts]:
        nothing(cite)
    if columns and not set(columns.split(",")) <= set(one.columns):
        nothing(cite)
    if state and one.counts == "activities" and on.end is not None:
        zh = "“{label}”按状态列的是现在的情况，没有过去某一天的；把截至改为今天，或去掉 state"
        en = "“{label}” by state is of now and has no past; let the paper speak of today, or leave out state"
        raise Refused(because("no_past", zh, en, label=one.label.zh), field="text")
    return one


def _narrowed(cite: Cite, one: Ledger) -> Ledger:
    asked = cite.get("columns")
    return one.model_copy(update={"columns": asked.split(",")}) if asked else one


def _group_head(on: About, one: Ledger) -> str:
    """The head of the column that says in which group a row stands; nothing where a column says it already."""
    column = "owner" if (one.group, one.counts) == ("unit", "matters") else one.group
    if not column or column in one.columns:
        return ""
    return ledger_cells.heads(on.pack, one.model_copy(update={"columns": [column]}))[0]


def _records(on: About, cite: Cite, one: Ledger) -> list[Any]:
    """Its records in their order, as they were when the paper's day ended."""
    unit = unit_of(on, cite.get("unit")) if cite.get("unit") else on.town
    found = ledger.within(unit, one, Asked(rules.period_of(cite, on.as_of)))
    if one.of is not None and on.end is not None:
        found = found if (then := _counted(on, cite, one, unit)) is None else found.model._default_manager.filter(then)
    if one.counts == "matters":
        found = found.filter(_open(on, cite.get("state")), secret=False)
    elif cite.get("state") and on.end is None:
        found = found.filter(state=cite.get("state"))
    sort = "due" if "due" in one.columns and one.counts == "matters" else ""
    listed = list(ledger.ordered(one, found, sort)[:LOOKED])
    if on.end is None:
        return listed
    if one.counts == "matters":
        return past.matters_at(listed, on.end)
    if one.counts == "ties":
        listed = past.ties_at(listed, on.end)
        return [tie for tie in listed if not cite.get("state") or tie.state == cite.get("state")]
    return listed


def _open(on: About, state: str) -> Q:
    if not state:
        return Q()
    if on.end is None:
        return Q(is_open=state == "open")
    return past.open_at(on.end) if state == "open" else Q(is_open=False, closed_at__lt=on.end)


def _counted(on: About, cite: Cite, one: Ledger, unit: Unit) -> Q | None:
    """The records of the indicator a ledger is of, when the day ended; None where its days alone say it."""
    indicator = on.pack.said.indicators[one.of or ""]
    if on.end is None or not cited_past.differs(indicator):
        return None
    lists = cited_past.listed(unit, one.of or "", indicator, rules.period_of(cite, on.as_of), on.end)
    part = "below" if any(rule.below is not None for rule in indicator.dated) else "above"
    return Q(pk__in=[row.record for row in lists[part]])


def _said(cell: object) -> str:
    """A cell as it is printed."""
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if cell not in ("", None) else "—"
