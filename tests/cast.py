"""The cast of the tests: a small believable town whose people are invented. Places and public bodies are real.

`cast = xiqiao(NOW)` publishes the packs, founds 西樵镇 and a second town nobody of the first may see, and gives posts
and accounts: `cast.account("clerk")`, `cast.who("clerk")`, `cast.unit("office_works")`. Everybody's password: PASSWORD.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.test import Client

from lianxin.kernel.acts import pack as packs_act
from lianxin.kernel.acts.person import appoint, open_account, register
from lianxin.kernel.acts.unit import found_town
from lianxin.kernel.models import Account, PackVersion, Person, Unit
from lianxin.kernel.reads import people
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.load import load
from lianxin.language.pack import Pack
from tests.kept import again

PACKS = Path(__file__).resolve().parents[1] / "packs"
NOW = datetime(2026, 3, 11, 10, 0, tzinfo=SHANGHAI)
"""A Wednesday morning with an ordinary week on either side."""
PASSWORD = "Mulberry-2026"  # noqa: S105 — the tests' own

PEOPLE = {
    # who: (name, role, unit of the pack)
    "clerk": ("何晓岚", "clerk", "town"),
    "worker": ("陈立民", "worker", "office_works"),
    "lead": ("罗志远", "lead", "office_works"),
    "community": ("梁秀珍", "community", "qiaoyuan"),
    "grid": ("关伟棠", "grid", "qiaoyuan"),
    "station": ("冯小满", "station", "site_qiaoyuan"),
    "visitor": ("潘静怡", "visitor", "town"),
    "governance": ("区景行", "governance", "office_party"),
    "leader": ("邓崇文", "leader", "town"),
    "secretary": ("黎国梁", "secretary", "party_qiaoyuan"),
    "member": ("黄可欣", "member", "party_qiaoyuan"),
    "administrator": ("谭一鸣", "administrator", "town"),
    "auditor": ("莫文清", "auditor", "town"),
}


@dataclass
class Cast:
    """One town with its people."""

    town: Unit
    pack: Pack
    version: PackVersion
    other: Unit
    people: dict[str, Person] = field(default_factory=dict)
    now: datetime = NOW

    def unit(self, key: str) -> Unit:
        """The unit with this key in the town's pack."""
        return self.town if key == "town" else Unit.objects.get(town=self.town, key=key)

    def account(self, name: str) -> Account:
        """The log-in of a person of PEOPLE (or "stranger", the clerk of the other town; "overseer" of the district)."""
        return Account.objects.get(person=self.people[name])

    def who(self, name: str) -> Who:
        """The person as one who acts."""
        account = self.account(name)
        return people.of_account(account, self.people[name].shown, self.now)


@cache
def pack_of(key: str) -> Pack:
    """A pack of the repository, read once a run."""
    return load(PACKS / key, NOW.date())


def join(cast: Cast, name: str, shown: str, role: str, unit: Unit, pack: Pack | None = None) -> Person:
    """Give somebody invented a post and a log-in named after `name`."""
    person = register(shown, cast.now)
    appoint(SYSTEM, person, role, unit, pack or cast.pack, cast.now, trusted=True)
    account = open_account(name, PASSWORD, person, cast.now, checked=False)
    account.password = make_password(PASSWORD)
    account.save(update_fields=["password"])
    cast.people[name] = person
    return person


def at(name: str) -> Client:
    """A browser in which the person with this log-in is logged in."""
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def founded(key: str, now: datetime = NOW) -> Cast:
    """The town of a pack, with nobody in it yet."""
    return again(("founded", key, now), lambda: _founded(key, now), pack_of(key))


def _founded(key: str, now: datetime) -> Cast:
    packs_act.publish(SYSTEM, pack_of("base"), now)
    pack = pack_of(key)
    version = packs_act.publish(SYSTEM, pack, now)
    town = found_town(SYSTEM, pack, now)
    return Cast(town, pack, version, town, now=now)


def xiqiao(now: datetime = NOW) -> Cast:
    """西樵镇 with one person a post, a district overseer, and 狮山镇 with a clerk of its own ("stranger")."""
    return again(("xiqiao", now), lambda: _xiqiao(now), pack_of("xiqiao"))


def _xiqiao(now: datetime) -> Cast:
    cast = _founded("xiqiao", now)
    town = cast.town
    other = Unit.objects.create(
        kind="town", tree="territory", name="狮山镇", code="440605124", pack_key="xiqiao", parent=town.parent
    )
    Unit.objects.filter(pk=other.pk).update(
        town=other, chain=sorted({other.pk, *(town.parent.chain if town.parent else ())})
    )
    other.refresh_from_db()
    cast.other = other
    for name, (shown, role, key) in PEOPLE.items():
        join(cast, name, shown, role, cast.unit(key))
    join(cast, "stranger", "苏雨桐", "clerk", other)
    if town.parent is not None:
        join(cast, "overseer", "钟远山", "overseer", town.parent, pack_of("base"))
    return cast
