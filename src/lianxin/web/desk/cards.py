"""便民联系卡: services of a list, the number of a post and a code, on a sheet to cut. No mobile is printed."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.adapters import qr
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import packs, staff
from lianxin.kernel.tie_facts import day_of
from lianxin.language.codes import is_mobile
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.street.pairs import town_of

ON_A_SHEET = 8


@guards.staff
@require_safe
def card(request: HttpRequest, kind: str, unit_id: int) -> HttpResponse:
    """A sheet of cards of one unit. 404 for a card or a unit that is not of this town."""
    town = town_of(who(request))
    pack = packs.of_town(town)
    declared, unit = pack.said.cards.get(kind), staff.unit(town, unit_id)
    if declared is None or unit is None or unit.kind not in declared.of:
        raise Http404
    phone = number_of(unit, pack.said.hotline)
    address = settings.PUBLIC_URL + (reverse("site", args=[unit.slug]) if unit.slug else "/")
    services = pack.said.lists.get(declared.services, {})
    shown = {
        "label": declared.label.say(language()),
        "unit": unit,
        "services": [item.label.say(language()) for item in services.values()],
        "phone": phone,
        "refused": is_mobile(unit.phone),
        "address": address,
        "svg": qr.svg(address, title=unit.name),
        "copies": range(ON_A_SHEET),
        "printed": day_of(timezone.now()),
    }
    return render(request, "desk/print_card.html", shown)


def number_of(unit: Unit, hotline: str) -> str:
    """The number of a post: the unit's own unless it is somebody's mobile, else the town's hotline."""
    return unit.phone if unit.phone and not is_mobile(unit.phone) else hotline


@guards.staff
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Which units have a card to print."""
    town = town_of(who(request))
    pack = packs.of_town(town)
    found = [(key, card.label.say(language()), staff.of_kinds(town, card.of)) for key, card in pack.said.cards.items()]
    if not found:
        raise Http404
    rows = [
        (label, unit, reverse("card", args=[key, unit.pk]), number_of(unit, pack.said.hotline), is_mobile(unit.phone))
        for key, label, units in found
        for unit in units
    ]
    return render(request, "desk/cards.html", {"rows": rows, "title": found[0][1] or gettext("联系卡")})
