"""Matters whose text holds some words, the newest first, at a cost that does not grow with the years.

A common word is found fastest by reading backwards from the newest matter, any other by the index of pieces. The index
knows its pieces apart for every BLOCK matters (migration 0010), so that it is asked for the newest ones first and no
further than the page needs. Which of the two a word is, the newest matters themselves tell: they are read first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

from lianxin.adapters.postgresql.prepared import fresh
from lianxin.intake import grams
from lianxin.kernel.reads.condition import Condition, numbered, quoted
from lianxin.kernel.reads.desk import Key
from lianxin.kernel.reads.statement import Statement

SAMPLE = 400
"""Newest matters that are read first: half a millisecond."""
COMMON = 0.04
"""The share of matters that hold a word from which on reading backwards costs less than the index."""
BLOCK = 15
"""Matters whose numbers differ only in so many last bits are one block of the index."""
SPAN = 8
"""Blocks asked at once at most. Of many at once the index weighs every piece of every block for each matter that holds
one: three common words together cost 30 ms at ten million matters, and 12 by eights (bench/sizes.md)."""
INDEXED = "lianxin_pieces(text, place_text, '.' || to_hex(id >> 15))"
HELD = f"left(text || ' ' || place_text, {grams.MOST})"
"""What is indexed, and so what is searched."""
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
_SIGNS, _ESCAPED = re.compile(r"([!-/:-@\[-`{-~])"), r"\\\1"
_NEWEST = Statement("SELECT coalesce(max(id), 0) FROM kernel_matter")


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: `pieces` as a tsquery for the index, `@` where the block stands; `held` as a condition on the
    text itself."""

    pieces: str
    held: Condition


def words(said: str) -> Words | None:
    """The words somebody typed; None when they give the index nothing to go by. A text in traditional characters holds
    them as one in simplified ones does, and so do capitals and full-width signs."""
    pieces = [piece for piece in grams.pieces(said) if len(piece) > 1 or piece < "\u3400"]
    if not pieces:
        return None
    held = Condition()
    sought = grams.folded(said).split()
    for word in sought:
        held = held.also(*_holds(word))
    if not all(map(_CHINESE.fullmatch, sought)):
        # A word or number in a mixture is a whole one: 12 is not found in 2012. Asked last, of the few that are left.
        held = held.also("lianxin_pieces(text, place_text, '') @@ %s::tsquery", _query(pieces, ""))
    return Words(_query(pieces, "@"), held)


def _holds(word: str) -> tuple[str, str]:
    """The condition that the text as it was written holds a folded word, and what it is given. A pattern costs half as
    much again as LIKE: it is used where a sign can be written in more than one way."""
    signs = [grams.ways(sign) for sign in word]
    if all(len(ways) == 1 for ways in signs):
        return f"{HELD} LIKE %s", "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
    return f"{HELD} ~ %s", "".join(f"[{_SIGNS.sub(_ESCAPED, ways)}]" for ways in signs)


def newest(scope: Condition, sought: Words, most: int, before: int | None = None) -> list[Key]:
    """The newest `most` matters of a scope whose text holds the words; `before`: with numbers below this one."""
    top = (_NEWEST.row() or (0,))[0] + 1 if before is None else before
    found = _backwards(scope, sought, most, top, SAMPLE)
    if len(found) >= most:
        return found
    share = len(found) / SAMPLE
    if share >= COMMON:
        found = _backwards(scope, sought, most, top, int(1.5 * most / share))
        if len(found) >= most:
            return found
    return _by_index(scope, sought, most, top)


_COLUMNS = "id, xmin::text::bigint AS version, due_at, text, place_text"


def _query(pieces: list[str], mark: str) -> str:
    return " & ".join(f"'{piece}{mark}'" for piece in pieces)


def _backwards(scope: Condition, sought: Words, most: int, top: int, rows: int) -> list[Key]:
    """Among the newest `rows` matters, whoever may see them: a narrow scope must not make it read far."""
    sql = (
        f"SELECT id, version, due_at FROM (SELECT *, xmin::text::bigint AS version FROM {quoted()} WHERE id < %s "
        f"ORDER BY id DESC LIMIT {_round(rows)}) AS {quoted()} WHERE {scope.sql} AND {sought.held.sql} "
        f"ORDER BY id DESC LIMIT {most}"
    )
    return _asked(sql, (top, *scope.given, *sought.held.given))


def _by_index(scope: Condition, sought: Words, most: int, top: int) -> list[Key]:
    """Blocks by ones, twos, fours and eights from the newest on, until the page is full. Each is sorted for itself."""
    marks = list(_spans(top >> BLOCK))
    # OFFSET 0 keeps the planner from reading backwards through everything in the hope of an early end.
    sql = (
        "SELECT found.id, found.version, found.due_at FROM unnest(%s::text[]) WITH ORDINALITY AS span(query, at) "
        "CROSS JOIN LATERAL (SELECT id, version, due_at FROM "
        f"(SELECT {_COLUMNS} FROM {quoted()} WHERE {INDEXED} @@ query::tsquery AND id < %s AND {scope.sql} OFFSET 0) "
        f"AS candidate WHERE {sought.held.sql} ORDER BY id DESC LIMIT {most}) AS found LIMIT {most}"
    )
    spans = [" | ".join(f"({sought.pieces.replace('@', f'.{block:x}')})" for block in span) for span in marks]
    # Without the blocks in sight the plan is ten times as dear.
    with fresh(connections[DEFAULT_DB_ALIAS]):
        found = _asked(sql, (spans, top, *scope.given, *sought.held.given))
    return sorted(found, key=lambda key: -key.id)


def _spans(block: int) -> Iterator[range]:
    """The blocks from this one down to the first, the newest alone, then more and more at once."""
    many = 1
    while block >= 0:
        yield range(block, max(block - many, -1), -1)
        block, many = block - many, min(many * 2, SPAN)


def _asked(sql: str, given: tuple[object, ...]) -> list[Key]:
    return [Key(*row) for row in Statement(numbered(sql, given)).rows(*given)]


def _round(rows: int) -> int:
    """One of few sizes, so that few statements are prepared."""
    size = SAMPLE
    while size < rows:
        size *= 2
    return size
