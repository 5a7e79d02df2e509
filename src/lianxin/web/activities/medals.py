"""The year's list of “光荣在党50年”: confirmed by hand, person by person; handed over from stock against a receipt.

The list stands in the order of joining: nobody is compared with anybody.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import medal, member
from lianxin.kernel.acts.medal import Receipt
from lianxin.kernel.acts.member import Candidate
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import medal as reads
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.directory import Row
from lianxin.kernel.who import Who
from lianxin.language import seniority
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import town_of
from lianxin.web.activities.members import led, listed, today
from lianxin.web.desk.tie_new import day, number
from lianxin.web.guards import holder


@never_cache
@require_POST
@holder
def medals(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The list of a year. The look is written down."""
    return _medals(request, led(request, unit_id))


def _medals(request: HttpRequest, unit: Row, refused: str = "") -> HttpResponse:
    year = number(request.POST.get("year", "")) or 0
    try:
        found = member.medals(who(request), unit.id, year, timezone.now())
    except Refused as wrong:
        return listed(request, unit, wrong.say(language()), 422)
    hands = year in seniority.handed_in(today())
    signed = reads.standing(town_of(request), unit.id)
    shown = {
        "unit": unit,
        "year": year,
        "groups": _groups(found, _gone(signed, found, year), year),
        "confirms": year in seniority.confirmed_in(today()),
        "hands": hands,
        "shelves": _shelves(who(request), town_of(request)) if hands else [],
        "signed": signed,
        "today": today().isoformat(),
        "me": who(request).person_id,
        "refused": refused,
        "given": request.POST if refused else {},
    }
    return render(request, "activities/medals.html", shown, status=422 if refused else 200)


def _shelves(asking: Who, town: int) -> list[tuple[int, str]]:
    """The units whose stock he may hand out, and how many lie there."""
    item = packs.of_town(town).said.stock.get(seniority.MEDAL)
    roles = item.moved_by if item else ()
    return [
        (row.unit_id, gettext("%(unit)s（在库 %(n)s 枚）") % {"unit": row.unit.name, "n": row.n})
        for row in reads.shelves(town)
        if row.unit is not None and row.unit_id and tie_abilities.standing(asking, town, row.unit_id, roles)
    ]


def _gone(signed: dict[int, Entry], found: list[Candidate], year: int) -> list[tuple[int, str, str]]:
    """Who signed for a medal of the year and has left the roll since: a mistake about him can be undone as well."""
    here = {each.person for each in found}
    left = [person for person, one in signed.items() if one.data["year"] == year and person not in here]
    names = roll.names_of(left)
    return [(person, names.get(person, ""), gettext("已不在本支部名册上")) for person in left]


def _groups(found: list[Candidate], gone: list[tuple[int, str, str]], year: int) -> list[dict[str, Any]]:
    """The members in five groups, each in the order of joining; then those who have left."""
    said = {
        "waits": gettext("够条件，待支部确认表现"),
        "good": gettext("支部已确认，待发放"),
        "done": gettext("已发放、已签收"),
        "not": gettext("支部没有确认"),
        "gone": gettext("领了纪念章以后离开支部的"),
        "out": gettext("这一年不申报"),
    }
    groups: dict[str, list[tuple[int, str, str]]] = {key: [] for key in said}
    for each in found:
        groups[_state(each, year)].append((each.person, each.name, each.found.reason.sentence(language())))
    groups["gone"] = gone
    return [{"key": key, "label": label, "people": groups[key]} for key, label in said.items()]


def _state(one: Candidate, year: int) -> str:
    if one.found.proposed:
        return "good" if one.good else "waits"
    if one.awarded == year:
        return "done"
    return "not" if one.found.reason.code == "not-confirmed" else "out"


@never_cache
@require_POST
@holder
def confirm(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What the branch says of one candidate; then the list again, or with why not (422)."""
    unit, given = led(request, unit_id), request.POST
    person, year = number(given.get("person", "")) or 0, number(given.get("year", "")) or 0
    good = {"yes": True, "no": False}.get(given.get("good", ""))
    if good is None:
        return _medals(request, unit, gettext("请选支部的意见"))
    try:
        member.confirm_standing(who(request), unit.id, person, year, good, given.get("reason", ""), timezone.now())
    except Refused as refused:
        return _medals(request, unit, refused.sentence(language()))
    messages.success(request, gettext("支部意见已记下，依据已加密"))
    return _medals(request, unit)


@never_cache
@require_POST
@holder
def hand(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One medal from stock into somebody's hands, signed for; then the list again, or with why not (422)."""
    unit, given = led(request, unit_id), request.POST
    person, year = number(given.get("person", "")) or 0, number(given.get("year", "")) or 0
    if given.get("received") != "1":
        return _medals(request, unit, gettext("签收后再记：请勾选“已签收”"))
    try:
        receipt = Receipt(
            number(given.get("source", "")) or 0, day(given.get("day", "").strip(), "day"), given.get("way", ""),
            given.get("signed", ""),
        )  # fmt: skip
        medal.hand_over(who(request), unit.id, person, year, receipt, timezone.now())
    except Refused as refused:
        return _medals(request, unit, refused.sentence(language()))
    messages.success(request, gettext("已出库一枚，签收已记下"))
    return _medals(request, unit)


@never_cache
@require_POST
@holder
def take_back(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One medal handed over by mistake, back into the stock it left; then the list again, or with why not (422)."""
    unit, given = led(request, unit_id), request.POST
    if given.get("returned") != "1":
        return _medals(request, unit, gettext("收回以后再记：请勾选“纪念章已经收回”"))
    try:
        medal.take_back(
            who(request), unit.id, number(given.get("person", "")) or 0, given.get("back", ""), timezone.now()
        )
    except Refused as refused:
        return _medals(request, unit, refused.sentence(language()))
    messages.success(request, gettext("已收回入库，签收已作废，原来的记录还在"))
    return _medals(request, unit)
