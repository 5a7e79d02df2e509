"""Exact numbers: fractions until the very end, then two decimals, half up. The order of sums changes nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from lianxin.language.appraisals import Amount
from lianxin.language.pack import Pack

PLACES = 2
"""Decimals that are printed."""


def number(pack: Pack, said: Amount, day: date) -> Fraction:
    """A number as the pack writes it: plain, or the value of that name on the day. Errors: KeyError, NoValue."""
    raw = pack.value(said[1:], day) if isinstance(said, str) else said
    return Fraction(str(raw))


def half_up(exact: Fraction, places: int = PLACES) -> str:
    """The number with so many decimals, a half going away from zero (四舍五入): 86.665 is 86.67, -0.005 is -0.01."""
    scale = 10**places
    whole = (abs(exact) * scale * 2 + 1) // 2
    sign = "-" if exact < 0 and whole else ""
    return f"{sign}{whole // scale}.{whole % scale:0{places}d}" if places else f"{sign}{whole}"


def plain(exact: Fraction) -> str:
    """The number as people write it when it needs few decimals (9, 8.5, 0.25); otherwise two decimals, half up."""
    for places in range(PLACES + 1):
        if (exact * 10**places).denominator == 1:
            return half_up(exact, places)
    return half_up(exact)
