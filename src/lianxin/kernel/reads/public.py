"""What anybody may see of a town: its public matters, and its rates with the lists behind each number.

Nothing here names a person. A matter's text is given only while the matter is `shown`, that is after a person looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q

from lianxin.kernel.models import Entry, Matter, Photo, Unit
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads import official, packs, tally
from lianxin.kernel.reads.directory import Directory, Row, directory
from lianxin.kernel.reads.light import colour, red
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.calendar import SHANGHAI, last_day
from lianxin.language.pack import Pack

PAGE = 20
"""Matters a page."""
RATES = ("respond", "solve", "satisfied", "on_time")
"""The four rates of the public board."""
COLUMNS = (
    "id", "prefix", "kind", "pack_id", "step", "is_open", "ending", "topic", "place_id", "owner_id", "text",
    "outcome", "reworded", "shown", "suspended", "received_at", "changed_at", "closed_at", "due_at", "soon_at",
    "reporters",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """A town that uses the system. `key` is the key of its pack and part of its addresses."""

    id: int
    key: str
    name: str
    en: str

    def say(self, language: str) -> str:
        return self.en if language.startswith("en") and self.en else self.name


@dataclass(frozen=True, slots=True)
class Public:
    """A matter as the public board lists it. `text` is None while nobody has looked at it for publication."""

    id: int
    number: str
    kind: str
    text: str | None
    topic: str
    place: str
    step: str
    state: str
    last_day: date | None
    late: bool
    received_at: datetime
    changed_at: datetime
    reporters: int
    kind_key: str = ""

    @property
    def cursor(self) -> str:
        """Where the next page begins: time of receipt and number."""
        return f"{self.received_at.timestamp():.6f}_{self.id}"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with everything needed to check it. `about` is its 口径."""

    key: str
    label: str
    about: str
    above: int
    below: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the progress board was asked for. `mark` is a rate's mark ("on_time.above"); then unshown matters count."""

    community: int | None = None
    topic: str = ""
    state: str = ""
    since: datetime | None = None
    mark: str = ""


@remembered(4)
def _towns(_version: int) -> tuple[Town, ...]:
    # A founded town carries the key it has in its pack; one that is only in the division list carries none.
    found = Unit.objects.filter(kind="town", closed_at__isnull=True).exclude(pack_key="").exclude(key="")
    rows = found.order_by("code", "pk").values_list("pk", "pack_key", "name", "en")
    return tuple(Town(*row) for row in rows)


def towns() -> tuple[Town, ...]:
    """The towns that use the system, in the order of their division codes."""
    return _towns(version("units"))


def town_of(key: str) -> Town | None:
    """The town with this pack key."""
    return next((town for town in towns() if town.key == key), None)


def site_of(slug: str) -> tuple[Town, Row] | None:
    """The site whose QR code carries `slug`, and its town."""
    found = Unit.objects.filter(slug=slug, closed_at__isnull=True).values_list("pk", "town_id").first()
    town = next((town for town in towns() if found and town.id == found[1]), None)
    row = directory(town.id).rows.get(found[0]) if town and found else None
    return (town, row) if town and row else None


def kinds_on(pack: Pack, board: str) -> list[str]:
    """The kinds of matter a town shows on a board ("progress" or "wall")."""
    return [key for key, kind in pack.said.matters.items() if kind.public.board == board and not kind.secret]


def community_of(where: Directory, place_id: int | None) -> Row | None:
    """The community in which a place lies; the public is never told more exactly where."""
    row = where.rows.get(place_id) if place_id is not None else None
    ids = row.chain if row else ()
    return next((where.rows[one] for one in ids if one in where.rows and where.rows[one].kind == "community"), None)


def within(where: Directory, community_id: int) -> list[int]:
    """The ids of everything that lies in a community, itself included."""
    return [row.id for row in where.rows.values() if community_id in row.chain]


def matters(town: Town, wanted: Wanted, now: datetime, lang: str, after: str = "") -> tuple[list[Public], str]:
    """A page of the progress board, newest receipt first, and the cursor of the next page ("" at the end).

    One query however many matters there are. An `after` that is no cursor begins at the beginning.
    """
    pack, where = packs.current(town.key), directory(town.id)
    rows = Matter.objects.filter(_condition(town, pack, where, wanted, now))
    point = _point(after)
    if point is not None:
        rows = rows.filter(Q(received_at__lt=point[0]) | Q(received_at=point[0], pk__lt=point[1]))
    page = list(rows.only(*COLUMNS).order_by("-received_at", "-id")[: PAGE + 1])
    found = [public(matter, where, now, lang) for matter in page[:PAGE]]
    return found, found[-1].cursor if len(page) > PAGE else ""


def _condition(town: Town, pack: Pack, where: Directory, wanted: Wanted, now: datetime) -> Q:
    asked = Q(town_id=town.id, secret=False)
    if wanted.mark:
        asked &= Q(marks__contains=[wanted.mark])
    else:
        asked &= Q(shown=True, kind__in=kinds_on(pack, "progress"))
    if wanted.community is not None:
        asked &= Q(place_id__in=within(where, wanted.community))
    if wanted.topic:
        asked &= Q(topic=wanted.topic)
    if wanted.since is not None:
        asked &= Q(received_at__gte=wanted.since)
    if wanted.state == "open":
        asked &= Q(is_open=True)
    elif wanted.state == "done":
        asked &= Q(is_open=False)
    elif wanted.state == "late":
        asked &= red(now)
    return asked


