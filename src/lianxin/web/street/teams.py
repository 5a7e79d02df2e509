"""Teams with their places, filled and open; postings with their terms. Names only for those whose ties they are."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import lapses, packs
from lianxin.kernel.reads import teams as reads
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.teams import Posted, Team
from lianxin.kernel.tie_facts import day_of, span_of
from lianxin.kernel.who import Who
from lianxin.language.ties import TieKind
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import states
from lianxin.web.street.pairs import kind_of, town_of


@guards.staff
def teams(request: HttpRequest) -> HttpResponse:
    """The teams of one kind (`?kind=`), all or those with open places (`?only=open`)."""
    asking, now, lang = who(request), timezone.now(), language()
    town = town_of(asking)
    kinds = reads.kinds(packs.of_town(town))
    name = kind_of(request, kinds)
    found, where = reads.teams(town, name, now), directory(town)
    only = request.GET.get("only") == "open"
    shown = {
        "kind": name,
        "label": kinds[name].other.label.say(lang),
        "about": kinds[name].about.say(lang),
        "rows": [_row(team, name, where) for team in found if not only or team.lacks],
        "people": sum(team.people for team in found),
        "count": len(found),
        "lacking": sum(bool(team.lacks) for team in found),
        "chips": [
            {"label": gettext("全部"), "url": f"?kind={name}", "on": not only, "count": len(found)},
            {"label": gettext("有空缺"), "url": f"?kind={name}&only=open", "on": only,
             "count": sum(bool(team.lacks) for team in found)},
        ],
        "tabs": [
            {"label": kind.label.say(lang), "url": f"?kind={key}", "current": key == name}
            for key, kind in kinds.items()
        ],
        "new_url": _new(asking, name, kinds[name], town),
        "lapsing": _lapsing(lapses.lapses(asking, town, now)) if kinds[name].lapses else None,
    }  # fmt: skip
    return render(request, "street/teams.html", shown)


def _lapsing(found: lapses.Lapses) -> tuple[int, int]:
    """How much runs out soon or has, and how much nobody wrote."""
    return len(found.soon), len(found.unwritten)


def _new(asking: Who, name: str, kind: TieKind, town: int) -> str:
    makes = any(tie_abilities.may_make(asking, kind, town, held.unit_id) for held in asking.posts)
    return reverse("tie-new", args=[name]) if makes else ""


def _row(team: Team, name: str, where: Directory) -> dict[str, Any]:
    lang = language()
    place = where.rows.get(team.unit.place_id or team.unit.parent_id or 0)
    return {
        "name": team.unit.say(lang),
        "url": reverse("team", args=[name, team.unit.id]),
        "place": place.say(lang) if place is not None and place.id != team.unit.town_id else "",
        "places": [f"{one.slot.label.say(lang)} {_share(one)}" for one in team.places],
        "lacks": team.lacks,
    }


def _share(place: reads.Place) -> str:
    """Filled of those that must be: 1/1; 2 where none must."""
    return f"{place.taken}/{place.slot.least}" if place.slot.least else str(place.taken)


@guards.staff
def team(request: HttpRequest, kind: str, unit_id: int) -> HttpResponse:
    """One team: its places, who stands in them, what else ties it, what it does. 404 where it is none."""
    asking, now, lang = who(request), timezone.now(), language()
    town = town_of(asking)
    kinds, where = reads.kinds(packs.of_town(town)), directory(town)
    found = reads.one(asking, town, kind, unit_id, now) if kind in kinds else None
    if found is None:
        raise Http404
    declared, unit, words = kinds[kind], found.team.unit, states()
    place = where.rows.get(unit.place_id or unit.parent_id or 0)
    makes = tie_abilities.may_make(asking, declared, town, unit_id)
    shown = {
        "team": found.team,
        "name": unit.say(lang),
        "place": place.say(lang) if place is not None else "",
        "label": declared.other.label.say(lang),
        "places": [
            (one, one.slot.label.say(lang), _wanted(one), [_member(tie) for tie in found.members.get(one.key, [])])
            for one in found.team.places
        ],
        "unseen": found.team.people - found.seen,
        "beside": _beside(found, unit_id, lang),
        "hidden": found.hidden,
        "activities": [(one, words.get(one.state, one.state)) for one in found.activities],
        "back": f"{reverse('teams')}?kind={kind}",
        "new_url": f"{reverse('tie-new', args=[kind])}?unit={unit_id}" if makes else "",
        "lapsing": _lapsing(lapses.lapses(asking, town, now, unit_id)) if makes and declared.lapses else None,
        "unit_id": unit_id,
    }
    return render(request, "street/team.html", shown)


def _wanted(place: reads.Place) -> str:
    least, most = place.slot.least, place.slot.most
    if most is None:
        return gettext("至少 %(n)d 人") % {"n": least} if least else gettext("不限")
    if least == most:
        return gettext("%(n)d 人") % {"n": most}
    return gettext("%(least)d–%(most)d 人") % {"least": least, "most": most}


def _member(tie: Tie) -> tuple[str, str, str]:
    return tie.person.shown if tie.person else "", reverse("tie", args=[tie.pk]), day_of(tie.since).isoformat()


def _beside(found: reads.Whole, unit_id: int, lang: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """What else ties a team, under the name its kind has in the pack; with the place where the kind has places."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for kind, tie in found.beside:
        slot = kind.slots.get(tie.role)
        row = {
            "name": _ends(tie, unit_id),
            "url": reverse("tie", args=[tie.pk]),
            "slot": slot.label.say(lang) if slot else "",
            "since": day_of(tie.since).isoformat(),
            "until": _until(tie),
        }
        groups.setdefault(kind.label.say(lang), []).append(row)
    return list(groups.items())


