"""The first page, the choice of a town, and the small pages: letter size, use of personal data, style guide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.i18n import set_language

from lianxin.kernel.acts import person
from lianxin.kernel.reads import packs, public, wall
from lianxin.language.calendar import SHANGHAI
from lianxin.language.dated import NoValue
from lianxin.language.pack import Pack
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.resident.page import YEAR, pack_of, remembered, show, town_or_404
from lianxin.web.resident.tree import branches
from lianxin.web.security import from_here
from lianxin.web.styleguide import styleguide_context
from lianxin.web.visitor import SIZE


@guards.public
def home(request: HttpRequest) -> HttpResponse:
    """The only town, the town this browser was at last, or a calm choice (always with ?choose)."""
    known = remembered(request)
    if known is not None and "choose" not in request.GET:
        return redirect("town", known.key)
    lang = language()
    return show(request, "choose.html", {"towns": [(town.key, town.say(lang)) for town in public.towns()]})


@guards.public
def town(request: HttpRequest, key: str) -> HttpResponse:
    """A town's first page: one large question; under it the tree, what people care about, and where a matter stands."""
    here, lang, now = town_or_404(key), language(), timezone.now()
    wishes = wall.on_tree(here, now, lang)
    context: dict[str, Any] = {
        "draft_key": f"say-{here.key}",
        "species": pack_of(here).said.motif,
        "branches": branches(here, wishes, lang),
        "waiting": sum(1 for wish in wishes if wish.state == "waiting"),
        "wishes": len(wishes),
        "concerns": public.concerns(here, now, lang),
        "several": len(public.towns()) > 1,
        "routes": next((one.label.say(lang) for one in pack_of(here).said.routes.values()), ""),
    }
    return show(request, "town.html", context, here, everybodys=True)


@from_here
@guards.public
def size(request: HttpRequest) -> HttpResponse:
    """Larger letters, or the usual ones; the browser remembers. Goes back to where it was asked."""
    to = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure()):
        to = "/"
    response = HttpResponseRedirect(to)
    if request.method == "POST":
        large = request.POST.get("size") == "large"
        response.set_cookie(
            SIZE,
            "large" if large else "normal",
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@guards.public
def speak(request: HttpRequest) -> HttpResponse:
    """The language of the pages; this browser remembers, and an account is told in it. Goes back to where it was
    asked."""
    response = set_language(request)
    if request.method == "POST" and request.user.is_authenticated:
        chosen = request.POST.get("language", "")
        if chosen in dict(settings.LANGUAGES):
            person.speak(who(request), chosen[:2])
    return response


@guards.public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, from invented data."""
    return render(request, "styleguide.html", styleguide_context())


@guards.public
def privacy(request: HttpRequest) -> HttpResponse:
    """How what people tell us is used: each thing, what for, who sees it and how long, as the town's pack says."""
    here = remembered(request)
    pack = pack_of(here) if here else packs.current("base")
    days = _days(pack, "contact.keep")
    context = {"days": days, "kinds": _asked(pack, language()), "reviewed": datetime(2026, 3, 1, tzinfo=UTC)}
    return show(request, "privacy.html", context, here)


def _days(pack: Pack, key: str) -> int | None:
    try:
        return int(pack.value(key, timezone.now().astimezone(SHANGHAI).date()))
    except (KeyError, NoValue):
        return None


def _asked(pack: Pack, lang: str) -> list[dict[str, Any]]:
    """The fields of the kinds residents file, with what each is for; pure office fields of other kinds stay out."""
    found = []
    for kind in pack.said.matters.values():
        if "anyone" not in kind.filed_by or kind.secret:
            continue
        rows = [
            (field.label.say(lang), field.why(lang), field.sensitivity)
            for field in kind.fields.values()
            if field.purpose
        ]
        found.append({"label": kind.label.say(lang), "about": kind.about.say(lang), "rows": rows})
    return found
