"""What living ties lack and who must act: a household without a pair, nobody there for longer than the rhythm of the
kind, a log that is due. Called to mind once (acts.lacking), shown to whoever must act until it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Account, Tie
from lianxin.kernel.reads import packs, pairing, ties
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.versions import remembered, version
from lianxin.kernel.tie_facts import day_of, lasting
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.language.reason import Text
from lianxin.language.tie import FIRST
from lianxin.language.ties import TieKind

COVER, RHYTHM = "cover", "rhythm"
CALLED = "called"
"""Under which a tie keeps what of it was called to mind: what, and the mark of the occasion."""
VERSION = "lacks"
MOST = 400


@dataclass(frozen=True, slots=True)
class Lack:
    """One tie that lacks something. `days`: over the rhythm; `mark` tells this occasion from an earlier one."""

    tie: Tie
    what: str
    days: int
    mark: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lacks that one person does something about at once: of a kind and a unit, or (`own`) one tie of his own."""

    kind: str
    what: str
    unit_id: int | None
    lacks: tuple[Lack, ...]
    own: bool


def kinds(pack: Pack) -> dict[str, TieKind]:
    """Kinds of tie that may lack something. Where a sheet is given (双报到), its own local rule asks, and not this."""
    covers = pairing.kinds(pack)
    noted = {key: kind for key, kind in pack.said.ties.items() if kind.rhythm is not None and kind.sheet is None}
    return {**covers, **noted}


def of_town(town_id: int, now: datetime, among: Sequence[Tie] | None = None) -> list[Lack]:
    """Everything that lacks in a town; or of these ties. One query a kind that asks for cover or has a rhythm."""
    pack, found, paired = packs.of_town(town_id), list[Lack](), set[str]()
    for name, kind in pairing.kinds(pack).items():
        assert kind.cover is not None
        paired.add(kind.cover.by)
        people = None if among is None else _households(among, name, kind.cover.by)
        for row in pairing.households(town_id, name, now, people):
            if row.uncovered:
                found.append(Lack(row.tie, COVER, 0, COVER))
            if row.silent:
                since = row.noted_on or min(day_of(one.since) for one in row.pairs)
                found += [Lack(one, RHYTHM, row.silent, since.isoformat()) for one in row.pairs]
    asked = None if among is None else {tie.kind for tie in among}
    for name in kinds(pack):
        if name not in paired and pack.said.ties[name].rhythm is not None and (asked is None or name in asked):
            found += [
                Lack(one.tie, RHYTHM, one.days, str(one.tie.data.get("noted_on") or day_of(one.tie.since)))
                for one in ties.missed(town_id, name, now)
            ]
    wanted = None if among is None else {tie.pk for tie in among}
    return [one for one in found if wanted is None or one.tie.pk in wanted]


def _households(among: Iterable[Tie], name: str, by: str) -> list[int]:
    found = (tie.person_id if tie.kind == name else tie.toward_id for tie in among if tie.kind in (name, by))
    return [one for one in found if one is not None]


def roles_of(kind: TieKind, what: str) -> list[str]:
    """The posts that look after such a lack: whoever makes such ties, or notes on them beside the person himself."""
    noting = [role for role in kind.noted_by if role != FIRST]
    return list(kind.made_by) if what == COVER else noting or list(kind.made_by)


def himself(kind: TieKind, what: str, tie: Tie, accounts: Collection[int]) -> bool:
    """Whether the one at the first end is told, because he notes on it and has a log-in."""
    return what == RHYTHM and FIRST in kind.noted_by and tie.person_id in accounts


def accounts(lacks: Iterable[Lack]) -> set[int]:
    """Those at the first end of these ties who can log in. One query."""
    people = {one.tie.person_id for one in lacks if one.what == RHYTHM and one.tie.person_id is not None}
    if not people:
        return set()
    found = Account.objects.filter(person_id__in=people, is_active=True).values_list("person_id", flat=True)
    return {one for one in found if one is not None}


def looking_after(where: Directory, unit_id: int | None, roles: Collection[str]) -> list[int]:
    """Who holds one of these posts at a unit, else at the nearest above it, else for the whole town."""
    row = where.rows.get(unit_id or 0)
    while row is not None:
        posts = Tie.objects.filter(kind="post", role__in=roles, unit_id=row.id, until__isnull=True)
        if people := [one for one in posts.order_by("id").values_list("person_id", flat=True) if one is not None]:
            return list(dict.fromkeys(people))
        row = where.rows.get(row.parent_id or 0)
    declared = packs.of_town(where.town.id).said.roles
    whole = [role for role in roles if declared[role].at == "town" and declared[role].sees == "all"]
    posts = Tie.objects.filter(kind="post", role__in=whole, unit__town_id=where.town.id, until__isnull=True)
    everywhere = posts.order_by("id").values_list("person_id", flat=True)
    return [one for one in dict.fromkeys(everywhere) if one is not None]


@remembered(64)
def _any(town_id: int, _version: int) -> bool:
    return Tie.objects.filter(town_id=town_id, data__has_key=CALLED).exists()


