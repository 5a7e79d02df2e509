"""How often one address may file or try a code: stopped politely, without a captcha that would shut out elders.

The counters hold across processes (cache in the database, one statement a try) and keep no address,
only a keyed hash that nobody can turn back. Staff who are logged in are not counted: elders file through them.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest

from lianxin.adapters import seal
from lianxin.adapters.counters import Counters


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in a window of `seconds`."""

    name: str
    most: int
    seconds: int


FILINGS = (Limit("file", 20, 600), Limit("file.day", 100, 86_400))
SIGN_UPS = (Limit("sign", 60, 600), Limit("sign.day", 400, 86_400))
"""An evening of signing up over the station's own network, apart from what is filed there."""
JOINS = (Limit("join", 40, 600), Limit("join.day", 200, 86_400))
PHOTOS = (Limit("photo", 60, 600),)
TRIES = (Limit("code", 10, 600),)
TRIES_OF_NUMBER = (Limit("number", 30, 3_600),)


def address(request: HttpRequest) -> str:
    """The address that asks, as a keyed hash; a whole /64 counts as one (one household has that many)."""
    said = get_adapter().get_client_ip(request)
    found = ipaddress.ip_address(said)
    if found.version == 6 and found.ipv4_mapped is None:
        said = str(ipaddress.ip_network(f"{said}/64", strict=False))
    return seal.blind_index(said, "limit.address").hex()[:32]


_clock = time.time
"""Seconds since 1970; windows are counted from then."""


def allowed(who: str, limits: tuple[Limit, ...]) -> bool:
    """Counts one more for `who` against each limit; False when one of them is used up. Writes the cache only."""
    now = int(_clock())
    counters = caches["default"]
    assert isinstance(counters, Counters)
    return counters.count(
        [(f"limit:{limit.name}:{who}:{now // limit.seconds}", limit.most, limit.seconds) for limit in limits]
    )
