"""What a wish looks like on each tree: three shapes that differ by form as well as colour, drawn around (0, 0)."""

from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import gettext_noop

from lianxin.web.tree.pen import number
from lianxin.web.tree.shape import Species, State

STATES: tuple[State, ...] = ("waiting", "claimed", "fulfilled")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one species, by day on paper and on the dark wall screen."""

    wood: str
    shade: str
    bark: str
    leaf: tuple[str, str]
    glow: str
    ground: str
    blade: str
    dots: tuple[str, str, str]  # far wishes: waiting, claimed, fulfilled


DAY: dict[Species, Palette] = {
    "kapok": Palette("#6f5f54", "#4f4239", "#8d7c6f", ("#8c9a5b", "#a3ad6e"), "#f4e5d3", "#ebe1d0", "#a79f7c",
                     ("#7a5f3a", "#c9372c", "#d9cdb8")),
    "peach": Palette("#5f463d", "#46322c", "#84675a", ("#9db26a", "#b9c887"), "#f9e6e2", "#eae3d2", "#a2a87b",
                     ("#d4587c", "#ee9db2", "#e8a27c")),
    "mulberry": Palette("#6b5a47", "#4e4133", "#8b7861", ("#5f8a4f", "#82a865"), "#e6edda", "#e6e2cc", "#8f9f66",
                        ("#a9c46a", "#c2354a", "#4e2a55")),
    "banyan": Palette("#665a4f", "#4a4139", "#877a6c", ("#4f7a5c", "#7ba077"), "#e2ece2", "#e5e1d2", "#8da07a",
                      ("#cdb98c", "#b8322a", "#c8932f")),
}  # fmt: skip
NIGHT: dict[Species, Palette] = {
    "kapok": Palette("#a08d7e", "#7b6a5d", "#c2af9f", ("#8c9a5b", "#a3ad6e"), "#262422", "#20262b", "#5d6350",
                     ("#b9955e", "#f0604f", "#f1e6d4")),
    "peach": Palette("#9c8074", "#765e54", "#bfa396", ("#8fa55e", "#b9c887"), "#2b2326", "#20262b", "#5d6350",
                     ("#ee7296", "#f8b4c6", "#f3b48f")),
    "mulberry": Palette("#9b8870", "#756551", "#bda98f", ("#4f7a44", "#6f9a57"), "#1f2822", "#20262b", "#5d6350",
                        ("#c3da86", "#ee5c70", "#9a6aa6")),
    "banyan": Palette("#988a7b", "#72665a", "#b8aa9a", ("#3f6a50", "#5c8a68"), "#1d2724", "#20262b", "#5d6350",
                      ("#e2d2a8", "#ef6a5c", "#ecbd5e")),
}  # fmt: skip


def ring(count: int, shape: str, start: float = 0) -> str:
    """``shape`` turned about the middle ``count`` times."""
    return "".join(
        f'<g transform="rotate({number(start + index * 360 / count)})">{shape}</g>' for index in range(count)
    )


def star(count: int, inner: float, outer: float) -> str:
    """Stamens: short lines from the middle."""
    return "".join(
        f"M{number(inner * sin(a))} {number(-inner * cos(a))}L{number(outer * sin(a))} {number(-outer * cos(a))}"
        for a in (index * 2 * pi / count + 0.3 for index in range(count))
    )


KAPOK = {
    "waiting": '<path d="M0 4C-4 3-5-2-3-6Q0-11 3-6C5-2 4 3 0 4z" fill="#c0392b"/>'
    '<path d="M0 5C-5 5-5.5-1-3.5-3.5Q-1.5-1 0-4 1.5-1 3.5-3.5C5.5-1 5 5 0 5z" fill="#5d4a33"/>',
    "claimed": '<g fill="#b92d24"><ellipse cx="-8" cy="-5" rx="3.8" ry="8" transform="rotate(-62-8-5)"/>'
    '<ellipse cx="8" cy="-5" rx="3.8" ry="8" transform="rotate(62 8-5)"/></g>'
    '<g fill="#d6402f"><ellipse cx="-5" cy="-9" rx="4.2" ry="8.5" transform="rotate(-30-5-9)"/>'
    '<ellipse cx="5" cy="-9" rx="4.2" ry="8.5" transform="rotate(30 5-9)"/></g>'
    '<ellipse cy="-9" rx="4.6" ry="8.5" fill="#e4573f"/>'
    '<path d="M-4-9l2 7M0-10V-2M4-9l-2 7" stroke="#f7c46c" stroke-width="1.3" stroke-linecap="round"/>'
    '<path d="M-4-1Q0-4 4-1 4 5 0 5.5-4 5-4-1z" fill="#5d4a33"/>',
    "fulfilled": '<path d="M-7 4Q-9-6-1-9M7 4Q9-6 1-9" stroke="#7a6147" stroke-width="2.2" '
    'fill="none" stroke-linecap="round"/>'
    '<g fill="#fffdf8" stroke="#b3a791" stroke-width=".8"><circle cx="-4.5" cy="0" r="5"/>'
    '<circle cx="4.5" cy="0" r="5"/>'
    '<circle cy="-5" r="5.5"/><circle cy="3.5" r="4.5"/></g>'
    '<circle cy="-1" r="5" fill="#fffdf8"/>',
}
PETAL = '<path d="M0 0C-6-2-6.5-9-2.5-11.5Q0-10 2.5-11.5C6.5-9 6-2 0 0z"/>'
PEACH = {
    "waiting": '<path d="M0 4C-5 2-5-5 0-9 5-5 5 2 0 4z" fill="#d4587c"/>'
    '<path d="M0-9C-1-5 0 0 0 4" stroke="#b63f66" fill="none"/>'
    '<path d="M-3.5 2Q0 0 3.5 2 2 6 0 6-2 6-3.5 2z" fill="#7c8a4a"/>',
    "claimed": f'<g fill="#f2a3b8" stroke="#dd7f9a" stroke-width=".7">{ring(5, PETAL)}</g>'
    f'<circle r="3.4" fill="#d9557d"/><path d="{star(8, 2, 6)}" stroke="#c23f69" stroke-width=".8"/>'
    '<circle r="1.4" fill="#f9d976"/>',
    "fulfilled": '<path d="M1-8C5-14 11-13 13-10 9-6 5-6 1-8z" fill="#7f9b50"/>'
    '<path d="M0 9C-9 8-11-2-7-6-4-9-1-8 0-6 1-8 4-9 7-6 11-2 9 8 0 9z" fill="#f3b68c"/>'
    '<path d="M0 9C8 8 10-1 7-6 8 1 5 6 0 9z" fill="#e77f7c"/>'
    '<path d="M0-6C-2-1-2 4 0 8" stroke="#d98b62" fill="none"/>',
}
MULBERRY_LEAF = "M0 8C-9 6-10-4-5-7-3-8-1-7 0-5 1-7 3-8 5-7 10-4 9 6 0 8z"


def berry(fill: str, light: str, cells: tuple[tuple[float, float], ...], stem: str) -> str:
    """A mulberry: many small grains on a short stem."""
    grains = "".join(f'<circle cx="{number(x)}" cy="{number(y)}" r="2.5"/>' for x, y in cells)
    sheen = "".join(f'<circle cx="{number(x - 0.7)}" cy="{number(y - 0.8)}" r=".8"/>' for x, y in cells[::2])
    stalk = f'<path d="M0-6q.5-4 2-6" stroke="{stem}" stroke-width="1.3" fill="none"/>'
    return f'{stalk}<g fill="{fill}">{grains}</g><g fill="{light}">{sheen}</g>'


SMALL_BERRY = ((-2.0, -4.5), (2.0, -4.5), (-3.0, -1.0), (0.3, -1.5), (3.0, -1.0), (-1.7, 2.3), (1.8, 2.3), (0.0, 5.0))
LARGE_BERRY = (
    (-2.2, -6.0), (2.2, -6.0), (-4.0, -2.6), (0.0, -3.2), (4.0, -2.6), (-3.8, 1.2), (0.2, 0.6), (3.9, 1.2), (-2.0, 4.6),
    (2.2, 4.6), (0.0, 7.6),
)  # fmt: skip
MULBERRY = {
    "waiting": f'<path d="{MULBERRY_LEAF}" fill="#a9c95f" stroke="#6f9240" stroke-width=".9"/>'
    '<path d="M0-6V7M0-1l-4-2M0-1l4-2M0 3l-4-2M0 3l4-2" stroke="#6f9240" stroke-width=".8"/>',
    "claimed": berry("#c2354a", "#ec8a93", SMALL_BERRY, "#6f8a45"),
    "fulfilled": '<path d="M0-7C-6-12-11-9-12-6-8-4-4-4 0-7z" fill="#6c9450"/>'
    + berry("#4c2a56", "#9b78a6", LARGE_BERRY, "#6f8a45"),
}
BANYAN = {
    "waiting": '<path d="M0-12V-6" stroke="#8a7a5f" stroke-width=".9"/>'
    '<path d="M-2.5-7h5V12h-5z" fill="#f2e7c9" stroke="#b39f6e" stroke-width=".8"/>'
    '<path d="M0-4V8" stroke="#b39f6e" stroke-width=".9" stroke-dasharray="2 1.5"/>',
    "claimed": '<path d="M0-13V-7" stroke="#8a7a5f" stroke-width=".9"/>'
    '<path d="M-3-8Q0-9.5 3-8L4 6 3 16 .3 12-3 16-3.5 5z" fill="#b8322a"/>'
    '<path d="M-3-8Q0-9.5 3-8L3.2-5-3-5z" fill="#8e231d"/>',
    "fulfilled": '<path d="M0-13V-6" stroke="#8a7a5f" stroke-width=".9"/>'
    '<path d="M0-5C-5-11-10-8-9-4-8-1-3-2 0-5 3-2 8-1 9-4 10-8 5-11 0-5z" fill="#d9a53f" '
    'stroke="#a9781d" stroke-width=".7"/>'
    '<path d="M-1-4L-5 12-1.5 9 0-3 1.5 9 5 12 1-4z" fill="#c8932f"/>'
    '<circle cy="-4.5" r="2.3" fill="#a9781d"/>',
}
SHAPES: dict[Species, dict[str, str]] = {"kapok": KAPOK, "peach": PEACH, "mulberry": MULBERRY, "banyan": BANYAN}
# How a shape may turn and grow, so that no two neighbours look stamped.
TURNS: dict[Species, tuple[float, ...]] = {
    "kapok": (-24, 4, 28),
    "peach": (-40, 0, 33),
    "mulberry": (-32, 3, 30),
    "banyan": (-5, 0, 6),
}
WORDS: dict[Species, tuple[str, str, str]] = {
    "kapok": (gettext_noop("花苞：等人来圆"), gettext_noop("花开：有人领了"), gettext_noop("飞絮：已经实现")),
    "peach": (gettext_noop("花苞：等人来圆"), gettext_noop("花开：有人领了"), gettext_noop("结桃：已经实现")),
    "mulberry": (gettext_noop("新叶：等人来圆"), gettext_noop("红果：有人领了"), gettext_noop("紫果：已经实现")),
    "banyan": (gettext_noop("素笺：等人来圆"), gettext_noop("红绸：有人领了"), gettext_noop("金结：已经实现")),
}


def defs(species: Species, scale: float, prefix: str) -> str:
    """Symbols <prefix><state><turn>: w, c, f each in three turns, at ``scale``."""
    found = []
    for state in STATES:
        base = f"{prefix}{state[0]}"
        found.append(f'<g id="{base}">{SHAPES[species][state]}</g>')
        for turn, degrees in enumerate(TURNS[species]):
            size = scale * (0.92, 1.06, 1.0)[turn]
            found.append(
                f'<g id="{base}{turn}" transform="rotate({number(degrees)})scale({size:.2f})"><use href="#{base}"/></g>'
            )
    return "<defs>" + "".join(found) + "</defs>"
