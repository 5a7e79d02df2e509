"""Everybody who told of a matter, page by page: a matter's own page has room for the first alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.kernel import abilities
from lianxin.kernel.reads import related
from lianxin.kernel.reads import tellers as reads
from lianxin.web.access import who
from lianxin.web.desk.hats import matter_of
from lianxin.web.guards import staff


@staff
@require_safe
def tellers(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The reporters of a matter, masked as on its page, from where each who joined can be parted; found by surname or
    phone by whoever may open contact data, and by nobody else. 404 for those to whom the matter's page names none."""
    asking = who(request)
    one = matter_of(asking, matter_id)
    if not related.inside(asking, one):
        raise Http404
    able = abilities.on(asking, one, timezone.now())
    said = request.GET.get("seek", "").strip()[:40] if able.reveal else ""
    page = reads.tellers(one, said, _number(request, "after"), _number(request, "before"))

    def address(**place: int | None) -> str:
        known = {name: pk for name, pk in place.items() if pk is not None}
        return "?" + urlencode({"seek": said, **known} if said else known) if known else ""

    context = {
        "matter": one,
        "able": able,
        "sought": said,
        "page": page,
        "previous": address(before=page.before),
        "following": address(after=page.after),
    }
    return render(request, "desk/tellers.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None
