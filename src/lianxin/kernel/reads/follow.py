"""What the holder of a private link sees: the matter's story in plain words, newest first, and what may be said now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from lianxin.kernel import abilities
from lianxin.kernel.models import Entry, Matter, Photo, Tie, Unit
from lianxin.kernel.reads import answered, apart, joined, packs, people, solved, thread
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.links import code_of
from lianxin.kernel.reads.public import stands
from lianxin.kernel.reads.solved import Answers
from lianxin.kernel.reads.thread import Knot
from lianxin.kernel.who import Who
from lianxin.language import standing
from lianxin.language.calendar import last_day
from lianxin.language.clock import ClockState
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.language.reason import Text
from lianxin.language.words import Action

MOST = 200
"""Entries read of one matter."""
LEFT = Text("您已撤回您的反映", "You took back what you told")
VOUCHED = Text("您说已解决", "You said that it is solved")
STOPPED = Text("您已不再跟进", "You stopped following")


@dataclass(frozen=True, slots=True)
class Promise:
    """The date people are told: the last day of the main clock, and whether it stands, waits or is over."""

    label: str
    day: date
    state: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A matter as its reporter follows it. `yes` and `no` are the answers one tap gives; `others` the rest. `apart`:
    whether who joined may say that his is another matter ("may"), or said so and waits ("asked"). `left`: he took back
    what he told, and it goes on for others, or stopped following. `follows`: he only follows what others told.
    `answers`: where several who told of it are asked whether it is solved, how many say so; `vouched`: he did."""

    matter: Matter
    number: str
    code: str
    kind: str
    town_key: str
    text: str
    place: str
    owner: str
    owner_phone: str
    now_stands: str
    promise: Promise | None
    knots: tuple[Knot, ...]
    question: str
    yes: Offer | None
    no: Offer | None
    others: tuple[Offer, ...]
    photos: tuple[tuple[str, str], ...]
    contactable: bool
    merged: bool
    apart: str
    left: bool
    follows: bool
    answers: Answers | None
    vouched: bool
    pack: Pack
    elsewhere: tuple[Knot, ...] = ()
    """What he said to another matter while this one was merged there by mistake."""


def holder(key: str, language: str) -> Who | None:
    """Whoever holds a private link. None when there is no such link."""
    return people.of_link(key, language) if 20 <= len(key) <= 128 else None


def story(who: Who, now: datetime, lang: str) -> Story | None:
    """The story behind a private link, however long it is in a constant number of queries."""
    tie = Tie.objects.select_related("matter").filter(pk=who.reporter_tie or 0).first()
    if tie is None or (matter := tie.matter) is None:
        return None
    where, pack = directory(matter.town_id), packs.pinned(matter.pack_id)
    entries = _entries(tie, matter, pack)
    offers = abilities.on(who, matter, now).offers
    owner, place = (where.rows.get(pk or 0) for pk in (matter.owner_id, matter.place_id))
    yes, no = _answers(offers)
    asked = None if who.gone or who.follows else solved.several(matter)
    vouched = asked is not None and tie.pk in asked.ties
    return Story(
        matter=matter,
        number=matter.number,
        code=code_of(tie.ref),
        kind=pack.kind(matter.kind).label.say(lang),
        town_key=packs.key_of_town(matter.town_id),
        text=_told(tie, matter),
        place=" · ".join(part for part in (place.say(lang) if place else "", _beside(tie, matter)) if part),
        owner=owner.say(lang) if owner else "",
        owner_phone=_phone(owner.id) if owner else "",
        now_stands=(VOUCHED.say(lang) if vouched else _stands(who, matter, where, lang, entries)),
        promise=None if who.gone else _promise(matter, pack, now, lang),
        knots=tuple(thread.knots(entries, matter, pack, where, tie.pk, lang)),
        question=_question(entries),
        yes=None if vouched else yes,
        no=no,
        others=tuple(one for one in offers if one not in (yes, no)),
        photos=_photos(matter, merged=bool(tie.data.get("merged"))),
        contactable=tie.person_id is not None,
        merged=bool(tie.data.get("merged")),
        apart=_apart(tie, matter, entries),
        left=who.gone,
        follows=who.follows,
        answers=asked,
        vouched=vouched,
        pack=pack,
        elsewhere=tuple(_elsewhere(entries, tie.pk, lang)),
    )


