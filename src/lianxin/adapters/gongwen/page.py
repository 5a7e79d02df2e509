"""The page: A4, margins, the grid of 22 lines by 28 characters, page numbers left and right, fonts with stand-ins."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Footer
from docx.shared import Mm, Pt

from lianxin.adapters.gongwen import measures
from lianxin.adapters.gongwen.marks import apart, element, field_code, fonts, indent, write


def prepare(document: Document) -> None:
    """Make an empty document a page of the standard."""
    _plain_style(document)
    _font_table(document)
    document.settings.odd_and_even_pages_header_footer = True
    for section in document.sections:
        _section(section)
        _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _section(section: Section) -> None:
    section.page_width, section.page_height = Mm(measures.PAGE[0]), Mm(measures.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(measures.TOP), Mm(measures.BOTTOM)
    section.left_margin, section.right_margin = Mm(measures.LEFT), Mm(measures.RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(measures.FOOTER)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = element("docGrid", type="linesAndChars", linePitch=measures.LINE_PITCH, charSpace=measures.CHARACTER_SPACE)
    section._sectPr.append(grid)


def _plain_style(document: Document) -> None:
    """The grid reckons from the size of the Normal style, so that it must be the body's."""
    normal = document.styles["Normal"]
    normal.font.size = Pt(measures.BODY)
    fonts(normal.element.get_or_add_rPr(), "fangsong")
    _narrow(normal.element.get_or_add_rPr())
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = 1.0
    form.widow_control = False
    properties = normal.element.get_or_add_pPr()
    # No space between Chinese and Latin letters, which would push the 28th character out of its line.
    for name in ("autoSpaceDE", "autoSpaceDN"):
        properties.insert_element_before(element(name, val="0"), "w:spacing", "w:ind", "w:jc")


def _narrow(properties: Any) -> None:
    """28 characters a line whoever opens it, and the size the grid reckons from in the document's defaults too."""
    properties.insert_element_before(element("snapToGrid", val="0"), "w:w", "w:sz", "w:szCs")
    properties.insert_element_before(element("w", val=measures.NARROW), "w:sz", "w:szCs")
    defaults = properties.getroottree().getroot().find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for name in ("sz", "szCs"):
        size = defaults.find(qn(f"w:{name}"))
        if size is None:
            size = element(name)
            defaults.append(size)
        size.set(qn("w:val"), str(measures.BODY * 2))


def _font_table(document: Document) -> None:
    """Name what stands in for a font that is not installed (w:altName)."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/></w:font>'
        for name, others in measures.FONTS.values()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'
    document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = table.encode()


def _number(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    """“— 1 —”, one character from the edge: on the right of single pages, on the left of double ones."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    right = side == WD_ALIGN_PARAGRAPH.RIGHT
    indent(paragraph, measures.SMALL, left=0 if right else 1, right=1 if right else 0)
    apart(paragraph, measures.SMALL)
    write(paragraph, "— ", "song", measures.SMALL)
    field_code(paragraph, "PAGE", "song", measures.SMALL)
    write(paragraph, " —", "song", measures.SMALL)
