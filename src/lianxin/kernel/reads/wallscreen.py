"""What the wall screen of a station or town shows: public things only, and never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from lianxin.intake import privacy
from lianxin.kernel.models import Matter, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.language.calendar import SHANGHAI, CalendarEnds
from lianxin.language.pack import Pack

DAYS = 30
"""Days the wall's numbers speak about."""
WISHES = 400
"""Wishes the tree holds at most; the newest stay."""
THANKS = 4
LONGEST = 60
"""Characters of thanks readable from four metres."""


@dataclass(frozen=True, slots=True)
class Blossom:
    """One wish on the tree: the community it hangs at, its public text and its state."""

    id: int
    community_id: int
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class Wall:
    """The wall of one place: its town, the wishes, the numbers (matters), the thanks, the hours of today."""

    town: Unit
    site: Unit | None
    species: str
    communities: tuple[tuple[int, str], ...]
    wishes: tuple[Blossom, ...]
    waiting: int
    solved: int
    fulfilled: int
    thanks: tuple[str, ...]
    hours: str
    works_today: bool | None
    windows: tuple[tuple[time, time], ...]


def place(key: str) -> tuple[Unit, Unit | None] | None:
    """The town and site a wall's address means: a site's short address, or the key of a town's pack."""
    site = Unit.objects.select_related("town").filter(slug=key, closed_at__isnull=True).first()
    if site is not None and site.town is not None:
        return site.town, site
    towns = Unit.objects.filter(kind="town", pack_key=key, closed_at__isnull=True).exclude(key="")
    town = towns.order_by("id").first()
    return (town, None) if town is not None else None


def wall(town: Unit, site: Unit | None, now: datetime, language: str = "zh") -> Wall:
    """Everything the wall shows. Four queries at any size."""
    pack, where = packs.of_town(town.pk), directory(town.pk)
    since = now - timedelta(days=DAYS)
    boards = {name: kind.public.board for name, kind in pack.said.matters.items()}
    walls = [name for name, board in boards.items() if board == "wall"]
    closed = Matter.objects.filter(town_id=town.pk, is_open=False, closed_at__gt=since, ending="solved", secret=False)
    numbers = closed.aggregate(
        solved=Count("pk", filter=~Q(kind__in=walls)), fulfilled=Count("pk", filter=Q(kind__in=walls))
    )
    wishes = _wishes(town.pk, walls, where, pack, now)
    return Wall(
        town=town,
        site=site,
        species=pack.said.motif,
        communities=tuple((row.id, row.say(language)) for row in where.of_kind("community")),
        wishes=tuple(wishes),
        waiting=sum(wish.state == "waiting" for wish in wishes),
        solved=numbers["solved"],
        fulfilled=numbers["fulfilled"],
        thanks=tuple(_thanks(town.pk, walls, now)),
        hours=site.hours if site is not None else "",
        works_today=_works(now),
        windows=pack.windows or (),
    )


def _wishes(town_id: int, walls: list[str], where: Directory, pack: Pack, now: datetime) -> list[Blossom]:
    rows = (
        Matter.objects.filter(town_id=town_id, shown=True, kind__in=walls, secret=False)
        .filter(Q(is_open=True) | Q(ending="solved", closed_at__gt=now - timedelta(days=7)))
        .order_by("-changed_at")
        .values_list("pk", "place_id", Coalesce("reworded", "text"), "is_open", "claimer_id", "claimer_unit_id")[
            :WISHES
        ]
    )
    found = []
    for pk, place_id, text, is_open, claimer, body in rows:
        chain = where.rows[place_id].chain if place_id in where.rows else ()
        home = next((unit for unit in chain if unit in where.rows and where.rows[unit].kind == "community"), 0)
        state = "fulfilled" if not is_open else ("claimed" if claimer or body else "waiting")
        found.append(Blossom(pk, home, text.replace("\n", " ")[:40], state))
    return found


def _thanks(town_id: int, walls: list[str], now: datetime) -> list[str]:
    """Thanks of the week. A text in which anything personal is found is left out, not mended: nobody checks a wall."""
    texts = (
        Matter.objects.filter(
            town_id=town_id, is_open=False, kind__in=walls, ending="solved", secret=False,
            closed_at__gt=now - timedelta(days=7), closed_at__lte=now, fields__has_key="thanks",
        )
        .order_by("-closed_at")
        .values_list("fields__thanks", flat=True)[: THANKS * 5]
    )  # fmt: skip
    clean = [text.strip() for text in texts if isinstance(text, str) and text.strip()]
    short = dict.fromkeys(text for text in clean if len(text) <= LONGEST and not privacy.must_hold(text))
    return list(short)[:THANKS]


def _works(now: datetime) -> bool | None:
    try:
        return calendar().is_workday(now.astimezone(SHANGHAI).date())
    except CalendarEnds:
        return None
