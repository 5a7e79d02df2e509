"""Contests: works, judges and sheets, what they come to, and what keeps a result back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from lianxin.kernel.models import Contest, Honour, Judge, Objection, Sheet, Work
from lianxin.kernel.reads.appraisal import approval
from lianxin.kernel.reads.belonging import Belonging, belonging
from lianxin.kernel.reads.packs import pinned
from lianxin.language import appraisal as trees
from lianxin.language import contest as judging
from lianxin.language import rounds
from lianxin.language.calendar import SHANGHAI
from lianxin.language.contest import Average, Outcome, Placed, Rules
from lianxin.language.contests import Contest as Declared
from lianxin.language.honour import in_a_row
from lianxin.language.reason import Reason


@dataclass(frozen=True, slots=True)
class Hall:
    """A whole contest worked out. `sheets` by work and judge; `away` are the judges who give a work no sheet; `missing`
    the sheets that are still to come, as (work, judge). `struck` are the works that take part no more: no sheet of
    theirs counts, and none is asked."""

    row: Contest
    said: Declared
    rules: Rules
    works: tuple[Work, ...]
    judges: tuple[Judge, ...]
    sheets: dict[tuple[int, int], Sheet]
    away: dict[int, frozenset[int]]
    averages: dict[int, Average]
    order: tuple[Placed, ...]
    outcome: Outcome
    struck: tuple[Work, ...] = ()

    @property
    def missing(self) -> list[tuple[Work, Judge]]:
        return [
            (work, judge)
            for work in self.works
            for judge in self.judges
            if judge.pk not in self.away[work.pk] and (work.pk, judge.pk) not in self.sheets
        ]

    @property
    def groups(self) -> dict[int, str]:
        return {work.pk: work.group for work in self.works}

    def quota(self) -> list[judging.Told]:
        """The quota check."""
        return judging.quota_told(self.said, self.rules, self.outcome, self.groups)


def declared(row: Contest) -> Declared:
    """What the pack a contest was born under says of its kind, as the round of this row is judged."""
    return rounds.of_round(pinned(row.pack_id).said.contests[row.kind], row.round)


def following(row: Contest) -> str:
    """The round that comes after this one; nothing after the last."""
    return rounds.after(pinned(row.pack_id).said.contests[row.kind], row.round)


def label(row: Contest, language: str) -> str:
    """The name of its round; nothing where there is one round only."""
    said = pinned(row.pack_id).said.contests[row.kind].rounds.get(row.round)
    return said.label.say(language) if said is not None else ""


def chain(row: Contest) -> list[Contest]:
    """The rounds of one contest that there are up to now, in their order."""
    found = [row]
    while (earlier := found[0].before) is not None:
        found.insert(0, earlier)
    while (later := Contest.objects.filter(before=found[-1]).select_related("before").first()) is not None:
        found.append(later)
    return found


def result(found: Hall) -> dict[str, Any]:
    """What a contest came to, as it is frozen."""
    return {
        "prizes": {str(work): prize for work, prize in found.outcome.prizes.items()},
        "reserve": list(found.outcome.reserve),
        "averages": {str(one.work): one.average.shown for one in found.order},
    }


def began_next(rows: Sequence[Contest]) -> set[int]:
    """Which of these rounds have been followed by another."""
    found = Contest.objects.filter(before__in=[row.pk for row in rows]).values_list("before_id", flat=True)
    return {one for one in found if one is not None}


def entering(towns: Sequence[int], today: date) -> list[Contest]:
    """The contests of these towns for which works are still entered, the first to close first."""
    found = Contest.objects.filter(town_id__in=towns, enter_until__gte=today, reviewed_at__isnull=True, before=None)
    return [one for one in found.order_by("enter_until", "id")[:60] if not one.drawn]


def contests(towns: Sequence[int]) -> list[Contest]:
    """The contests of these towns, the newest first."""
    return list(Contest.objects.filter(town_id__in=towns).order_by("-id")[:60])


def judged_by(person: int | None) -> list[Contest]:
    """The contests in which somebody judges, the newest first."""
    return list(Contest.objects.filter(judges__person_id=person).order_by("-id")[:60]) if person else []


def judge_of(row: Contest, person: int | None) -> Judge | None:
    """The judge of a contest that this person is."""
    return row.judges.select_related("unit").filter(person_id=person).first() if person is not None else None


def one(towns: Sequence[int], number: int) -> Contest | None:
    """A contest of one of these towns."""
    return Contest.objects.filter(pk=number, town_id__in=towns).select_related("town", "reviewed_by", "before").first()


def away(said: Declared, town: int, work: Work, judges: Sequence[Judge], own: Belonging) -> frozenset[int]:
    """The judges who give this work no sheet: of the same unit (named when they were seated, or by a post or membership
    of their own), recused for a reason, or excused from all."""
    return frozenset(
        judge.pk
        for judge in judges
        if judge.excused
        or str(work.pk) in judge.recused
        or (said.recuse and any(judging.recused(chain, work.unit_id, town) for chain in _chains(judge, own)))
    )


def _chains(judge: Judge, own: Belonging) -> list[Sequence[int]]:
    return [*([judge.unit.chain] if judge.unit else []), *own.get(judge.person_id, ())]


def hall(row: Contest) -> Hall:
    """A contest worked out. Four questions, however many works and judges."""
    pack, said = pinned(row.pack_id), declared(row)
    rule = judging.rules(pack, said, row.opened_on)
    entered = _in_order(row)
    works = tuple(work for work in entered if not work.struck)
    judges = tuple(row.judges.select_related("person", "unit").order_by("id"))
    sheets = {(one.work_id, one.judge_id): one for one in Sheet.objects.filter(work__contest=row)}
    own = belonging(row, judges)
    gone = {work.pk: away(said, row.town_id, work, judges, own) for work in works}
    averages: dict[int, Average] = {}
    for work in works:
        given = {
            judge.pk: {key: Fraction(mark) for key, mark in sheets[(work.pk, judge.pk)].marks.items()}
            for judge in judges
            if judge.pk not in gone[work.pk] and (work.pk, judge.pk) in sheets
        }
        found = judging.average(rule, given)
        if found is not None:
            averages[work.pk] = found
    order = judging.placed(rule, averages)
    groups = {work.pk: work.group for work in works}
    outcome = judging.awarded(said, rule, order, groups, row.settled)
    struck = tuple(work for work in entered if work.struck)
    return Hall(row, said, rule, works, judges, sheets, gone, averages, tuple(order), outcome, struck)


def _in_order(row: Contest) -> tuple[Work, ...]:
    """Its works as they are judged: in the order that lots gave, else as they were entered."""
    found = list(row.works.select_related("unit", "matter", "activity").order_by("number"))
    at = {work: place for place, work in enumerate(row.drawn.get("order", []))}
    return tuple(sorted(found, key=lambda work: at.get(work.pk, len(at))))


def blocked(found: Hall, now: datetime) -> list[Reason]:
    """Why a contest's result may not be published now."""
    row = found.row
    reasons = []
    if row.reviewed_at is None:
        reasons.append(judging.because("not_reviewed", "评分还没有复核", "the sheets have not been reviewed yet"))
    elif row.until is not None:
        waiting = Objection.objects.filter(contest=row, answered_at__isnull=True).count()
        reasons += trees.hindrances(now.astimezone(SHANGHAI).date(), row.until, waiting)
    if found.outcome.tied:
        zh, en = (
            "奖项边上有同分的作品，请先记录评委会的决定或抽签结果",
            "equal works where a prize ends: settle them",
        )
        reasons.append(judging.because("tied", zh, en))
    unapproved = trees.unapproved(found.said.naming, approval(row.approval), row.yearly)
    return [*reasons, *([unapproved] if unapproved else [])]


