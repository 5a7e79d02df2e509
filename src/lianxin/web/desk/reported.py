"""双报到: who reported to which community, and the sheet that goes back to his own Party body."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel import tie_abilities
from lianxin.kernel.reads import packs, ties
from lianxin.kernel.reads import reported as reads
from lianxin.kernel.tie_facts import day_of
from lianxin.language import tie as rules
from lianxin.language.period import read
from lianxin.language.reason import Refused
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.desk.tie import opened
from lianxin.web.desk.tie_shown import first, other, said
from lianxin.web.street.pairs import kind_of, town_of

ONE = timedelta(days=1)
EARLIER = 4
"""Periods one may choose from, this one included."""


@guards.staff
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Everybody who reported (`?kind=`), or those of whom nothing was noted for too long (`?only=silent`)."""
    asking, now, lang = who(request), timezone.now(), language()
    town = town_of(asking)
    kinds = reads.kinds(packs.of_town(town))
    name = kind_of(request, kinds)
    kind, roll = kinds[name], reads.reported(asking, town, name, now)
    only = request.GET.get("only", "")
    kept = {"silent": [row for row in roll.rows if row.over], "due": [row for row in roll.rows if row.by]}
    present = rules.period(kind.sheet, day_of(now)) if kind.sheet is not None else None
    asked = reads.asked(packs.of_town(town), kind.sheet, present) if kind.sheet and present else None
    makes = any(tie_abilities.may_make(asking, kind, town, held.unit_id) for held in asking.posts)
    shown = {
        "label": kind.label.say(lang),
        "about": kind.about.say(lang),
        "rows": kept.get(only, roll.rows),
        "total": roll.total,
        "seen": len(roll.rows),
        "chips": [
            {"label": label, "url": f"?kind={name}{key and f'&only={key}'}", "on": key == only, "count": count}
            for key, label, count in _chips(asked is not None, len(roll.rows), kept)
        ],
        "only": only, "today": day_of(now),
        "new_url": reverse("tie-new", args=[name]) if makes else "",
    }  # fmt: skip
    return render(request, "desk/reported.html", shown)


def _chips(asked: bool, n: int, kept: dict[str, list[reads.Reported]]) -> list[tuple[str, str, int]]:
    """What one may look at; who is still asked to come, where a local rule asks."""
    due = [("due", gettext("这一期还要来一次"), len(kept["due"]))] if asked else []
    return [("", gettext("全部"), n), *due, ("silent", gettext("很久没有记录"), len(kept["silent"]))]


@guards.holder
@require_safe
def sheet(request: HttpRequest, tie_id: int) -> HttpResponse:
    """The sheet of one who reported, for a period (`?period=2026-H1`), on A4. 404 where there is none."""
    one, now, lang = opened(request, tie_id), timezone.now(), language()
    declared = one.kind.sheet
    if declared is None:
        raise Http404
    present = rules.period(declared, day_of(now))
    try:
        within = rules.period(declared, read(request.GET["period"]).first) if "period" in request.GET else present
    except Refused as refused:
        raise Http404 from refused
    choices, day = [present], present
    while len(choices) < EARLIER:
        day = rules.period(declared, day.first - ONE)
        choices.append(day)
    pack = packs.pinned(one.tie.pack_id or 0)
    fields, given = one.kind.fields, one.tie.data.get("fields", {})
    rows = reads.done(one.tie, one.kind, within, ties.story(one.tie.pk), lang)
    shown = {
        "tie": one.tie,
        "title": declared.label.say(lang),
        "foot": declared.about.say(lang),
        "since": one.span.since.isoformat(),
        "period": within.say(lang),
        "choices": [(str(one_of), one_of.say(lang), one_of == within) for one_of in choices],
        "ends": [(one.kind.first.label.say(lang), first(one)), (one.kind.other.label.say(lang), other(one))],
        "facts": [
            (fields[key].label.say(lang), said(pack, fields[key], given[key], lang))
            for key in one.kind.needs
            if given.get(key)
        ],
        "rows": rows,
        "asked": reads.asked(packs.of_town(one.tie.town_id or 0), declared, within),
        "open": within == present,
    }
    return render(request, "desk/print_sheet.html", shown)
