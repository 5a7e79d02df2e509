"""What lasts in the demo's towns: pairs and households, agreements with promises kept and not, volunteers, kits."""

from __future__ import annotations

from datetime import datetime, timedelta

from lianxin.demo.people import Cast, Names
from lianxin.kernel.acts import certificate, delivery, hours, stock, tie, visit
from lianxin.kernel.acts.delivery import Delivery
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.hours import Service
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language import codes

HOUSEHOLDS = {
    "shangcheng": ("shangcheng_c", 19, 2),
    "shiweitang": ("qiaodong", 6, 2),
    "xiqiao": ("qiaoyuan", 4, 1),
    "zhanqian": ("liuhua", 4, 1),
}
"""By town: the community, how many households, how many pairs each (上城社区: 38 ↔ 19)."""
AGREEMENTS = {
    "shiweitang": (
        "baiyi", ("partner_hospital", "partner_clinic", "partner_dental", "partner_yuebo", "partner_zhongyan"),
    ),
    "shangcheng": ("finance", ("partner_bank",)),
}  # fmt: skip
GROUPS = ("empty_nest", "left_behind", "worker", "disabled")
SKILLS = (
    ("appliance",),
    ("law", "mediation"),
    ("haircut",),
    ("first_aid", "driving"),
    ("teaching", "digital"),
    ("home",),
)
SERVICES = ("家电维修进社区", "法律咨询日", "义务理发", "急救演练保障", "四点半课堂辅导", "帮长者打扫卫生")
NOTES = ("上门陪聊，换了灯泡", "送了爱心餐", "帮忙缴费、取快递", "一起过节，包了粽子")
CONSENT = {"version": "2026-01", "channel": "paper"}


def bind(cast: Cast, names: Names, start: datetime, now: datetime) -> int:
    """Everything of one town that lasts; how many ties were made."""
    key = cast.town.pack_key
    before = Tie.objects.filter(town=cast.town).count()
    if key in HOUSEHOLDS:
        _pairs(cast, names, HOUSEHOLDS[key], start, now)
    if key in AGREEMENTS:
        _agreements(cast, *AGREEMENTS[key], start, now)
    _volunteers(cast, names, start, now)
    return Tie.objects.filter(town=cast.town).count() - before


def _pairs(cast: Cast, names: Names, plan: tuple[str, int, int], start: datetime, now: datetime) -> None:
    key, count, each = plan
    unit = cast.where.by_key[key].id
    who, since = cast.at("community", frozenset({unit}))[0], day_of(start)
    for n in range(count):
        group = GROUPS[n % 4]
        child = group == "left_behind"
        house = tie.make(
            who,
            Wanted(
                "household", cast.town.pk, unit, since, contact=Contact(next(names), f"1390000{n:04d}"),
                birth_year=now.year - (9 if child else 72 - n), fields={"group": group, "wish": "有人常来看看"},
                consent={**CONSENT, "by": "guardian" if child else "self"},
            ),
            start,
        )  # fmt: skip
        for m in range(each if n != count - 1 or key == "shangcheng_c" else 0):
            wanted = Wanted("pairing", cast.town.pk, unit, since, name=next(names), toward_id=house.person_id)
            pair = tie.make(who, wanted, start)
            if (n + m) % 5:
                at = start + timedelta(days=8 + (7 * n + 3 * m) % 30)
                visit.note(who, pair.pk, Note("visit", day_of(at), NOTES[(n + m) % len(NOTES)]), at)


def _agreements(cast: Cast, kind: str, partners: tuple[str, ...], start: datetime, now: datetime) -> None:
    who, unit = cast.holding("governance")[0], cast.where.by_key["party_work"].id
    declared = packs.of_town(cast.town.pk).said.ties[kind].deliveries
    assert declared is not None
    for n, key in enumerate(partners):
        first = f"524400000{n:08d}"
        made = tie.make(
            who,
            Wanted(
                kind, cast.town.pk, unit, day_of(start), until=day_of(now) + timedelta(days=40 if n == 0 else 300),
                other_id=cast.where.by_key[key].id, fields={"credit_code": first + codes.credit_digit(first)},
            ),
            start,
        )  # fmt: skip
        for m, commitment in enumerate(declared.commitments):
            if (n + m) % 4 != 3:
                at = start + timedelta(days=5 + 6 * m + n)
                delivery.deliver(who, made.pk, Delivery(commitment, day_of(at), 12 * (m + 1) + 5 * n), at)


def _volunteers(cast: Cast, names: Names, start: datetime, now: datetime) -> None:
    stations = cast.holding("station")
    if not stations or "volunteer" not in packs.of_town(cast.town.pk).said.ties:
        return
    who = stations[0]
    unit, since = who.posts[0].unit_id, day_of(start)
    for n, skills in enumerate(SKILLS):
        wanted = Wanted(
            "volunteer", cast.town.pk, unit, since, name=next(names), birth_year=1965 + 5 * n,
            fields={"skills": list(skills), "available": ["weekend"] if n % 2 else ["weekday", "evening"]},
            consent={**CONSENT, "by": "self"},
        )  # fmt: skip
        made = tie.make(who, wanted, start)
        for m in range(n % 3 + 1):
            at = start + timedelta(days=4 + 9 * m + n)
            hours.serve(who, made.pk, Service(60 + 30 * m, day_of(at), SERVICES[n]), at)
        if n == 0:
            certificate.issue(who, made.pk, "hours", now)
    _kits(cast, who, start, now)


def _kits(cast: Cast, who: Who, start: datetime, now: datetime) -> None:
    """Kits for the station: some handed out, one come back, some to expire soon."""
    unit, today = who.posts[0].unit_id, day_of(now)
    station, hands = Holder(unit_id=unit), Holder(person_id=who.person_id)
    for days, n in ((30, 4), (500, 12)):
        stock.move(who, Move("kit", n, OUTSIDE, station, cast.town.pk, unit, today + timedelta(days=days)), start)
    for source, to, n in ((station, hands, 3), (hands, station, 1)):
        stock.move(who, Move("kit", n, source, to, cast.town.pk, unit, today + timedelta(days=500)), start)