def _ends(tie: Tie, unit_id: int) -> str:
    """Who is at the other end."""
    if tie.person is not None:
        return tie.person.shown
    other = tie.other if tie.unit_id == unit_id else tie.unit
    return other.name if other is not None else ""


def _until(tie: Tie) -> str:
    until = span_of(tie).until
    return until.isoformat() if until else ""


@guards.staff
def postings(request: HttpRequest) -> HttpResponse:
    """Postings with term and end: those on, those that end soon (`?only=soon`), those over (`?only=over`)."""
    asking, now, lang = who(request), timezone.now(), language()
    town = town_of(asking)
    pack = packs.of_town(town)
    kinds = reads.posting_kinds(pack)
    if not kinds:
        raise Http404
    found, today = reads.postings(asking, town, kinds, now), day_of(now)
    sorts: dict[str, list[Posted]] = {
        "": [row for row in found.rows if not row.over],
        "soon": [row for row in found.rows if reads.soon(row, pack, today)],
        "over": [row for row in found.rows if row.over],
    }
    only = request.GET.get("only", "")
    only = only if only in sorts else ""
    words = {"": gettext("在任和未到任"), "soon": gettext("快到期"), "over": gettext("已结束")}
    makes = [(key, kind) for key, kind in kinds.items() if _new(asking, key, kind, town)]
    shown = {
        "rows": [(row, row.kind.label.say(lang), row in sorts["soon"]) for row in sorts[only]],
        "chips": [
            {"label": words[key], "url": f"?only={key}" if key else "?", "on": key == only, "count": len(rows)}
            for key, rows in sorts.items()
        ],
        "total": found.total,
        "empty": not found.rows and not found.total,
        "seen": sum(row.begun for row in sorts[""]),
        "makes": [(reverse("tie-new", args=[key]), kind.label.say(lang)) for key, kind in makes],
        "title": gettext("、").join(kind.label.say(lang) for kind in kinds.values()),
        "about": next(iter(kinds.values())).about.say(lang),
    }
    return render(request, "street/postings.html", shown)
