"""What follows from schemes and surveys: whether a slogan may be printed, how sure a measured share is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from lianxin.language.indicators import Part, Scheme, Survey, Target
from lianxin.language.reason import Reason, because

_SUM = re.compile(r"(?:[0-9]+\+)+(?:[0-9]+|[A-Za-z])")
_QUOTED = re.compile("“([^”]+)”")
_BETWEEN = re.compile(r"[\s、，,。·；;“”\"'‘’「」《》]")
_QUOTES = (("“", "”"), ('"', '"'), ("‘", "’"), ("「", "」"))
Z = 1.959964
"""Standard deviations on either side that hold 95 of 100 samples."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One slot as the register stands: how many fill it (None: nobody has said what does), and what is lacking."""

    key: str
    slot: Part
    n: int | None
    lack: Reason | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A scheme against the register. `printable`: whether a report may print the slogan."""

    slots: tuple[Filled, ...]

    @property
    def printable(self) -> bool:
        return all(one.lack is None for one in self.slots)


def slogan(scheme: Scheme) -> str:
    """The words that are printed: the sum in its name (1+6+N), what stands in quotation marks there, or the name."""
    label = scheme.label.zh
    summed, quoted = _SUM.search(label), _QUOTED.search(label)
    return summed[0] if summed else quoted[0] if quoted else label


def speaks(scheme: Scheme, text: str) -> bool:
    """Whether a text holds the slogan: its name with whatever stands between the words, or the sum or the quoted word
    alone. “234件” is not “234”."""
    said, words = unicodedata.normalize("NFKC", text), slogan(scheme)
    if _BETWEEN.sub("", scheme.label.zh) in _BETWEEN.sub("", said):
        return True
    if "+" in words:
        found = re.escape(words)
        return bool(re.search(rf"(?<![0-9+]){found}(?![0-9A-Za-z+])", re.sub(r"\s", "", said), re.IGNORECASE))
    return words.startswith("“") and any(f"{first}{words[1:-1]}{last}" in said for first, last in _QUOTES)


def check(scheme: Scheme, held: Mapping[str, int | None]) -> Checked:
    """Each slot against the number of units that fill it."""
    return Checked(
        tuple(Filled(key, slot, held.get(key), _lack(slot, held.get(key))) for key, slot in scheme.slots.items())
    )


def _lack(slot: Part, n: int | None) -> Reason | None:
    if n is None:
        return because(
            "unconfirmed",
            "“{slot}”由什么组成还没有确认，请在规则包里写明",
            "what “{slot}” consists of is unconfirmed; say it in the pack",
            slot=slot.label.zh.strip("“”"),
        )
    if n < slot.least:
        return because(
            "lacking",
            "“{slot}”要 {need} 个，登记的只有 {n} 个",
            "“{slot}” needs {need}, the register holds {n}",
            slot=slot.label.zh.strip("“”"),
            need=slot.least,
            n=n,
        )
    if slot.most is not None and n > slot.most:
        return because(
            "too_many",
            "“{slot}”是 {need} 个，登记的有 {n} 个",
            "“{slot}” is {need}, the register holds {n}",
            slot=slot.label.zh.strip("“”"),
            need=slot.most,
            n=n,
        )
    return None


@dataclass(frozen=True, slots=True)
class Share:
    """A measured share in percent, between which bounds it lies with 95 % confidence (None: no random sample)."""

    value: float
    least: float | None = None
    most: float | None = None

    @property
    def margin(self) -> float | None:
        """Half the width of the interval, in percentage points."""
        return None if self.least is None or self.most is None else (self.most - self.least) / 2


def share(survey: Survey, above: float, n: float) -> Share | None:
    """The share of a measurement; None when nothing was measured. Wilson's interval, which holds near 0 and 100 too."""
    if n <= 0:
        return None
    return sampled(above, n) if survey.method == "sample" else Share(100 * above / n)


def sampled(above: float, n: float) -> Share:
    """The share of a random sample of `n` (more than 0), with its interval."""
    p = above / n
    middle, wide = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    under = 1 + Z * Z / n
    return Share(100 * p, 100 * max(0.0, (middle - wide) / under), 100 * min(1.0, (middle + wide) / under))


def target(survey: Survey, day: date) -> Target | None:
    """The target that holds on a day."""
    ordered = sorted(survey.targets, key=lambda one: one.since, reverse=True)
    return next((one for one in ordered if one.since <= day and (one.until is None or day <= one.until)), None)


def needed(margin: float = 5.0) -> int:
    """How many to ask at least for a margin of so many percentage points, whatever the share is."""
    return int(Z * Z / 4 / (margin / 100) ** 2) + 1
