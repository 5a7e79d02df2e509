"""What may be the same issue as a matter: a list of its own, so that the matter's page waits for no look-up."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.kernel import abilities
from lianxin.kernel.reads import related
from lianxin.web.access import language, who
from lianxin.web.desk import shown
from lianxin.web.desk.hats import matter_of
from lianxin.web.guards import staff


@staff
@require_safe
def similar(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The matters likest to this one, closed ones to learn from, open ones to merge into: a fragment for its page, or a
    page for whoever has no script. 404 for those who see no more of the matter than the public does, as the list would
    tell them."""
    asking, now = who(request), timezone.now()
    one = matter_of(asking, matter_id)
    if not related.inside(asking, one):
        raise Http404
    clear, faint = related.similar(asking, one, now) if one.is_open else ([], [])
    context = {
        "matter": one,
        "able": abilities.on(asking, one, now),
        "issue": related.issue_of(asking, one),
        "similar": shown.rows(clear, now, language()),
        "faint": shown.rows(faint, now, language()),
    }
    whole = "HX-Request" not in request.headers
    return render(request, "desk/similar_page.html" if whole else "desk/similar.html", context)
