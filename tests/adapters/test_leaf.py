"""Single sheets as PDF: their sizes, one page each, long texts and hostile ones too."""

import re
from dataclasses import replace

import pytest

from lianxin.adapters import qr
from lianxin.adapters.leaf import Leaf, pdf
from lianxin.web.bough import bough

AT = "https://example.cn/a/1"
LONG = "松塘片区第十一经济社党群服务中心暨新时代文明实践站联合活动室"
CERTIFICATE = Leaf(
    "certificate", "志愿服务证明", over="桥东驿站", before="兹证明", to="刘海燕",
    lines=("自 2025年6月3日 至 2026年3月11日，",),
    lead="服务时长共", figure="18.5", unit="小时", facts=(("经办人", "陈立民 · 站长"), ("联系电话", "020-81501234")),
    code=AT, code_says="扫码核验", svg=qr.svg(AT, title="码"), serial="ZM-1-2026-0001", signed="桥东驿站",
    dated="2026年3月11日", notes=("免费出具。",), bough=bough("kapok"),
)  # fmt: skip
CARD = replace(CERTIFICATE, layout="card", title="桥东驿站", figure="020-81501234", lines=("家电维修", "法律咨询"))
POSTER = replace(CERTIFICATE, layout="poster", title="春日音乐会", facts=(("地点", LONG),), bough=bough("banyan"))


def pages(made):
    """Width and height of every page, in millimetres."""
    found = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", made)
    return [tuple(round(float(side) / 72 * 25.4) for side in one) for one in found]


@pytest.mark.parametrize(
    ("leaf", "size", "sides"),
    [
        (CERTIFICATE, "a4", (297, 210)), (CARD, "a6", (210, 297)), (CARD, "small", (210, 297)),
        (POSTER, "a4", (210, 297)), (POSTER, "a3", (297, 420)), (POSTER, "a5", (148, 210)),
    ],
)  # fmt: skip
def test_each_sheet_is_one_page_of_its_size(leaf, size, sides):
    assert pages(pdf([leaf], size)) == [sides]


@pytest.mark.parametrize(("leaf", "size"), [(CERTIFICATE, "a4"), (CARD, "a6"), (CARD, "small"), (POSTER, "a4")])
def test_long_names_hostile_words_and_nothing_at_all_stay_on_one_page(leaf, size):
    long = replace(
        leaf, title=LONG, to=LONG, signed=LONG, lines=("一" * 120,) if leaf.layout != "card" else (LONG,) * 6
    )
    bare = Leaf(leaf.layout, "证书", figure="12345" if leaf.layout == "card" else "")
    hostile = replace(leaf, title='#panic() *a* $x$ \\ " <&', void="草稿")
    assert all(len(pages(pdf([one], size))) == 1 for one in (long, bare, hostile))


def test_several_sheets_are_several_pages():
    assert len(pages(pdf([POSTER, POSTER, POSTER], "a4"))) == 3


@pytest.mark.parametrize(("title", "large"), [("证书", "xl"), ("春日邻里音乐会", "l"), ("一" * 10, "m"), (LONG, "xs")])
def test_a_title_is_as_large_as_it_is_short(title, large):
    assert replace(POSTER, title=title).large == large
