"""Growing the wood: twigs reach for scattered points of light, each by the way that is short to the point and
short to the root.

The rule (cost = gap to the wood + a share of the way back to the trunk) is that of Cuntz et al., "One Rule to Grow
Them All",
PLoS Comput Biol 2010: one number between bush and broom. Thickness follows the pipe model (a limb's section
carries its twigs').
"""

from dataclasses import dataclass
from math import dist, hypot, log, sqrt
from random import Random

from lianxin.web.tree.forms import Form, Limb
from lianxin.web.tree.pen import Point

BALANCE = 0.32
PIPE = 2.3
TWIG = 0.7


@dataclass(slots=True)
class Wood:
    """One limb as a tree of nodes; node 0 is at the trunk. ``radius`` is half the width in px."""

    place: list[Point]
    parent: list[int]
    radius: list[float]

    def children(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.place]
        for node, parent in enumerate(self.parent):
            if parent >= 0:
                found[parent].append(node)
        return found


def grow(limb: Limb, form: Form, twigs: int, among: int, chance: Random) -> Wood:
    """The limb with its ``twigs``; ``among`` so many limbs it is thinner."""
    wood = Wood(list(limb.line), [-1, *range(len(limb.line) - 1)], [])
    reach(wood, lights(limb, twigs, chance))
    soften(wood, len(limb.line))
    thicken(wood, form.limb_foot * min(1.0, sqrt(9 / among)), len(limb.line))
    return wood


def lights(limb: Limb, count: int, chance: Random) -> list[Point]:
    """Points the twigs grow to, spread evenly about the outer part of the limb (best of six, so none crowd)."""
    chosen: list[Point] = []
    for _ in range(count):
        best, gap = (0.0, 0.0), -1.0
        for _ in range(6):
            point = beside(limb, chance)
            nearest = min((dist(point, other) for other in chosen), default=1e9)
            if nearest > gap:
                best, gap = point, nearest
        chosen.append(best)
    return chosen


def beside(limb: Limb, chance: Random) -> Point:
    """A place beside the limb's line: further out there is more room, and twigs lean to the light."""
    t = 0.36 + 0.7 * chance.random() ** 0.85
    at = min(t, 0.999) * (len(limb.line) - 1)
    index = int(at)
    (ax, ay), (bx, by) = limb.line[index], limb.line[index + 1]
    x, y = ax + (bx - ax) * (at - index), ay + (by - ay) * (at - index)
    length = hypot(bx - ax, by - ay) or 1
    side = chance.uniform(-1, 1) * limb.spread * (0.35 + 0.65 * min(1, t))
    over = (t - 0.999) * 120 if t > 0.999 else 0
    x += -(by - ay) / length * side + (bx - ax) / length * over
    y += (bx - ax) / length * side + (by - ay) / length * over
    return x, y - limb.lift * limb.spread * chance.random()


def reach(wood: Wood, points: list[Point]) -> None:
    """Joins each point to the wood where gap + share of the way to the root is least."""
    way = [0.0]
    for node in range(1, len(wood.place)):
        way.append(way[-1] + dist(wood.place[node - 1], wood.place[node]))

    def price(point: Point, node: int) -> float:
        return dist(point, wood.place[node]) + BALANCE * way[node]

    best = []
    for point in points:
        node = min(range(1, len(wood.place)), key=lambda node, point=point: price(point, node))  # type: ignore[misc]
        best.append((price(point, node), node))
    left = list(range(len(points)))
    while left:
        pick = min(left, key=lambda index: best[index][0])
        left.remove(pick)
        parent = best[pick][1]
        node = len(wood.place)
        wood.place.append(points[pick])
        wood.parent.append(parent)
        way.append(way[parent] + dist(points[pick], wood.place[parent]))
        for index in left:
            cost = price(points[index], node)
            if cost < best[index][0]:
                best[index] = (cost, node)


def soften(wood: Wood, fixed: int) -> None:
    """Takes the corners out of twigs, twice; the limb's own line stays."""
    children = wood.children()
    for _ in range(2):
        for node in range(fixed, len(wood.place)):
            if not children[node]:
                continue
            px, py = wood.place[wood.parent[node]]
            x, y = wood.place[node]
            cx = sum(wood.place[child][0] for child in children[node]) / len(children[node])
            cy = sum(wood.place[child][1] for child in children[node]) / len(children[node])
            wood.place[node] = (0.5 * x + 0.25 * (px + cx), 0.5 * y + 0.25 * (py + cy))


def thicken(wood: Wood, foot: float, line: int) -> None:
    """Half widths by the pipe model, stretched so that the limb leaves the trunk with half width ``foot`` and
    thins all the way."""
    children = wood.children()
    raw = [TWIG] * len(wood.place)
    order = sorted(range(len(wood.place)), key=lambda node: depth(wood, node), reverse=True)
    for node in order:
        if children[node]:
            raw[node] = sum(raw[child] ** PIPE for child in children[node]) ** (1 / PIPE)
    stretch = log(foot / TWIG) / log(raw[0] / TWIG) if raw[0] > TWIG * 1.01 else 1
    wood.radius = [TWIG * (value / TWIG) ** stretch for value in raw]
    for node in reversed(order):
        if node:
            most = wood.radius[wood.parent[node]] * (0.85 if node < line else 0.78)
            wood.radius[node] = max(TWIG, min(wood.radius[node], most))


def depth(wood: Wood, node: int) -> int:
    steps = 0
    while wood.parent[node] >= 0:
        node = wood.parent[node]
        steps += 1
    return steps


def strands(wood: Wood) -> list[list[int]]:
    """The wood as strands: each runs from a fork along its thickest child to a tip; together they cover every edge
    once."""
    children = wood.children()
    found: list[list[int]] = []
    starts = [(-1, 0)]
    while starts:
        fork, node = starts.pop()
        strand = [node] if fork < 0 else [fork, node]
        while children[node]:
            follow = max(children[node], key=lambda child: wood.radius[child])
            starts += [(node, child) for child in children[node] if child != follow]
            node = follow
            strand.append(node)
        found.append(strand)
    return found
