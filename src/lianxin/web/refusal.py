"""What a refused act looks like: the reason and what to do, in the reader's language; nothing was changed."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext

from lianxin.kernel.reads.packs import NoPack
from lianxin.language.calendar import CalendarEnds
from lianxin.language.reason import Refused
from lianxin.web import trouble
from lianxin.web.access import language


class Refusals:
    """Middleware: a Refused or CalendarEnds that no page caught becomes a page that says why (409), and so does an
    address that is only sent to, when somebody opens it (405)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method in ("GET", "HEAD"):
            allowed, response = response, trouble.only_sent(request)  # Django's own is an empty page
            response.headers["Allow"] = allowed.headers["Allow"]
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal; other errors go on to Django."""
        if isinstance(error, Refused):
            said = error.say(language())
        elif isinstance(error, CalendarEnds):
            said = error.en if language() == "en" else error.zh
        elif isinstance(error, DataError | ValueError) and "NUL" in str(error):
            return trouble.bad_request(request)  # no text holds a NUL; only programs send one
        elif isinstance(error, NoPack):
            said = gettext("这个街镇还没有启用连心。")
        else:
            return None
        return render(
            request, "refused.html", {"said": said, "back": request.META.get("HTTP_REFERER", "/")}, status=409
        )
