"""A contest's sheet of totals: works in order, every raw mark, which sheets were left out, averages and prizes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from lianxin.adapters import seal
from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.models import Contest, Objection, Work
from lianxin.kernel.reads import packs, staff
from lianxin.kernel.reads.contest import Hall, chain, declared
from lianxin.kernel.reads.contest import label as round_label
from lianxin.kernel.who import Who


def label(row: Contest, language: str) -> str:
    """Its kind, with the name of the round where there are several."""
    return " · ".join(filter(None, (declared(row).label.say(language), round_label(row, language))))


def turns(row: Contest, language: str) -> list[dict[str, Any]]:
    """The rounds of a contest in their order: those there are as links, those to come by name."""
    said = packs.pinned(row.pack_id).said.contests[row.kind].rounds
    there = {one.round: one for one in chain(row)} if said else {}
    past = list(there)[:-1]
    return [
        {"label": one.label.say(language), "row": there.get(key), "current": key == row.round, "done": key in past}
        for key, one in said.items()
    ]


def drawn(found: Hall) -> dict[str, Any]:
    """What the lots gave: seed, numbers in their order, when, and what was drawn before with the reason."""
    kept, number_of = found.row.drawn, {work.pk: work.number for work in found.works}
    if not kept:
        return {}
    told = [
        {
            "seed": one["seed"],
            "order": gettext("、").join(str(number_of[work]) for work in one["order"] if work in number_of),
            "at": datetime.fromisoformat(one["at"]),
        }
        for one in [*kept["past"], kept]
    ]
    return {**told[-1], "past": told[:-1], "why": kept["why"]}


def enters(asking: Who, row: Contest) -> bool:
    """Whether somebody enters works for a unit of his own."""
    said = declared(row)
    return said.entering is not None and bool(able.own_units(asking, said.entering.who, said.kinds, row.town_id))


def author_of(work: Work) -> str:
    """The author's name where he agreed to be named, else nothing."""
    return seal.unseal(bytes(work.author_sealed), "work.author") if work.author_sealed and work.consent else ""


def works(found: Hall, language: str) -> list[dict[str, Any]]:
    """The works in their order, those without an average last. Averages are shown once the sheets are reviewed."""
    placed = {one.work: one for one in found.order}
    ordered = sorted(found.works, key=lambda work: (placed[work.pk].place if work.pk in placed else 10**6, work.number))
    if found.row.reviewed_at is None:
        ordered = list(found.works)
    rows = []
    for work in ordered:
        prize = found.outcome.prizes.get(work.pk)
        given = sum((work.pk, judge.pk) in found.sheets for judge in found.judges)
        rows.append(
            {
                "id": work.pk,
                "number": work.number,
                "title": work.title,
                "author": author_of(work),
                "unit": work.unit.name if work.unit else "",
                "group": found.said.groups[work.group].say(language) if work.group in found.said.groups else "",
                "sheets": given,
                "due": len(found.judges) - len(found.away[work.pk]),
                "average": placed[work.pk].average.shown if work.pk in placed and found.row.reviewed_at else "",
                "prize": found.said.prizes[prize].label.say(language) if prize and found.row.reviewed_at else "",
                "reserve": work.pk in found.outcome.reserve and found.row.reviewed_at is not None,
                "official": work.official,
            }
        )
    return rows


def quota(found: Hall, language: str) -> list[dict[str, Any]]:
    """The quota check, one line a prize."""
    return [
        {
            "label": found.said.prizes[one.prize].label.say(language),
            "quota": one.quota,
            "held": one.held,
            "at_least": one.at_least,
            "reserve": one.reserve,
            "short": one.held < one.quota,
        }
        for one in found.quota()
    ]


def judges(found: Hall) -> list[dict[str, Any]]:
    """The judges, how many sheets each has given and how many are still to come, and whom they give none."""
    return [
        {
            "id": judge.pk,
            "name": judge.person.shown,
            "unit": judge.unit.name if judge.unit else "",
            "given": sum((work.pk, judge.pk) in found.sheets for work in found.works),
            "due": sum(judge.pk not in found.away[work.pk] for work in found.works),
            "away": [work.title for work in found.works if judge.pk in found.away[work.pk]],
            "excused": judge.excused,
        }
        for judge in found.judges
    ]


def objections(row: Contest) -> list[Objection]:
    """The objections to a contest, answered ones first."""
    return list(row.objections.select_related("person", "answered_by").order_by("answered_at", "-id"))


def seatable(row: Contest) -> list[tuple[str, str]]:
    """People with a post in the town, for the choice of judges."""
    return [("", gettext("请选择")), *((str(pk), name) for pk, name in staff.people_of(row.town_id))]
