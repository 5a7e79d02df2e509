"""What is done with a matter: take a step, put its reading right, merge it, show it to the public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction

from lianxin.intake import privacy
from lianxin.kernel import abilities
from lianxin.kernel.acts import (
    answering,
    arrival,
    change,
    dissolving,
    leading,
    leaving,
    renewal,
    spawning,
    term,
    wording,
)
from lianxin.kernel.acts import routing as units
from lianxin.kernel.acts.entry import both, entry_of
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.facts import LAID, facts_of, lay
from lianxin.kernel.models import Entry, Matter, Photo
from lianxin.kernel.reads import packs, row
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.row import Read
from lianxin.kernel.who import Who
from lianxin.language import procedure, routing
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.procedure import Decision
from lianxin.language.reason import Refused, because

Why: TypeAlias = Mapping[str, Any]
"""Why a matter goes to a unit: `why` as somebody wrote it, or `routed` (acts.routing.Kept)."""
NOT_FOUND = because("not-found", "没有这件事，或者不在您的范围内", "there is no such matter within your scope")


def locked(who: Who, matter_id: int) -> Matter:
    """The matter, locked for this transaction, if this Who may see it. Errors: Refused."""
    matter = Matter.objects.select_for_update(of=("self",)).filter(pk=matter_id).first()
    if matter is None or not abilities.may_see(who, matter):
        raise Refused(NOT_FOUND)
    return matter


def take(
    who: Who,
    matter_id: int,
    action: str,
    given: Mapping[str, Any],
    now: datetime,
    photos: tuple[Picture, ...] = (),
    read: Read | None = None,
) -> Matter:
    """Take an action on a matter, and on those that hang on it. A reporter takes back what he told alone, and answers
    alone whether it is solved, where others told of it too. Errors: Refused with every reason, Incomplete with the
    fields; nothing half-saved.

    `read`: the matter as the caller has just read it. A plain step locks nothing: it is written if nobody wrote the
    matter since it was read, else read and decided anew (acts.change).
    """
    while True:
        seen = read or row.one(matter_id)
        if seen is None or not abilities.may_see(who, seen.matter):
            raise Refused(NOT_FOUND)
        matter, read = seen.matter, None
        alone = leaving.for_himself(who, matter, action) or answering.for_himself(who, matter, action)
        if alone or seen.leads or photos or _writes_more(matter, action):
            return _take_locked(who, matter_id, action, given, now, photos)
        decision, why = _laid(who, matter, action, given, now)
        entry = noted(who, matter, directory(matter.town_id), decision, why, None, now)
        if change.write(seen, entry, "public_text" in decision.answers):
            return matter


def _writes_more(matter: Matter, action: str) -> bool:
    """Whether the action writes more than the matter and its entry."""
    pack = packs.pinned(matter.pack_id)
    meant = pack.actions(matter.kind, matter.step).get(action)
    if meant is None:
        return False
    spawns = meant.spawn is not None or meant.closes is not None
    later = renewal.renews(pack, matter) or term.settles(pack, matter)
    return spawns or later or bool(pack.kind(matter.kind).steps[matter.step].lets)


@transaction.atomic
def _take_locked(
    who: Who, matter_id: int, action: str, given: Mapping[str, Any], now: datetime, photos: tuple[Picture, ...]
) -> Matter:
    """The same where more than the matter and its entry is written."""
    matter = locked(who, matter_id)
    if leaving.for_himself(who, matter, action):
        leaving.leave(who, matter, action, given, now)
        return matter
    if answering.for_himself(who, matter, action):
        _keep(who, matter, photos, now)
        answering.answer(who, matter, action, given, now, _step)
        return matter
    earlier = dict(matter.fields)
    decision = _step(who, matter, action, given, now, photos)

    def step(one: Matter, key: str) -> Decision:
        return _step(who, one, key, given if key == action else {}, now)

    leading.carry(who, matter, earlier, decision, now, step)
    return matter


def _step(
    who: Who,
    matter: Matter,
    action: str,
    given: Mapping[str, Any],
    now: datetime,
    photos: tuple[Picture, ...] = (),
) -> Decision:
    """One action on one locked matter."""
    decision, why = _laid(who, matter, action, given, now)
    matter.save(update_fields=[*LAID, "reworded"])
    _keep(who, matter, photos, now)
    renewal.renew(who, matter, decision.answers, now)
    term.settle(who, matter, decision.answers, now)
    child, where = None, directory(matter.town_id)
    if decision.spawn is not None:
        owner = units.chosen(where, decision.spawn[1])
        child = spawning.spawn(who, matter, decision.spawn[0], owner, str(decision.answers.get("reason", "")), now)
    note(who, matter, where, decision, why, child, now)
    meant = packs.pinned(matter.pack_id).actions(matter.kind, decision.before)[action]
    if meant.closes is not None:
        dissolving.dissolve(who, matter, meant.closes, now)
    arrival.stand_down(who, matter, decision.before, now)
    return decision


def _keep(who: Who, matter: Matter, photos: tuple[Picture, ...], now: datetime) -> None:
    kind = "told" if who.reporter_tie else "done"
    for picture in photos:
        seen = {"kind": kind, "width": picture.width, "height": picture.height, "added_at": now}
        Photo.objects.get_or_create(matter_id=matter.pk, digest=picture.digest, defaults=seen)


def settle(matter: Matter, now: datetime) -> bool:
    """Close a locked matter on what its reporters said, where they have all been asked; whether it was closed."""
    return answering.settle(matter, now, _step)


def _laid(who: Who, matter: Matter, action: str, given: Mapping[str, Any], now: datetime) -> tuple[Decision, Why]:
    """What follows from the action, laid on the matter (not saved), and why it goes where it goes."""
    where, pack = directory(matter.town_id), packs.pinned(matter.pack_id)
    facts = facts_of(matter, where)
    _clean(given)
    decision = procedure.take(pack, calendar(), facts, action, who.actor(matter.pk), given, now)
    decision = replace(decision, marks_before=frozenset(matter.marks))
    after, why = routed(pack, where, matter, decision, now)
    if "public_text" in decision.answers:
        matter.reworded = str(decision.answers["public_text"])
    if pack.actions(matter.kind, decision.before)[action].public == "show":
        _speakable(matter.public_text)
    lay(matter, after, pack, now)
    matter.marks = sorted(decision.marks)
    return decision, why


def _clean(given: Mapping[str, Any]) -> None:
    """A public text that still holds somebody's phone, name or door is refused, with what was found; and so is one that
    holds a mask. Errors: Refused."""
    text = str(given.get("public_text") or "")
    wording.nobody_in(text, "public_text", *wording.PUBLIC)
    _speakable(text)


def _speakable(text: str) -> None:
    """What everybody will read is put in words: a mask in it is nobody's word, and says that somebody stands behind it.
    Errors: Refused."""
    left = privacy.masks_in(text)
    if left:
        raise Refused(
            because(
                "masked",
                "公开文字里还有{left}。请换个说法，例如“一位独居老人”“电话请问社区”，读起来通顺了再公开",
                "the public text still holds {left}: please put it in other words, such as “an elderly neighbour”",
                left="、".join(left),
            ),
            field="public_text",
        )


def routed(pack: Pack, where: Directory, matter: Matter, decision: Decision, now: datetime) -> tuple[Facts, Why]:
    """The facts with the new owner, and why; the same facts when the action routes nothing."""
    facts = decision.facts
    if decision.route is None:
        return facts, {}
    point = (matter.lat, matter.lon)
    if decision.route == "input":
        owner = units.chosen(where, int(decision.answers["unit"]))
        return replace(facts, owner=owner), {"why": str(decision.answers.get("reason", ""))}
    if decision.route == "fallback":
        to = routing.fallback(pack, facts.kind)
    elif decision.route == "place":
        to = routing.plain("place")
    elif decision.route == "nearest_site":
        to = routing.plain("nearest")
    else:
        to = routing.destination(pack, facts, now)
    owner, kept = units.resolve(pack, where, facts, to, point)
    return replace(facts, owner=owner), {"routed": kept}


def note(
    who: Who, matter: Matter, where: Directory, decision: Decision, why: Why, child: Matter | None, now: datetime
) -> None:
    """Write the entry of a decision (see `noted`)."""
    noted(who, matter, where, decision, why, child, now).save(force_insert=True)


def noted(
    who: Who, matter: Matter, where: Directory, decision: Decision, why: Why, child: Matter | None, now: datetime
) -> Entry:
    """The entry of a decision, unwritten: what was answered, where it went and why, which rates it entered or left."""
    kept = {name: value for name, value in decision.answers.items() if name not in ("photo", "public_text")}
    owner = where.rows.get(matter.owner_id) if matter.owner_id and decision.route else None
    gained, lost = decision.marks - decision.marks_before, decision.marks_before - decision.marks
    return entry_of(
        who,
        f"matter.{decision.action}",
        decision.verb,
        now,
        matter_id=matter.pk,
        tie_id=who.tie_id,  # the link he came with, where it was a unit's
        town_id=matter.town_id,
        before=decision.before,
        after=matter.step,
        data={"answers": kept, "why": why.get("why") if owner else None},
        ours={
            "tells": list(decision.tells),
            "told": decision.told,
            "reasons": [both(reason.text) for reason in decision.reasons],
            "tie": who.reporter_tie,
            **({"owner": owner.id, "owner_name": owner.name, "routed": why.get("routed")} if owner else {}),
            "child": child.pk if child else None,
            "marks": sorted(gained),
            "unmarks": sorted(lost),
        },
    )
