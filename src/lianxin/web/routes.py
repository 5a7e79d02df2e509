"""Which pattern an address belongs to, found by its first part: Django tries all patterns one after the other, and the
busiest pages stand behind some forty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from django.urls import URLPattern, URLResolver
from django.urls.exceptions import Resolver404
from django.urls.resolvers import ResolverMatch, RoutePattern

Route = URLPattern | URLResolver
WHOLE = re.compile(r"[\w.-]*")
"""A path of one part, written out."""
BEGUN = re.compile(r"\^?([\w-]+)/")
"""The first part of a path that has more, be it written plainly or as an expression."""


class ByFirstPart(URLResolver):
    """Patterns as they are declared; an address is tried against those that begin as it does, in their order."""

    def __init__(self, patterns: Sequence[Route]) -> None:
        super().__init__(RoutePattern(""), list(patterns))

    @cached_property
    def _sorted(self) -> tuple[dict[str, URLResolver], URLResolver]:
        """The patterns by first part, and those to try for any other."""
        flat = list(_flat(self.url_patterns))
        firsts = {first for first, _ in flat if first is not None}
        found = {one: _together(route for first, route in flat if first in (one, None)) for one in firsts}
        return found, _together(route for first, route in flat if first is None)

    def resolve(self, path: str) -> ResolverMatch:
        """The page of an address. Errors: Resolver404, with everything that was tried."""
        by_first, others = self._sorted
        try:
            return by_first.get(str(path).partition("/")[0], others).resolve(path)
        except Resolver404:
            return super().resolve(path)


def _together(routes: Iterable[Route]) -> URLResolver:
    return URLResolver(RoutePattern(""), list(routes))


def _flat(routes: Sequence[Route]) -> Iterator[tuple[str | None, Route]]:
    """Every pattern with its first part; None where that is not written out."""
    for route in routes:
        if type(route) is URLResolver and _bare(route):
            yield from _flat(route.url_patterns)
        else:
            yield _first(route), route


def _bare(route: URLResolver) -> bool:
    """Whether it only holds patterns and adds nothing to them."""
    return str(route.pattern) == "" and not (route.namespace or route.app_name or route.default_kwargs)


def _first(route: Route) -> str | None:
    written = str(route.pattern)
    if isinstance(route.pattern, RoutePattern) and isinstance(route, URLPattern) and WHOLE.fullmatch(written):
        return written
    found = BEGUN.match(written)
    return found[1] if found else None
