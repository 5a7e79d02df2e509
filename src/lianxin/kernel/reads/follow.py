"""What the holder of a private link sees: the matter's story in plain words, newest first, and what may be said now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from lianxin.kernel import abilities
from lianxin.kernel.models import Entry, Matter, Photo, Tie, Unit
from lianxin.kernel.reads import answered, apart, joined, packs, people, sentences
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.links import code_of
from lianxin.kernel.reads.public import stands
from lianxin.kernel.who import Who
from lianxin.language import standing
from lianxin.language.calendar import last_day
from lianxin.language.clock import ClockState
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.language.reason import Text
from lianxin.language.words import Action

MORE = Text("又有 {n} 位居民反映了同一件事。", "{n} more residents reported the same.")
AGAIN = Text("反映过的人又说了一次。", "One who had reported it said it again.")
AGAINS = Text("反映过的人又说了 {n} 次。", "Those who had reported it said it again, {n} times.")
MOST = 200
"""Entries read of one matter."""
LEFT = Text("您已撤回您的反映", "You took back what you told")


@dataclass(frozen=True, slots=True)
class Knot:
    """One fact of the thread: a plain sentence, who, when. `state` as the thread draws it."""

    what: str
    who: str
    when: datetime
    state: str = ""
    note: str = ""


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
    what he told, and it goes on for others."""

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
    pack: Pack
    elsewhere: tuple[Knot, ...] = ()
    """What he said to another matter while this one was merged there by mistake."""


def holder(key: str, language: str) -> Who | None:
    """Whoever holds a private link. None when there is no such link."""
    return people.of_link(key, language) if 20 <= len(key) <= 128 else None


def story(who: Who, now: datetime, lang: str) -> Story | None:
    """The story behind a private link, however long it is in a constant number of queries."""
    tie = Tie.objects.select_related("matter").filter(pk=who.reporter_tie or 0).first()
    matter = tie.matter if tie else None
    if tie is None or matter is None:
        return None
    where, pack = directory(matter.town_id), packs.pinned(matter.pack_id)
    entries = list(Entry.objects.filter(matter_id=matter.pk).order_by("-id")[:MOST])
    if not tie.data.get("merged"):  # an answer may speak of its first reporter: whoever joined reads what entries keep
        answered.whole(entries, matter, pack)
    knots = _knots(entries, matter, pack, where, tie.pk, lang)
    offers = abilities.on(who, matter, now).offers
    owner = where.rows.get(matter.owner_id) if matter.owner_id else None
    place = where.rows.get(matter.place_id) if matter.place_id else None
    yes, no = _answers(offers)
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
        now_stands=LEFT.say(lang) if who.gone else stands(matter, where, lang, own=True),
        promise=None if who.gone else _promise(matter, pack, now, lang),
        knots=tuple(knots),
        question=_question(entries),
        yes=yes,
        no=no,
        others=tuple(one for one in offers if one not in (yes, no)),
        photos=_photos(matter, merged=bool(tie.data.get("merged"))),
        contactable=tie.person_id is not None,
        merged=bool(tie.data.get("merged")),
        apart=_apart(tie, matter, entries),
        left=who.gone,
        pack=pack,
        elsewhere=tuple(_elsewhere(entries, tie.pk, lang)),
    )


def _apart(tie: Tie, matter: Matter, entries: list[Entry]) -> str:
    by_entry = any(one.act == "matter.join" and one.data.get("tie") == tie.pk for one in entries)
    if tie.until is not None or not abilities.lets_go(matter) or not joined.joined(tie.data, by_entry):
        return ""
    return "asked" if "differs" in tie.data else "may"


def _elsewhere(own: list[Entry], tie: int, lang: str) -> Iterator[Knot]:
    for other, entry in reversed(apart.said(own, {tie})):
        knot = _knot(entry, other, packs.pinned(other.pack_id), directory(other.town_id), tie, lang)
        yield from (knot,) if knot else ()


