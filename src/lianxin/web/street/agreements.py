"""Agreements: a grid of parties × promises for a quarter, done or not done, with how many people-times."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import tie_abilities
from lianxin.kernel.reads import agreement as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import day_of
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.street.pairs import kind_of, town_of

FIRST_YEAR, LAST_YEAR = 2000, 2100


@guards.staff
def agreements(request: HttpRequest) -> HttpResponse:
    """The grid of one kind (`?kind=`) in one quarter (`?quarter=2026-4`), or of the first that has parties."""
    asking, now = who(request), timezone.now()
    town = town_of(asking)
    pack = packs.of_town(town)
    kinds = reads.kinds(pack)
    used = reads.used(town)
    name = kind_of(request, kinds, next((key for key in kinds if used.get(key)), ""))
    span = asked(request.GET.get("quarter", ""), day_of(now))
    grid = reads.grid(town, name, span, now, language())
    kind = kinds[name]
    makes = any(tie_abilities.may_make(asking, kind, town, held.unit_id) for held in asking.posts)
    shown = {
        "grid": grid,
        "opens": {party.tie.pk for party in grid.parties if tie_abilities.may_see(asking, kind, party.tie)},
        "kind": name,
        "label": kind.label.say(language()),
        "about": kind.about.say(language()),
        "heads": heads(kind),
        "totals": _totals(kind, grid),
        "quarter": said(span),
        "earlier": f"?kind={name}&quarter={beside(span, -1)}",
        "later": f"?kind={name}&quarter={beside(span, 1)}",
        "tabs": [
            {
                "label": one.label.say(language()),
                "url": f"?kind={key}",
                "current": key == name,
                "count": used.get(key, 0),
            }
            for key, one in kinds.items()
        ],
        "new_url": reverse("tie-new", args=[name]) if makes else "",
    }
    return render(request, "street/agreements.html", shown)


def heads(kind: TieKind) -> list[tuple[str, str, str]]:
    """Each promise: key, name, what it is counted in."""
    assert kind.deliveries is not None
    units = {"people_times": gettext("人次"), "times": gettext("次")}
    return [(key, one.label.say(language()), units[one.counts]) for key, one in kind.deliveries.commitments.items()]


def _totals(kind: TieKind, grid: reads.Grid) -> list[tuple[str, int]]:
    """What may be added up: all promises counted alike, by their unit."""
    found: dict[str, int] = {}
    for key, _, unit in heads(kind):
        found[unit] = found.get(unit, 0) + grid.total(key)
    return list(found.items())


def asked(text: str, today: date) -> Span:
    """The quarter that is meant; the present one for anything else."""
    year, _, number = text.partition("-")
    if year.isdigit() and FIRST_YEAR <= int(year[:4]) <= LAST_YEAR and number in ("1", "2", "3", "4"):
        return reads.quarter(date(int(year[:4]), int(number) * 3, 1))
    return reads.quarter(today)


def beside(span: Span, way: int) -> str:
    """The quarter before or after, as an address says it."""
    edge = span.since if way < 0 else (span.until or span.since)
    return code(reads.quarter(date.fromordinal(edge.toordinal() + way)))


def code(span: Span) -> str:
    """A quarter as an address says it."""
    return f"{span.since.year}-{(span.since.month + 2) // 3}"


def said(span: Span) -> str:
    """A quarter in words."""
    given: dict[str, Any] = {"year": span.since.year, "n": (span.since.month + 2) // 3}
    return gettext("%(year)d 年第 %(n)d 季度") % given
