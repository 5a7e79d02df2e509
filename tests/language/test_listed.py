"""Lists of every pack: each column is known by its own name, and the empty sheet is read as what it is."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from tests.house.source import PACKS

from lianxin.adapters import sheets
from lianxin.kernel.reads import cells
from lianxin.language import activity_columns
from lianxin.language.listed import ACTIVITIES, lists, twice
from lianxin.language.load import load

TOWNS = sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))


@pytest.mark.parametrize("town", TOWNS)
def test_every_list_of_a_pack_is_known_by_its_own_headings(town):
    found = lists(load(PACKS / town, date(2026, 3, 11)))
    assert {ACTIVITIES, "team", "agreement", "membership", "volunteer", "household", "posting"} <= set(found)
    for key, listed in found.items():
        headings = [column.label.zh for column in listed.columns]
        data = sheets.xlsx(headings, [["甲"] * len(headings)], "空表")
        assert len(list(load_workbook(io.BytesIO(data)).active.rows)) == 2
        read = cells.table(data, "空表.xlsx", listed)
        assert cells.by_words(listed, read.header) == [column.key for column in listed.columns], key
        assert twice(listed) == [] and set(listed.must) <= {column.key for column in listed.columns}
        assert all(column.label.en for column in listed.columns) and listed.roles


def test_what_a_cell_says_of_a_state():
    said = {"已开展": "held", "√": "held", "Done": "held", "计划": "planned", "否": "planned", "": "", "也许": None}
    assert {word: activity_columns.state(word) for word in said} == said