def of_person(who: Who, now: datetime) -> list[Group]:
    """What was called to mind, is still so, and is this Who's to do: his own ties, and those his posts look after."""
    found: list[Group] = []
    for town_id in who.towns:
        if _any(town_id, version(VERSION)):
            found += _of_person(who, town_id, now)
    return found


def _of_person(who: Who, town_id: int, now: datetime) -> list[Group]:
    said = kinds(packs.of_town(town_id))
    held = who.roles()
    cared = [key for key, one in said.items() if held & {*roles_of(one, COVER), *roles_of(one, RHYTHM)}]
    called = Tie.objects.filter(lasting(now), town_id=town_id, kind__in=said, data__has_key=CALLED)
    called = called.filter(Q(person_id=who.person_id) | Q(kind__in=cared)).order_by("kind", "unit_id", "id")
    rows = [tie for tie in called[:MOST] if tie.person_id == who.person_id or _cares(who, said[tie.kind], tie)]
    if not rows:
        return []
    lacks = of_town(town_id, now, rows)
    with_log_in = accounts(lacks)
    own = [
        one
        for one in lacks
        if one.tie.person_id == who.person_id and himself(said[one.tie.kind], one.what, one.tie, with_log_in)
    ]
    rest = [
        one
        for one in lacks
        if not himself(said[one.tie.kind], one.what, one.tie, with_log_in)
        and tie_abilities.standing(who, town_id, one.tie.unit_id, roles_of(said[one.tie.kind], one.what)) is not None
    ]
    return [*(Group(one.tie.kind, one.what, one.tie.unit_id, (one,), True) for one in own), *grouped(town_id, rest)]


def _cares(who: Who, kind: TieKind, tie: Tie) -> bool:
    roles = {*roles_of(kind, COVER), *roles_of(kind, RHYTHM)}
    return tie_abilities.standing(who, tie.town_id or 0, tie.unit_id, roles) is not None


def grouped(town_id: int, lacks: Iterable[Lack]) -> list[Group]:
    """Lacks of one kind, sort and unit together where a board shows them together; others one by one."""
    boards = _boards(packs.of_town(town_id))
    found: dict[tuple[str, str, int | None, int], list[Lack]] = {}
    for one in lacks:
        alone = 0 if one.tie.kind in boards else one.tie.pk
        found.setdefault((one.tie.kind, one.what, one.tie.unit_id, alone), []).append(one)
    return [Group(kind, what, unit, tuple(of), False) for (kind, what, unit, _), of in found.items()]


def _boards(pack: Pack) -> dict[str, str]:
    """By kind of tie the board on which it stands: that of the kind which asks for cover."""
    covers = {key: kind.cover.by for key, kind in pairing.kinds(pack).items() if kind.cover is not None}
    return {**{key: key for key in covers}, **{by: key for key, by in covers.items()}}


def sentence(town_id: int, group: Group, today: date) -> Text:
    """The reason in a sentence, without anybody's name."""
    pack, where = packs.of_town(town_id), directory(town_id)
    kind, unit = pack.said.ties[group.kind], where.rows.get(group.unit_id or 0)
    parts: dict[str, object] = {
        "unit": unit.name if unit else "", "unit_en": unit.say("en") if unit else "",
        "kind": kind.label.zh, "kind_en": kind.label.say("en"),
        "n": len({one.tie.toward_id or one.tie.pk for one in group.lacks}),
    }  # fmt: skip
    if group.what == COVER and kind.cover is not None:
        by = pack.said.ties[kind.cover.by].label
        parts |= {"by": by.zh, "by_en": by.say("en"), "least": kind.cover.least}
        zh = "{unit}：“{kind}”有 {n} 户没有“{by}”，规定每户至少 {least} 个。请安排。"
        en = "{unit_en}: {n} of “{kind_en}” without “{by_en}”; each must have {least}. Please arrange it."
        return Text(zh, en).fill(**parts)
    every = int(pack.value(kind.rhythm.every, today)) if kind.rhythm is not None else 0
    parts |= {"every": every, "days": every + max(one.days for one in group.lacks)}
    if group.own:
        zh = "{unit}：您的“{kind}”已有 {days} 天没有记，规定 {every} 天内至少一次。做过的请记上，没做的请安排。"
        en = "{unit_en}: no note on your “{kind_en}” for {days} days, the rule is {every}. Note it, or arrange it."
    else:
        zh = "{unit}：“{kind}”有 {n} 个超过 {every} 天没有记。做过的请记上，没做的请安排。"
        en = "{unit_en}: {n} of “{kind_en}” without a note for more than {every} days. Note it, or arrange it."
    return Text(zh, en).fill(**parts)


def path_of(town_id: int, group: Group) -> str:
    """The address, within the product, where it is done: the tie itself, or the board of what is alike."""
    board = _boards(packs.of_town(town_id)).get(group.kind)
    if group.own or board is None:
        return f"/ties/{group.lacks[0].tie.pk}"
    return f"/pairs/?kind={board}&only=alert"
