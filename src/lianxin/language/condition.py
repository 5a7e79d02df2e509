"""Conditions in CEL, compiled once; a condition that cannot be answered is a fault, never a silent no."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

# `cel` brings its own command line along, with all it needs to draw on a terminal: 9 MB in each process, for nobody.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402

NAMES = frozenset(
    "matter actor given value today done clock count lists activity tie entry unit".split()  # noqa: SIM905
)
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


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Something a condition reads: a path of names, and the member looked for where it only asks whether that is
    there. There is one of each (`_read`), known by itself and not by what it says."""

    path: tuple[str, ...]
    member: str | None


_PATH = r"\b(?:matter|actor|given|value|today|done|clock|count|lists|activity|tie|entry|unit)\b(?:\.[A-Za-z_]\w*)*"
_MEMBER = re.compile(rf"'([^'\\]*)'\s+in\s+({_PATH})")
_NAMED = re.compile(_PATH)
_ABSENT = object()
_TYPED = object()
"""No plain value, or typed just now: the condition must be asked."""
LONGEST = 40
"""Characters of a value that is remembered: keys and dates, not what somebody wrote."""
MOST = 20_000
_known: dict[tuple[Any, ...], bool] = {}
"""Answers by the condition and the values it reads. Conditions are pure and read few values out of small sets, so that
nearly every one has been answered before; looking it up costs a tenth of asking CEL."""


@cache
def _read(path: str, member: str | None) -> Read:
    return Read(tuple(path.split(".")), member)


@lru_cache(maxsize=4096)
def _reads(source: str) -> tuple[Read, ...]:
    """What a condition reads."""
    members = [_read(path, member) for member, path in _MEMBER.findall(source)]
    named = [_read(path, None) for path in _NAMED.findall(_MEMBER.sub(" ", source))]
    return tuple(dict.fromkeys([*members, *named]))


@lru_cache(maxsize=256)
def _reads_of(sources: tuple[str, ...]) -> tuple[Read, ...]:
    """What some conditions read together."""
    return tuple(dict.fromkeys(read for source in sources for read in _reads(source)))


def _value(read: Read, facts: Mapping[str, Any]) -> Any:
    """What is read, as part of a key; _TYPED when it cannot be one."""
    value: Any = facts
    for name in read.path:
        if not isinstance(value, dict):
            break  # a method of the value itself
        value = value.get(name, _ABSENT)
    if read.member is not None and isinstance(value, dict | list):
        return bool, read.member in value
    if read.path[0] == "given" or isinstance(value, dict | list) or (type(value) is str and len(value) > LONGEST):
        return _TYPED
    return value if value is None or type(value) is str else (type(value), value)


class Conditions:
    """The facts of one decision, each converted for CEL when a condition first names it: most name the matter alone,
    and converting every list and value of the pack would cost more than all the conditions together."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = dict(facts)
        self._context: cel.Context | None = None
        self._given: set[str] = set()
        self._values: dict[Read, Any] = {}

    def hold(self, source: str) -> bool:
        """Whether the condition holds. Errors: BrokenRule."""
        key = self._key(source)
        if key is None:
            return self._ask(source)
        answer = _known.get(key)
        if answer is None:
            answer = self._ask(source)
            if len(_known) >= MOST:
                _known.clear()
            _known[key] = answer
        return answer

    def _key(self, source: str) -> tuple[Any, ...] | None:
        """The condition and the values it reads, each looked up once for all conditions; None when it must be asked."""
        key: list[Any] = [source]
        known = self._values
        for read in _reads(source):
            if read in known:
                value = known[read]
            else:
                value = known[read] = _value(read, self._facts)
            if value is _TYPED:
                return None
            key.append(value)
        return tuple(key)

    def known(self, sources: tuple[str, ...]) -> tuple[Any, ...] | None:
        """The values that some conditions read, as one key: whoever asks them all together may keep what follows from
        them. None when one must be asked."""
        key: list[Any] = [sources]
        seen = self._values
        for read in _reads_of(sources):
            value = seen.get(read, _ABSENT)
            if value is _ABSENT:
                value = seen[read] = _value(read, self._facts)
            if value is _TYPED:
                return None
            key.append(value)
        return tuple(key)

    def _ask(self, source: str) -> bool:
        if self._context is None:
            self._context = cel.Context()
            self._context.add_function("days_between", days_between)
        for name in _names(source):
            if name in self._facts and name not in self._given:
                self._context.add_variable(name, self._facts[name])
                self._given.add(name)
        try:
            answer = compiled(source).execute(self._context)
        except (KeyError, RuntimeError, TypeError, ValueError) as error:
            raise BrokenRule(f"{source!r}: {error}") from error
        if not isinstance(answer, bool):
            raise BrokenRule(f"{source!r} is not a yes or no but {answer!r}")
        return answer
