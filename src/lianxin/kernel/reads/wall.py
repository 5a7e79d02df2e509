"""The wish wall: what hangs on the tree, one wish, what is near somebody, and what a member has claimed.

A wish is on the wall while it is shown; one that came true stays for the rest of that day (row 2.4: 下墙).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from lianxin.intake import privacy
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, directory, metres
from lianxin.kernel.reads.public import Town, community_of, kinds_on
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI, last_day

State = Literal["waiting", "claimed", "fulfilled"]
MOST = 1_500
"""Wishes drawn on one tree: more than the largest wall we know (Liwan 2021: 1,164 lines)."""
PAGE = 24
NEAR = 800
"""Metres that count as near: ten minutes on foot."""
COLUMNS = (
    "id", "prefix", "kind", "pack_id", "town_id", "step", "is_open", "ending", "place_id", "owner_id", "claimer_id",
    "claimer_unit_id", "text", "reworded", "shown", "lat", "lon", "fields", "received_at", "entered_at",
    "changed_at", "closed_at", "due_at", "soon_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish as the wall shows it: without identity. `metres` is the distance from whoever asks, where known."""

    id: int
    number: str
    kind: str
    kind_label: str
    text: str
    category: str
    state: State
    state_label: str
    community_id: int | None
    community: str
    since: datetime
    last_day: date | None = None
    metres: int | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A wish somebody has claimed, as the claimer sees it. `thanks` has names and numbers masked."""

    wish: Wish
    late: bool
    open: bool
    thanks: str
    owner: str
    result: str
    matter: Matter


def _on_wall(town: Town, now: datetime) -> QuerySet[Matter]:
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    kinds = kinds_on(packs.current(town.key), "wall")
    came_true = Q(is_open=False, ending="solved", closed_at__gte=midnight)
    asked = Matter.objects.filter(town_id=town.id, kind__in=kinds, secret=False)
    return asked.filter(Q(shown=True, is_open=True) | came_true).only(*COLUMNS)


def on_tree(town: Town, now: datetime, lang: str) -> list[Wish]:
    """Every wish on the town's tree, oldest first, so that each keeps its twig. One query."""
    where = directory(town.id)
    return [wish(matter, where, lang) for matter in _on_wall(town, now).order_by("id")[:MOST]]


def listed(
    wishes: Iterable[Wish], community: int | None = None, state: str = "", kind: str = "", after: int = 0
) -> tuple[list[Wish], int, int]:
    """A page of the wall as a list: waiting ones first, then the newest; the next cursor (0 at the end), and how many
    there are in all. Works on what `on_tree` read: it asks nothing more."""
    fitting = [
        one
        for one in wishes
        if (community is None or one.community_id == community)
        and (not state or one.state == state)
        and (not kind or one.kind == kind)
    ]
    order = {"waiting": 0, "claimed": 1, "fulfilled": 2}
    fitting.sort(key=lambda one: (order[one.state], -one.id))
    begin = next((at + 1 for at, one in enumerate(fitting) if one.id == after), 0) if after else 0
    page = fitting[begin : begin + PAGE]
    return page, page[-1].id if begin + PAGE < len(fitting) else 0, len(fitting)


def wish(matter: Matter, where: Directory, lang: str, here: tuple[float, float] | None = None) -> Wish:
    """A matter as a wish. `here`: whence to measure. Reads nothing."""
    pack = packs.pinned(matter.pack_id)
    kind = pack.kind(matter.kind)
    community = community_of(where, matter.place_id)
    category = kind.fields.get("category")
    label = category.choices.get(str(matter.fields.get("category", ""))) if category else None
    point = _point(matter.lat, matter.lon, matter.place_id, where)
    owner = where.rows.get(matter.owner_id) if matter.owner_id else None
    return Wish(
        id=matter.pk,
        number=matter.number,
        kind=matter.kind,
        kind_label=kind.label.say(lang),
        text=matter.public_text or matter.title,
        category=label.say(lang) if label else "",
        state=_state(matter),
        state_label=kind.steps[matter.step].public.text().fill(owner=owner.say(lang) if owner else "").say(lang),
        community_id=community.id if community else None,
        community=community.say(lang) if community else "",
        since=matter.entered_at,
        last_day=last_day(matter.due_at) if matter.is_open and matter.due_at else None,
        metres=round(metres(*here, *point)) if here and point else None,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
    )


