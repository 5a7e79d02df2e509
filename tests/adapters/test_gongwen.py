"""The layout of GB/T 9704-2012 as the XML says it: page, grid, fonts, numbers, head and foot; and the PDF's page."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring

from lianxin.adapters.gongwen import Block, Paper, Piece, docx, measures, pdf, written_here

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "列入清单的实事一件一件办到底"
NOTICE = Paper(
    "official",
    "石围塘街道关于办实事\n情况的通知",
    mark="石围塘街道办事处文件",
    number="石街〔2026〕12号",
    to="各社区居委会：",
    blocks=(
        Block("heading", (Piece("一、总的情况"),), 1),
        Block("heading", (Piece("（一）分社区"),), 2),
        Block("heading", (Piece("1.桥东社区"),), 3),
        Block(
            "paragraph",
            (Piece("列入"), Piece("74", "cited"), Piece("项，约"), Piece("300余人", "hand"), Piece("。")),
        ),
        Block("table", rows=(("编号", "事项"), ("SC-2026-00001", "路灯不亮"))),
    ),
    attachments=("清单", "超期清单"),
    signed="石围塘街道办事处",
    dated="2026年11月26日",
    copied=("区委组织部", "区民政局"),
    printed="党政综合办公室",
    printed_on="2026年11月26日",
)
BULLETIN = replace(
    NOTICE, layout="bulletin", mark="石围塘工作简报", number="第3期", editor="党建工作办公室",
    copied=("报：区委组织部", "发：各社区"), copies="共印30份",
)  # fmt: skip


def part(paper, name="document"):
    return fromstring(ZipFile(BytesIO(docx(paper))).read(f"word/{name}.xml"))


def text(found):
    return "".join(one.text or "" for one in found.iter(f"{W}t"))


def paragraph(paper, said):
    return next(one for one in part(paper).iter(f"{W}p") if said in text(one))


def first(found, name):
    return next(found.iter(f"{W}{name}"))


def millimetres(twips):
    return round(int(twips) / 1440 * 25.4, 1)


def test_the_page_is_a4_with_the_standards_margins():
    section = first(part(NOTICE), "sectPr")
    size, margin = first(section, "pgSz"), first(section, "pgMar")
    assert (millimetres(size.get(f"{W}w")), millimetres(size.get(f"{W}h"))) == (210, 297)
    assert [millimetres(margin.get(f"{W}{side}")) for side in ("top", "bottom", "left", "right")] == [37, 35, 28, 26]


def test_the_grid_holds_22_lines_of_28_characters():
    grid = first(first(part(NOTICE), "sectPr"), "docGrid")
    assert grid.get(f"{W}type") == "linesAndChars"
    pitch, narrowed = int(grid.get(f"{W}linePitch")) / 20, 16 + int(grid.get(f"{W}charSpace")) / 4096
    assert pitch == 28.95 and 22 * pitch <= 225 / 25.4 * 72 < 23 * pitch
    assert 28 * narrowed == pytest.approx(156 / 25.4 * 72, abs=0.01)
    # LibreOffice narrows no character to the grid: so narrowed, one takes one cell.
    normal = next(one for one in part(NOTICE, "styles").iter(f"{W}style") if one.get(f"{W}default") == "1")
    assert int(first(normal, "w").get(f"{W}val")) / 100 * 16 <= narrowed
    assert int(first(normal, "sz").get(f"{W}val")) == 32  # the grid reckons from this size


@pytest.mark.parametrize(
    ("said", "font", "size"),
    [
        ("石围塘街道关于", "方正小标宋简体", 22),
        ("一、总的情况", "黑体", 16),
        ("（一）分社区", "楷体_GB2312", 16),
        ("1.桥东社区", "仿宋_GB2312", 16),
        ("列入", "仿宋_GB2312", 16),
        ("抄送", "仿宋_GB2312", 14),
    ],
)
def test_each_part_has_its_font_and_size(said, font, size):
    run = first(first(paragraph(NOTICE, said), "r"), "rPr")
    fonts = first(run, "rFonts")
    assert {fonts.get(f"{W}{script}") for script in ("eastAsia", "ascii", "hAnsi")} == {font}
    assert int(first(run, "sz").get(f"{W}val")) / 2 == size


def test_fonts_that_are_not_shipped_name_what_stands_in():
    table = part(NOTICE, "fontTable")
    others = {font.get(f"{W}name"): first(font, "altName").get(f"{W}val") for font in table.iter(f"{W}font")}
    assert others["仿宋_GB2312"].startswith("仿宋,") and "Noto Serif CJK SC" in others["方正小标宋简体"]


def test_paragraphs_begin_two_characters_in_and_the_addressee_flush_left():
    for said in ("列入", "一、总的情况"):
        indent = first(paragraph(NOTICE, said), "ind")
        assert (indent.get(f"{W}firstLineChars"), indent.get(f"{W}firstLine")) == ("200", "640")
    to = paragraph(NOTICE, "各社区居委会")
    assert text(to) == "各社区居委会：" and not list(to.iter(f"{W}ind"))


def test_the_title_is_centred_with_an_empty_line_around_it():
    all_of_it = list(part(NOTICE).iter(f"{W}p"))
    at = next(n for n, one in enumerate(all_of_it) if "石围塘街道关于" in text(one))
    assert [first(one, "jc").get(f"{W}val") for one in all_of_it[at : at + 2]] == ["center", "center"]
    assert text(all_of_it[at - 1]) == text(all_of_it[at + 2]) == ""


def test_page_numbers_stand_right_on_single_and_left_on_double_pages():
    files = ZipFile(BytesIO(docx(NOTICE)))
    assert "evenAndOddHeaders" in files.read("word/settings.xml").decode()
    links = files.read("word/_rels/document.xml.rels").decode()
    found = {one.get(f"{W}type") for one in first(part(NOTICE), "sectPr").iter(f"{W}footerReference")}
    assert found == {"default", "even"}
    sides = {}
    for file in re.findall(r'Target="(footer\d+\.xml)"', links):
        footer = fromstring(files.read(f"word/{file}"))
        assert text(footer) == "—  —" and first(footer, "instrText").text.strip() == "PAGE"
        assert int(first(footer, "sz").get(f"{W}val")) == 28
        indent = first(footer, "ind")
        sides[first(footer, "jc").get(f"{W}val")] = (indent.get(f"{W}rightChars"), indent.get(f"{W}leftChars"))
    assert sides == {"right": ("100", None), "left": (None, "100")}
    margin = first(first(part(NOTICE), "sectPr"), "pgMar")
    # The dash, in the middle of a 14-point line, lies 7 mm below the text area.
    above = measures.BOTTOM - millimetres(margin.get(f"{W}footer")) - 14 / 72 * 25.4 / 2
    assert above == pytest.approx(7, abs=0.2)


def test_the_head_stands_35_mm_down_in_red_with_a_red_line():
    mark = paragraph(NOTICE, "办事处文件")
    assert millimetres(first(mark, "spacing").get(f"{W}before")) == 35
    assert first(mark, "color").get(f"{W}val") == "FF0000"
    lines = [one for one in part(NOTICE).iter(f"{W}bottom") if one.get(f"{W}color") == "FF0000"]
    assert len(lines) == 1 and "〔2026〕" in text(paragraph(NOTICE, "石街"))


def test_attachments_and_date_stand_where_the_standard_puts_them():
    noted = paragraph(NOTICE, "附件：")
    assert text(noted) == "附件：1．清单" and first(noted, "ind").get(f"{W}firstLineChars") == "200"
    dates = [one for one in part(NOTICE).iter(f"{W}p") if text(one) == "2026年11月26日"]
    assert first(dates[0], "ind").get(f"{W}rightChars") == "400"  # 右空四字


def test_the_foot_has_lines_of_two_strengths_and_who_printed_it():
    found = next(one for one in part(NOTICE).iter(f"{W}tbl") if "抄送" in text(one))
    strengths = {name: int(first(found, name).get(f"{W}sz")) for name in ("top", "insideH", "bottom")}
    assert strengths == {"top": 8, "insideH": 6, "bottom": 8}
    assert text(found) == "抄送：区委组织部，区民政局。党政综合办公室2026年11月26日印发"
    assert first(found, "tblpPr").get(f"{W}tblpYSpec") == "bottom"


def test_a_bulletin_looks_apart():
    said = text(part(BULLETIN))
    assert said.startswith("石围塘工作简报第3期党建工作办公室2026年11月26日")
    assert "报：区委组织部。发：各社区。党政综合办公室共印30份" in said and "抄送" not in said
    assert "〔2026〕" not in said


def test_only_a_draft_shows_what_was_typed_by_hand():
    assert not list(paragraph(NOTICE, "300余人").iter(f"{W}shd"))
    shaded = [one.get(f"{W}fill") for one in paragraph(replace(NOTICE, draft=True), "300余人").iter(f"{W}shd")]
    assert shaded == ["FFE7A3"]


@pytest.mark.parametrize("paper", [NOTICE, BULLETIN, replace(NOTICE, title='#panic() *a* $x$ \\ " <&', blocks=())])
def test_pdf_takes_text_as_data(paper):
    made = pdf(paper)
    assert made.startswith(b"%PDF") and written_here()
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", made)
    if box:
        assert [round(float(side) / 72 * 25.4) for side in box.groups()] == [210, 297]
    assert docx(paper)


def test_a_heading_stays_with_what_it_heads_and_a_row_on_one_page():
    for said in ("一、总的情况", "（一）分社区", "1.桥东社区"):
        assert list(paragraph(NOTICE, said).iter(f"{W}keepNext"))
    assert not list(paragraph(NOTICE, "列入").iter(f"{W}keepNext"))
    rows = list(first(part(NOTICE), "tbl").iter(f"{W}tr"))
    assert [bool(list(row.iter(f"{W}cantSplit"))) for row in rows] == [True, True]


def test_a_column_gets_what_it_needs_and_the_long_one_the_rest():
    long = "杉栏社区的电梯这个月停了四次，物业说等配件，老人下不了楼，请尽快处理"
    number, matter, unit, day = measures.shares(
        [("编号", "事项", "承办单位", "期限"), ("SW-2026-00363", long, "桥东社区", "2026-11-03")]
    )
    assert matter > number > day > unit
    assert number + matter + unit + day == pytest.approx(1)
    assert number * measures.WIDTH >= 13 * 0.62 * measures.CELL + measures.AROUND


def test_a_number_is_not_broken_where_every_column_is_long():
    long = "长" * 60
    number, _, _, _ = measures.shares([("SW-2026-00363", long, long, long)])
    assert number * measures.WIDTH == pytest.approx(13 * 0.62 * measures.CELL + measures.AROUND)
    assert sum(measures.shares([("A" * 90, "B" * 90)])) == pytest.approx(1)  # no room for either: divided


def test_one_long_text_among_many_columns_is_not_set_in_twos():
    heads = ("级别", "编号", "事由", "进展", "形象进度（%）", "期限", "红黄绿", "承办单位")
    row = ("市级重点", "SC-2026-00027", "长" * 40, "谋划", "35", "—", "绿 按时", "经济发展办公室")
    got = measures.shares([heads, row])
    text = (got[2] * measures.WIDTH - measures.AROUND) / measures.CELL
    assert text > 3 and got[2] == max(got[:1] + got[2:]) and sum(got) == pytest.approx(1)
    assert got[1] * measures.WIDTH >= 13 * 0.62 * measures.CELL + measures.AROUND - 0.01
    assert min(got) * measures.WIDTH > 2 * measures.CELL


def test_two_long_columns_share_equally_and_short_ones_fill_the_page():
    long = "长" * 60
    assert measures.shares([(long, long * 2)]) == pytest.approx((0.5, 0.5))
    assert sum(measures.shares([("甲", "乙丙")])) == pytest.approx(1)
    assert measures.shares([("甲",)]) == (1.0,)
    assert measures.shares([]) == ()


def test_word_and_pdf_have_the_same_columns():
    cells = [first(cell, "tcW") for cell in next(iter(part(NOTICE).iter(f"{W}tr"))).iter(f"{W}tc")]
    table = next(block for block in NOTICE.blocks if block.kind == "table")
    widths = [millimetres(cell.get(f"{W}w")) for cell in cells]
    assert widths == pytest.approx([share * measures.WIDTH for share in table.shares], abs=0.1)