def honours(towns: Sequence[int], public: bool = False) -> list[tuple[Honour, int]]:
    """The register, the newest first, with how many years in a row each has been held (of its kind and grade)."""
    rows = Honour.objects.filter(town_id__in=towns).select_related("unit", "person", "work", "meeting")
    rows = rows.order_by("-year", "-id")
    if public:
        rows = rows.filter(state="given").exclude(person__isnull=False, consent_at__isnull=True)
    found = list(rows[:300])
    years: dict[tuple[str, str, int | None, int | None], set[int]] = {}
    for one in found:
        if one.state == "given":
            years.setdefault((one.kind, one.grade, one.unit_id, one.person_id), set()).add(one.year)
    # Years in a row are told of units alone: a person's honours are a list.
    return [
        (one, in_a_row(years.get((one.kind, one.grade, one.unit_id, None), ()), one.year) if one.unit_id else 0)
        for one in found
    ]


def objected(towns: Sequence[int]) -> list[Objection]:
    """Objections to honours of these towns, the open ones first."""
    found = Objection.objects.filter(honour__town_id__in=towns).select_related(
        "honour__unit", "honour__person", "person", "answered_by"
    )
    return sorted(found.order_by("-id")[:60], key=lambda one: one.answered_at is not None)


def last_day(today: date, until: date | None) -> bool:
    """Whether objections may still be made today."""
    return until is not None and today <= until
