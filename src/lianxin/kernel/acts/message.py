"""What an entry becomes for those it concerns: messages to reporters, staff and claimers, and an event for systems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from lianxin.kernel.acts import activity_message
from lianxin.kernel.models import Entry, Matter, Notice, Tie
from lianxin.kernel.reads import packs, sentences
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.links import link_of
from lianxin.language import standing
from lianxin.language.calendar import last_day
from lianxin.language.reason import Text

QUIET = frozenset({"matter.file", "matter.join"})
"""Acts that reach the owner's staff as a number in the daily digest and not one by one."""
OWN_NEWS = frozenset({"matter.part", "matter.same", "matter.lead_reopened", "matter.tally"})
"""Acts that tell reporters with whom their telling goes, or that it goes on or was closed on what they said: no answer,
nothing for other systems."""
SPOKEN = frozenset({"matter.lead_told", "matter.lead_reopened"})
"""Acts whose entry holds the words as they are read, with what somebody wrote in them: a brace there is a brace."""
TAP = Text("{label}请点：", "To answer “{label}”, open: ")
STAFF = ("worker", "lead", "community")
HEAR = (*STAFF, "secretary")
"""Who hears of what becomes of a matter that their unit owns: staff, and the secretary of a Party body."""
LINK = "〔链接〕"
"""Stands in a stored message where the reporter's private link belongs. The link itself is put in at the moment of
sending, so that a copy of the database opens nobody's matter."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who the entries of one round may concern, read in two queries: reporters by matter, staff by unit. Where entries
    decide what somebody asked for, two more: who asked, by entry, and still holds a post in the town."""

    reporters: dict[int, list[Tie]] = field(default_factory=dict)
    staff: dict[int, list[int]] = field(default_factory=dict)
    askers: dict[int, int] = field(default_factory=dict)


def concerned(entries: Iterable[Entry]) -> Concerned:
    """Everybody the entries may have to be told to."""
    matters: set[int] = set()
    units: set[int] = set()
    decided: dict[int, tuple[Entry, Matter, Collection[str]]] = {}
    for entry in entries:
        tells = entry.tells
        if entry.matter is None or not tells:
            continue
        if "reporters" in tells:
            matters.add(entry.matter.pk)
        if "asker" in tells:
            decided[entry.pk] = (entry, entry.matter, _asked(entry, entry.matter))
        units |= {pk for pk in (entry.matter.owner_id, entry.matter.filed_at_id) if pk is not None}
    found = Concerned()
    ties = Tie.objects.filter(kind="reporter", matter_id__in=matters, until__isnull=True)
    for tie in ties.select_related("person").order_by("id"):
        found.reporters.setdefault(tie.matter_id or 0, []).append(tie)
    posts = Tie.objects.filter(kind="post", unit_id__in=units, role__in=HEAR, until__isnull=True).order_by("id")
    for unit_id, person_id in posts.values_list("unit_id", "person_id").distinct():
        if unit_id is not None and person_id is not None and person_id not in found.staff.setdefault(unit_id, []):
            found.staff[unit_id].append(person_id)
    found.askers.update(_askers(decided))
    return found


def _asked(entry: Entry, matter: Matter) -> Collection[str]:
    """The acts by which what an entry decides was asked for, as the pack names them."""
    found = packs.pinned(matter.pack_id).actions(matter.kind, entry.before).get(entry.act.removeprefix("matter."))
    return [f"matter.{key}" for key in found.not_by] if found is not None else []


def _askers(decided: Mapping[int, tuple[Entry, Matter, Collection[str]]]) -> Iterator[tuple[int, int]]:
    """Who asked last for what these entries decide, before they did, while he holds a post in the matter's town."""
    if not decided:
        return
    acts = {act for _, _, asked in decided.values() for act in asked}
    wanted = Entry.objects.filter(matter_id__in={one.pk for _, one, _ in decided.values()}, act__in=acts)
    asked_by = list(wanted.order_by("-id").values_list("matter_id", "act", "id", "person_id"))
    held = Tie.objects.filter(kind="post", person_id__in={person for *_, person in asked_by}, until__isnull=True)
    posts = set(held.values_list("person_id", "unit__town_id"))
    for pk, (entry, matter, asked) in decided.items():
        before = (line for line in asked_by if line[0] == matter.pk and line[1] in asked and line[2] < entry.pk)
        person = next((person for *_, person in before), None)
        if person is not None and (person, matter.town_id) in posts:
            yield pk, person


