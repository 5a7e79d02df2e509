"""Addresses of pages by name. Django's resolver takes 20 µs an address, and a list names a hundred; here it is asked
once a page, with marks where the arguments stand, and the arguments are put in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse

NUMBER, WORD = 7_000_000_001, "mark-{}-here"
"""What stands for an argument in the address asked for."""
PLAIN = re.compile(r"[-a-zA-Z0-9_]+")
"""Words that any kind of path takes, and that need no quoting."""


@cache
def _parts(name: str, kinds: tuple[type, ...]) -> tuple[str, ...] | None:
    """The address cut at its arguments; None where they are not simply put in, in this order."""
    marks = [NUMBER + at if kind is int else WORD.format(at) for at, kind in enumerate(kinds)]
    try:
        rest = reverse(name, args=marks)
    except NoReverseMatch:
        return None
    found = []
    for mark in marks:
        before, _, rest = rest.partition(str(mark))
        found.append(before)
    return (*found, rest)


@cache
def _fixed(name: str) -> str:
    return reverse(name)


def address(name: str, *args: Any) -> str:
    """The address of a page. Errors: NoReverseMatch."""
    if not args:
        return _fixed(name)
    parts = _parts(name, tuple(type(one) for one in args))
    if parts is None or not all(PLAIN.fullmatch(str(one)) for one in args):
        return reverse(name, args=args)
    said = parts[0]
    for one, after in zip(args, parts[1:], strict=True):
        said += f"{one}{after}"
    return said
