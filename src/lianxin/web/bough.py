"""A bough of the town's own tree: the thread that joins two dots, in blossom. It stands on what a town prints."""

from __future__ import annotations

from functools import cache

from lianxin.web.tree import flowers
from lianxin.web.tree.pen import number
from lianxin.web.tree.shape import Species, State

LINE = ((8.0, 36.0), (70.0, -6.0), (150.0, 66.0), (232.0, 16.0))
"""The thread: one cubic curve, 240 wide."""
ON_IT: tuple[tuple[float, State, float, float], ...] = (
    (0.17, "waiting", -16, 0.72), (0.3, "claimed", 12, 1.05), (0.43, "fulfilled", -20, 0.8), (0.55, "claimed", 18, 1.2),
    (0.68, "waiting", 150, 0.75), (0.78, "claimed", -8, 0.95), (0.89, "waiting", 24, 0.66),
)  # fmt: skip
"""Where along the thread a flower sits, in which state, how it turns, how large."""
LEAVES = ((0.1, -50), (0.23, 140), (0.37, -30), (0.49, 150), (0.62, -44), (0.73, 132), (0.84, -36), (0.94, 120))
HANGS: frozenset[Species] = frozenset(["banyan"])
"""Trees whose wishes hang down instead of growing up."""


def _at(part: float) -> tuple[float, float]:
    left = 1 - part
    weights = (left**3, 3 * left**2 * part, 3 * left * part**2, part**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, LINE, strict=True)) for axis in (0, 1))
    return x, y


@cache
def bough(species: Species) -> str:
    """The picture as one `<svg>` that stands by itself: no style sheet, no script, no text."""
    palette, shapes = flowers.DAY[species], flowers.SHAPES[species]
    hangs = species in HANGS
    (a, b), (c, d), (e, f), (g, h) = LINE
    drawn = [
        f'<path d="M{a:g} {b:g}C{c:g} {d:g} {e:g} {f:g} {g:g} {h:g}" fill="none" stroke="{palette.wood}" '
        'stroke-width="1.7" stroke-linecap="round"/>'
    ]
    for count, (part, degrees) in enumerate(LEAVES):
        x, y = _at(part)
        drawn.append(
            f'<path transform="translate({number(x)} {number(y)})rotate({degrees})" fill="{palette.leaf[count % 2]}" '
            'd="M0 0C-4-3-4-9 0-13 4-9 4-3 0 0z"/>'
        )
    for part, state, turn, scale in ON_IT:
        x, y = _at(part)
        turned, lower = (turn / 6, y + 13 * scale) if hangs else (turn, y)
        drawn.append(
            f'<g transform="translate({number(x)} {number(lower)})rotate({number(turned)})scale({scale:g})">'
            f"{shapes[state]}</g>"
        )
    ends = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="4.2" fill="#b8322a"/>' for x, y in (LINE[0], LINE[3]))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 56" aria-hidden="true" focusable="false">'
        f"{''.join(drawn)}{ends}</svg>"
    )
