"""How each kind of tree stands: trunk, where limbs leave it, how far they reach. Canvas 960 × 720, ground at y ≈
640."""

from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

from lianxin.web.tree.pen import Point
from lianxin.web.tree.shape import Species

GROUND = 640.0


@dataclass(frozen=True, slots=True)
class Limb:
    """A main limb: its line from the trunk outwards, and how far its twigs spread to either side (px)."""

    line: tuple[Point, ...]
    spread: float
    lift: float  # how far the twigs lean upwards of the line, px


@dataclass(frozen=True, slots=True)
class Form:
    """One species' habit."""

    trunk: tuple[Point, ...]
    trunk_foot: float  # half width at the ground, px
    trunk_head: float  # half width where the trunk ends, px
    flare: float  # how much the foot widens into roots
    limb_foot: float  # half width of a limb at the trunk, px
    centre: Point  # of the crown
    reach: Point  # half axes of the crown
    opening: float  # degrees above the horizon where the outermost limbs start
    wander: float  # how much a limb wavers, px


FORMS: dict[Species, Form] = {
    "kapok": Form(
        ((480, 650), (483, 540), (477, 420), (482, 300), (479, 190), (481, 128)),
        30, 5, 2.3, 9.5, (480, 300), (370, 220), 12, 7,
    ),
    "peach": Form(
        ((484, 650), (470, 600), (486, 552), (474, 505)),
        30, 27, 1.8, 13, (480, 318), (372, 232), 10, 26,
    ),
    "mulberry": Form(
        ((478, 650), (486, 596), (474, 540), (481, 478)),
        32, 33, 1.7, 10.5, (480, 300), (345, 224), 14, 12,
    ),
    "banyan": Form(
        ((480, 652), (474, 590), (486, 520), (480, 455)),
        56, 44, 1.9, 17, (480, 280), (412, 196), 5, 18,
    ),
}  # fmt: skip


def limbs(species: Species, count: int, chance: Random) -> list[Limb]:
    """``count`` limbs from left to right across the crown."""
    if species == "kapok":
        return tiers(FORMS[species], count, chance)
    return fan(FORMS[species], count, chance)


def tiers(form: Form, count: int, chance: Random) -> list[Limb]:
    """The kapok's storeys: nearly level limbs in pairs along one straight trunk, the last one its crown shoot."""
    sides = count - count % 2
    low, high = 452.0, 172.0
    left: list[Limb] = []
    right: list[Limb] = []
    for index in range(sides):
        level = (index // 2) / max(1, sides // 2 - 1) if sides > 2 else 0.4
        side = -1 if index % 2 == 0 else 1
        foot_y = low + (high - low) * level + side * 9 + chance.uniform(-7, 7)
        length = (378 - 205 * level**1.25) * chance.uniform(0.93, 1.04)
        rise = length * (0.2 + 0.3 * level)
        line = tuple(
            (
                480 + side * length * t,
                foot_y - rise * (0.42 * t + 0.58 * t**2.4) + chance.uniform(-1, 1) * form.wander * t,
            )
            for t in (0.0, 0.16, 0.34, 0.52, 0.7, 0.86, 1.0)
        )
        limb = Limb(line, min(60.0, 330.0 / max(3, sides // 2) * 0.62), 0.5)
        (left if side < 0 else right).append(limb)
    shoot = [Limb(((480, 170), (482, 148), (477, 124), (484, 100), (480, 84)), 84.0, 0.3)] if count % 2 else []
    return left + shoot + right[::-1]


def fan(form: Form, count: int, chance: Random) -> list[Limb]:
    """Limbs opening like a fan from the fork to the rim of the crown."""
    fork = form.trunk[-1]
    found: list[Limb] = []
    for index in range(count):
        share = (index + 0.5) / count
        degrees = 180 - form.opening - share * (180 - 2 * form.opening)
        angle = degrees * pi / 180
        rim = (
            form.centre[0] + cos(angle) * form.reach[0] * chance.uniform(0.9, 1.0),
            form.centre[1]
            + form.reach[1] * 0.42 * (1 - sin(angle))
            - sin(angle) * form.reach[1] * chance.uniform(0.92, 1.0),
        )
        root = (fork[0] + cos(angle) * form.trunk_head * 0.3, fork[1] + 84)
        foot = (fork[0] + cos(angle) * form.trunk_head * 0.66, fork[1] + 34 - sin(angle) * 20)
        # A limb leaves steeply and then leans out, as wood that bears weight does.
        knee = (foot[0] + (rim[0] - foot[0]) * 0.34, foot[1] + (rim[1] - foot[1]) * 0.52)
        line = [root, foot]
        for t in (0.16, 0.32, 0.48, 0.64, 0.8, 0.92, 1.0):
            x = (1 - t) ** 2 * foot[0] + 2 * t * (1 - t) * knee[0] + t * t * rim[0]
            y = (1 - t) ** 2 * foot[1] + 2 * t * (1 - t) * knee[1] + t * t * rim[1]
            waver = form.wander * chance.uniform(-1, 1) * (1 - t * 0.3)
            line.append((x + waver * sin(angle), y - waver * cos(angle) * 0.7))
        width = pi * (form.reach[0] + form.reach[1]) / 2 / count
        found.append(Limb(tuple(line), min(120.0, width * 0.62), 0.12))
    return found
