"""The public wall screen: the tree, three numbers, the week's thanks. It turns its pages and never shows a person."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from lianxin.adapters import qr
from lianxin.kernel.reads import wallscreen
from lianxin.language.calendar import SHANGHAI
from lianxin.web.access import language
from lianxin.web.guards import public
from lianxin.web.tree import Branch, Species, Wish

FRESH = 60
"""Seconds a proxy may keep the wall."""


@public
def wall(request: HttpRequest, key: str) -> HttpResponse:
    """The wall of a site (by its short address) or of a town (by the key of its pack). 404 for anything else."""
    found = wallscreen.place(key)
    if found is None:
        raise Http404
    now = timezone.now().astimezone(SHANGHAI)
    shown = wallscreen.wall(*found, now, language())
    response = render(request, "street/wall.html", _words(shown))
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    return response


def _words(shown: wallscreen.Wall) -> dict[str, Any]:
    address = settings.PUBLIC_URL + _entrance(shown.site.slug if shown.site else None)
    return {
        "wall": shown,
        "town_name": shown.town.en if language() == "en" and shown.town.en else shown.town.name,
        "species": cast(Species, shown.species),
        "branches": branches(shown),
        "titles": [wish.title for wish in shown.wishes if wish.state == "waiting"][:7],
        "qr": qr.svg(address, title=address),
        "hours": [(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in shown.windows],
    }


def branches(shown: wallscreen.Wall) -> list[Branch]:
    """The communities that have wishes, each as one branch; those of no known community, and a tree
    without any wish, hang at the town's own."""
    by_home: dict[int, list[Wish]] = {} if shown.wishes else {0: []}
    for wish in shown.wishes:
        by_home.setdefault(wish.community_id, []).append(Wish(str(wish.id), wish.title, cast(Any, wish.state)))
    names = dict(shown.communities) | {0: shown.town.name}
    return [Branch(str(key), names.get(key, shown.town.name), wishes) for key, wishes in sorted(by_home.items())]


def _entrance(slug: str | None) -> str:
    try:
        return reverse("site", args=[slug]) if slug else "/"
    except NoReverseMatch:
        return f"/q/{slug}"
