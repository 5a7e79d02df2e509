"""便民联系卡: services of a list, the number of a post and a code, on a sheet to cut. No mobile is printed."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.adapters.leaf import Leaf
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import packs, staff
from lianxin.language.codes import is_mobile
from lianxin.language.pack import Pack
from lianxin.language.words import ListItem
from lianxin.web import guards, leaf
from lianxin.web.access import language, who
from lianxin.web.street.pairs import town_of


@guards.staff
@require_safe
def card(request: HttpRequest, kind: str, unit_id: int) -> HttpResponse:
    """A sheet of cards of one unit. 404 for a card or a unit that is not of this town."""
    town = town_of(who(request))
    pack = packs.of_town(town)
    declared, unit = pack.said.cards.get(kind), staff.unit(town, unit_id)
    if declared is None or unit is None or unit.kind not in declared.of:
        raise Http404
    label = declared.label.say(language())
    remark = gettext("这个单位登记的是手机号，卡上改印热线。") if is_mobile(unit.phone) else ""
    back = (reverse("cards"), gettext("回联系卡"))
    sheet = contact(pack, unit, label, tuple(one.label.say(language()) for one in services(pack, declared.services)))
    return leaf.shown(request, [sheet], f"{label} {unit.name}", back, remark)


def services(pack: Pack, name: str) -> Iterable[ListItem]:
    """What a card offers: the items of a list."""
    return pack.said.lists.get(name, {}).values()


def contact(pack: Pack, unit: Unit, label: str, offered: tuple[str, ...]) -> Leaf:
    """One card of a unit."""
    address = leaf.at(reverse("site", args=[unit.slug]) if unit.slug else "/")
    return Leaf(
        "card",
        unit.name,
        over=label,
        lines=offered,
        figure=leaf.number_of(unit, pack.said.hotline),
        unit=gettext("要帮忙，打这个电话"),
        code=address,
        code_says=gettext("扫一扫，说一句话"),
        svg=leaf.picture(address, unit.name),
        notes=tuple(one for one in (unit.hours, gettext("找不到人，打 12345")) if one),
        bough=leaf.of_town(pack.said.motif),
    )


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
        (
            label,
            unit,
            reverse("card", args=[key, unit.pk]),
            leaf.number_of(unit, pack.said.hotline),
            is_mobile(unit.phone),
        )
        for key, label, units in found
        for unit in units
    ]
    return render(request, "desk/cards.html", {"rows": rows, "title": found[0][1] or gettext("联系卡")})