def _state(matter: Matter) -> State:
    if not matter.is_open:
        return "fulfilled"
    return "claimed" if matter.claimer_id is not None or matter.claimer_unit_id is not None else "waiting"


def _point(lat: float | None, lon: float | None, place_id: int | None, where: Directory) -> tuple[float, float] | None:
    if lat is not None and lon is not None:
        return lat, lon
    row = where.rows.get(place_id) if place_id else None
    return (row.lat, row.lon) if row and row.lat is not None and row.lon is not None else None


def one(town: Town, wish_id: int, now: datetime) -> Matter | None:
    """The wish with this id, if it hangs on the wall now."""
    return _on_wall(town, now).defer(None).filter(pk=wish_id).first()


def here_of(who: Who, town: Town) -> tuple[float, float] | None:
    """Where a member is at home: the place of the body in which the post is held. Positions of people are unknown."""
    where = directory(town.id)
    for held in who.posts:
        for unit_id in (held.unit_id, held.stands_in):
            row = where.rows.get(unit_id) if unit_id else None
            if held.town_id == town.id and row and row.lat is not None and row.lon is not None:
                return row.lat, row.lon
        community = community_of(where, held.stands_in or held.unit_id)
        if community and community.lat is not None and community.lon is not None:
            return community.lat, community.lon
    return None


def near(
    wishes: Iterable[Wish],
    here: tuple[float, float] | None,
    kinds: Iterable[str] | None = None,
    most: int = 6,
    but: int | None = None,
) -> list[tuple[Wish, int | None]]:
    """The waiting wishes nearest to a point, with the metres; in the order they were hung when no point is known."""
    wanted = set(kinds) if kinds is not None else None
    waiting = [w for w in wishes if w.state == "waiting" and w.id != but and (wanted is None or w.kind in wanted)]
    if here is None:
        return [(w, None) for w in waiting[:most]]
    measured = [
        (w, round(metres(*here, w.lat, w.lon)) if w.lat is not None and w.lon is not None else None) for w in waiting
    ]
    measured.sort(key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0].id))
    return measured[:most]


def instead(
    town: Town, taken: Matter, here: tuple[float, float] | None, now: datetime, lang: str, most: int = 3
) -> list[tuple[Wish, int | None]]:
    """What else waits, for whoever came second: as `near` says it, wishes of the same kind. Hundreds may ask within a
    second, so only the points of the wall are read, and then those few wishes, and as many more in case some are taken
    meanwhile."""
    where = directory(town.id)
    waiting = _on_wall(town, now).filter(is_open=True, kind=taken.kind, claimer_id=None, claimer_unit_id=None)
    points = waiting.exclude(pk=taken.pk).order_by("id").values_list("id", "lat", "lon", "place_id")[:MOST]
    if here is None:
        chosen: dict[int, int | None] = {pk: None for pk, *_ in points[: 2 * most]}
    else:
        at = [(pk, _point(lat, lon, place_id, where)) for pk, lat, lon, place_id in points]
        measured = [(round(metres(*here, *point)) if point else None, pk) for pk, point in at]
        measured.sort(key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1]))
        chosen = {pk: far for far, pk in measured[: 2 * most]}
    rows = {matter.pk: matter for matter in waiting.filter(pk__in=chosen)}
    return [(wish(rows[pk], where, lang), far) for pk, far in chosen.items() if pk in rows][:most]


def claimed_by(who: Who, now: datetime, lang: str, unit_id: int | None = None, most: int = 40) -> list[Claimed]:
    """What somebody (or the body `unit_id`) has claimed: open ones by deadline, then what was done, newest first."""
    mine = Q(claimer_unit_id=unit_id) if unit_id is not None else Q(claimer_id=who.person_id)
    if unit_id is None and who.person_id is None:
        return []
    order = Case(When(is_open=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Matter.objects.filter(mine).select_related("owner").order_by(order, "due_at", "-changed_at", "-id")[:most]
    found = []
    for matter in rows:
        where = directory(matter.town_id)
        owner = where.rows.get(matter.owner_id) if matter.owner_id else None
        late = bool(matter.is_open and matter.due_at and matter.due_at <= now)
        found.append(
            Claimed(
                wish(matter, where, lang),
                late,
                matter.is_open,
                privacy.redact(str(matter.fields.get("thanks", "")))[0],
                owner.say(lang) if owner else "",
                str(matter.fields.get("result", "")),
                matter,
            )
        )
    return found
