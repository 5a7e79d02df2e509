"""The diagram of a procedure as SVG: no styles inside, only classes and presentation attributes, so that a strict CSP
lets it through and a page may colour it as it likes."""

from __future__ import annotations

from html import escape

from lianxin.handbook.layout import BOX, LANE, PAD, SMALL, TEXT, Arrow, Box, Drawing, Line, place
from lianxin.handbook.sayings import who_names
from lianxin.language.pack import Pack

INK, QUIET, LINE, PINE, PAPER, CARD = "#22262B", "#5B6470", "#8C949E", "#0E6B58", "#F3EEE5", "#FFFFFF"
ROUND = 6
SHEET = 1150
"""Up to this height a drawing is readable on one A4 sheet."""


def diagram(kind: str, pack: Pack, language: str = "zh") -> str:
    """The procedure of a kind as one SVG element. Errors: KeyError for an unknown kind."""
    drawing = place(pack, kind, language)
    said = pack.kind(kind)
    width, height = round(drawing.width), round(drawing.height)
    filed = "由谁登记：" if not language.startswith("en") else "Filed by: "
    title = f"{said.label.say(language)}：流程图" if not language.startswith("en") else f"{said.label.say(language)}"
    look = "procedure tall" if height > SHEET else "procedure"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-labelledby="procedure-{kind}">',
        f'<title id="procedure-{kind}">{escape(title)}</title>',
        _start(drawing, said.first, filed + who_names(pack, said.filed_by, language)),
        *(_arrow(arrow, drawing) for arrow in sorted(drawing.arrows, key=lambda one: one.port.main)),
        *(_box(box, drawing, language) for box in drawing.boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _start(drawing: Drawing, first: str, said: str) -> str:
    """The dot where a matter comes in, above the first step."""
    box = next(box for box in drawing.boxes if box.step == first)
    x = drawing.x + PAD + 4
    return (
        f"<desc>{escape(said)}</desc>"
        f'<circle class="start" cx="{x}" cy="{box.y - 25}" r="5" fill="{PINE}"/>'
        f'<path class="arrow main" d="M{x} {box.y - 20}V{box.y - 3}" fill="none" stroke="{PINE}" stroke-width="2"/>'
        f'<path class="head main" d="M{x - 4} {box.y - 8}L{x} {box.y}L{x + 4} {box.y - 8}Z" fill="{PINE}"/>'
    )


def _box(box: Box, drawing: Drawing, language: str) -> str:
    x = drawing.x
    ending = bool(box.end)
    look = "step ending" if ending else "step"
    fill, stroke = (PAPER, INK) if ending else (CARD, LINE)
    parts = [
        f'<g class="{look}" data-step="{escape(box.step)}">',
        f'<rect x="{x}" y="{box.y}" width="{BOX}" height="{box.height}" rx="{18 if ending else 8}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="{2 if ending else 1}"/>',
        *(_line(line, x + PAD) for line in box.lines),
    ]
    if ending:
        parts.append(_mark(box, x + BOX - PAD, language))
    parts.append("</g>")
    return "".join(parts)


def _mark(box: Box, x: float, language: str) -> str:
    """A filled square and a word: here it ends."""
    word = "结束" if not language.startswith("en") else "end"
    return (
        f'<text class="mark" x="{x - 12}" y="{box.y + PAD + 12.5}" font-size="{SMALL}" text-anchor="end"'
        f' fill="{QUIET}">{word}</text><rect class="mark" x="{x - 8}" y="{box.y + PAD + 3.5}" width="9" height="9"'
        f' fill="{INK}"/>'
    )


def _line(line: Line, x: float) -> str:
    size = TEXT if line.look in ("title", "action") else SMALL
    weight = ' font-weight="700"' if line.look == "title" or line.main else ""
    colour = {"title": INK, "action": PINE if line.main else INK}.get(line.look, QUIET)
    return (
        f'<text class="{line.look}" x="{x}" y="{line.y}" font-size="{size}"{weight} fill="{colour}">'
        f"{escape(line.text)}</text>"
    )


def _arrow(arrow: Arrow, drawing: Drawing) -> str:
    """From the row of an action out to its lane, along it, and into the box of the step it leads to."""
    sign = 1 if arrow.side == "right" else -1
    edge = drawing.x + (BOX if sign > 0 else 0)
    lane = edge + sign * (arrow.lane + 1) * LANE
    start, enter = arrow.port.y, arrow.enter
    down = 1 if enter > start else -1
    colour = PINE if arrow.port.main else LINE
    look = "main" if arrow.port.main else "lost" if arrow.port.lost else "plain"
    bend = min(ROUND, abs(enter - start) / 2)
    path = (
        f"M{edge} {start}H{lane - sign * bend}Q{lane} {start} {lane} {start + down * bend}"
        f"V{enter - down * bend}Q{lane} {enter} {lane - sign * bend} {enter}H{edge + sign * 5}"
    )
    head = f"M{edge + sign * 8} {enter - 4}L{edge} {enter}L{edge + sign * 8} {enter + 4}Z"
    dash = ' stroke-dasharray="4 3"' if arrow.port.lost else ""
    return (
        f'<g class="arrow {look}" data-action="{escape(arrow.port.action)}" data-from="{escape(arrow.source)}"'
        f' data-to="{escape(arrow.port.to)}"><path d="{path}" fill="none" stroke="{colour}"'
        f' stroke-width="{2 if arrow.port.main else 1.3}"{dash}/><path class="head" d="{head}" fill="{colour}"/></g>'
    )
