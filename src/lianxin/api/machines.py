"""Calls of machines pass no middleware that is about people: no session is looked for, no log-in, no message."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

OURS = "/open311/"


class Machines:
    """Middleware: answers the addresses of `api/` itself, after headers, limits and language, before everything else.
    Their guard answers refusals; what it does not catch, Django turns into an answer as everywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(OURS):
            return self.get_response(request)
        found = request.resolver_match = resolve(request.path_info)
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return response
