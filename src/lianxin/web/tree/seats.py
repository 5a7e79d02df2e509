"""Where wishes sit: places along the twigs of their own community, well apart while there is room.

A wish keeps its place while others come and go: the place follows from its id, not from its position in the list.
"""

from collections.abc import Sequence
from math import cos, dist, pi, sin
from random import Random
from zlib import crc32

from lianxin.web.tree.grow import Wood
from lianxin.web.tree.pen import Point

APART = (46.0, 30.0, 20.0, 13.0, 8.5, 5.5)
RIBBON = 26.0


def seats(woods: Sequence[Wood], tip: Point, chance: Random) -> list[list[Point]]:
    """Places on these limbs in layers: the first far apart, each next one filling between; none under the name at
    ``tip``."""
    every = [point for wood in woods for point in along(wood, chance) if dist(point, tip) > RIBBON]
    chance.shuffle(every)
    layers: list[list[Point]] = []
    for apart in APART:
        taken = {cell(point, apart) for layer in layers for point in layer}
        layer: list[Point] = []
        rest: list[Point] = []
        for point in every:
            key = cell(point, apart)
            if key in taken:
                rest.append(point)
            else:
                taken.add(key)
                layer.append(point)
        layers.append(layer)
        every = rest
    return [*layers, every]


def cell(point: Point, size: float) -> tuple[int, int]:
    return int(point[0] // size), int(point[1] // size)


def along(wood: Wood, chance: Random) -> list[Point]:
    """Places on the thin wood, every few px, a little to either side."""
    found: list[Point] = []
    for node, parent in enumerate(wood.parent):
        if parent < 0 or wood.radius[node] > 3.2:
            continue
        (ax, ay), (bx, by) = wood.place[parent], wood.place[node]
        steps = max(1, int(dist((ax, ay), (bx, by)) / 3.2))
        for step in range(1, steps + 1):
            t = step / steps
            turn, far = chance.uniform(0, 2 * pi), chance.uniform(0, 5.5)
            found.append((ax + (bx - ax) * t + cos(turn) * far, ay + (by - ay) * t + sin(turn) * far))
    return found


def seat(keys: Sequence[str], layers: Sequence[Sequence[Point]], chance: Random) -> list[Point]:
    """A place for each key, found by its hash layer by layer; older keys (shorter, then smaller) choose first, so
    that a new
    wish never moves another. More keys than places: the rest gather closely about the places there are."""
    free = [layer for layer in layers if layer]
    taken: set[tuple[int, int]] = set()
    found: dict[str, Point] = {}
    for key in sorted(keys, key=lambda key: (len(key), key)):
        mark = crc32(key.encode())
        for level, layer in enumerate(free):
            slot = (level, mark % len(layer))
            if slot not in taken:
                taken.add(slot)
                found[key] = layer[slot[1]]
                break
        else:
            x, y = free[mark % len(free)][mark % len(free[mark % len(free)])]
            found[key] = (x + chance.uniform(-11, 11), y + chance.uniform(-11, 11))
    return [found[key] for key in keys]
