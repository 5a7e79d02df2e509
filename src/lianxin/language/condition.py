"""Conditions in CEL, compiled once; a condition that cannot be answered is a fault, never a silent no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import cel

NAMES = frozenset({"matter", "actor", "given", "value", "today", "done", "clock", "count", "lists"})
FUNCTIONS = frozenset({"days_between"})


class BrokenRule(Exception):
    """A condition failed to evaluate (a name that does not exist, a wrong type): the pack's author must mend it."""


@lru_cache(maxsize=4096)
def compiled(source: str) -> cel.Program:
    """The program for a CEL text. Errors: ValueError with the parser's message."""
    return cel.compile(source)


def unknown_names(source: str) -> set[str]:
    """Names a condition uses that the language does not offer."""
    references = compiled(source).references
    found = references() if callable(references) else references
    names = set(found.get("variables", ())) if isinstance(found, Mapping) else set(compiled(source).variables())
    return names - NAMES


def days_between(start: str, end: str) -> int:
    """Calendar days from one ISO date to another."""
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days


@lru_cache(maxsize=4096)
def _names(source: str) -> tuple[str, ...]:
    """The names a condition uses."""
    return tuple(compiled(source).variables())


class Conditions:
    """The facts of one decision, each converted for CEL when a condition first names it: most name the matter alone,
    and converting every list and value of the pack would cost more than all the conditions together."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = dict(facts)
        self._context = cel.Context()
        self._context.add_function("days_between", days_between)

    def hold(self, source: str) -> bool:
        """Whether the condition holds. Errors: BrokenRule."""
        for name in _names(source):
            if name in self._facts:
                self._context.add_variable(name, self._facts.pop(name))
        try:
            answer = compiled(source).execute(self._context)
        except (KeyError, RuntimeError, TypeError, ValueError) as error:
            raise BrokenRule(f"{source!r}: {error}") from error
        if not isinstance(answer, bool):
            raise BrokenRule(f"{source!r} is not a yes or no but {answer!r}")
        return answer
