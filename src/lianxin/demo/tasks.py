"""What the five accounts say was to be done and how much of it is: deeds on the list, key projects, inspections."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from lianxin.demo import sentences as said
from lianxin.demo.people import Cast
from lianxin.kernel.acts import clocks, filing, matter
from lianxin.kernel.acts.filing import Telling

DEEDS = {
    "shangcheng": ("office_community", 74, 25),
    "xiqiao": ("office_service", 2, 2),
    "zhanqian": ("office_city", 3, 1),
}
"""By town: the office that does them, how many stand on the list, how many are done (上城: 25 of 74)."""
TROUBLES = ("穗丰市场停车场改造", "民乐桥头公交站升级改造")
PROJECTS = {"shangcheng": (("city", 1), ("district", 3)), "shiweitang": (("town", 24),)}
INSPECTED = {"shiweitang": ("school", "nursery", "hospital"), "zhanqian": ("school",)}
"""By town: the places looked at, a drill at each."""
ITEMS = {"guards_ok": True, "equipment_ok": True, "video_ok": True, "records_ok": True}
SECONDS = {"first_s": 42, "mutual_s": 150, "backup_s": 260}


def finish(cast: Cast, start: datetime) -> int:
    """File them all and finish what is finished, from `start` on; how many."""
    key = cast.town.pack_key
    made = 0
    if key in DEEDS:
        made += _deeds(cast, *DEEDS[key], start)
    if key in PROJECTS:
        made += _projects(cast, start)
    if key in INSPECTED:
        made += _inspections(cast, INSPECTED[key], start)
    return made


def _file(cast: Cast, kind: str, text: str, at: datetime, **more: Any) -> int:
    telling = Telling(text, cast.town.pk, kind=kind, channel="desk", received_at=at, **more)
    return filing.file(cast.holding("governance")[0], telling, at).matter.pk


def _deeds(cast: Cast, office: str, many: int, done: int, start: datetime) -> int:
    who, visitor = cast.holding("governance")[0], cast.holding("visitor")[0]
    unit = cast.where.by_key[office].id
    places, worker = cast.where.of_kind("community"), cast.at("worker", frozenset({unit}))[0]
    listed = []
    for n in range(many):
        place = places[n % len(places)]
        text = said.DEEDS[n % len(said.DEEDS)].format(place=place.name, spot=said.SPOTS[n % len(said.SPOTS)])
        text = TROUBLES[n] if many == len(TROUBLES) else text
        asked = {"sort": "livelihood", "proposers": 3 + n % 9}
        listed.append(_file(cast, "deed", text, start, place_id=place.id, fields=asked))
        matter.take(who, listed[-1], "list", {"public_text": text}, start + timedelta(hours=1))
    clocks.ring(start + timedelta(days=15), many + 50)
    for n, one in enumerate(listed[:done]):
        staff = cast.at("community", frozenset({places[n % len(places)].id}))[0]
        at = start + timedelta(days=16 + n % 12, hours=2)
        matter.take(staff, one, "take_up", {"unit": unit}, at)
        matter.take(worker, one, "finish", {"result": "已办好，现场看过"}, at + timedelta(days=4))
        matter.take(visitor, one, "confirm", {"satisfaction": "yes"}, at + timedelta(days=6))
    return many


ENDS = (200, 44, 0, 30, 300, 0)
"""Days after which projects are to be finished: of forty days lived, some are near their end and one is over."""


def _projects(cast: Cast, start: datetime) -> int:
    lead = cast.holding("governance")[0]
    places, made = cast.where.of_kind("community"), 0
    for level, many in PROJECTS[cast.town.pack_key]:
        for n in range(many):
            place = places[made % len(places)]
            text = said.WORKS[n % len(said.WORKS)].format(place=place.name, spot=said.SPOTS[made % len(said.SPOTS)])
            asked = {"level": level, "stage_goal": "年底前完成主体", "answers": "街道副主任"}
            found = _file(cast, "works", text, start, place_id=place.id, fields=asked)
            if n % 3 != 2:
                ends = (start + timedelta(days=ENDS[n % len(ENDS)])).date().isoformat()
                matter.take(lead, found, "start", {"ends": ends}, start + timedelta(days=2))
            made += 1
    return made


def _inspections(cast: Cast, kinds: tuple[str, ...], start: datetime) -> int:
    who = cast.holding("governance")[0]
    for n, kind in enumerate(kinds):
        at = start + timedelta(days=9 + n)
        place = cast.where.of_kind("community")[n].id
        asked = {"place_kind": kind, "plan_item": "年度平安建设检查计划"}
        found = _file(cast, "inspection", "平安建设检查", at, place_id=place, fields=asked)
        matter.take(who, found, "fine", ITEMS, at + timedelta(hours=2))
        drill = _file(cast, "drill", "最小应急单元拉动测试", at, place_id=place, fields={"scenario": "陌生人闯入"})
        matter.take(who, drill, "pass", SECONDS, at + timedelta(hours=3))
    return 2 * len(kinds)
