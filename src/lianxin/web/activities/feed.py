"""Calendar feeds (iCalendar, RFC 5545) of a branch, a site and a person, each behind a private link.

The link's secret follows from the installation's key, so that nothing is stored and a copy of the database opens none.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.adapters import seal
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import activity as reads
from lianxin.language.calendar import SHANGHAI
from lianxin.web.guards import public

WHATS = ("branch", "site", "person")
BACK, AHEAD = timedelta(days=90), timedelta(days=400)
USUAL = timedelta(hours=2)


def token(what: str, pk: int) -> str:
    """The secret part of a feed's address."""
    return seal.blind_index(f"{what}:{pk}", "activity.feed").hex()


def address(what: str, pk: int) -> str:
    """The whole address, for a phone's or an office's calendar."""
    return settings.PUBLIC_URL + reverse("activity-feed", args=[what, pk, token(what, pk)])


@public
@require_safe
def feed(request: HttpRequest, what: str, pk: int, secret: str) -> HttpResponse:
    """The feed: title, time and place only; nobody's name. 404 without the secret."""
    if what not in WHATS or not hmac.compare_digest(secret.encode(), token(what, pk).encode()):
        raise Http404
    now = timezone.now()
    first, last = now - BACK, now + AHEAD
    if what == "branch":
        found = reads.of_unit(pk, first, last)
    elif what == "site":
        found = reads.at_site(pk, first, last)
    else:
        found = [one for one, _ in reads.of_person(pk, first, last)]
    response = HttpResponse(written(found), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    return response


def written(found: list[Activity]) -> bytes:
    """Activities as an iCalendar file. A cancelled one says so, so that it leaves the calendars it stands in;
    SEQUENCE goes up with every change of the plan, so that a calendar takes the newer one (RFC 5545, 3.8.7.4)."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - 3 MB a process, for a page that few ask for

    calendar, turns = Calendar(), reads.turns([one.pk for one in found])
    calendar.add("prodid", "-//Lianxin//Activities//ZH")
    calendar.add("version", "2.0")
    for one in found:
        event = Event()
        starts = one.starts_at.astimezone(SHANGHAI)
        event.add("uid", f"activity-{one.pk}@{settings.PUBLIC_URL.partition('://')[2] or 'lianxin'}")
        event.add("sequence", turns.get(one.pk, 0))
        event.add("dtstamp", one.changed_at or one.starts_at)
        event.add("dtstart", starts)
        event.add("dtend", (one.ends_at or one.starts_at + USUAL).astimezone(SHANGHAI))
        event.add("summary", one.title)
        event.add("location", one.place_text or (one.place.name if one.place else ""))
        event.add("status", "CANCELLED" if one.state == "cancelled" else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
