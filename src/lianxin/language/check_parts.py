"""The parts of a pack that are checked apart, in the order in which their faults are looked for."""

from __future__ import annotations

from lianxin.language import (
    check_clocks,
    check_contests,
    check_indicators,
    check_norms,
    check_paths,
    check_steps,
    check_stretches,
    check_ties,
    check_understanding,
)

PARTS = (
    check_clocks.faults,
    check_ties.faults,
    check_indicators.faults,
    check_contests.faults,
    check_steps.faults,
    check_norms.faults,
    check_norms.routes,
    check_paths.faults,
    check_stretches.faults,
    check_understanding.faults,
)
"""Each takes the checker and gives the faults of its part."""
