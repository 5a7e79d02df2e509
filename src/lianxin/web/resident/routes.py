"""Routes to walk: each theme with the walks one may sign up for; who walked is nobody's business."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from lianxin.kernel.reads import routes as reads
from lianxin.web import guards
from lianxin.web.access import language
from lianxin.web.resident.page import pack_of, show, town_or_404


@guards.public
def routes(request: HttpRequest, key: str) -> HttpResponse:
    """All routes of the town. 404 where a town has none."""
    town, lang = town_or_404(key), language()
    pack = pack_of(town)
    if not pack.said.routes:
        raise Http404
    found = reads.of_town(pack, town.id, timezone.now(), lang)
    named = [(one.label.say(lang), one.about.say(lang), each) for one, each in found]
    return show(request, "routes.html", {"routes": named}, town)