def messages(entry: Entry, who: Concerned, webhook: bool, now: datetime) -> Iterator[Notice]:
    """The notices of one entry, not saved. `webhook`: whether a receiver for events is configured."""
    matter, tells = entry.matter, entry.tells
    if matter is None:
        return
    if "reporters" in tells:
        yield from _to_reporters(entry, matter, who.reporters.get(matter.pk, []), now)
    units = [matter.owner_id] if {"owner", "approver"} & tells and entry.act not in QUIET else []
    if "parent" in tells and matter.parent_id:
        units.append(matter.filed_at_id)
    people = dict.fromkeys(person for unit in units for person in who.staff.get(unit or 0, []))
    people |= {who.askers[entry.pk]: None} if entry.pk in who.askers else {}
    for person_id in people:
        if person_id != entry.person_id:
            yield _staff_notice(entry, matter, person_id, now)
    if "claimer" in tells and matter.claimer_id and matter.claimer_id not in people:
        yield _claimer_notice(entry, matter, now)
    if webhook and event_type(entry, matter):
        yield Notice(
            entry=entry,
            matter=matter,
            town_id=matter.town_id,
            kind="now",
            channel="webhook",
            subject=f"{matter.number} {_step(entry, matter).zh}"[:120],
            body=said(entry, matter).zh,
            made_at=now,
        )


def _step(entry: Entry, matter: Matter) -> Text:
    steps = packs.pinned(matter.pack_id).kind(matter.kind).steps
    return (steps.get(entry.after) or steps[matter.step]).label.text()


def said(entry: Entry, matter: Matter, *, own: bool = False) -> Text:
    """What an entry tells in plain words: the action's own sentence, or what the public, or the reporter himself
    (`own`), reads at the step."""
    if entry.act in SPOKEN:
        return Text(str(entry.data.get("told", "")), str(entry.data.get("told_en", "")))
    kind = packs.pinned(matter.pack_id).kind(matter.kind)
    step = kind.steps.get(entry.after or matter.step)
    label = ((own and step.own) or step.public) if step else None
    text = _told(entry, matter) if entry.data.get("told") else (label.text() if label else Text(""))
    owner = directory(matter.town_id).rows.get(matter.owner_id) if matter.owner_id else None
    filled = {}
    for language, day in (("zh", "%-m月%-d日"), ("en", "%-d %B")):
        parts: dict[str, Any] = {"owner": owner.say(language) if owner else "", **entry.data.get("answers", {})}
        if matter.due_at:
            parts["due"] = last_day(matter.due_at).strftime(day)
        filled[language] = text.fill(**parts).say(language)
    return Text(filled["zh"], filled["en"])


def _told(entry: Entry, matter: Matter) -> Text:
    """The sentence an entry keeps, which is Chinese, with the English one: of the pack's action, or of the kernel's own
    act as its reporter's page says it."""
    told, name = entry.data["told"], entry.act.removeprefix("matter.")
    pack = packs.pinned(matter.pack_id)
    known = entry.before in pack.kind(matter.kind).steps
    action = pack.actions(matter.kind, entry.before).get(name) if known else None
    if action is not None and action.told is not None:
        return Text(told, action.told.en if action.told.zh == told else "")
    english = sentences.own(name, entry.data, "{owner}", True) if name in sentences.OWN else None
    return Text(told, english.en if english else "")


def _to_reporters(entry: Entry, matter: Matter, ties: list[Tie], now: datetime) -> Iterator[Notice]:
    """Each reporter, except the one who did it himself, in the language in which he told it; with one tap to answer
    where an answer is asked."""
    only, did = entry.data.get("only_tie"), entry.data.get("tie")
    text, step = said(entry, matter, own=True), _step(entry, matter)
    asks = _asks(entry, matter) if matter.is_open else {}
    for tie in ties:
        if (only is not None and tie.pk != only) or (did == tie.pk and entry.act not in QUIET):
            continue
        reachable = tie.person is not None and tie.person.mail_sealed is not None
        language = tie.data.get("lang", "zh")
        yield Notice(
            entry=entry,
            tie=tie,
            matter=matter,
            town_id=matter.town_id,
            kind="now",
            channel="mail" if reachable else "none",
            subject=f"{matter.number} {step.say(language)}"[:120],
            body="".join([text.say(language), *(_tap(answer, label, language) for answer, label in asks.items())]),
            link=LINK,
            made_at=now,
        )


