"""Who asks, as far as a request says before Django has read it: nobody in particular, or somebody with a page of his
own."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie

from lianxin.web import tongue

Shown = tuple[str, bool]
"""How pages are shown to somebody: language, and whether in large letters."""
ACTED = "acted"
"""Names the cookie of whoever has just sent a form: what he did must be on the next page he sees."""
MOMENT = 5
"""Seconds that cookie lives: longer than any kept page may lag behind (web.shelf.LONGEST)."""
SIZE = "size"
_MACHINES = "/open311/"
_OWN = tuple(f"{name}=" for name in (settings.SESSION_COOKIE_NAME, "messages", ACTED))
"""Cookies with which a page may hold something of one's own."""


def of_nobody(environ: dict[str, Any]) -> Shown | None:
    """How pages look to this visitor if they look the same to every other one; None when he may have pages of his own.

    A name that only ends like one of ours counts as ours: that costs a page made anew, the other way would cost trust.
    """
    cookies = environ.get("HTTP_COOKIE", "")
    if cookies and any(own in cookies for own in _OWN):
        return None
    if "HTTP_AUTHORIZATION" in environ or "HTTP_HX_REQUEST" in environ:
        return None
    return _shown(cookies, environ.get("HTTP_ACCEPT_LANGUAGE", ""))


@lru_cache(maxsize=512)
def _shown(cookies: str, languages: str) -> Shown:
    sent = parse_cookie(cookies)
    return tongue.chosen(sent.get(settings.LANGUAGE_COOKIE_NAME, ""), languages), sent.get(SIZE) == "large"


def acted(environ: dict[str, Any], start: Callable[..., Any]) -> Callable[..., Any]:
    """Lets the browser remember for a moment that something was sent: until then its pages are made for it alone."""
    if environ["PATH_INFO"].startswith(_MACHINES):
        return start
    secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
    cookie = ("Set-Cookie", f"{ACTED}=1; Max-Age={MOMENT}; Path=/; HttpOnly; SameSite=Lax{secure}")

    def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start(status, [*headers, cookie] if status < "4" else headers, *rest)

    return begin
