"""The ways through a procedure: which steps can be reached, and from which an ending can."""

from __future__ import annotations

from collections.abc import Mapping, Set

from lianxin.language.words import MatterKind

Onward = Mapping[str, Set[str]]
"""Step → the steps its actions lead to."""


def reached(first: str, onward: Onward) -> set[str]:
    """The steps that some sequence of actions leads to from the first."""
    found, queue = {first}, [first]
    while queue:
        for step in onward.get(queue.pop(), frozenset()):
            if step not in found:
                found.add(step)
                queue.append(step)
    return found


def closing(kind: MatterKind, onward: Onward) -> set[str]:
    """The steps that are an ending or from which one can be reached."""
    found = {name for name, step in kind.steps.items() if step.end is not None}
    while more := {name for name, steps in onward.items() if steps & found} - found:
        found |= more
    return found
