"""The body: title, 主送, headings and paragraphs, tables, 附件说明, signature and date."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from lianxin.adapters.gongwen import measures
from lianxin.adapters.gongwen.marks import SHADES, apart, element, indent, write
from lianxin.adapters.gongwen.paper import Block, Paper


def plain(document: Document, text: str = "", *, font: str = "fangsong", size: float = measures.BODY) -> Paragraph:
    """A paragraph of one run, without indent."""
    paragraph = document.add_paragraph()
    if text:
        write(paragraph, text, font, size)
    return paragraph


def title(document: Document, text: str) -> None:
    """The title: 2号小标宋, centred, an empty line above and below."""
    plain(document)
    for line in text.split("\n"):
        paragraph = plain(document, line, font="xiaobiaosong", size=measures.TITLE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        apart(paragraph)
    plain(document)


def body(document: Document, paper: Paper) -> None:
    """主送 flush left with a full-width colon, then every block."""
    if paper.to:
        plain(document, f"{paper.to.rstrip('：:')}：")
    for block in paper.blocks:
        if block.kind == "table":
            _table(document, block)
        else:
            _paragraph(document, block, paper.draft)


def _paragraph(document: Document, block: Block, draft: bool) -> None:
    font = measures.LEVELS[min(block.level, 4) - 1] if block.kind == "heading" else "fangsong"
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    indent(paragraph, measures.BODY, first=measures.INDENT)
    # A heading at the foot of a page goes with what it heads.
    paragraph.paragraph_format.keep_with_next = block.kind == "heading" or None
    for piece in block.pieces:
        write(paragraph, piece.text, font, measures.BODY, shade=SHADES.get(piece.mark, "") if draft else "")


def _table(document: Document, block: Block) -> None:
    columns = max(len(row) for row in block.rows)
    table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    table.autofit = False
    for column, share in zip(table.columns, block.shares, strict=True):
        column.width = Mm(measures.WIDTH * share)
    for number, row in enumerate(block.rows):
        added = table.add_row()
        added._tr.get_or_add_trPr().append(element("cantSplit", val="true"))
        cells = added.cells
        for cell, text, share in zip(cells, row, block.shares, strict=False):
            cell.width = Mm(measures.WIDTH * share)
            paragraph = cell.paragraphs[0]
            write(paragraph, text, "hei" if number == 0 else "fangsong", measures.SMALL)
            apart(paragraph, measures.SMALL * 1.4)
    if table.rows:
        # The head is repeated on every page.
        table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader", val="true"))


def attachments(document: Document, paper: Paper) -> None:
    """附件说明: one line below the body, indented by two characters; several are numbered."""
    if not paper.attachments:
        return
    plain(document)
    several = len(paper.attachments) > 1
    for number, name in enumerate(paper.attachments, 1):
        head = "附件：" if number == 1 else ""
        paragraph = plain(document, f"{head}{f'{number}．' if several else ''}{name}")
        indent(paragraph, measures.BODY, **({"first": 2} if number == 1 else {"left": 5}))


def signature(document: Document, paper: Paper) -> None:
    """The issuer's name and 成文日期: the date four characters from the right edge, the name centred over it."""
    if not (paper.signed or paper.dated):
        return
    plain(document)
    plain(document)
    # The shorter of the two goes in, so that one stands over the middle of the other.
    name, day = measures.characters(paper.signed), measures.characters(paper.dated)
    for text, width, other in ((paper.signed, name, day), (paper.dated, day, name)):
        if text:
            paragraph = plain(document, text)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            apart(paragraph)
            inward = max(0.0, (other - width) / 2) if text == paper.signed else 0.0
            indent(paragraph, measures.BODY, right=measures.DATE_INDENT + inward)
