"""The handbook lists every figure of the five source documents: as it stands there, its query, its records."""

import pytest

from lianxin.handbook.markup import el, escape, join
from lianxin.handbook.papers import behind, papers_page, said
from lianxin.language import paper
from tests.cast import pack_of

FIGURES = {
    ("shiweitang", "july_first"): 15,
    ("shiweitang", "station"): 7,
    ("zhanqian", "tour"): 4,
    ("shangcheng", "half_year"): 22,
    ("xiqiao", "conference"): 8,
    ("junhe", "second_year"): 10,
}
"""How many countable figures each source document has. One of them tells of two streets: what 站前 counts is told in
its own bulletin."""
NAMED = {
    "indicator:celebration_heads": "活动：庆祝、表彰大会的“参加人数”",
    "indicator:care_partners": "关系：百医护老",
    "prizes:story.first": "已公布结果的评选里得这个奖的作品",
    "indicator:tour_heads": "活动：两代表一委员集中视察的“参加人数”",
    "honours:commended": "荣誉登记里已授予的",
    "indicator:growth_cadre": "关系：锻炼成长",
}


@pytest.mark.parametrize(("key", "kind"), FIGURES, ids=lambda one: one)
def test_each_figure_stands_with_its_query_and_its_records(key, kind):
    pack = pack_of(key)
    page = str(papers_page(pack))
    origin = pack.said.papers[kind].origin
    assert sum(bool(one.cites) for one in origin) == FIGURES[key, kind]
    for one in origin:
        assert f"<b>{escape(one.says)}</b>" in page
        if one.cites:
            cite = paper.cite(one.cites)
            cells = (
                (said(pack, cite), "由什么得出"),
                (el("code", one.cites), "查询"),
                (behind(pack, cite), "背后的记录"),
            )
            row = join(*(el("td", el("div", cell), data_label=head) for cell, head in cells))
            assert row in page
        else:
            assert one.uncounted is not None and one.uncounted.en and f"不印：{escape(one.uncounted.zh)}" in page
    assert all(behind(pack, paper.cite(cite)) == named for cite, named in NAMED.items() if cite in str(origin))


def test_nothing_is_left_to_be_typed():
    assert "手填，等" not in "".join(str(papers_page(pack_of(key))) for key, _ in FIGURES)
