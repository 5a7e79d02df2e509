"""Units and places by name: what a person types in a search box with suggestions, and the one unit it means."""

from __future__ import annotations

from django.utils.translation import gettext

from lianxin.kernel.reads.directory import Directory, Row

ORDER = ("office", "site", "territory", "grid", "party")
"""Trees in the order in which suggestions come: those who act first."""
PLACES = ("territory", "site", "grid")
NOBODY_THERE = frozenset({"estate", "place", "road"})
"""Kinds of unit that are places only: a matter sent there would be with nobody."""


class Unknown(ValueError):
    """No unit, or more than one, is meant; the text says which and what to do."""


def suggestions(where: Directory, trees: tuple[str, ...] = ORDER) -> tuple[str, ...]:
    """Names to choose from, each once: own name, with its kind's tree when two share a name."""
    return where.once(trees, lambda: _suggestions(where, trees))


def _suggestions(where: Directory, trees: tuple[str, ...]) -> tuple[str, ...]:
    own = _own(where, trees)
    own.sort(key=lambda row: (trees.index(row.tree), row.kind != "department", row.name))
    return tuple(dict.fromkeys(row.name for row in own))


def meant(said: str, where: Directory, trees: tuple[str, ...] = ORDER) -> int | None:
    """The unit a name means; None for nothing said. Errors: Unknown."""
    said = said.strip()
    if not said:
        return None
    own = _own(where, trees)
    if said.isdigit() and int(said) in {row.id for row in own}:
        return int(said)
    for match in (_called, _with_alias, _holding):
        found = {row.id: row for row in own if match(row, said)}
        if len(found) == 1:
            return next(iter(found))
        if found:
            names = gettext("、").join(row.name for row in list(found.values())[:6])
            raise Unknown(gettext("“%(said)s”对得上好几个：%(names)s。请写全称") % {"said": said, "names": names})
    raise Unknown(gettext("没有找到“%(said)s”，请从提示里选一个") % {"said": said})


def _own(where: Directory, trees: tuple[str, ...]) -> list[Row]:
    """The town's own rows in these trees; without its mere places where somebody who acts is meant."""
    own = (row for row in where.rows.values() if row.town_id == where.town_id and row.tree in trees)
    return [row for row in own if trees is PLACES or row.kind not in NOBODY_THERE]


def _called(row: Row, said: str) -> bool:
    return said in (row.name, row.en)


def _with_alias(row: Row, said: str) -> bool:
    return said in row.aliases


def _holding(row: Row, said: str) -> bool:
    return len(said) > 1 and (said in row.name or any(said in alias for alias in row.aliases))