def _entries(tie: Tie, matter: Matter, pack: Pack) -> list[Entry]:
    found = list(Entry.objects.filter(matter_id=matter.pk).order_by("-id")[:MOST])
    if not tie.data.get("merged"):  # an answer may speak of its first reporter: whoever joined reads what entries keep
        answered.whole(found, matter, pack)
    return found


def _stands(who: Who, matter: Matter, where: Directory, lang: str, entries: list[Entry]) -> str:
    if who.gone:
        return (STOPPED if who.follows else LEFT).say(lang)
    own = not who.follows
    if own and matter.ending == "solved" and matter.reporters > 1:  # where several told of it: who said so himself
        own = who.reporter_tie in solved.before_end(entries) or solved.answers(matter).tellers < 2
    return stands(matter, where, lang, own=own)


def _apart(tie: Tie, matter: Matter, entries: list[Entry]) -> str:
    by_entry = any(one.act == "matter.join" and one.data.get("tie") == tie.pk for one in entries)
    if tie.until is not None or not abilities.lets_go(matter) or not joined.joined(tie.data, by_entry):
        return ""
    return "asked" if "differs" in tie.data else "may"


def _elsewhere(own: list[Entry], tie: int, lang: str) -> Iterator[Knot]:
    for other, entry in reversed(apart.said(own, {tie})):
        knot = thread.knot(entry, other, packs.pinned(other.pack_id), directory(other.town_id), tie, lang)
        yield from (knot,) if knot else ()


def _told(tie: Tie, matter: Matter) -> str:
    """What this reporter said. Whoever joined reads his own words; a neighbour's may hold a door number."""
    if not tie.data.get("merged"):
        return matter.text
    return str(tie.data.get("text") or (matter.public_text if matter.shown else ""))


def _beside(tie: Tie, matter: Matter) -> str:
    """The place as its first reporter wrote it, for himself only."""
    return "" if tie.data.get("merged") else matter.place_text


def _photos(matter: Matter, *, merged: bool) -> tuple[tuple[str, str], ...]:
    """Digest and kind. Whoever only joined sees what the office added or let the public see, not a neighbour's own."""
    rows = Photo.objects.filter(matter_id=matter.pk)
    if merged:
        rows = rows.filter(Q(shown=True) | Q(kind="done"))
    return tuple(rows.order_by("pk").values_list("digest", "kind")[:12])


def _phone(unit_id: int) -> str:
    return Unit.objects.filter(pk=unit_id).values_list("phone", flat=True).first() or ""


def _answers(offers: tuple[Offer, ...]) -> tuple[Offer | None, Offer | None]:
    """The two answers of a matter that waits for its reporter."""
    attests = [one for one in offers if one.allowed and one.action.verb == "attest"]
    yes, no = standing.answers(one.action for one in attests)
    return _offer(attests, yes), _offer(attests, no)


def _offer(offers: Iterable[Offer], action: Action | None) -> Offer | None:
    return next((one for one in offers if one.action is action), None)


def _promise(matter: Matter, pack: Pack, now: datetime, lang: str) -> Promise | None:
    """The term of the main clock; without one that still counts there is nothing to promise."""
    if not matter.is_open:
        return None
    kind = pack.kind(matter.kind)
    states = [ClockState.of_line(line) for line in matter.clocks]
    live = [one for one in states if one.state in ("running", "suspended")]
    main = [one for one in live if kind.clocks[one.key].main] or live
    if not main:
        return None
    first = min(main, key=lambda one: one.due)
    label = kind.clocks[first.key].label.say(lang)
    day = last_day(first.due)
    if first.state == "suspended":
        return Promise(label, day, "stopped")
    colour = first.colour(now)
    return Promise(label, day, colour, (now - first.due).days + 1 if colour == "red" else None)


def _question(entries: list[Entry]) -> str:
    """What the unit asked and nobody has answered yet; entries come newest first."""
    for entry in entries:
        asked = entry.data.get("answers", {}).get("question")
        if asked:
            return str(asked)
        if entry.role == "reporter" and entry.act.endswith(".reply"):
            return ""
    return ""
