"""The picture put together. Everything drawn follows from (species, branches, seed); nothing from the clock or the
machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from random import Random

from lianxin.web.tree import bark, flowers, scene
from lianxin.web.tree.flowers import Palette
from lianxin.web.tree.forms import FORMS, Form, limbs
from lianxin.web.tree.grow import Wood, grow
from lianxin.web.tree.labels import labels
from lianxin.web.tree.pen import Pen, Point, number
from lianxin.web.tree.seats import seat, seats
from lianxin.web.tree.shape import Branch, Size, Species, Wish

FEWEST_LIMBS: dict[Species, int] = {"kapok": 9, "peach": 7, "mulberry": 9, "banyan": 7}
TWIGS: dict[Species, int] = {"kapok": 330, "peach": 330, "mulberry": 230, "banyan": 230}
MOST_LINKS = 300
MOST_LINKS_CROWDED = 200
BUDGET = 58_500  # bytes; the page promises 60 kB
LONGEST_TITLE = 40
SHORTEST_TITLE = 6
LINK = 70 + 3 * SHORTEST_TITLE  # bytes of one linked wish without its address
DOT = 9


@dataclass(frozen=True, slots=True)
class Grown:
    """The wood of a town's tree: drawn parts, and for each community its seats and the tip its ribbon hangs from."""

    form: Form
    trunk: str
    solid: str
    fine: tuple[tuple[float, str], ...]
    bark: str
    shade: str
    layers: tuple[list[list[Point]], ...]
    tips: tuple[Point, ...]
    ends: tuple[Point, ...]
    lines: tuple[tuple[Point, ...], ...]


