"""The XML that python-docx has no word for: fonts by script, shading, borders, fields, the grid."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from lianxin.adapters.gongwen import measures

SHADES = {"hand": "FFE7A3", "stale": "F6C7C3", "gap": "E3E3E3"}
"""What a draft shows: typed by hand, changed since it was checked, still to be filled in."""


def element(name: str, **attributes: Any) -> Any:
    """A w: element with w: attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def fonts(properties: Any, font: str) -> None:
    """Put a font on run properties, for every script alike; a theme's font must not win."""
    name = measures.FONTS[font][0]
    found = properties.find(qn("w:rFonts"))
    if found is None:
        found = element("rFonts")
        properties.insert(0, found)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        found.set(qn(f"w:{script}"), name)
        found.attrib.pop(qn(f"w:{script}Theme"), None)


def write(paragraph: Paragraph, text: str, font: str, size: float, *, red: bool = False, shade: str = "") -> Run:
    """A run of text in a font, in points."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if red:
        run.font.color.rgb = RGBColor.from_string(measures.RED)
    properties = run._element.get_or_add_rPr()
    fonts(properties, font)
    if shade:
        properties.append(element("shd", val="clear", color="auto", fill=shade))
    return run


def rule(paragraph: Paragraph, *, top: int = 0, bottom: int = 0, red: bool = False) -> None:
    """Lines above and below a paragraph, in eighths of a point."""
    borders = element("pBdr")
    for side, size in (("top", top), ("bottom", bottom)):
        if size:
            colour = measures.RED if red else "000000"
            borders.append(element(side, val="single", sz=size, space="1", color=colour))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
    )


def apart(paragraph: Paragraph, pitch: float = measures.LINE_PITCH / 20) -> None:
    """Off the grid of characters, on lines of its own height: sizes other than the body's would take two cells each."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(element("snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc")
    paragraph.paragraph_format.line_spacing = Pt(pitch)


def indent(paragraph: Paragraph, size: float, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indents in characters of a size, as the standard says them; in points too, for programs that know only those."""
    properties = paragraph._p.get_or_add_pPr()
    found = properties.get_or_add_ind()
    for name, characters in (("firstLine", first), ("left", left), ("right", right)):
        if characters:
            found.set(qn(f"w:{name}Chars"), str(int(characters * 100)))
            found.set(qn(f"w:{name}"), str(round(characters * size * 20)))


def field_code(paragraph: Paragraph, code: str, font: str, size: float) -> None:
    """A field, such as PAGE."""
    for kind in ("begin", "", "end"):
        run = write(paragraph, "", font, size)
        if kind:
            run._element.append(element("fldChar", fldCharType=kind))
        else:
            instruction = element("instrText")
            instruction.text = f" {code} "
            run._element.append(instruction)
