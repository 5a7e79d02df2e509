"""What stands about the tree: light behind it, ground, pond or bench, leaves of its own, what has drifted down."""

from collections.abc import Sequence
from math import cos, sin
from random import Random

from lianxin.web.tree.flowers import Palette
from lianxin.web.tree.forms import GROUND, Form
from lianxin.web.tree.pen import Pen, Point, number
from lianxin.web.tree.shape import Species


def light(form: Form, palette: Palette, prefix: str) -> str:
    """A soft disc of light behind the crown."""
    x, y = form.centre
    return (
        f'<radialGradient id="{prefix}g"><stop offset=".55" stop-color="{palette.glow}"/>'
        f'<stop offset="1" stop-color="{palette.glow}" stop-opacity="0"/></radialGradient>'
        f'<ellipse cx="{number(x)}" cy="{number(y + 40)}" rx="470" ry="350" fill="url(#{prefix}g)"/>'
    )


def ground(species: Species, palette: Palette, chance: Random) -> str:
    """The earth the tree stands in, with grass; the mulberry stands on its dyke between fish ponds."""
    earth = f'<path d="M30 668q120-26 260-30t190 2 200-3 250 33q-180 34-450 34t-450-36z" fill="{palette.ground}"/>'
    blades = Pen()
    for _ in range(58):
        x = chance.uniform(90, 870)
        y = GROUND + 8 + 26 * abs((x - 480) / 430) ** 2 + chance.uniform(-3, 30)
        for lean in (-1, 0.3, 1.2)[: chance.randint(2, 3)]:
            tall = chance.uniform(5, 12)
            blades.move((x, y))
            blades.bend((x + lean, y - tall * 0.6), (x + lean * 4, y - tall))
    grass = (
        f'<path d="{blades.data()}" fill="none" stroke="{palette.blade}" stroke-width="1.2" stroke-linecap="round"/>'
    )
    return earth + (pond(palette) if species == "mulberry" else "") + grass + seatstone(species, palette)


def pond(palette: Palette) -> str:
    """Fish ponds on both sides of the mulberry dyke (桑基鱼塘)."""
    water = "#bcd3d0" if palette.ground.startswith("#e") else "#29424a"
    ripple = "#f4faf8" if palette.ground.startswith("#e") else "#4f7078"
    return (
        f'<g fill="{water}"><path d="M34 674q90-24 210-26 50 8 84 28-90 26-190 22-74-6-104-24z"/>'
        '<path d="M926 674q-90-24-210-26-50 8-84 28 90 26 190 22 74-6 104-24z"/></g>'
        f'<path d="M90 672q22-5 44 0M160 684q20-4 40 0M216 664q16-4 32 0'
        'M780 664q16-4 32 0M700 682q24-5 48 0M830 676q20-4 40 0" '
        f'fill="none" stroke="{ripple}" stroke-width="1.6" stroke-linecap="round"/>'
    )


def seatstone(species: Species, palette: Palette) -> str:
    """A bench or a stone to sit on: someone may always come."""
    stone = palette.bark
    if species == "mulberry":
        return ""
    if species == "banyan":
        return (
            f'<g fill="{stone}"><path d="M648 640h64l-4 9h-56z"/><path d="M664 648h30l4 22h-38z" opacity=".8"/>'
            '<path d="M724 656h26l3 16h-32z" opacity=".7"/><path d="M612 656h26l3 16h-32z" opacity=".7"/></g>'
        )
    return (
        f'<g fill="none" stroke="{stone}" stroke-linecap="round"><path d="M640 634h92M638 648h96" stroke-width="5"/>'
        '<path d="M652 650v20M720 650v20M648 622v14M724 622v14M644 622h84" stroke-width="3.4"/></g>'
    )


def leaf(long: float, wide: float, turn: float, at: Point = (0, 0)) -> str:
    """One pointed leaf as path data, turned by ``turn`` radians from straight up."""
    pen = Pen()
    dx, dy = sin(turn) * long, -cos(turn) * long
    nx, ny = cos(turn) * wide, sin(turn) * wide
    pen.move(at)
    pen.bend((at[0] + dx * 0.45 + nx, at[1] + dy * 0.45 + ny), (at[0] + dx, at[1] + dy))
    pen.bend((at[0] + dx * 0.45 - nx, at[1] + dy * 0.45 - ny), at)
    return pen.data()


SPRAYS: dict[Species, tuple[tuple[float, float, float, float, float], ...]] = {
    # (length, half width, turn, x, y) of each leaf about a twig's end
    "kapok": (),
    "peach": ((11, 3, -0.9, 0, 0), (12, 3, 0.1, 0, -2), (10, 3, 1.2, 1, 0)),
    "mulberry": ((17, 9, -1.3, -2, 2), (19, 10, -0.3, 0, -4), (16, 9, 0.8, 3, 0), (15, 8, 2.1, 2, 4), (14, 8, -2.4,
    -3, 5)),
    "banyan": (
        (11, 7, -0.7, -11, 5), (12, 7, 0.3, -7, -5), (11, 7, 1.3, 2, -9), (12, 7, -0.3, 9, -3), (11, 6, 0.9, 6, 8),
        (10, 6, -1.4, -2, 9), (11, 7, 0.1, 0, 1), (9, 5, 2.2, 12, 4),
    ),
}  # fmt: skip


