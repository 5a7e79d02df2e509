"""The names of the communities on small ribbons at their limbs' ends, kept from lying on one another."""

from collections.abc import Sequence
from html import escape

from lianxin.web.tree.flowers import Palette
from lianxin.web.tree.pen import Pen, Point, number

LONGEST = 8
EDGE = 8.0


def labels(names: Sequence[str], tips: Sequence[Point], centre: Point, palette: Palette, dark: bool) -> str:
    """One ribbon a name, near its tip; names of more than eight characters end in "…" (the list beside has them
    whole)."""
    few = len(names) <= 14
    size = (21.0 if few else 15.0) if dark else (15.0 if few else 12.0)  # the wall is read from four metres
    texts = [name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in names]
    widths = [width(text, size) + size for text in texts]
    spots = settle([start(tip, centre) for tip in tips], widths, size * 1.7)
    paper, ink, line = ("#1d2328", "#faf7f2", "#5a6068") if dark else ("#fffdf9", "#3a352f", "#cfc4b2")
    leads, ribbons, words = Pen(), "", ""
    half = round(size * 0.8)
    for text, wide, (x, y), tip in zip(texts, widths, spots, tips, strict=True):
        long = round(wide)
        leads.move(tip)
        leads.line((x, y))
        ribbons += f"M{round(x - wide / 2)} {round(y) - half}h{long}l-4 {half} 4 {half}h-{long}l4-{half}z"
        words += f'<text x="{round(x)}" y="{round(y + size * 0.35)}">{escape(text)}</text>'
    return (
        f'<g pointer-events="none">'
        f'<path d="{leads.data()}" stroke="{palette.bark}" stroke-width=".8" stroke-dasharray="2 3"/>'
        f'<path d="{ribbons}" fill="{paper}" stroke="{line}"/>'
        f'<g font-size="{number(size)}" text-anchor="middle" fill="{ink}">{words}</g></g>'
    )


def width(text: str, size: float) -> float:
    """How wide a text runs: a Chinese character is a square, a Latin one about half."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.56 for letter in text)


def start(tip: Point, centre: Point) -> Point:
    """Beyond the tip, seen from the middle of the crown."""
    away = 1.07
    return centre[0] + (tip[0] - centre[0]) * away, centre[1] + (tip[1] - centre[1]) * away - 6


def settle(spots: Sequence[Point], widths: Sequence[float], high: float) -> list[Point]:
    """Pushes ribbons apart, up and down first, until none overlap and all lie on the canvas."""
    found = [list(spot) for spot in spots]
    for _ in range(60):
        moved = False
        for a in range(len(found)):
            for b in range(a + 1, len(found)):
                wide = (widths[a] + widths[b]) / 2 + 6 - abs(found[a][0] - found[b][0])
                tall = high - abs(found[a][1] - found[b][1])
                if wide <= 0 or tall <= 0:
                    continue
                moved = True
                axis, push = (1, tall) if tall * 2.2 < wide or wide > 60 else (0, wide)
                sign = 1 if found[a][axis] >= found[b][axis] else -1
                found[a][axis] += sign * (push / 2 + 0.5)
                found[b][axis] -= sign * (push / 2 + 0.5)
        for index, spot in enumerate(found):
            half = widths[index] / 2 + EDGE
            spot[0] = min(960 - half, max(half, spot[0]))
            spot[1] = min(600.0, max(EDGE + high / 2, spot[1]))
        if not moved:
            break
    return [(x, y) for x, y in found]
