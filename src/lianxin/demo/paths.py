"""Dates of one branch: applicants at four stages, a member who works elsewhere, one nobody can reach, and two whose
political birthday comes next week. Everybody is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lianxin.demo import moments
from lianxin.demo.people import Cast, Names
from lianxin.kernel.acts import member, path
from lianxin.kernel.tie_facts import day_of
from lianxin.language.path import Said
from lianxin.language.recurrence import months_on

BRANCHES = {"shiweitang": "branch_qiaodong"}


@dataclass(frozen=True, slots=True)
class Applicant:
    """The stages somebody has reached, each so many months and days ago; when his half-yearly review was last noted."""

    stages: Mapping[str, tuple[int, int]]
    reviewed: tuple[int, int] | None = None
    numbers: Mapping[str, int] = field(default_factory=lambda: {"contacts": 2, "hours": 26})


EARLY = {"applied": (25, 0), "talked": (24, 12), "activist": (23, 0)}
LATER = {"announced": (10, 5), "candidate": (9, 20), "trained": (8, 5), "screened": (5, 10), "noticed": (3, 20)}
APPLICANTS = (
    Applicant({"applied": (0, 24)}),
    Applicant({"applied": (14, 0), "talked": (13, 12), "activist": (11, 20)}, reviewed=(5, 25)),
    Applicant({**EARLY, **LATER, "assembly": (2, 20)}),
    Applicant(
        {
            "applied": (40, 0), "talked": (39, 12), "activist": (36, 0), "announced": (20, 20), "candidate": (20, 0),
            "trained": (18, 0),
            "screened": (14, 0), "noticed": (13, 0), "assembly": (11, 25), "met": (11, 0), "approved": (10, 0),
        }
    ),
)  # fmt: skip
MEMBERS = (("elsewhere", (5, 26)), ("lost", (4, 3)))
"""A path of a member, and since how many months and days."""


def ago(today: date, months: int, days: int) -> date:
    """A day so many months and days before."""
    return months_on(today, -months) - timedelta(days=days)


def walk(cast: Cast, names: Names, now: datetime) -> int:
    """They are noted on the days of one working week; how many paths."""
    key = BRANCHES.get(cast.town.pack_key)
    if key is None:
        return 0
    branch = cast.where.by_key[key].id
    secretary = cast.at("secretary", frozenset({branch}))[0]
    today, at = day_of(now), moments.before(now, 3, "15:10")
    for n, one in enumerate(APPLICANTS):
        moment = at + timedelta(minutes=12 * n)
        days = {stage: ago(today, *when) for stage, when in one.stages.items()}
        first, *rest = days
        tie = path.begin(secretary, branch, "joining", next(names), Said(days[first]), moment, ref=f"demo:{n}")
        for stage in rest:
            path.reach(secretary, tie.pk, stage, Said(days[stage], _asked(stage, one.numbers)), moment)
        if one.reviewed is not None:
            path.note(secretary, tie.pk, ago(today, *one.reviewed), moment)
    for n, (key_of, since) in enumerate(MEMBERS):
        moment = at + timedelta(minutes=60 + 9 * n)
        joined = member.join(
            secretary, branch, next(names), moment - timedelta(days=3000), moment, ref=f"demo:away:{n}"
        )
        person, born = joined.person_id or 0, today + timedelta(days=7)
        dates = {"admitted": months_on(born, -12 * (18 + n)), "confirmed": months_on(born, -12 * (17 + n))}
        member.note_dates(secretary, branch, person, dates, moment)
        path.begin(secretary, branch, key_of, person, Said(ago(today, *since)), moment, ref=f"demo:away:{n}")
    return len(APPLICANTS) + len(MEMBERS)


def _asked(stage: str, numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: numbers[name] for name in {"activist": ("contacts",), "trained": ("hours",)}.get(stage, ())}
