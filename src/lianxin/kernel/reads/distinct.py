"""Which matters are distinct: a person took a merge back, or parted a telling, and so said of two that they are not the
same. There is an entry on each that names the other; nothing else is kept (ADR 0109).

A place put right on one of them afterwards is a new fact: the two may be offered to each other again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

FROM = """
SELECT (said.data ->> 'other')::bigint AS id FROM kernel_entry AS said
WHERE said.matter_id = {of} AND said.act IN ('matter.split', 'matter.part', 'matter.let_go') AND NOT EXISTS (
    SELECT FROM kernel_entry AS fact WHERE fact.matter_id IN (said.matter_id, (said.data ->> 'other')::bigint)
        AND fact.act = 'matter.correct' AND fact.id > said.id AND fact.data -> 'changed' ? 'place')
"""
"""The matters from which one is distinct, a question within another: `{of}` is its number. Index `entry_distinct`."""
AMONG = f"""
SELECT one.matter_id, one.issue_id, other.id FROM (
    SELECT matter_id, issue_id FROM kernel_sketch WHERE issue_id = ANY(%(issues)s)
    UNION SELECT unnest(%(matters)s::bigint[]), NULL
) AS one CROSS JOIN LATERAL ({FROM.format(of="one.matter_id")}) AS other
"""
OF = f"SELECT one, ARRAY({FROM.format(of='one')}) FROM unnest(%s::bigint[]) AS one"


def among(issues: Collection[int], matters: Collection[int]) -> set[tuple[int, int]]:
    """Of these issues, and of these matters that hang in none, the pairs in which somebody said of one in the one and
    of one in the other that they are distinct: both ways, a matter by its number below zero. One query."""
    with connection.cursor() as cursor:
        cursor.execute(AMONG, {"issues": list(issues), "matters": list(matters)})
        rows = cursor.fetchall()
    at = {one: issue or -one for one, issue, _ in rows}
    return {(at[one], at[other]) for one, _, other in rows if other in at}


def of(ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Of each of these matters, those from which a person told it apart. One query; asked only of the few that are
    shown, for it costs a look at the entries of both for each pair."""
    with connection.cursor() as cursor:
        cursor.execute(OF, [list(ids)])
        return {one: frozenset(others) for one, others in cursor.fetchall()}