def _point(cursor: str) -> tuple[datetime, int] | None:
    stamp, _, number = cursor.partition("_")
    try:
        return datetime.fromtimestamp(float(stamp), tz=UTC), int(number)
    except (ValueError, OverflowError, OSError):
        return None


def public(matter: Matter, where: Directory, now: datetime, lang: str) -> Public:
    """One matter as the public may see it. Reads nothing."""
    pack = packs.pinned(matter.pack_id)
    community = community_of(where, matter.place_id)
    state = colour(matter, now)
    return Public(
        id=matter.pk,
        number=matter.number,
        kind=pack.kind(matter.kind).label.say(lang),
        text=matter.public_text or matter.title if matter.shown else None,
        topic=topic(pack, matter.topic, lang),
        place=community.say(lang) if community else "",
        step=stands(matter, where, lang),
        state=state,
        last_day=last_day(matter.due_at) if matter.due_at and state not in ("done", "stopped") else None,
        late=state == "red",
        received_at=matter.received_at,
        changed_at=matter.changed_at,
        reporters=matter.reporters,
        kind_key=matter.kind,
    )


def stands(matter: Matter, where: Directory, lang: str, *, own: bool = False) -> str:
    """Where the matter stands, in the words its pack has for the public, or (`own`) for its reporter; with the unit
    that acts."""
    if matter.outcome == "merged":
        return {"zh": "已和另一件相同的事合在一起办", "en": "Joined with another report of the same thing"}[lang]
    if matter.outcome == UNDONE:
        return {"zh": "登记有误，已撤销", "en": "Entered by mistake and taken back"}[lang]
    step = packs.pinned(matter.pack_id).kind(matter.kind).steps[matter.step]
    owner = where.rows.get(matter.owner_id) if matter.owner_id else None
    said = (own and step.own) or step.public
    return said.text().fill(owner=owner.say(lang) if owner else "").say(lang)


def topic(pack: Pack, key: str, lang: str) -> str:
    """The label of a topic; "" for none."""
    declared = pack.said.understanding.get("topic")
    label = declared.labels.get(key) if declared and key else None
    return label.say(lang) if label else ""


def topics(pack: Pack, lang: str) -> list[tuple[str, str]]:
    """All topics of a town as (key, label)."""
    declared = pack.said.understanding.get("topic")
    return [(key, label.say(lang)) for key, label in declared.labels.items()] if declared else []


def concerns(town: Town, now: datetime, lang: str, most: int = 5) -> list[Public]:
    """What most people care about: open public matters, those that most people reported first. One query."""
    pack, where = packs.current(town.key), directory(town.id)
    rows = Matter.objects.filter(town_id=town.id, kind__in=kinds_on(pack, "progress"), shown=True, secret=False)
    rows = rows.filter(is_open=True).only(*COLUMNS).order_by("-reporters", "-pk")[:most]
    return [public(matter, where, now, lang) for matter in rows]


def shown(town: Town, matter_id: int) -> Matter | None:
    """The public matter with this id on the town's progress board; None when it is not (or no longer) public."""
    kinds = kinds_on(packs.current(town.key), "progress")
    return Matter.objects.filter(pk=matter_id, town_id=town.id, shown=True, secret=False, kind__in=kinds).first()


def result(matter: Matter) -> str:
    """What was answered, where its kind says that everybody may read it; without names, numbers and doors: it was
    written for the reporter."""
    declared = packs.pinned(matter.pack_id).kind(matter.kind).fields.get("result")
    told = declared is not None and declared.sensitivity == "public"
    return official.redacted(str(matter.fields.get("result", "")), matter.town_id) if told else ""


def awaits(matter: Matter) -> bool:
    """Whether the lead that answered for a closed matter was opened again and has not answered since (acts.leading):
    what was answered is not the last word. One query, where it hangs on a lead."""
    if matter.is_open or matter.lead_id is None:
        return False
    told = Entry.objects.filter(matter_id=matter.pk, act__in=("matter.lead_told", "matter.lead_reopened"))
    return told.order_by("-pk").values_list("act", flat=True).first() == "matter.lead_reopened"


def rates(town: Town, since: datetime | None, lang: str, keys: Iterable[str] = RATES) -> list[Rate]:
    """The rates of matters received since the day of a moment: what is above, below and left out. One query."""
    said = packs.current(town.key).said.rates
    known = [key for key in keys if key in said]
    found = tally.counted(town.id, since.astimezone(SHANGHAI).date() if since else None) if known else {}
    return [
        Rate(
            key,
            said[key].label.say(lang),
            said[key].about.say(lang),
            *(found.get(f"{key}.{part}", 0) for part in ("above", "below", "excluded")),
        )
        for key in known
    ]


def photos(digest: str) -> list[Photo]:
    """The places where a photo stands, with their matters: whoever may see one of them may see the photo."""
    return list(Photo.objects.filter(digest=digest).select_related("matter")[:20])


def photos_shown(matter_id: int) -> list[str]:
    """The digests of a public matter's photos that a person let the public see."""
    return list(Photo.objects.filter(matter_id=matter_id, shown=True).order_by("pk").values_list("digest", flat=True))
