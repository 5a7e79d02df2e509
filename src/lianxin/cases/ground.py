"""The ground of a stage: the pack's units, who stands among them, and what reads a sentence there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import cos, hypot, radians

from lianxin.cases.words import PostDecl
from lianxin.intake.places import Gazetteer, Place
from lianxin.intake.understanding import Reader
from lianxin.intake.words import Understander, declared
from lianxin.language.facts import CLOCK, Actor, Post
from lianxin.language.pack import Pack
from lianxin.language.stretch import stretches
from lianxin.language.words import UnitDecl


@dataclass
class Ground:
    """The units of a pack with ids, and the people on the stage."""

    pack: Pack
    people: dict[str, int] = field(default_factory=dict)
    posts: dict[str, tuple[Post, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = {key: number for number, key in enumerate(self.pack.said.units, 1)}
        self.keys = {number: key for key, number in self.ids.items()}

    # Units

    def unit(self, key: str) -> UnitDecl:
        """The unit of that key. Errors: LookupError that names the key."""
        if key not in self.pack.said.units:
            raise LookupError(f"没有叫“{key}”的单位 (no unit named {key})")
        return self.pack.said.units[key]

    def chain(self, key: str | None) -> frozenset[int]:
        """The unit and everything above it, by parent and by place."""
        found: set[str] = set()
        queue = [key] if key else []
        while queue:
            current = queue.pop()
            if current in found:
                continue
            found.add(current)
            unit = self.unit(current)
            queue += [above for above in (unit.parent, unit.place) if above]
        return frozenset(self.ids[name] for name in found)

    def town_of(self, key: str | None) -> int:
        """The town in which a unit stands; without a unit the pack's only town."""
        units = self.pack.said.units
        above = [number for number in self.chain(key) if units[self.keys[number]].kind == "town"]
        towns = above or [self.ids[name] for name, unit in units.items() if unit.kind == "town"]
        if not towns:
            raise LookupError("这个包里没有街道（镇） (the pack has no unit of kind town)")
        return min(towns)

    def within(self, key: str, kind: str) -> str | None:
        """The nearest unit of a kind above a unit, itself included."""
        current: str | None = key
        while current:
            unit = self.unit(current)
            if unit.kind == kind:
                return current
            current = unit.parent or unit.place
        return None

    def nearest(self, place: str, kind: str) -> str | None:
        """The unit of a kind nearest to a place, by its coordinates or those of the unit it stands in."""
        here = self.point(place)
        found = [(key, self.point(key)) for key, unit in self.pack.said.units.items() if unit.kind == kind]
        placed = [(_metres(here, point), key) for key, point in found if here and point]
        return min(placed)[1] if placed else None

    def point(self, key: str) -> tuple[float, float] | None:
        """Latitude and longitude (WGS-84 degrees) of a unit, or of the first one above it that has any."""
        current: str | None = key
        while current:
            unit = self.unit(current)
            if unit.lat is not None and unit.lon is not None:
                return unit.lat, unit.lon
            current = unit.parent or unit.place
        return None

    # People

    def enter(self, name: str, posts: list[PostDecl]) -> None:
        """A person comes onto the stage with posts."""
        self.people.setdefault(name, len(self.people) + 1)
        held = []
        for post in posts:
            unit = self.unit(post.at)
            if post.role not in self.pack.said.roles:
                raise LookupError(f"没有叫“{post.role}”的角色 (no role named {post.role})")
            stands_in = unit.place or (unit.parent if unit.kind in ("site", "grid", "estate") else None)
            stood = self.ids[stands_in] if stands_in else None
            held.append(Post(post.role, self.ids[post.at], self.town_of(post.at), stood))
        self.posts[name] = tuple(held)

    def actor(self, name: str, for_unit: str | None = None) -> Actor:
        """Who acts: a person on the stage, the reporter, the clock or anyone."""
        unit = self.ids[for_unit] if for_unit and self.unit(for_unit) else None
        if name == "clock":
            return CLOCK
        if name == "reporter":
            return Actor(reporter=True)
        if name == "anyone":
            return Actor()
        if name not in self.people:
            raise LookupError(f"given.people 里没有“{name}” (nobody named {name} under given.people)")
        return Actor(self.people[name], self.posts[name], unit=unit)

    def name_of(self, person: int | None) -> str:
        return next((name for name, number in self.people.items() if number == person), "")

    # Reading

    @cached_property
    def reader(self) -> Reader:
        """What reads a sentence on this stage: the pack's words and the names of its units."""
        words = [declared(key, said) for key, said in self.pack.said.understanding.items()]
        kinds = self.pack.said.unit_kinds
        places = []
        for key, unit in self.pack.said.units.items():
            if kinds[unit.kind].tree in ("territory", "site", "grid"):
                above = tuple(sorted(self.chain(key) - {self.ids[key]}))
                doors = tuple(replace(one, unit=self.ids[str(one.unit)]) for one in stretches(unit.numbers))
                called = (unit.name, unit.kind, unit.division, above, tuple(unit.aliases))
                places.append(Place(self.ids[key], *called, *_where(unit), doors, unit.en))
        return Reader(Understander(words), Gazetteer(places, self.town_of(None)))


def _where(unit: UnitDecl) -> tuple[float | None, float | None]:
    return unit.lat, unit.lon


def _metres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float:
    """Distance of two points in metres, flat: enough inside one town."""
    if one is None or other is None:
        return float("inf")
    north, east = one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(north, east) * 111_195
