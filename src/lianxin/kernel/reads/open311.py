"""What other systems may ask over Open311 GeoReport v2: the services of a town, and where requests stand.

Anybody sees that a request exists, what it is about, when it came and where it stands. Words and place follow only
once a person has let the public see the matter, and then no closer than a map cell of about 200 metres. A system
that filed a request itself sees its own in full (contact data never; it has those already).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import h3
from django.db.models import Q

from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import packs, public
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.public import Town
from lianxin.language.pack import Pack
from lianxin.language.reason import Text

MOST = 1_000
"""Requests one answer holds (GeoReport v2)."""
COLUMNS = (*public.COLUMNS, "town_id", "place_text", "cell", "lat")
KEYWORDS = 6
GONE = Text("。您转来的不是这一件，已另立 {number}", ". What you filed is another matter: {number}")
_NUMBER = re.compile(r"[A-Z]{1,4}-\d{4}-(\d{5,15})")


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a town: a kind of matter with a topic. Without a kind, the town's own rules choose one."""

    code: str
    kind: str
    topic: str
    name: str
    about: str
    group: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are asked for. `numbers` stands alone and sets the rest aside, as GeoReport v2 says."""

    towns: tuple[Town, ...]
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    status: tuple[str, ...] = ()
    page: int = 1
    size: int = MOST
    mine: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as another system may see it. Empty where nothing may be told."""

    number: str
    open: bool
    stands: str
    service_name: str
    service_code: str
    description: str
    agency: str
    received_at: datetime
    changed_at: datetime
    due_at: datetime | None
    address: str
    point: tuple[float, float] | None = field(default=None)


def kinds(pack: Pack) -> list[str]:
    """The kinds of matter a town takes over Open311; secret ones never."""
    return [key for key, kind in pack.said.matters.items() if kind.open311 and not kind.secret]


def services(pack: Pack, lang: str) -> list[Service]:
    """The services of a town: for each of its kinds, every topic and one for what fits none."""
    topics = _topics(pack)
    return [_service(pack, key, topic, lang) for key in kinds(pack) for topic in ("", *topics)]


def service(pack: Pack, code: str, lang: str) -> Service | None:
    """The service with this code. A topic alone is one too: the town's rules then choose the kind."""
    topics = _topics(pack)
    for key in kinds(pack):
        topic = code.removeprefix(f"{key}.")
        if code == key or (topic != code and topic in topics):
            return _service(pack, key, topic if topic != code else "", lang)
        if code in topics:
            return replace(_service(pack, key, code, lang), code=code, kind="")
    return None


def _topics(pack: Pack) -> Collection[str]:
    topics = pack.said.understanding.get("topic")
    return topics.labels if topics else ()


def _service(pack: Pack, key: str, topic: str, lang: str) -> Service:
    kind = pack.kind(key)
    group, about = kind.label.say(lang), kind.about.say(lang)
    if not topic:
        return Service(key, key, "", group, about, group)
    topics = pack.said.understanding["topic"]
    words = sorted(topics.words.get(topic, {}).items(), key=lambda pair: -pair[1])
    keywords = tuple(word for word, _ in words[:KEYWORDS])
    return Service(f"{key}.{topic}", key, topic, topics.labels[topic].say(lang), about, group, keywords)


def requests(wanted: Wanted, lang: str) -> list[Request]:
    """A page of requests, newest first. Two queries however many there are (one more with a key; of numbers asked for
    with a key three)."""
    rows = Matter.objects.filter(_condition(wanted)).only(*COLUMNS).order_by("-received_at", "-id")
    if not wanted.numbers:
        start = (wanted.page - 1) * wanted.size
        rows = rows[start : start + wanted.size]
    found = [row for row in rows if not wanted.numbers or row.number in wanted.numbers]
    mine = _own(wanted.mine, [row.pk for row in found])
    gone = _gone(wanted.mine, [row.pk for row in found]) if wanted.numbers else {}
    return [_request(row, row.pk in mine, gone.get(row.pk, ""), lang) for row in found]


def _condition(wanted: Wanted) -> Q:
    if wanted.numbers:
        ids = [int(match[1]) for match in map(_NUMBER.fullmatch, wanted.numbers) if match]
        own = Q(pk__in=_own(wanted.mine, ids))
        return Q(pk__in=ids) & (_open_to_all(wanted.towns) | own)
    asked = _open_to_all(wanted.towns)
    if wanted.since is not None:
        asked &= Q(received_at__gte=wanted.since)
    if wanted.until is not None:
        asked &= Q(received_at__lte=wanted.until)
    if wanted.codes:
        asked &= _of_services(wanted.codes)
    if len(wanted.status) == 1:
        asked &= Q(is_open=wanted.status[0] == "open")
    return asked


def _open_to_all(towns: Iterable[Town]) -> Q:
    """Towns that offer the same kinds are asked for together, so that a district's condition stays short."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for town in towns:
        alike.setdefault(tuple(kinds(packs.current(town.key))), []).append(town.id)
    found = Q(pk__in=[])
    for keys, ids in alike.items():
        found |= Q(town_id__in=ids, kind__in=keys, secret=False)
    return found


def _of_services(codes: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for code in codes:
        kind, _, topic = code.partition(".")
        found |= Q(kind=kind, topic=topic) | Q(topic=code)
    return found


def _own(mark: str, ids: list[int]) -> set[int]:
    """Those of `ids` that the key with this mark filed itself. Who joined a known matter did not write its words."""
    if not mark or not ids:
        return set()
    ties = Tie.objects.filter(matter_id__in=ids, kind="reporter", ref__startswith=mark).exclude(data__has_key="merged")
    return set(ties.values_list("matter_id", flat=True))


def _gone(mark: str, ids: list[int]) -> dict[int, str]:
    """Where what the key with this mark filed joined one of `ids` and became a matter of its own since: its number."""
    if not mark or not ids:
        return {}
    parted = Entry.objects.filter(matter_id__in=ids, act="matter.let_go", data__has_key="parted")
    ties = {data["parted"]: pk for pk, data in parted.values_list("matter_id", "data")}
    own = Tie.objects.filter(pk__in=ties, ref__startswith=mark).select_related("matter").order_by("-pk")
    return {ties[tie.pk]: tie.matter.number for tie in own if tie.matter is not None}


def _request(matter: Matter, mine: bool, gone: str, lang: str) -> Request:
    pack, where = packs.pinned(matter.pack_id), directory(matter.town_id)
    kind = pack.kind(matter.kind).label.say(lang)
    owner = where.rows.get(matter.owner_id) if matter.owner_id else None
    told = matter.shown or mine
    community = public.community_of(where, matter.place_id) if told else None
    words = matter.text if mine else (matter.public_text or matter.title) if matter.shown else ""
    return Request(
        number=matter.number,
        open=matter.is_open,
        stands=public.stands(matter, where, lang) + (GONE.fill(number=gone).say(lang) if gone else ""),
        service_name=public.topic(pack, matter.topic, lang) or kind,
        service_code=f"{matter.kind}.{matter.topic}" if matter.topic else matter.kind,
        description=words,
        agency=owner.say(lang) if owner else "",
        received_at=matter.received_at,
        changed_at=matter.changed_at,
        due_at=matter.due_at if matter.is_open else None,
        address=" ".join(filter(None, (community.say(lang) if community else "", matter.place_text if mine else ""))),
        point=_centre(matter.cell) if told else None,
    )


def _centre(cell: str) -> tuple[float, float] | None:
    if not cell:
        return None
    lat, lon = h3.cell_to_latlng(cell)
    return round(lat, 6), round(lon, 6)
