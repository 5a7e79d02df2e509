"""Writing a whole filing in one statement: person, matter, reporter and entry, or nothing.

Filing is the busiest act of the product. One prepared statement, a transaction by itself, instead of ten and a BEGIN
and a COMMIT around them (bench/README.md says what that is worth). Before it writes, the same statement asks whether
the submission came before and, under a lock, whether the matter is known; then it writes nothing and says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import connection

from lianxin.adapters.postgresql import prepared
from lianxin.kernel.acts import rows
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.known import Asked
from lianxin.kernel.models import Entry, Matter, Person, Tie

KNOWN = "lianxin_alike(%s::bigint, %s, %s::bigint, %s, %s::timestamptz, %s::int[], %s::bigint, %s::bigint[])"
_MANY = """
SELECT lianxin_alike(town::bigint, kind, place::bigint, beside, since::timestamptz, bands::int[], simhash::bigint, '{}')
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS asked(town, kind, place, beside, since, bands, simhash)
"""
Near = tuple[tuple[int, str], ...]
"""Matters that lie near a text, nearest first: number and text."""
NEW = "g WHERE near IS NULL"
"""Where each row comes from: nothing is written while something near must be looked at."""
TIED = frozenset({"person_id", "matter_id"})
NOTED = frozenset({"matter_id"})
"""Columns of the tie and the entry that are filled from the rows written in the same statement."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: written; `again`, since its ref came before; or nothing yet, since `near` matters (id, text)
    must be compared first."""

    written: bool
    again: bool = False
    near: Near = ()


@lru_cache(maxsize=4)
def _statement(with_person: bool, asks: bool) -> str:
    look = KNOWN if asks else "NULL::jsonb"
    came = "CASE WHEN EXISTS (SELECT 1 FROM kernel_tie WHERE ref = %s::text) THEN '[]'::jsonb ELSE "
    person = f"p AS ({rows.insert(Person, {}, {}, NEW)}), " if with_person else ""
    matter = rows.insert(Matter, {}, {}, NEW)
    its = "(SELECT id FROM p)" if with_person else "NULL::bigint"
    tie = rows.insert(Tie, {"person_id": its, "matter_id": "m.id"}, {}, "m")
    noted = {"data": "%s::jsonb || jsonb_build_object('tie', t.id)"}
    entry = rows.insert(Entry, {"matter_id": "m.id"}, noted, "m, t")
    return rows.numbered(
        f"WITH g AS MATERIALIZED (SELECT {came}{look} END AS near), {person}m AS ({matter}), t AS ({tie}), e AS "
        f"({entry}) SELECT near, (SELECT id FROM m), (SELECT id FROM t), (SELECT id FROM e), {its} FROM g"
    )


@dataclass
class Filing:
    """The rows of one filing, ready to be written. `asked`: what to ask first."""

    matter: Matter
    person: Person | None
    tie: Tie
    entry: Entry
    asked: Asked | None

    @cached_property
    def _rows(self) -> list[str | None]:
        return [
            *(rows.values(self.person, rows.columns(Person, rows.NONE)) if self.person is not None else ()),
            *rows.values(self.matter, rows.columns(Matter, rows.NONE)),
            *rows.values(self.tie, rows.columns(Tie, TIED)),
            *rows.values(self.entry, rows.columns(Entry, NOTED)),
        ]

    def write(self, seen: list[int]) -> Outcome:
        """Write it, unless it came before or is near a matter not yet `seen`. Once written, the ids are set."""
        said: list[str | None] = [self.tie.ref]
        if self.asked is not None:
            said += [*self.asked.values, rows.array(seen)]
        row = rows.ask(_statement(self.person is not None, self.asked is not None), [*said, *self._rows])
        assert row is not None
        if row[0] is not None:
            near = _near(row[0])
            return Outcome(False, again=not near, near=near)
        self._written(*row[1:])
        return Outcome(True)

    def _written(self, matter: int, tie: int, entry: int, person: int | None) -> None:
        rows.kept(self.matter, id=matter)
        rows.kept(self.tie, id=tie, matter_id=matter, person_id=person)
        rows.kept(self.entry, id=entry, matter_id=matter)
        if self.person is not None and person is not None:
            rows.kept(self.person, id=person)


def near(asked: Sequence[Asked]) -> list[Near]:
    """What lies near each of many texts, asked by the same function in one statement. To be called in the transaction
    that writes them: until its end nobody else writes what is near to any of them."""
    # Always in one order: two that ask for the same texts at once must not wait for each other.
    order = sorted(range(len(asked)), key=lambda at: (asked[at].place or 0, asked[at].bands[0]))
    found: list[Near] = [()] * len(asked)
    values = zip(*(asked[at].values for at in order), strict=True)
    said = [_array(column) for column in values] or ["{}"] * 7
    for at, (one,) in zip(order, prepared.ask(connection, _MANY, said), strict=True):
        found[at] = _near(one) if one is not None else ()
    return found


def _near(found: str) -> Near:
    return tuple((pk, text) for pk, text in json.loads(found))  # Django leaves jsonb as text


def _array(values: Sequence[str | None]) -> str:
    """An array of texts of which some may say nothing."""
    return "{" + ",".join("NULL" if one is None else rows.array([one])[1:-1] for one in values) + "}"


def write(filings: Sequence[Filing]) -> None:
    """Write many filings that are known to be new, table by table. Once written, the ids are set."""
    copied(Person, [one.person for one in filings if one.person is not None])
    copied(Matter, [one.matter for one in filings])
    for one in filings:
        one.tie.matter_id = one.entry.matter_id = one.matter.pk
        one.tie.person_id = one.person.pk if one.person is not None else None
    copied(Tie, [one.tie for one in filings])
    for one in filings:
        one.entry.data["tie"] = one.tie.pk
    copied(Entry, [one.entry for one in filings])
