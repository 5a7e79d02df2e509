"""A tree of items worked out: points from what is on record alone, and what is left out for want of data (ADR 0104).

Numbers are fractions until they are printed, so that the order of items changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lianxin.language.appraisals import Appraisal, Item
from lianxin.language.exact import half_up, number
from lianxin.language.pack import Pack

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Share:
    """Where some of the parts are left out: the points that all of them could bring, and those that the rest can."""

    whole: Fraction
    kept: Fraction

    @property
    def factor(self) -> Fraction:
        """By what the points of the rest are multiplied; one where the rest brings nothing that could be scaled."""
        return self.whole / self.kept if self.kept else Fraction(1)


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its points. `raw` is what came before cap and floor, `times` the records cited, `reached` what an
    indicator says (None where it says nothing yet). `as_zero` are the points as if what has no data were zero, `out`
    says that the line is left out, `share` how its parts were scaled because some of them are."""

    path: str
    item: Item
    points: Fraction
    raw: Fraction
    most: Fraction
    least: Fraction
    weight: Fraction
    times: Fraction
    reached: Fraction | None
    as_zero: Fraction
    parts: tuple[Line, ...] = ()
    out: bool = False
    share: Share | None = None

    @property
    def shown(self) -> str:
        """As printed: two decimals, half up."""
        return half_up(self.points)

    @property
    def held(self) -> str:
        """“cap” or “floor” where one of them decided, else nothing."""
        if self.out:
            return ""
        return "cap" if self.raw > self.most else "floor" if self.raw < self.least else ""

    @property
    def unknown(self) -> bool:
        """Whether it has an indicator that says nothing."""
        return not self.parts and self.item.indicator is not None and self.reached is None

    @property
    def empty(self) -> bool:
        """Whether nothing is known to count: it is left out, or its indicator, or every one under it, says nothing and
        it begins with nothing. That is no zero: nobody was found to have done badly."""
        known = not all(part.empty for part in self.parts) if self.parts else not self.unknown
        return self.out or (not known and self.raw == 0)

    def all(self) -> Iterator[Line]:
        """This line and everything under it."""
        yield self
        for part in self.parts:
            yield from part.all()


@dataclass(frozen=True, slots=True)
class Total:
    """A whole tree: the total, exact; the total as if what has no data were zero; its lines; how they were scaled."""

    exact: Fraction
    as_zero: Fraction
    lines: tuple[Line, ...]
    share: Share | None = None

    @property
    def shown(self) -> str:
        return half_up(self.exact)

    @property
    def shown_as_zero(self) -> str:
        return half_up(self.as_zero)

    @property
    def out(self) -> bool:
        """Whether everything is left out, so that there is no total."""
        return bool(self.lines) and all(line.out for line in self.lines)

    def all(self) -> Iterator[Line]:
        """Every line of the tree, in its order."""
        for line in self.lines:
            yield from line.all()

    def empty(self) -> int:
        """How many items nothing is known of and that therefore count nothing, without those that are left out."""
        return sum(line.empty for line in self.all() if not (line.parts or line.out))

    def left_out(self) -> list[Line]:
        """The items that are left out."""
        return [line for line in self.all() if line.out and not line.parts]

    def apart(self) -> list[Line]:
        """The lines that are listed on their own (单项)."""
        return [line for line in self.all() if line.item.apart]


def items(parts: Mapping[str, Item], above: str = "") -> Iterator[tuple[str, Item]]:
    """Every item of a tree with its path (“innovation/results”), parents first."""
    for key, item in parts.items():
        path = f"{above}/{key}" if above else key
        yield path, item
        yield from items(item.parts, path)


def total(
    pack: Pack,
    appraisal: Appraisal,
    day: date,
    times: Mapping[str, Fraction],
    reached: Mapping[str, Fraction | None],
) -> Total:
    """The tree worked out: `times` counts the records cited for an item, `reached` is what an item's indicator says.
    Errors: KeyError, NoValue."""

    def line(path: str, item: Item) -> Line:
        parts = tuple(line(f"{path}/{key}", part) for key, part in item.parts.items())
        return _line(pack, item, day, path, times.get(path, NONE), reached.get(path), parts)

    lines = tuple(line(key, item) for key, item in appraisal.parts.items())
    whole, as_zero = _together(lines)
    if appraisal.most is not None:
        most = number(pack, appraisal.most, day)
        whole, as_zero = min(whole, most), min(as_zero, most)
    return Total(whole, as_zero, lines, shared(lines))


def _line(
    pack: Pack, item: Item, day: date, path: str, times: Fraction, reached: Fraction | None, parts: tuple[Line, ...]
) -> Line:
    most, least, begins = (number(pack, one, day) for one in (item.most, item.least, item.begins))
    if parts:
        raw, plain = (begins + points for points in _together(parts))
        out = begins == 0 and all(part.out for part in parts)
    else:
        raw = plain = begins + _earned(pack, item, day, times, reached, most - begins)
        out = item.indicator is not None and reached is None and item.missing == "exclude"
    points, as_zero = (min(max(one, least), most) for one in (raw, plain))
    weight = number(pack, item.weight, day)
    return Line(
        path, item, NONE if out else points, raw, most, least, weight, times, reached, as_zero, parts, out,
        shared(parts),
    )  # fmt: skip


def _earned(pack: Pack, item: Item, day: date, times: Fraction, reached: Fraction | None, open_: Fraction) -> Fraction:
    """What a leaf has on top of what it begins with; `open_` is what an indicator can bring at its target."""
    if item.indicator is not None and item.target is not None:
        return NONE if reached is None else open_ * reached / number(pack, item.target, day)
    return number(pack, item.each or 0, day) * times


def _together(parts: Sequence[Line]) -> tuple[Fraction, Fraction]:
    """What parts come to: scaled where some are left out, and as if what has no data were zero."""
    share = shared(parts)
    kept = sum((part.points * part.weight for part in parts), NONE)
    return kept * (share.factor if share else 1), sum((part.as_zero * part.weight for part in parts), NONE)


def shared(parts: Sequence[Line]) -> Share | None:
    """How parts are scaled; None where none is left out. A part that can only take points away leaves none over."""
    if not any(part.out for part in parts):
        return None
    room = [(max(part.most * part.weight, NONE), part.out) for part in parts]
    return Share(sum((one for one, _ in room), NONE), sum((one for one, out in room if not out), NONE))
