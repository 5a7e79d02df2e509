"""Lists from spreadsheets, as tests send them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from lianxin.kernel.acts import roll
from lianxin.kernel.models import Roll
from tests.cast import Cast


def sheet(head: Sequence[Any], rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def come(
    cast: Cast, kind: str, head: Sequence[Any], rows: Sequence[Sequence[Any]], who: str = "governance",
    columns: Mapping[str, str] | None = None, all_are: str = "",
) -> Roll:  # fmt: skip
    """A sheet is sent, settled as proposed, checked."""
    asking = cast.who(who)
    sent = roll.send(asking, cast.town.pk, kind, None, ("名册.xlsx", sheet(head, rows)), cast.now)
    roll.settle(asking, sent.pk, columns or sent.columns, cast.now, all_are=all_are)
    assert roll.work(cast.now)
    sent.refresh_from_db()
    return sent


def put(cast: Cast, sent: Roll, who: str = "governance") -> Roll:
    """What was checked is put in."""
    roll.put_in(cast.who(who), sent.pk, cast.now)
    assert roll.work(cast.now)
    sent.refresh_from_db()
    assert sent.state == "done"
    return sent
