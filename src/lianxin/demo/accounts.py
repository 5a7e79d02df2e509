"""The records behind the figures of the five accounts that the packs' briefings are modelled on (ADR 0069): activities
with their headcounts, honours, what became of a team's members. What must be closed is in `tasks`, tours of delegates
are in `tours`, prizes in `merits`, campaigns in `campaigns`.
Figures are those of the accounts; everybody here is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lianxin.demo import moments, tasks, tours
from lianxin.demo.people import Cast, Names
from lianxin.kernel.acts import activity, holding, stating, tie
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who


@dataclass(frozen=True, slots=True)
class Told:
    """An activity of an account: kind, title, days ago, the key of its host (the town's own without one), the hour."""

    kind: str
    title: str
    ago: int
    host: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    hour: str = "09:30"


ACTIVITIES = {
    "shangcheng": (Told("care_report", "本季度优抚对象报数", 0, "veterans", {"persons": "70"}),),
    "junhe": (
        Told("recruiting", "突击队招募令", 38, "team_street", {"signed": "近百人", "hours": "3"}),
        Told("task_account", "启用系统以前的应急任务汇总", 37, "team_street", {"tasks": "千余项"}),
        Told("team_review", "突击队成立周年述职", 10, "team_street"),
    ),
}  # fmt: skip
STATEMENTS = (
    ("排涝值守十一夜，带三名新队员熟悉泵站和路口", "路口分工要提前一天说清；今年把应急物资清单再核一遍"),
    ("夜间巡查二十次，帮八户独居老人检查电线和门锁", "老人的情况要和网格员对一对；打算学会用除颤仪"),
)
"""What two members of the team say at its anniversary."""
GROWTH = (("cadre", 8), ("admitted", 6), ("activist", 5))


def record(cast: Cast, names: Names, start: datetime, now: datetime) -> int:
    """Every record of one town's account; how many."""
    key = cast.town.pack_key
    grown = _grow(cast, names, start) if key == "junhe" else []
    for one in ACTIVITIES.get(key, ()):
        _hold(cast, one, now, grown)
    made = len(ACTIVITIES.get(key, ())) + len(grown)
    return made + tasks.finish(cast, start) + tours.tour(cast, now)


def _hold(cast: Cast, one: Told, now: datetime, team: list[int]) -> None:
    who = cast.holding("governance")[0]
    host = cast.where.by_key[one.host].id if one.host else cast.town.pk
    at = moments.before(now, one.ago, one.hour)
    planned = moments.before(at, 4 if one.ago else 0, "09:10")
    made = activity.plan(who, cast.town.pk, Plan(one.kind, one.title, at, (host,)), planned)
    written = max(at, moments.before(now, 0, "09:20"))
    if one.kind == "team_review":
        _state(who, made.pk, team, planned, written)
    holding.hold(who, made.pk, Record(figures=one.figures, fields=one.fields), written)


def _state(who: Who, activity_id: int, team: list[int], planned: datetime, written: datetime) -> None:
    """Members of the team who reported at its anniversary: each wrote a few sentences, and gave them."""
    said = []
    for person, (deeds, learnt) in zip(team, STATEMENTS, strict=False):
        stating.ask(who, activity_id, person, planned)
        stating.write(who, activity_id, person, {"duties": deeds, "learnt": learnt}, planned)
        said.append(person)
    stating.give(who, activity_id, frozenset(said), written)
    stating.reply(who, activity_id, said[0], {"remark": "带好新队员，把排涝的办法写下来"}, written)


def _grow(cast: Cast, names: Names, start: datetime) -> list[int]:
    """What was decided about members of the team, each with the document that decided it; who they are."""
    who, team = cast.holding("governance")[0], cast.where.by_key["team_street"].id
    grown = []
    for slot, many in GROWTH:
        for n in range(many):
            said = {"document_no": f"均街组〔{start.year}〕{n + 1}号"}
            wanted = Wanted("growth", cast.town.pk, team, day_of(start), name=next(names), slot=slot, fields=said)
            grown.append(tie.make(who, wanted, start).person_id or 0)
    return grown
