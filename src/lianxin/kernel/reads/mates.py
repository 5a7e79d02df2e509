"""Mates: matters that are probably about the same issue as a text, found by the rarest things it says.

Each piece of the asked sketch gives the newest matters that hold it, from the index alone and no further than FAR; so
the cost does not grow with history, and a common word costs no more than a rare one. The worker writes the index
seconds after a filing (acts.likeness); what it has not come to yet is read from the newest rows themselves, so that a
matter filed a moment ago is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import connection

from lianxin.intake import likeness
from lianxin.intake.likeness import Common
from lianxin.kernel.models import Matter, Sketch
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads import distinct

FAR = 200
"""The newest matters looked at for each piece."""
WIDE = 250
"""Matters that share most of the pieces' weight, before those that nobody here may be offered are left out."""
POOL = 60
"""Matters whose sketches are compared."""
KNOWN_FOR = 600.0
"""Seconds for which a sample of the commonest pieces is believed; the database takes it anew in its own time."""

OPEN_TO_ALL = "m.shown AND m.is_open AND NOT m.secret"
OF_THE_TOWN = f"NOT m.secret AND m.merged_into_id IS NULL AND m.outcome <> '{UNDONE}'"

FOUND = f"""
WITH distinct_ones AS MATERIALIZED ({distinct.FROM.format(of="%(self)s")}),
asked AS MATERIALIZED (
    SELECT * FROM unnest(%(keys)s::bigint[], %(weights)s::real[]) AS a(key, weight)),
near AS MATERIALIZED (
    SELECT p.matter_id, sum(a.weight) AS shared FROM asked AS a CROSS JOIN LATERAL (
        SELECT matter_id FROM kernel_posting WHERE key = a.key ORDER BY matter_id DESC LIMIT %(far)s) AS p
    GROUP BY p.matter_id ORDER BY shared DESC, p.matter_id DESC LIMIT %(wide)s),
pool AS MATERIALIZED (
    SELECT near.matter_id, m.topic FROM near JOIN kernel_matter AS m ON m.id = near.matter_id
    WHERE m.town_id = %(town)s AND m.id <> %(self)s AND {{offered}} AND %(kind)s IN ('', m.kind)
      AND NOT EXISTS (SELECT FROM distinct_ones AS d WHERE d.id = m.id)
    ORDER BY near.shared DESC, near.matter_id DESC LIMIT %(pool)s),
newest AS MATERIALIZED (
    SELECT id FROM kernel_matter WHERE town_id = %(town)s ORDER BY received_at DESC, id DESC LIMIT 60),
fresh AS MATERIALIZED (
    SELECT m.id, left(m.text, 400) || ' ' || m.place_text AS said FROM newest JOIN kernel_matter AS m USING (id)
    WHERE m.id <> %(self)s AND m.parent_id IS NULL AND {{offered}}
      AND NOT EXISTS (SELECT FROM distinct_ones AS d WHERE d.id = m.id)
      AND NOT EXISTS (SELECT FROM kernel_sketch AS s WHERE s.matter_id = m.id))
SELECT s.matter_id, s.keys, s.weights, s.place_id, s.at, s.issue_id, pool.topic, NULL
FROM pool JOIN kernel_sketch AS s USING (matter_id)
UNION ALL SELECT id, NULL, NULL, NULL, NULL, NULL, '', said FROM fresh
"""


@dataclass(frozen=True, slots=True)
class Mate:
    """A matter near to what was asked: how near (0 … 1), and what is kept of it (None: not sketched yet)."""

    matter_id: int
    near: float
    place_id: int | None = None
    at: datetime | None = None
    issue_id: int | None = None
    topic: str = ""
    full: bool = False
    """Whether its sketch has all the pieces one may have: the text is long enough to name its place itself."""


_common: tuple[float, Common] = (-KNOWN_FOR, likeness.UNKNOWN)


def common() -> Common:
    """How common the commonest pieces are, as PostgreSQL's own statistics of the search index sampled it: nothing is
    counted, nothing is scanned. Before there are statistics all pieces count alike."""
    global _common
    if monotonic() - _common[0] < KNOWN_FOR:
        return _common[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats_ext_exprs "
            "WHERE statistics_schemaname = current_schema() AND statistics_name = 'matter_pieces' "
            "AND expr LIKE 'lianxin_pieces%'"
        )
        row = cursor.fetchone()
    found = Common.of(dict(zip(row[0], row[1], strict=False))) if row and row[0] else likeness.UNKNOWN
    # A town that has only begun is asked again soon.
    _common = (monotonic() - (0 if found.shares else KNOWN_FOR - 30), found)
    return found


def said(matter: Matter) -> str:
    """The words of a matter by which it is compared, as its search index holds them."""
    return f"{matter.text} {matter.place_text}"


def vector(row: Sketch) -> likeness.Sketch:
    """A sketch as it is kept, as it is compared."""
    return {key: weight / 1000 for key, weight in zip(row.keys, row.weights, strict=True)}


def of(matter: Matter) -> likeness.Sketch:
    """The sketch of a matter: the one kept, else made now."""
    kept = Sketch.objects.filter(pk=matter.pk).only("keys", "weights").first()
    return vector(kept) if kept else likeness.sketch(said(matter), matter.town_id, common())


def mates(
    asked: likeness.Sketch, town_id: int, *, itself: int = 0, offered: str = OF_THE_TOWN, kind: str = ""
) -> list[Mate]:
    """The matters of the town likest to a sketch, likest first, at most POOL and the newest; none that a person
    told apart from `itself`. One query. `offered` is one of the two conditions above; whoever lists them still asks
    what the reader may see."""
    if not asked:
        return []
    given: dict[str, Any] = {
        "keys": list(asked),
        "weights": list(asked.values()),
        "town": town_id,
        "self": itself,
        "kind": kind,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND.format(offered=offered), {**given, "far": FAR, "wide": WIDE, "pool": POOL})
        rows = {row[0]: row for row in cursor.fetchall()}
    found: Mapping[int, likeness.Sketch] = {
        pk: likeness.sketch(row[7], town_id, common())
        if row[7] is not None
        else {key: weight / 1000 for key, weight in zip(row[1], row[2], strict=True)}
        for pk, row in rows.items()
    }
    likest = likeness.ranked(asked, found)
    return [Mate(pk, near, *_kept(rows[pk]), full=len(found[pk]) >= likeness.SIZE) for pk, near in likest]


def _kept(row: tuple[Any, ...]) -> tuple[int | None, datetime | None, int | None, str]:
    """Place, time, issue and topic of a found row."""
    return row[3], row[4], row[5], row[6]
