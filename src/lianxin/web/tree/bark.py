"""Drawing wood: thick strands as filled outlines that taper, thin ones as strokes; the trunk with its foot, bark
and shade."""

from collections.abc import Sequence
from math import hypot, sin
from random import Random

from lianxin.web.tree.forms import GROUND, Form
from lianxin.web.tree.grow import Wood, strands
from lianxin.web.tree.pen import Pen, Point

STROKES = (1.3, 2.2, 3.4)
FILLED_FROM = 2.0


def draw_wood(woods: Sequence[Wood]) -> tuple[str, list[tuple[float, str]]]:
    """(outline of all thick limbs, [(stroke width, path data)] of the thin)."""
    solid = Pen()
    fine = {width: Pen() for width in STROKES}
    for wood in woods:
        for strand in strands(wood):
            places = [wood.place[node] for node in strand]
            radii = [min(wood.radius[node], wood.radius[strand[min(1, len(strand) - 1)]] * 1.15) for node in strand]
            cut = next((i for i, radius in enumerate(radii) if radius < FILLED_FROM), len(radii))
            if cut > 1:
                taper(solid, places[: cut + 1], radii[: cut + 1])
                places, radii = places[cut:], radii[cut:]
            if len(places) > 1:
                width = min(STROKES, key=lambda width, wide=radii[0]: abs(width - 2 * wide))  # type: ignore[misc]
                fine[width].move(places[0])
                fine[width].through(places[1:])
    return solid.data(), [(width, pen.data()) for width, pen in fine.items() if pen.parts]


def taper(pen: Pen, places: Sequence[Point], radii: Sequence[float]) -> None:
    """A closed outline along ``places``, as wide as ``radii``."""
    left, right = sides(places, radii)
    pen.move(left[0])
    pen.through([*left[1:], *right[::-1]])
    pen.close()


def sides(places: Sequence[Point], radii: Sequence[float]) -> tuple[list[Point], list[Point]]:
    """The two edges of a strand of wood."""
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(places):
        (ax, ay), (bx, by) = places[max(0, index - 1)], places[min(len(places) - 1, index + 1)]
        length = hypot(bx - ax, by - ay) or 1
        nx, ny = -(by - ay) / length * radii[index], (bx - ax) / length * radii[index]
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left, right


def trunk_radii(form: Form) -> list[float]:
    steps = len(form.trunk) - 1
    return [form.trunk_foot + (form.trunk_head - form.trunk_foot) * (i / steps) ** 0.85 for i in range(steps + 1)]


def trunk_outline(form: Form, chance: Random) -> str:
    """The trunk, its edges a little uneven, its foot running out into roots."""
    pen = Pen()
    radii = trunk_radii(form)
    places = form.trunk
    left, right = sides(places[1:], [radius * chance.uniform(0.94, 1.06) for radius in radii[1:]])
    x, y = places[0]
    foot = radii[0] * form.flare
    # Edges as `sides` gives them for a line going up: left of the list is the right-hand edge on the canvas.
    right_edge, left_edge = (left, right) if left[0][0] > right[0][0] else (right, left)
    pen.move((x - foot, y + 6))
    pen.bend((x - radii[0] * 1.05, y - 6), left_edge[0])
    pen.through([*left_edge[1:], *right_edge[::-1]])
    pen.bend((x + radii[0] * 1.05, y - 6), (x + foot, y + 6))
    for share in (0.55, 0.2, -0.25, -0.6):
        pen.bend((x + foot * (share + 0.17), y - 8), (x + foot * share, y + 5 + chance.uniform(0, 5)))
    pen.close()
    return pen.data()


def bark_lines(form: Form, count: int, chance: Random) -> str:
    """Short strokes that follow the trunk: the bark."""
    pen = Pen()
    radii = trunk_radii(form)
    top = form.trunk[-1][1] + 14
    for _ in range(count):
        y = chance.uniform(top, GROUND - 10)
        across = chance.uniform(-0.78, 0.78)
        long = chance.uniform(14, 46)
        upper = max(top, y - long)
        pen.move(on_trunk(form, radii, y, across))
        pen.bend(
            on_trunk(form, radii, (y + upper) / 2, across + chance.uniform(-0.14, 0.14)),
            on_trunk(form, radii, upper, across),
        )
    return pen.data()


def on_trunk(form: Form, radii: Sequence[float], y: float, across: float) -> Point:
    """The place at height y, ``across`` from -1 (left edge) to 1 (right edge)."""
    for index in range(len(form.trunk) - 1):
        (ax, ay), (bx, by) = form.trunk[index], form.trunk[index + 1]
        if by <= y <= ay:
            t = (ay - y) / (ay - by)
            radius = radii[index] + (radii[index + 1] - radii[index]) * t
            return ax + (bx - ax) * t + across * radius, y
    x, _ = form.trunk[0] if y > form.trunk[0][1] else form.trunk[-1]
    return x + across * (radii[0] if y > form.trunk[0][1] else radii[-1]), y


def shade(form: Form) -> str:
    """The trunk's shaded side."""
    radii = trunk_radii(form)
    edge = [on_trunk(form, radii, place[1], 0.98) for place in form.trunk]
    inner = [on_trunk(form, radii, place[1], 0.3 + 0.12 * sin(place[1])) for place in form.trunk]
    pen = Pen()
    pen.move(edge[0])
    pen.through([*edge[1:], *inner[::-1]])
    pen.close()
    return pen.data()
