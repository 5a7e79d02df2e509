"""Which doors of a road lie in which community: 1-99单 2-40双, as a street office writes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["odd", "even", "both"]
LAST = 99_999
"""The last door of a stretch that is open at its end."""
_PART = re.compile(r"([0-9]{1,5})(?:(-)([0-9]{1,5})?)?([单双])?")
_SIDES: Mapping[str | None, Side] = {"单": "odd", "双": "even", None: "both"}
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class Stretch:
    """The doors from `low` to `high`, both included, of one side of a road or of both, and the unit they lie in: its
    key in a pack, its number in a gazetteer."""

    low: int
    high: int
    side: Side
    unit: str | int

    def holds(self, door: int) -> bool:
        """Whether this door lies in it."""
        return self.low <= door <= self.high and self.side in ("both", "odd" if door % 2 else "even")

    def meets(self, other: Stretch) -> bool:
        """Whether a door lies in both."""
        first, last = max(self.low, other.low), min(self.high, other.high)
        return any(self.holds(door) and other.holds(door) for door in range(first, min(first + 1, last) + 1))


def stretches(numbers: Mapping[str, str]) -> list[Stretch]:
    """What a pack writes under `numbers`: by the key of a unit its doors. Errors: ValueError with the part that cannot
    be read, and with the key it stands at as the second argument."""
    return [one for unit, said in numbers.items() for one in _read(unit, said)]


def _read(unit: str, said: str) -> Iterator[Stretch]:
    plain = re.sub(r"\s*[-–—~至到]+\s*", "-", unicodedata.normalize("NFKC", said).replace("号", ""))
    parts = [part for part in re.split(r"[\s,、;]+", plain) if part]
    if not parts:
        raise ValueError(said, unit)
    for part in parts:
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(part, unit)
        low = int(match[1])
        high = int(match[3]) if match[3] else LAST if match[2] else low
        one = Stretch(low, high, _SIDES[match[4]], unit)
        if high < low or not (one.holds(low) or one.holds(low + 1) and low < high):
            raise ValueError(part, unit)
        yield one


def clashing(found: Iterable[Stretch]) -> tuple[Stretch, Stretch] | None:
    """The first two that claim one door for two units."""
    seen: list[Stretch] = []
    for one in found:
        for other in seen:
            if one.unit != other.unit and one.meets(other):
                return other, one
        seen.append(one)
    return None


def door(number: str) -> int | None:
    """The door of a written house number: 12号之1 is 12, 十五号 is 15, 一百零二号 is 102. None where it is none."""
    said = re.split("号", unicodedata.normalize("NFKC", number), maxsplit=1)[0]
    if said.isdecimal():
        return int(said)
    total, digits = 0, ""
    for sign in said:
        if sign in "十百":
            total += (int(digits) if digits else 1) * (10 if sign == "十" else 100)
            digits = ""
        elif sign.isdecimal() or sign in _DIGITS:
            digits = str(_DIGITS.get(sign, sign)) if digits in ("", "0") else digits + str(_DIGITS.get(sign, sign))
        else:
            return None
    return total + int(digits or 0) or None
