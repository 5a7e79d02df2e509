"""All the pages one's posts open, in groups: what the menu of a phone has no room for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianxin.web.access import grouped, who
from lianxin.web.guards import holder


@holder
@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    """The pages, by group."""
    return render(request, "desk/menu.html", {"groups": grouped(who(request))})
