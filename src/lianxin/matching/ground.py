"""Points of one town or city as metres on a plane, and who lies within reach of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from lianxin.matching.hand import METRES_A_DEGREE, Point

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def plane(points: Sequence[Point], about: float) -> Floats:
    """Points as metres (east, north), true at latitude `about`; within a city the error is below one in a thousand."""
    degrees = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    return np.column_stack((degrees[:, 1] * METRES_A_DEGREE * cos(radians(about)), degrees[:, 0] * METRES_A_DEGREE))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a need and a helper, by their places in the two lists."""

    needs: Ints
    helpers: Ints

    def __len__(self) -> int:
        return len(self.needs)

    def where(self, kept: Bools | Ints) -> Pairs:
        """Some of the pairs: by a condition, or in another order."""
        return Pairs(self.needs[kept], self.helpers[kept])

    @staticmethod
    def joined(parts: Sequence[Pairs]) -> Pairs:
        """Several lists of pairs as one."""
        if not parts:
            return Pairs(np.empty(0, np.int64), np.empty(0, np.int64))
        return Pairs(np.concatenate([p.needs for p in parts]), np.concatenate([p.helpers for p in parts]))
