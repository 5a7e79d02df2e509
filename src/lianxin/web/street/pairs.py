"""The pairing board: numbers for the street, households and their pairs for the community that made them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import tie_abilities
from lianxin.kernel.reads import packs, pairing
from lianxin.kernel.reads.pairing import Household
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.desk import bring


def town_of(asking: Who) -> int:
    """The first town he works in. Errors: Http404."""
    if not asking.towns:
        raise Http404
    return asking.towns[0]


def kind_of(request: HttpRequest, kinds: Collection[str], first: str = "") -> str:
    """The kind that is asked for (`?kind=`), else `first`, else the first of them. Errors: Http404."""
    name = request.GET.get("kind") or first or next(iter(kinds), "")
    if name not in kinds:
        raise Http404
    return name


@guards.staff
def pairs(request: HttpRequest) -> HttpResponse:
    """The board of the kind that is asked for (`?kind=`), or of the first that asks for cover."""
    asking, now = who(request), timezone.now()
    town = town_of(asking)
    pack = packs.of_town(town)
    kinds = pairing.kinds(pack)
    name = kind_of(request, kinds)
    board = pairing.board(asking, town, name, now, language())
    kind = kinds[name]
    makes = any(tie_abilities.may_make(asking, kind, town, held.unit_id) for held in asking.posts)
    rows = [_row(pack, row, board.by) for row in board.rows]
    only = request.GET.get("only", "")
    shown = {
        "bring_url": bring.link(asking, town, name),
        "board": board,
        "kind_label": kind.label.say(language()),
        "pair_label": pack.said.ties[board.by].label.say(language()),
        "tabs": [
            {"label": one.label.say(language()), "url": f"?kind={key}", "current": key == name}
            for key, one in kinds.items()
        ],
        "every": _every(pack, board.by, day_of(now)),
        "rows": [row for row in rows if only != "alert" or row["alert"]],
        "chips": [
            {"label": gettext("全部"), "url": "?", "on": only != "alert", "count": len(rows)},
            {"label": gettext("要有人管的"), "url": "?only=alert", "on": only == "alert",
             "count": sum(bool(row["alert"]) for row in rows)},
        ],
        "new_url": reverse("tie-new", args=[name]) if makes else "",
    }  # fmt: skip
    return render(request, "street/pairs.html", shown)


def _every(pack: Pack, by: str, today: date) -> object:
    """Days within which somebody must come; nothing where the kind has no rhythm."""
    rhythm = pack.said.ties[by].rhythm
    return pack.value(rhythm.every, today) if rhythm is not None else None


def _row(pack: Pack, row: Household, by: str) -> dict[str, Any]:
    """One household as the template shows it: a mask, its class, who comes, what is amiss."""
    tie = row.tie
    field = next((key for key, one in pack.said.ties[tie.kind].fields.items() if one.type == "choice"), "")
    choices = pack.said.ties[tie.kind].fields[field].choices if field else {}
    group = choices.get(tie.data.get("fields", {}).get(field, ""))
    alert = gettext("没有人结对") if row.uncovered else ""
    if row.silent:
        alert = gettext("超过走访间隔 %(n)d 天") % {"n": row.silent}
    return {
        "url": reverse("tie", args=[tie.pk]),
        "number": tie.pk,
        "name": tie.person.shown if tie.person else "",
        "group": group.say(language()) if group else "",
        "pairs": [(pair.person.shown if pair.person else "", reverse("tie", args=[pair.pk])) for pair in row.pairs],
        "noted_on": row.noted_on,
        "alert": alert,
        "grave": row.uncovered,
        "pair_url": f"{reverse('tie-new', args=[by])}?toward={tie.person_id}&unit={tie.unit_id}",
    }
