"""Ties for tests, in a town of the second kind: 石围塘 with its people. Everybody is invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lianxin.kernel.acts import tie
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Tie
from lianxin.language import codes
from lianxin.language.calendar import SHANGHAI
from tests.cast import Cast, founded, join, pack_of
from tests.kept import again

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
PEOPLE = {
    "governance": ("区景行", "governance", "office_party"),
    "clerk": ("何晓岚", "clerk", "town"),
    "leader": ("邓崇文", "leader", "town"),
    "community": ("梁秀珍", "community", "qiaodong"),
    "elsewhere": ("霍子衿", "community", "longxi"),
    "station": ("冯小满", "station", "qiaodong_station"),
    "secretary": ("黎国梁", "secretary", "branch_qiaodong"),
    "member": ("黄可欣", "member", "branch_qiaodong"),
    "administrator": ("谭一鸣", "administrator", "town"),
}
PARTNERS = ("partner_hospital", "partner_clinic", "partner_dental", "partner_yuebo", "partner_zhongyan")
CONSENT = {"version": "2026-01", "channel": "paper", "by": "self"}


def street(now: datetime = NOW) -> Cast:
    """石围塘 with one person a post."""
    return again(("street", now), lambda: _street(now), pack_of("shiweitang"))


def _street(now: datetime) -> Cast:
    cast = founded("shiweitang", now)
    for name, (shown, role, key) in PEOPLE.items():
        unit = cast.unit(key) if key != "longxi" else other_community(cast)
        join(cast, name, shown, role, unit)
    return cast


def other_community(cast: Cast) -> Any:
    """A community that is not 桥东."""
    from lianxin.kernel.models import Unit  # noqa: PLC0415

    return Unit.objects.filter(town=cast.town, kind="community").exclude(key="qiaodong").order_by("pk").first()


def credit_code(n: int) -> str:
    """A valid code with an invented number."""
    first = f"524401035{n:08d}"
    return first + codes.credit_digit(first)


def household(cast: Cast, n: int = 0, **more: Any) -> Tie:
    """A household in 桥东 that consented."""
    given = {
        "kind": "household", "town_id": cast.town.pk, "unit_id": cast.unit("qiaodong").pk, "since": date(2026, 9, 1),
        "contact": Contact(f"岑阿婆{n}", f"1380013{n:04d}"), "birth_year": 1944,
        "fields": {"group": "empty_nest", "address": f"桥东大街{n}号"}, "consent": CONSENT,
    }  # fmt: skip
    return tie.make(cast.who("community"), Wanted(**(given | more)), cast.now)


def pair(cast: Cast, house: Tie, n: int = 0, **more: Any) -> Tie:
    """A member paired with a household."""
    given = {
        "kind": "pairing", "town_id": cast.town.pk, "unit_id": house.unit_id, "since": date(2026, 9, 1),
        "name": f"植立秋{n}", "toward_id": house.person_id,
    }  # fmt: skip
    if "person_id" in more:
        given["name"] = ""
    return tie.make(cast.who("community"), Wanted(**(given | more)), cast.now)


def agreement(cast: Cast, partner: str = "partner_hospital", n: int = 1, **more: Any) -> Tie:
    """百医护老 with one institution."""
    given = {
        "kind": "baiyi", "town_id": cast.town.pk, "unit_id": cast.unit("party_work").pk,
        "other_id": cast.unit(partner).pk, "since": date(2026, 1, 1), "until": date(2026, 12, 31),
        "fields": {"credit_code": credit_code(n)},
    }  # fmt: skip
    return tie.make(cast.who("governance"), Wanted(**(given | more)), cast.now)


def volunteer(cast: Cast, n: int = 0, **more: Any) -> Tie:
    """A volunteer registered at 桥东驿站."""
    given = {
        "kind": "volunteer", "town_id": cast.town.pk, "unit_id": cast.unit("qiaodong_station").pk, "name": f"卢春晓{n}",
        "since": date(2026, 1, 1), "birth_year": 1990, "consent": CONSENT,
        "fields": {"skills": ["appliance", "law"], "available": ["weekend"]},
    }  # fmt: skip
    return tie.make(cast.who("station"), Wanted(**(given | more)), cast.now)
