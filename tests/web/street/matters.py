"""Believable matters as rows, for pages that only read: consistent clocks, marks and counts, from one seed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import h3
from tests.cast import Cast

from lianxin.kernel.acts import tally
from lianxin.kernel.models import Matter, Unit
from lianxin.language.clock import ClockState

TOLD = {
    "light": ("樵园社区文化中心门口路灯三盏不亮，晚上看不见路", "市场后巷路灯闪了一个星期"),
    "drain": ("下大雨后巷口积水到脚踝，排水口堵了", "河涌边井盖松动，车过有响声"),
    "rubbish": ("垃圾桶旁堆了旧沙发，三天没人收", "榕树头下落叶堆满排水沟"),
    "parking": ("学校门口放学时车停两排，小孩过不去", "消防通道被车挡住"),
    "noise": ("楼下铺面晚上十一点还在装修", "广场音响开到九点半"),
    "elder": ("八十多岁的老人想装一个卫生间扶手", "独居长者想有人陪着去复诊"),
}
WISHES = (
    "想要一辆轻一点的买菜小拖车",
    "希望有人教用手机挂号",
    "想给孙女一套课外书",
    "阳台的灯坏了，想有人帮换",
    "想学写春联",
)
REQUEST, WISH = "request", "wish"


def clock(key: str, started: datetime, due: datetime, state: str = "running", ended: datetime | None = None) -> str:
    """One clock as a matter keeps it."""
    soon = started + (due - started) * 0.8
    held = due - (due - started) / 2 if state == "suspended" else None
    return ClockState(key, started, due, soon, "workdays", state, held, ended).line()


def one(cast: Cast, rng: random.Random, now: datetime, town: Unit | None = None) -> Matter:
    """One matter of the last forty days, open or closed, at a random place of the town."""
    places, offices = places_of(cast), offices_of(cast)
    wish = rng.random() < 0.2
    received = now - timedelta(hours=rng.randint(1, 40 * 24))
    closed = rng.random() < 0.45 and received + timedelta(days=2) < now
    ended = received + timedelta(days=rng.randint(1, 12)) if closed else None
    ended = min(ended, now) if ended else None
    due = (received + timedelta(days=rng.choice((3, 10, 14, 21)))).replace(hour=0, minute=0, second=0, microsecond=0)
    suspended = not closed and not wish and rng.random() < 0.08
    place = rng.choice(places)
    topic = rng.choice(list(TOLD))
    text = rng.choice(WISHES) if wish else rng.choice(TOLD[topic])
    state = "suspended" if suspended else ("running" if not closed else ("missed" if ended >= due else "met"))
    lat, lon = (place.lat + rng.uniform(-0.004, 0.004), place.lon + rng.uniform(-0.004, 0.004)) if place.lat else (0, 0)
    marks = _marks(rng, wish, closed)
    claimed = wish and not closed and rng.random() < 0.4
    step = ("fulfilled" if closed else ("claimed" if claimed else "tree")) if wish else None
    return Matter(
        prefix="XQ", kind=WISH if wish else REQUEST, pack=cast.version, town=town or cast.town,
        place=None if rng.random() < 0.05 else place, owner=rng.choice(offices),
        claimer=cast.people["member"] if claimed else None,
        step=step or ("solved" if closed else rng.choice(("filed", "doing"))),
        is_open=not closed, outcome=("fulfilled" if wish else "solved") if closed else "",
        ending="solved" if closed else "", nature="" if wish else "complaint", topic="" if wish else topic,
        channel="web", suspended=suspended, unsure=not closed and rng.random() < 0.06,
        text=text, shown=wish, lat=lat or None, lon=lon or None,
        cell=h3.latlng_to_cell(lat, lon, 9) if place.lat and rng.random() > 0.05 else "",
        received_at=received, entered_at=received, closed_at=ended,
        due_at=None if closed else due, soon_at=None if closed else received + (due - received) * 0.8,
        changed_at=ended or received + (now - received) * rng.random(),
        clocks=[clock("lock" if wish else "answer", received, due, state, ended)],
        counts={"transfers": rng.choice((0, 0, 0, 1, 2, 3, 4))} if not closed else {}, marks=marks,
        fields={"thanks": "真没想到这么快，谢谢你们记挂着我"} if wish and closed and rng.random() < 0.5 else {},
        reporters=rng.choice((1, 1, 1, 2, 5)),
    )  # fmt: skip


def _marks(rng: random.Random, wish: bool, closed: bool) -> list[str]:
    if wish:
        return []
    marks = ["respond.below"] + (["respond.above"] if rng.random() < 0.9 else [])
    if closed:
        marks += ["solve.below"] + (["solve.above"] if rng.random() < 0.8 else [])
        marks += ["on_time.below"] + (["on_time.above"] if rng.random() < 0.93 else [])
        marks += ["satisfied.below", "satisfied.above"] if rng.random() < 0.6 else ["satisfied.excluded"]
    return marks


def places_of(cast: Cast) -> list[Unit]:
    """Where things happen: a few communities, and what lies in them."""
    return list(Unit.objects.filter(town=cast.town, kind__in=("community", "place", "society")).order_by("id")[:30])


def offices_of(cast: Cast) -> list[Unit]:
    """Who acts: the town's offices and a few communities."""
    return list(Unit.objects.filter(town=cast.town, kind__in=("office", "department")).order_by("id")[:12])


def scatter(
    cast: Cast, count: int, seed: int = 1, now: datetime | None = None, town: Unit | None = None
) -> list[Matter]:
    """`count` matters of one seed, written at once."""
    rng = random.Random(seed)  # noqa: S311 — a test's dice
    made = Matter.objects.bulk_create([one(cast, rng, now or cast.now, town) for _ in range(count)])
    tally.recount()  # no act wrote them, so no entry says what they count in
    return made


def project(cast: Cast, n: int, level: str, due: int) -> Matter:
    """A key project under way, to be finished so many days from now."""
    made = one(cast, random.Random(n), cast.now)
    made.kind, made.step, made.is_open, made.suspended, made.fields = "works", "building", True, False, {"level": level}
    made.outcome, made.ending, made.closed_at, made.clocks, made.marks = "", "", None, [], []
    made.received_at, made.due_at = cast.now - timedelta(days=60), cast.now + timedelta(days=due)
    made.soon_at = made.received_at + (made.due_at - made.received_at) * 0.8
    return made
