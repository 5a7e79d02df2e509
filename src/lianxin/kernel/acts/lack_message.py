"""What living ties lack, told to who must act: the one who notes it himself, else the posts that look after the unit. A
line of the daily digest, with the reason and the address, and no name of a household."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from lianxin.kernel.acts.letter import letter
from lianxin.kernel.models import Entry, Notice, Person, Tie
from lianxin.kernel.reads import lacking, packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.lacking import Group
from lianxin.kernel.tie_facts import day_of
from lianxin.language.reason import Text

ACT = "tie.lack"
COVERED = Text("有结对户要安排", "Households to be paired")
NOTED = Text("该记一笔了", "Time for a note")


def notices(entries: Iterable[Entry], now: datetime) -> Iterator[Notice]:
    """The notices of entries that say what ties lack, not saved: each person once an entry."""
    for entry in entries:
        if entry.act == ACT and entry.town_id is not None:
            yield from _of(entry, entry.town_id, now)


def _of(entry: Entry, town_id: int, now: datetime) -> Iterator[Notice]:
    kind = lacking.kinds(packs.of_town(town_id)).get(entry.data["kind"])
    ties = list(Tie.objects.filter(pk__in=entry.data["ties"]).order_by("pk"))
    lacks = [one for one in lacking.of_town(town_id, now, ties) if one.what == entry.data["what"]]
    if kind is None or not lacks:
        return  # done meanwhile
    group = Group(entry.data["kind"], entry.data["what"], entry.unit_id, tuple(lacks), False)
    with_log_in = lacking.accounts(lacks)
    told: dict[int, list[Group]] = {}
    for one in lacks:
        if lacking.himself(kind, group.what, one.tie, with_log_in) and one.tie.person_id is not None:
            told.setdefault(one.tie.person_id, []).append(replace(group, lacks=(one,), own=True))
    rest = tuple(one for one in lacks if not lacking.himself(kind, group.what, one.tie, with_log_in))
    if rest:
        roles = lacking.roles_of(kind, group.what)
        for person_id in lacking.looking_after(directory(town_id), entry.unit_id, roles):
            told.setdefault(person_id, []).append(replace(group, lacks=rest))
    people = Person.objects.in_bulk(told)
    for person_id, groups in told.items():
        said = [_line(town_id, one, now) for one in groups]
        subject = COVERED if group.what == lacking.COVER else NOTED
        body = Text("\n".join(one.zh for one in said), "\n".join(one.en for one in said))
        link = _link(town_id, groups[0])
        made = letter(entry, None, people[person_id], town_id, subject, body, link, now)
        made.kind, made.channel, made.body = "digest", "none", body.zh  # gathered: the digest is what goes out
        yield made


def _line(town_id: int, group: Group, now: datetime) -> Text:
    said, link = lacking.sentence(town_id, group, day_of(now)), _link(town_id, group)
    return Text(f"{said.zh} {link}", f"{said.en} {link}")


def _link(town_id: int, group: Group) -> str:
    return f"{settings.PUBLIC_URL}{lacking.path_of(town_id, group)}"
