"""Head and foot: 发文机关标志, 发文字号 and red line, 版记; and those of a bulletin (报头, 报尾)."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from lianxin.adapters.gongwen import measures
from lianxin.adapters.gongwen.body import plain
from lianxin.adapters.gongwen.marks import apart, element, rule, write
from lianxin.adapters.gongwen.paper import Paper

AFTER = ("w:tblW", "w:jc", "w:tblBorders", "w:shd", "w:tblCellMar", "w:tblLook")
"""The order in which a table's properties must stand, from its width on."""
WIDTH = measures.PAGE[0] - measures.LEFT - measures.RIGHT


def mark_size(text: str) -> float:
    """As large as fits into one line of the text area, at most what is seemly."""
    fits = WIDTH / 25.4 * 72 / max(1, len(text)) * 0.95
    return float(min(measures.MARK, int(fits)))


def official_head(document: Document, paper: Paper) -> None:
    """发文机关标志 in red, its upper edge 35 mm below the text area's; 发文字号; the red line 4 mm below."""
    if not paper.mark:
        return
    paragraph = plain(document)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Mm(35)
    apart(paragraph, mark_size(paper.mark) * 1.3)
    write(paragraph, paper.mark, "xiaobiaosong", mark_size(paper.mark), red=True)
    plain(document)
    number = plain(document, paper.number)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    apart(number)
    line = document.add_paragraph()
    apart(line, Mm(4).pt)
    rule(line, bottom=measures.RED_LINE, red=True)


def bulletin_head(document: Document, paper: Paper) -> None:
    """报头: the bulletin's name in red, its issue, who edits it and the day, a red line."""
    name = plain(document)
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    apart(name, mark_size(paper.mark or "工作简报") * 1.3)
    write(name, paper.mark or "工作简报", "xiaobiaosong", mark_size(paper.mark or "工作简报"), red=True)
    issue = plain(document, paper.number, font="kai")
    issue.alignment = WD_ALIGN_PARAGRAPH.CENTER
    apart(issue)
    line = document.add_paragraph()
    apart(line)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    write(line, f"{paper.editor}\t{paper.dated}", "fangsong", measures.BODY)
    rule(line, bottom=measures.RED_LINE * 2, red=True)


def official_tail(document: Document, paper: Paper) -> None:
    """版记: 抄送 between lines of 0.35 and 0.25 mm, then who printed it and when."""
    if not (paper.copied or paper.printed):
        return
    lines = [f"抄送：{'，'.join(paper.copied)}。"] if paper.copied else []
    _tail(document, lines, paper)


def bulletin_tail(document: Document, paper: Paper) -> None:
    """报尾: 报、送、发, and how many were printed."""
    if not (paper.copied or paper.printed):
        return
    _tail(document, [f"{line.rstrip('。')}。" for line in paper.copied], paper)


def _tail(document: Document, lines: list[str], paper: Paper) -> None:
    """A table as wide as the text area, standing at the foot of the last page; nothing of it goes to another."""
    if paper.printed:
        copies = paper.copies if paper.layout == "bulletin" else ""
        lines = [*lines, f"{paper.printed}\t{copies or f'{paper.printed_on}印发'}"]
    table = document.add_table(rows=0, cols=1)
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLayout")):
        properties.remove(old)
    place = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpYSpec": "bottom", "tblpXSpec": "left"}
    properties.insert_element_before(element("tblpPr", **place), "w:tblOverlap", *AFTER)
    borders = element("tblBorders")
    for side, size in (("top", measures.THICK), ("bottom", measures.THICK), ("insideH", measures.THIN)):
        borders.append(element(side, val="single", sz=size, space="0", color="000000"))
    properties.insert_element_before(borders, *AFTER[3:])
    properties.insert_element_before(element("tblLayout", type="fixed"), *AFTER[4:])
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=measures.SMALL * 20, type="dxa"))
    properties.insert_element_before(margins, *AFTER[5:])
    for text in lines:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        row.cells[0].width = Mm(WIDTH)
        paragraph = row.cells[0].paragraphs[0]
        apart(paragraph)
        end = Mm(WIDTH) - Pt(2 * measures.SMALL)
        paragraph.paragraph_format.tab_stops.add_tab_stop(end, WD_TAB_ALIGNMENT.RIGHT)
        write(paragraph, text, "fangsong", measures.SMALL)
    plain(document)
