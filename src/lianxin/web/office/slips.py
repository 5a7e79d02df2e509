"""Invitations for many at once, on paper: a slip for each, to be cut out and handed over. The links are shown once."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import person as acts
from lianxin.kernel.reads import staff
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.office.people import town_of


@require_POST
@never_cache
@may("manage_people")
def slips(request: HttpRequest) -> HttpResponse:
    """A sheet of new one-time links for those whom a list gave a post (`list`) and who have no log-in yet; earlier
    links of theirs stop to work. 404 for a list of another town."""
    town, asking, now = town_of(request), who(request), timezone.now()
    unit, asked = staff.unit(town, town), request.POST.get("list", "")
    found = staff.given_by(town, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    if found is None or unit is None:
        raise Http404
    sheet = []
    for person, posts in staff.without_account(town, found, language()):
        key = acts.invite(asking, person, unit, now)
        sheet.append((person.shown, posts, settings.PUBLIC_URL + reverse("invited", args=[key])))
    context = {"sheet": sheet, "days": acts.INVITATION_LASTS.days, "town_name": unit.name}
    return render(request, "office/slips.html", context)