def _knots(entries: list[Entry], matter: Matter, pack: Pack, where: Directory, tie: int, lang: str) -> list[Knot]:
    """The thread, newest first. Neighbours who joined one after another are one knot: how many, never who."""
    found: list[Knot] = []
    joined, again = 0, False
    for entry in entries:
        if entry.act == "matter.join" and entry.data.get("tie") != tie:
            if joined and again == ("again" in entry.data):
                found.pop()
            else:
                joined, again = 0, "again" in entry.data
            joined += 1
            said = MORE if not again else AGAINS if joined > 1 else AGAIN
            found.append(Knot(said.fill(n=joined).say(lang), "", entry.at))
            continue
        joined = 0
        knot = _knot(entry, matter, pack, where, tie, lang)
        if knot is not None:
            found.append(knot)
    return found


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


def _knot(entry: Entry, matter: Matter, pack: Pack, where: Directory, tie: int, lang: str) -> Knot | None:
    """An entry as the reporter reads it; None for what is the office's own business."""
    data, name = entry.data, entry.act.removeprefix("matter.")
    mine = data.get("tie") == tie
    unit = where.rows.get(entry.unit_id) if entry.unit_id else None
    doer = _doer(entry, pack, unit.say(lang) if unit else "", mine, lang)
    if name in sentences.OWN:
        said = sentences.own(name, data, where.owner(data, lang), mine or data.get("only_tie") == tie)
        return Knot(said.say(lang), doer if name != "join" else "", entry.at) if said else None
    action = _action(pack, matter.kind, name)
    if action is None:
        return None
    reported = entry.role == "reporter"
    if not (reported or "reporters" in entry.tells or entry.before != entry.after or name == "escalate"):
        return None
    state = "late" if name == "escalate" else "stopped" if action.clock == "suspend" else ""
    ending = pack.kind(matter.kind).steps[entry.after].end if entry.after in pack.kind(matter.kind).steps else None
    if ending and pack.kind(matter.kind).endings[ending].counts == "solved":
        state = "joy"
    return Knot(_sentence(action, entry, matter, pack, where, lang), doer, entry.at, state, _note(data, action, lang))


def _action(pack: Pack, kind: str, name: str) -> Action | None:
    found = (pack.actions(kind, step).get(name) for step in pack.kind(kind).steps)
    return next((action for action in found if action is not None), None)


def _sentence(action: Action, entry: Entry, matter: Matter, pack: Pack, where: Directory, lang: str) -> str:
    """The action's own sentence, else what the public reads at the step it led to, else its name."""
    data = entry.data
    step = pack.kind(matter.kind).steps.get(entry.after)
    if action.told is not None:
        text = action.told.text()
    elif entry.before != entry.after and step is not None and entry.role != "reporter":
        text = (step.own or step.public).text()
    else:
        text = action.label.text()
    owner = where.rows.get(data.get("owner") or matter.owner_id or 0)
    named = where.owner(data, lang) or (owner.say(lang) if owner else "")
    return text.fill(owner=named, **data.get("answers", {})).say(lang)


def _doer(entry: Entry, pack: Pack, unit: str, mine: bool, lang: str) -> str:
    """Who did it: the unit and the post, never a person's name; the reporter is 您."""
    if mine or entry.role == "reporter":
        return Text("您", "you").say(lang) if mine else Text("另一位反映人", "another reporter").say(lang)
    role = pack.said.roles.get(entry.role)
    post = role.label.say(lang) if role and role.staff else ""
    return " · ".join(part for part in (unit if post else "", post) if part)


def _note(data: dict[str, Any], action: Action, lang: str) -> str:
    """What was written along, unless the sentence says it already."""
    told = action.told.zh if action.told else ""
    kept = [
        str(value)
        for name, value in data.get("answers", {}).items()
        if name in ("note", "reason", "reply", "thanks", "result") and "{" + name + "}" not in told
    ]
    return " ".join(kept)
