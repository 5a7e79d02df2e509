"""The thread of a matter as its reporters read it: one plain sentence for each thing that was done, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import sentences
from lianxin.kernel.reads.directory import Directory
from lianxin.language.pack import Pack
from lianxin.language.reason import Text
from lianxin.language.words import Action

MORE = Text("又有 {n} 位居民反映了同一件事。", "{n} more residents reported the same.")
AGAIN = Text("反映过的人又说了一次。", "One who had reported it said it again.")
AGAINS = Text("反映过的人又说了 {n} 次。", "Those who had reported it said it again, {n} times.")


@dataclass(frozen=True, slots=True)
class Knot:
    """One fact of the thread: a plain sentence, who, when. `state` as the thread draws it."""

    what: str
    who: str
    when: datetime
    state: str = ""
    note: str = ""


def knots(entries: list[Entry], matter: Matter, pack: Pack, where: Directory, tie: int, lang: str) -> list[Knot]:
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
        one = knot(entry, matter, pack, where, tie, lang)
        found += [one] if one is not None else []
    return found


def knot(entry: Entry, matter: Matter, pack: Pack, where: Directory, tie: int, lang: str) -> Knot | None:
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
        together = entry.verb == "attest" and not entry.role  # closed on what several said (acts.answering)
        text = ((None if together else step.own) or step.public).text()
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