@lru_cache(maxsize=64)
def grown(species: Species, count: int, seed: str) -> Grown:
    """The wood for ``count`` communities. It does not depend on the wishes, so it is grown once and kept."""
    chance = Random(f"{species}:{count}:{seed}")  # noqa: S311 — a picture, not a secret
    form = FORMS[species]
    number_of = max(FEWEST_LIMBS[species], count)
    if species == "kapok":
        number_of += 1 - number_of % 2  # pairs, and the crown shoot
    lines = limbs(species, number_of, chance)
    woods = [grow(limb, form, max(9, TWIGS[species] // number_of), number_of, chance) for limb in lines]
    owners = [min(max(count, 1) - 1, index * max(count, 1) // number_of) for index in range(number_of)]
    tips = tuple(lines[owners.index(owner)].line[-1] for owner in range(max(count, 1)))
    solid, fine = bark.draw_wood(woods)
    mine: list[list[Wood]] = [[] for _ in range(max(count, 1))]
    for owner, wood in zip(owners, woods, strict=True):
        mine[owner].append(wood)
    return Grown(
        form,
        bark.trunk_outline(form, chance),
        solid,
        tuple(fine),
        bark.bark_lines(form, 34, chance),
        bark.shade(form),
        tuple(seats(group, tip, chance) for group, tip in zip(mine, tips, strict=True)),
        tips,
        tuple(place for wood in woods for place in ends(wood)),
        tuple(line.line for line in lines),
    )


def ends(wood: Wood) -> list[Point]:
    """The tips of the twigs."""
    return [wood.place[node] for node, below in enumerate(wood.children()) if not below]


def draw(
    species: Species,
    branches: Sequence[Branch],
    *,
    seed: str,
    width: int = 960,
    height: int = 720,
    size: Size = "full",
    title: str = "",
) -> str:
    """The tree as one SVG element of at most 60 kB.

    size: "full" (each wish a link that reads itself; beyond 300 wishes the later ones of each branch are small dots),
    "small" (a picture, no links, no names) and "wall" (a picture for the dark screen, with names).
    A list with the same content must stand beside a full tree. ``title`` names the picture for a screen reader.
    """
    tree = grown(species, len(branches), seed)
    chance = Random(f"{seed}:wishes")  # noqa: S311
    dark = size == "wall"
    palette = (flowers.NIGHT if dark else flowers.DAY)[species]
    scale = flower_size(sum(len(branch.wishes) for branch in branches), size)
    prefix = f"{species[0]}{size[0]}{round(scale * 10):x}"  # equal ids on one page then always mean equal drawings
    names = ""
    if size != "small":
        names = labels([branch.name for branch in branches], tree.tips, tree.form.centre, palette, dark)
    head = _head(size, width, height, title)
    body = setting(species, tree, branches, palette, scale, prefix, chance)
    room = BUDGET - len((head + body + names).encode())
    return head + body + wishes(branches, tree, palette, prefix, size, chance, room) + names + "</svg>"


def _head(size: Size, width: int, height: int, title: str) -> str:
    role = "group" if size == "full" else "img"
    name = f' aria-label="{escape(title)}"' if title else ""
    return (
        f'<svg class="wish-tree wish-tree-{size}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 720" '
        f'width="{width}" height="{height}" role="{role}"{name}>'
    )


def setting(
    species: Species,
    tree: Grown,
    branches: Sequence[Branch],
    palette: flowers.Palette,
    scale: float,
    prefix: str,
    chance: Random,
) -> str:
    """Everything but the wishes: light, ground, wood and leaves, and what has fallen or drifts."""
    counts = {state: sum(w.state == state for b in branches for w in b.wishes) for state in flowers.STATES}
    parts = (
        scene.light(tree.form, palette, prefix),
        flowers.defs(species, scale, prefix),
        scene.ground(species, palette, chance),
        scene.spray(species, prefix) if species != "kapok" else "",
        backdrop(species, tree, palette, prefix, chance, any(counts.values())),
        wood(tree, palette),
        foliage(species, tree, palette, prefix, chance),
        scene.fallen(species, prefix, counts["claimed"] // 3, chance),
        scene.drifting(species, prefix, counts["fulfilled"], chance),
    )
    return "".join(parts)


def flower_size(total: int, size: Size) -> float:
    """Few wishes are drawn large, many small."""
    for most, scale in ((6, 1.7), (20, 1.5), (60, 1.3), (150, 1.15), (320, 1.0)):
        if total <= most:
            return scale * (1.15 if size == "small" else 1)
    return 0.85 * (1.15 if size == "small" else 1)


def wood(tree: Grown, palette: Palette) -> str:
    """Trunk, limbs and twigs."""
    fine = "".join(f'<path d="{data}" stroke-width="{number(width)}"/>' for width, data in tree.fine)
    return (
        f'<g fill="none" stroke="{palette.wood}" stroke-linecap="round" stroke-linejoin="round">{fine}</g>'
        f'<path d="{tree.trunk}" fill="{palette.wood}"/><path d="{tree.solid}" fill="{palette.wood}"/>'
        f'<path d="{tree.shade}" fill="{palette.shade}" opacity=".35"/>'
        f'<path d="{tree.bark}" fill="none" stroke="{palette.shade}" stroke-width="1.4" '
        f'stroke-linecap="round" opacity=".55"/>'
    )


def backdrop(species: Species, tree: Grown, palette: Palette, prefix: str, chance: Random, bloom: bool) -> str:
    """Behind the wood: dense leaf of mulberry and banyan, the far haze of a peach in bloom."""
    if species == "kapok":
        return ""
    night = palette is flowers.NIGHT[species]
    if species == "peach":
        spots = [(x + chance.uniform(-16, 16), y + chance.uniform(-14, 14)) for x, y in tree.ends]
        strong = (0.3 if bloom else 0.1) * (0.4 if night else 1)
        return (
            f'<g fill="none" stroke="#f4c3cf" stroke-linecap="round" opacity="{strong:.2f}">'
            f'<path d="{scene.dabs(spots[::2])}" '
            f'stroke-width="17"/><path d="{scene.dabs(spots[1::2])}" stroke-width="10"/></g>'
        )
    big = {"mulberry": 1.35, "banyan": 1.9}[species]
    places = [
        ((x + chance.uniform(-16, 16)) / big, (y + chance.uniform(-14, 10)) / big) for x, y in tree.ends
    ]  # the group below is scaled, so that one drawn spray serves twice
    spray = scene.leaves(places, prefix)
    return f'<g fill="{palette.leaf[1]}" opacity="{0.3 if night else 0.5}" transform="scale({big})">{spray}</g>'


def foliage(species: Species, tree: Grown, palette: Palette, prefix: str, chance: Random) -> str:
    """Leaves before the wood, and the banyan's hanging roots."""
    if species == "kapok":
        return ""
    keep, jitter = {"peach": (0.32, 5), "mulberry": (0.75, 12), "banyan": (0.8, 18)}[species]
    places = [
        (x + chance.uniform(-jitter, jitter), y + chance.uniform(-jitter, jitter))
        for x, y in tree.ends
        if chance.random() < keep
    ]
    found = (
        f'<g fill="{palette.leaf[0]}" opacity=".82">{scene.leaves(places[::2], prefix)}</g>'
        f'<g fill="{palette.leaf[1]}" opacity=".82">{scene.leaves(places[1::2], prefix)}</g>'
    )
    if species != "banyan":
        return found
    fine, strong = scene.hanging_roots(tree.lines, tree.ends, chance)
    return (
        f'<path d="{strong}" fill="{palette.wood}"/>'
        f'<path d="{fine}" fill="none" stroke="{palette.wood}" stroke-width=".9" '
        f'stroke-linecap="round" opacity=".7"/>{found}'
    )


def wishes(
    branches: Sequence[Branch], tree: Grown, palette: Palette, prefix: str, size: Size, chance: Random, room: int
) -> str:
    """Every wish at its place; those beyond what may be shown singly as dots of their state's colour."""
    total = sum(len(branch.wishes) for branch in branches)
    most = MOST_LINKS if total <= MOST_LINKS else MOST_LINKS_CROWDED
    if size == "full" and total:
        weight = LINK + sum(len(wish.url) for branch in branches for wish in branch.wishes) / total
        most = min(most, int((room - DOT * max(0, total - most)) / weight))
    single: list[tuple[Wish, Point, str]] = []
    far = {state: Pen() for state in flowers.STATES}
    for branch, layers in zip(branches, tree.layers, strict=False):
        places = seat([wish.id for wish in branch.wishes], layers, chance)
        share = len(branch.wishes) if total <= most else max(1, most * len(branch.wishes) // total)
        for index, (wish, place) in enumerate(zip(branch.wishes, places, strict=True)):
            if index < share:
                single.append((wish, place, branch.name))
            else:
                far[wish.state].dot((round(place[0] + chance.uniform(-8, 8)), round(place[1] + chance.uniform(-8, 8))))
    dots = "".join(
        f'<path d="{pen.data()}" stroke="{colour}"/>'
        for (state, pen), colour in zip(far.items(), palette.dots, strict=True)
        if pen.parts
    )
    body = f'<g fill="none" stroke-width="5.6" stroke-linecap="round">{dots}</g>' if dots else ""
    if prefix.startswith("b"):  # ribbons far away are short strokes that hang
        body = body.replace("h0", "v9").replace('"5.6" stroke-linecap="round"', '"3.4"')
    single.sort(key=lambda item: item[1][1])
    marks = [mark(wish, place, prefix) for wish, place, _ in single]
    if size != "full":
        return body + "".join(marks)
    bare = sum(len(f'<a href="{escape(wish.url)}"><title></title></a>'.encode()) for wish, _, _ in single)
    left = room - len(body.encode()) - bare - sum(map(len, marks))
    longest = max(SHORTEST_TITLE, min(LONGEST_TITLE, left // (3 * len(single)) if single else LONGEST_TITLE))
    return body + "".join(
        f'<a href="{escape(wish.url)}"><title>{escape(shortened(wish.title, longest))}</title>{drawn}</a>'
        for (wish, _, _), drawn in zip(single, marks, strict=True)
    )


def mark(wish: Wish, place: Point, prefix: str) -> str:
    """One wish's flower."""
    turn = (len(wish.id) * 7 + sum(map(ord, wish.id))) % 3
    return f'<use href="#{prefix}{wish.state[0]}{turn}" x="{round(place[0])}" y="{round(place[1])}"/>'


def shortened(title: str, longest: int) -> str:
    """The title, or its beginning with "…"."""
    return title if len(title) <= longest else title[: longest - 1] + "…"


def legend(species: Species) -> list[tuple[str, str]]:
    """[(a small SVG, what it means)] for the three states."""
    words = flowers.WORDS[species]
    return [
        (
            f'<svg viewBox="-16 -17 32 34" width="28" height="28" aria-hidden="true" focusable="false">'
            f"{flowers.SHAPES[species][state]}</svg>",
            word,
        )
        for state, word in zip(flowers.STATES, words, strict=True)
    ]
