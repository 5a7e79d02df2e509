"""Every address has a guard, and whoever has no business there does not get in: a walk over all routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lianxin.kernel.models import Matter, Tie
from tests.cast import Cast, xiqiao
from tests.web.street.matters import scatter

BY_ALLAUTH = frozenset(
    {
        "account_login", "account_logout", "account_inactive", "account_change_password", "account_reauthenticate",
        "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    }
)  # fmt: skip
"""allauth guards its own views; tests/web/office/test_account.py shows how."""
BY_KEY = re.compile(r"^open311_")
"""Other systems come with a key; tests/api shows what happens without one."""
OTHERS = frozenset({"health"})


@dataclass(frozen=True)
class Route:
    """One address: its pattern as Django writes it, its name, its view."""

    pattern: str
    name: str
    view: Any

    @property
    def guard(self) -> str:
        return getattr(self.view, "guard", "")

    @property
    def exempt(self) -> bool:
        return self.name in BY_ALLAUTH | OTHERS or bool(BY_KEY.match(self.name))


def routes(patterns: Any = None, before: str = "") -> Iterator[Route]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield Route(before + str(entry.pattern), entry.name or "", entry.callback)


ROUTES = list(routes())


def test_the_walk_finds_the_product():
    assert len(ROUTES) > 40
    assert {"board", "map", "wall", "people", "audit", "account_login"} <= {route.name for route in ROUTES}


def test_every_route_has_a_name():
    assert not [route.pattern for route in ROUTES if not route.name]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern or "/")
def test_every_route_has_a_guard(route):
    assert route.guard or route.exempt, f"{route.pattern} has no guard (lianxin.web.guards)"


def test_nothing_is_exempt_that_has_a_guard_or_is_gone():
    names = {route.name for route in ROUTES if not route.guard}
    assert names >= BY_ALLAUTH | OTHERS


@pytest.fixture
def cast() -> Cast:
    made = xiqiao()
    scatter(made, 6, 1, town=made.other)
    return made


def filled(route: Route, cast: Cast) -> str:
    """The address with ids of the town to which the asking person does not belong."""
    matter = Matter.objects.filter(town=cast.other).order_by("id").first()
    tie = Tie.objects.filter(unit=cast.other).order_by("id").first()
    stranger = cast.people["stranger"]
    known = {
        "matter_id": matter.pk,
        "wish_id": matter.pk,
        "tie_id": tie.pk,
        "person_id": stranger.pk,
        "unit_id": cast.other.pk,
    }

    def argument(found: re.Match) -> str:
        kind, name = found.group(1) or "", found.group(2)
        return str(known.get(name, 999999 if kind == "int:" else "nobody"))

    return "/" + re.sub(r"<(\w+:)?(\w+)>", argument, route.pattern)


CLOSED = [route for route in ROUTES if route.guard not in ("", "public") and not route.exempt]


@pytest.mark.django_db
@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.pattern)
def test_a_visitor_is_sent_to_the_log_in(cast, client, route):
    url = filled(route, cast)
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code in (302, 405), url
        assert answer.status_code == 405 or answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("route", [r for r in CLOSED if "<int:" in r.pattern], ids=lambda route: route.pattern)
def test_nobody_reaches_another_town(cast, client, route):
    url = filled(route, cast)
    before = list(Matter.objects.filter(town=cast.other).order_by("id").values())
    for name in ("clerk", "worker", "station", "administrator", "member"):
        client.force_login(cast.account(name))
        for answer in (client.get(url), client.post(url, {"reason": "看看", "town": cast.other.pk})):
            assert answer.status_code in (302, 403, 404, 405, 409, 422), f"{name}: {url} → {answer.status_code}"
            text = answer.content.decode()
            assert not any(row["text"][:40] in text for row in before), f"{name}: {url}"
        assert list(Matter.objects.filter(town=cast.other).order_by("id").values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("route", [r for r in CLOSED if r.guard.startswith("may:")], ids=lambda route: route.pattern)
def test_a_post_without_the_power_is_refused_with_words(cast, client, route):
    power = route.guard.removeprefix("may:")
    name = "member" if power != "file" else "leader"
    assert power not in cast.who(name).may
    client.force_login(cast.account(name))
    answer = client.get(filled(route, cast))
    assert answer.status_code in (403, 405)
    if answer.status_code == 403:
        assert "这一页要有其中一个岗位才能打开" in answer.content.decode()
