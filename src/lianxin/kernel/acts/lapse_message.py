"""What runs out at a unit, told to whoever keeps its ties: how many and the first day; who it is stands on the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.conf import settings

from lianxin.kernel.acts.letter import letter
from lianxin.kernel.models import Entry, Notice, Person, Tie
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.lapses import LAPSE
from lianxin.language.reason import Text
from lianxin.language.ties import TieKind


def notices(entries: Iterable[Entry], now: datetime) -> Iterator[Notice]:
    """The notices of entries that call to mind what runs out, not saved; one query an entry for its posts."""
    for entry in entries:
        if entry.act != LAPSE or entry.town_id is None or entry.unit_id is None:
            continue
        kind = packs.of_town(entry.town_id).said.ties.get(entry.data["kind"])
        field = kind.fields.get(entry.data["field"]) if kind is not None else None
        if kind is None or field is None:
            continue
        unit, day = directory(entry.town_id).rows.get(entry.unit_id), date.fromisoformat(entry.data["on"])
        said = Text(
            "{unit}有 {n} 人的“{label}”快到期或已经过期，最早的是{on}。续办以后在清单里改成新的日期。",
            "{unit_en}: “{label_en}” runs out for {n}, the earliest on {on_en}. Renew it, then write the new day.",
        ).fill(
            unit=unit.name if unit else "", unit_en=unit.say("en") if unit else "", n=entry.data["n"],
            label=field.label.zh, label_en=field.label.say("en"), on=f"{day:%Y年%-m月%-d日}", on_en=f"{day:%-d %B %Y}",
        )  # fmt: skip
        link = f"{settings.PUBLIC_URL}/teams/lapses?unit={entry.unit_id}"
        for person in keeping(kind, entry.town_id, entry.unit_id, now):
            n = entry.data["n"]
            subject = Text(f"{field.label.zh}：{n} 人快到期", f"{field.label.say('en')}: runs out for {n}")
            yield letter(entry, None, person, entry.town_id, subject, said, link, now)


def keeping(kind: TieKind, town_id: int, unit_id: int, now: datetime) -> list[Person]:
    """Who keeps the ties of a kind at a unit: those who may make them with a post there, else at the nearest unit above
    it, else in an office that sees all of the town."""
    where, declared = directory(town_id), packs.of_town(town_id).said.roles
    chain, row = where.chain(unit_id), where.rows.get(unit_id)
    posts = Tie.objects.filter(roll.on(now), kind="post", role__in=kind.made_by, unit__town_id=town_id)
    near: dict[int, dict[int, Person]] = {}
    for post in posts.select_related("person").order_by("id"):
        unit = where.rows.get(post.unit_id or 0)
        if post.person is None or unit is None:
            continue
        role = declared.get(post.role)
        if unit.id in chain or (unit.place_id is not None and unit.place_id in chain):
            stands = unit.id if unit.id in chain else unit.place_id or 0
            far = 1 + len(row.chain) - len(where.rows[stands].chain) if row is not None else 1
        elif role is not None and role.at == "town" and role.sees == "all":
            far = len(chain) + 2
        else:
            continue
        near.setdefault(far, {})[post.person.pk] = post.person
    return list(near[min(near)].values()) if near else []
