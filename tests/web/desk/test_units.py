"""Whom a matter can be sent to: somebody who acts, never a mere place."""

from dataclasses import replace

import pytest

from lianxin.kernel.reads.directory import directory
from lianxin.web.desk import units

pytestmark = pytest.mark.django_db


def test_a_matter_is_never_sent_to_a_mere_place(cast):
    where = directory(cast.town.pk)
    row = next(row for row in where.rows.values() if row.kind == "community")
    where = replace(where, rows={**where.rows, row.id: replace(row, kind="estate")})
    assert row.name in units.suggestions(where, units.PLACES) and row.name not in units.suggestions(where)
    assert units.meant(row.name, where, units.PLACES) == row.id
    for said in (row.name, str(row.id)):
        with pytest.raises(units.Unknown):
            units.meant(said, where)
