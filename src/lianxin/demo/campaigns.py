"""Campaigns of the demo's towns: activities of the days that the towns' documents name, recorded after the fact, so
that plan and done are seen full. Their numbers are the documents'; their titles are invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from lianxin.kernel.acts import activity, holding
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Unit
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI

JULY_2024 = (
    ("lecture", "专题党课", 10),
    ("visit", "走访慰问", 8),
    ("film", "红色电影放映", 1),
    ("celebration", "七一大会", 1),
)
"""石围塘 around 1 July 2024: 10 lectures, 8 visits, 1 film (row 0.12), and the celebration itself (row 0.1)."""
BELT = {
    "water": ("巡河净滩", 3), "ways": ("跨城公交座谈", 1), "face": ("口袋公园共建", 2), "together": ("职工羽毛球赛", 2),
    "talent": ("青年干部同课", 2),
}  # fmt: skip
"""五大行动: 2 badminton tournaments are the document's (row 0.20), the rest invented."""
RED_YEAR = {
    "adept": ("讲解员试讲", 3), "tour": ("红色线路首走", 6), "classics": ("听音湖音乐会", 12),
    "sites": ("阵地开放日", 2),
}  # fmt: skip
"""西樵's year of red culture: six routes and weekly evenings are the document's (rows 3.5, 3.7)."""


def campaign(town: Unit, officer: Who, now: datetime) -> int:
    """The campaign's activities of one town; how many."""
    if town.pack_key == "shiweitang":
        return july_2024(town, officer, now) + _of(town, officer, "belt_action", "action", BELT, 2024, now)
    if town.pack_key == "xiqiao":
        return _red_year(town, officer, now)
    return 0


def july_2024(town: Unit, officer: Who, now: datetime) -> int:
    """The records behind 10/8/1."""
    unit = directory(town.pk).by_key["party_work"].id
    made = 0
    for kind, title, many in JULY_2024:
        for n in range(many):
            at = datetime(2024, 6, 18, 15, tzinfo=SHANGHAI) + timedelta(days=n)
            fields = {"lecturer": "党校讲师"} if kind == "lecture" else {}
            figures = {"heads": "180余"} if kind == "celebration" else {}
            _held(
                town,
                officer,
                Plan(kind, f"{title}（{n + 1}）", at, (unit,)),
                Record(fields=fields, figures=figures),
                now,
            )
            made += 1
    return made


def _of(
    town: Unit, officer: Who, kind: str, field: str, plan: dict[str, tuple[str, int]], year: int, now: datetime
) -> int:
    made = 0
    for key, (title, many) in plan.items():
        for n in range(many):
            at = datetime(year, 3, 8, 15, tzinfo=SHANGHAI) + timedelta(days=9 * made)
            record = Record(fields={field: key}, figures={"heads": str(20 + 3 * n)})
            _held(town, officer, Plan(kind, f"{title}（{n + 1}）", at, (town.pk,)), record, now)
            made += 1
    return made


def _red_year(town: Unit, officer: Who, now: datetime) -> int:
    made = _of(town, officer, "red_year", "theme", RED_YEAR, 2021, now)
    unit = directory(town.pk).by_key["school"].id
    for n in range(5):
        at = datetime(2021, 4, 12, 15, tzinfo=SHANGHAI) + timedelta(days=14 * n)
        _held(
            town,
            officer,
            Plan("lecture", f"党史大课堂（{n + 1}）", at, (unit,)),
            Record(fields={"lecturer": "党校讲师"}),
            now,
        )
    return made + 5


def _held(town: Unit, officer: Who, plan: Plan, record: Record, now: datetime) -> None:
    one = activity.plan(officer, town.pk, plan, now)
    holding.hold(officer, one.pk, record, now)