def spray(species: Species, prefix: str) -> str:
    """The leaves at a twig's end, drawn once as symbols <prefix>l0 … <prefix>l2 in three turns."""
    data = "".join(leaf(long, wide, turn, (x, y)) for long, wide, turn, x, y in SPRAYS[species])
    turned = "".join(
        f'<g id="{prefix}l{index}" transform="rotate({turn})scale({size})"><use href="#{prefix}l"/></g>'
        for index, (turn, size) in enumerate(((-48, 1), (8, 1.25), (56, 0.85)))
    )
    return f'<defs><path id="{prefix}l" d="{data}"/>{turned}</defs>'


def leaves(places: Sequence[Point], prefix: str) -> str:
    """A spray of leaves at each place."""
    return "".join(
        f'<use href="#{prefix}l{index % 3}" x="{round(x)}" y="{round(y)}"/>' for index, (x, y) in enumerate(places)
    )


def dabs(places: Sequence[Point]) -> str:
    """Soft round dabs, as wide as the stroke."""
    pen = Pen()
    for x, y in places:
        pen.dot((round(x), round(y)))
    return pen.data()


def hanging_roots(limbs: Sequence[Sequence[Point]], tips: Sequence[Point], chance: Random) -> tuple[str, str]:
    """The banyan's aerial roots: (fine ones that hang in the air, a few that have reached the ground and thickened)."""
    fine, strong = Pen(), Pen()
    for line in (limbs[0], limbs[1], limbs[-2], limbs[-1]):
        x, y = line[len(line) // 2 + chance.randint(0, 1)]
        low = GROUND + chance.uniform(6, 16)
        for _ in range(2 + chance.randint(0, 1)):
            x += chance.uniform(-9, 9)
            sway, end = chance.uniform(-22, 22), x + chance.uniform(-9, 9)
            wide = chance.uniform(1, 2)
            strong.move((x - wide - 1, y))
            strong.bend((x - wide, y + 26), ((x + sway + end) / 2 - wide, (y + low) / 2))
            strong.bend((end - wide, low - 60), (end - wide * 4, low))
            strong.line((end + wide * 4, low))
            strong.bend((end + wide, low - 60), ((x + sway + end) / 2 + wide, (y + low) / 2))
            strong.bend((x + wide, y + 26), (x + wide + 1, y))
            strong.close()
    for x, y in sorted(tips, key=lambda point: -point[1])[:60:2]:
        if abs(x - 480) < 80:
            continue
        for step in range(chance.randint(2, 4)):
            end = min(GROUND - 12, y + chance.uniform(40, 150))
            fine.move((x + step * 3.4, y))
            fine.bend(
                (x + step * 3.4 + chance.uniform(-7, 7), (y + end) / 2), (x + step * 3 + chance.uniform(-4, 4), end)
            )
    return fine.data(), strong.data()


def fallen(species: Species, prefix: str, amount: int, chance: Random) -> str:
    """What lies under the tree when wishes have been taken up: blossoms, petals."""
    if species not in ("kapok", "peach"):
        return ""
    found = []
    for _ in range(min(14, amount)):
        x = 480 + chance.choice((-1, 1)) * chance.uniform(60, 300)
        y = 652 + chance.uniform(0, 30)
        turn = chance.uniform(60, 300)
        found.append(
            f'<use href="#{prefix}c" transform="translate({number(x)} {number(y)})rotate({turn:.0f})scale(.5)"/>'
        )
    return f'<g opacity=".8">{"".join(found)}</g>'


def drifting(species: Species, prefix: str, amount: int, chance: Random) -> str:
    """Cotton or petals on the air, for wishes that came true; they move only through CSS, and not when motion is
    unwanted."""
    if species not in ("kapok", "peach"):
        return ""
    if species == "kapok":
        puff = (
            '<circle r="4.5" fill="#fffdf8" stroke="#c9bea9" stroke-width=".7"/>'
            '<path d="M-7 3l5-2M7-4l-5 3M1 8L0 3M-4-7l3 4" stroke="#c9bea9" stroke-width=".6"/>'
        )
    else:
        puff = '<path d="M0 0C-4-2-5-7-1-9 3-8 4-3 0 0z" fill="#f4b3c4"/>'
    found = [f'<g id="{prefix}p">{puff}</g>']
    for index in range(min(9, amount)):
        x, y = 560 + index * 38 + chance.uniform(-24, 24), chance.uniform(330, 600)
        place = f"translate({number(x)} {number(y)})rotate({chance.randrange(360)})"
        found.append(f'<g class="drift drift-{index % 3}"><use href="#{prefix}p" transform="{place}"/></g>')
    return f"<defs>{found[0]}</defs>" + "".join(found[1:])