def _tap(answer: str, label: Text, language: str) -> str:
    return f"\n{TAP.fill(label=label.say(language)).say(language)}{LINK}/{answer}"


def _asks(entry: Entry, matter: Matter) -> dict[str, Text]:
    """What the reporter is asked that one tap answers, and is still asked: `yes` and `no` in the words of his page's
    buttons."""
    if entry.after and entry.after != matter.step:
        return {}
    actions = packs.pinned(matter.pack_id).actions(matter.kind, matter.step).values()
    asked = standing.answers(one for one in actions if one.verb == "attest" and "reporter" in one.who)
    return {name: one.label.text() for name, one in zip(("yes", "no"), asked, strict=True) if one and one.one_tap}


def _staff_notice(entry: Entry, matter: Matter, person_id: int, now: datetime) -> Notice:
    found = said(entry, matter)
    body = found if found.zh else Text(str(entry.data.get("label", "")))
    link = f"{settings.PUBLIC_URL}/matter/{matter.pk}"
    return _to_person(entry, matter, person_id, "digest", Text(f"{matter.number} {matter.title}"), body, link, now)


def _claimer_notice(entry: Entry, matter: Matter, now: datetime) -> Notice:
    step, link = _step(entry, matter), f"{settings.PUBLIC_URL}/mine"
    subject = Text(f"{matter.number} {step.zh}", f"{matter.number} {step.say('en')}")
    return _to_person(entry, matter, matter.claimer_id or 0, "now", subject, said(entry, matter), link, now)


def _to_person(
    entry: Entry, matter: Matter, person_id: int, kind: str, subject: Text, body: Text, link: str, now: datetime
) -> Notice:
    """To somebody of the town, in Chinese unless his account says otherwise (letter.settle)."""
    made = Notice(
        entry=entry, person_id=person_id, matter=matter, town_id=matter.town_id, kind=kind,
        subject=subject.zh[:120], body=body.zh, link=link, made_at=now,
    )  # fmt: skip
    made.spoken = subject, body
    return made


def filled(notice: Notice) -> tuple[str, str]:
    """Body and link as they are sent: the private link of a reporter, or of who signed up, stands where LINK stood."""
    if notice.tie is not None and notice.link == activity_message.LINK:
        return notice.body, f"{settings.PUBLIC_URL}/a/mine/{link_of(notice.tie.ref)}"
    if notice.tie is None or LINK not in notice.body + notice.link:
        return notice.body, notice.link
    link = f"{settings.PUBLIC_URL}/r/{link_of(notice.tie.ref)}"
    return notice.body.replace(LINK, link), notice.link.replace(LINK, link)


def event_type(entry: Entry, matter: Matter) -> str:
    """What other systems may hear of an entry: '' for what is nobody's business, and for everything secret."""
    if matter.secret:
        return ""
    if entry.act == "matter.file":
        return "matter.filed"
    if entry.act == "matter.split":
        return "matter.reopened"
    step = packs.pinned(matter.pack_id).kind(matter.kind).steps.get(entry.after)
    if entry.act == "matter.merge" or (step is not None and step.end is not None and entry.before != entry.after):
        return "matter.closed"
    return "matter.answered" if "reporters" in entry.tells and entry.act not in QUIET | OWN_NEWS else ""


def event(entry: Entry, matter: Matter) -> dict[str, Any]:
    """The data of a Standard Webhooks event: what a public board may know of any matter, and no words of a person."""
    where = directory(matter.town_id)
    step = packs.pinned(matter.pack_id).kind(matter.kind).steps.get(entry.after)
    place = where.rows.get(matter.place_id) if matter.place_id else None
    owner = where.rows.get(matter.owner_id) if matter.owner_id else None
    return {
        "type": event_type(entry, matter),
        "number": matter.number,
        "kind": matter.kind,
        "nature": matter.nature,
        "topic": matter.topic,
        "town": {"name": where.town.name, "code": where.town.code},
        "place": {"name": place.name, "code": place.code} if place else None,
        "owner": owner.name if owner else None,
        "step": entry.after,
        "status": "closed" if entry.act == "matter.merge" or (step is not None and step.end) else "open",
        "at": entry.at.isoformat(),
    }
