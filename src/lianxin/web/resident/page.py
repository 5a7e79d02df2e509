"""What every resident's page shares: the town in the head, three ways to go, and how an answer is marked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from lianxin.kernel.reads import packs
from lianxin.kernel.reads.public import Town, town_of, towns
from lianxin.language.pack import Pack
from lianxin.web import shelf
from lianxin.web.access import home_of, language, who

TOWN_COOKIE = "town"
YEAR = 365 * 86400


def town_or_404(key: str) -> Town:
    """The town of an address. Errors: Http404."""
    town = town_of(key)
    if town is None:
        raise Http404
    return town


def remembered(request: HttpRequest) -> Town | None:
    """The only town there is, or the one this browser was at last."""
    known = towns()
    if len(known) == 1:
        return known[0]
    return town_of(request.COOKIES.get(TOWN_COOKIE, ""))


def pack_of(town: Town) -> Pack:
    """The rules in force in a town."""
    return packs.current(town.key)


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    town: Town | None = None,
    status: int = 200,
    *,
    everybodys: bool = False,
) -> HttpResponse:
    """A resident's page, with the town's name and ways around. The browser remembers the town.

    `everybodys`: the page is the same for all visitors without log-in, and may be kept for them (web.shelf)."""
    response = render(request, f"resident/{template}", {**frame(request, town), **context}, status=status)
    if town is None:
        return response
    response.set_cookie(TOWN_COOKIE, town.key, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    if everybodys:
        shelf.keep(request, town.id, response.cookies[TOWN_COOKIE].OutputString())
    if request.COOKIES.get(TOWN_COOKIE) == town.key:
        del response.cookies[TOWN_COOKIE]
    return response


def frame(request: HttpRequest, town: Town | None) -> dict[str, Any]:
    """What stands round a resident's page: the town and the ways around."""
    lang = language()
    named = {"town": town, "town_name": town.say(lang), "home": reverse("town", args=[town.key])} if town else {}
    return {"lang": lang, "nav": _nav(request, town), **named}


def _nav(request: HttpRequest, town: Town | None) -> list[dict[str, Any]]:
    if town is None:
        return []
    ways = [
        (gettext("说一件事"), reverse("town", args=[town.key])),
        (gettext("心愿树"), reverse("tree", args=[town.key])),
        (gettext("进度公开"), reverse("progress", args=[town.key])),
        (gettext("查进度"), reverse("find")),
    ]
    if request.user.is_authenticated and who(request).posts:
        ways.insert(0, (gettext("我的工作"), home_of(who(request))))
    return [{"label": label, "url": url, "current": request.path == url} for label, url in ways]


def private(response: HttpResponse) -> HttpResponse:
    """Marks a page that a private link opens: kept by no cache, listed by no search engine. (The Referrer-Policy of all
    pages, same-origin, keeps the link from other sites; a stricter one would take the Origin from its own forms.)"""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
