"""What is done with a matter: take a step, put its reading right, merge it, show it to the public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.intake import privacy
from lianxin.kernel import abilities
from lianxin.kernel.acts import filing
from lianxin.kernel.acts import routing as units
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.facts import LAID, facts_of, keep_until, lay, place_facts
from lianxin.kernel.models import Matter, Photo, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import Who
from lianxin.language import clock, procedure, routing
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.procedure import Decision
from lianxin.language.reason import Refused, because


def locked(who: Who, matter_id: int) -> Matter:
    """The matter, locked for this transaction, if this Who may see it. Errors: Refused."""
    matter = Matter.objects.select_for_update(of=("self",)).filter(pk=matter_id).first()
    if matter is None or not abilities.may_see(who, matter):
        raise Refused(
            because("not-found", "没有这件事，或者不在您的范围内", "there is no such matter within your scope")
        )
    return matter


@transaction.atomic
def take(
    who: Who,
    matter_id: int,
    action: str,
    given: Mapping[str, Any],
    now: datetime,
    photos: tuple[Picture, ...] = (),
) -> Matter:
    """Take an action on a matter. Errors: Refused with every reason, Incomplete with the fields; nothing half-saved."""
    matter = locked(who, matter_id)
    where = directory(matter.town_id)
    pack = packs.pinned(matter.pack_id)
    facts = facts_of(matter, where)
    given = _clean(given, matter)
    decision = procedure.take(pack, calendar(), facts, action, who.actor(matter.pk), given, now)
    decision = replace(decision, marks_before=frozenset(matter.marks))
    after, why = routed(pack, where, matter, decision, now)
    if "public_text" in decision.answers:
        matter.public_text = str(decision.answers["public_text"])
    lay(matter, after, pack, now)
    matter.marks = sorted(decision.marks)
    matter.save(update_fields=[*LAID, "public_text"])
    for picture in photos:
        Photo.objects.get_or_create(
            matter_id=matter.pk,
            digest=picture.digest,
            defaults={
                "kind": "told" if who.reporter_tie else "done",
                "width": picture.width,
                "height": picture.height,
                "added_at": now,
            },
        )
    child = None
    if decision.spawn is not None:
        owner = units.chosen(where, decision.spawn[1])
        child = filing.spawn(who, matter, decision.spawn[0], owner, str(decision.answers.get("reason", "")), now)
    note(who, matter, where, decision, why, child, now)
    return matter


def _clean(given: Mapping[str, Any], matter: Matter) -> Mapping[str, Any]:
    """A public text that still holds somebody's phone, name or door is refused, with what was found."""
    text = given.get("public_text")
    if text:
        spans = privacy.must_hold(str(text))
        if spans:
            found = "、".join(dict.fromkeys(span.text for span in spans))
            raise Refused(
                because(
                    "private",
                    "公开文字里还有个人信息：{found}。请改掉再公开",
                    "the public text still holds personal details: {found}",
                    found=found,
                ),
                field="public_text",
            )
    return given


def routed(pack: Pack, where: Directory, matter: Matter, decision: Decision, now: datetime) -> tuple[Facts, str]:
    """The facts with the new owner, and why; the same facts when the action routes nothing."""
    facts = decision.facts
    if decision.route is None:
        return facts, ""
    point = (matter.lat, matter.lon)
    if decision.route == "input":
        owner = units.chosen(where, int(decision.answers["unit"]))
        return replace(facts, owner=owner), str(decision.answers.get("reason", ""))
    if decision.route == "fallback":
        to = routing.fallback(pack, facts.kind)
    elif decision.route == "place":
        to = routing.Destination("place", because("place", "由所在社区（村）办理", "the community of the place acts"))
    elif decision.route == "nearest_site":
        to = routing.Destination("nearest:site", because("nearest", "由最近的站点就近办理", "the nearest site acts"))
    elif decision.route == "origin" and matter.filed_at_id is not None:
        return replace(facts, owner=matter.filed_at_id), ""
    else:
        to = routing.destination(pack, facts, now)
    owner, why = units.resolve(pack, where, facts, to, point)
    return replace(facts, owner=owner), why.text.zh


def note(
    who: Who, matter: Matter, where: Directory, decision: Decision, why: str, child: Matter | None, now: datetime
) -> None:
    """Write the entry of a decision: what was answered, where it went and why, which rates it entered or left."""
    kept = {name: value for name, value in decision.answers.items() if name not in ("photo", "public_text")}
    owner = where.rows.get(matter.owner_id) if matter.owner_id else None
    gained, lost = decision.marks - decision.marks_before, decision.marks_before - decision.marks
    record(
        who,
        f"matter.{decision.action}",
        decision.verb,
        now,
        matter_id=matter.pk,
        town_id=matter.town_id,
        before=decision.before,
        after=matter.step,
        data={
            "tells": list(decision.tells),
            "told": decision.told,
            "answers": kept,
            "reasons": [reason.text.zh for reason in decision.reasons],
            "tie": who.reporter_tie,
            **({"owner": owner.id, "owner_name": owner.name, "why": why} if owner and decision.route else {}),
            **({"child": child.pk} if child else {}),
            **({"marks": sorted(gained)} if gained else {}),
            **({"unmarks": sorted(lost)} if lost else {}),
        },
    )


@transaction.atomic
def correct(
    who: Who,
    matter_id: int,
    now: datetime,
    *,
    nature: str | None = None,
    topic: str | None = None,
    place_id: int | None = None,
    route: bool = True,
) -> Matter:
    """Put right what the machine read: nature (which sets the clock), topic, place. However much changes in one call,
    the matter is routed once. The correction is an entry and a label for the next training. Errors: Refused."""
    matter = locked(who, matter_id)
    where, pack = directory(matter.town_id), packs.pinned(matter.pack_id)
    if not abilities.may_correct(who, matter):
        raise Refused(
            because("not-yours", "改判由受理员或经办单位来做", "a clerk or the unit that acts may correct it")
        )
    if place_id is not None and place_id not in where.rows:
        raise Refused(because("place", "这个地点不在本街镇", "this place is not in this town"), field="place")
    for name, value in (("nature", nature), ("topic", topic)):
        declared = pack.said.understanding.get(name)
        if value and declared is not None and value not in declared.labels:
            raise Refused(because("choice", "请从所列选项中选", "choose from the list"), field=name)
    facts = facts_of(matter, where)
    new = replace(
        facts,
        nature=nature if nature is not None else facts.nature,
        topic=topic if topic is not None else facts.topic,
        place=place_id if place_id is not None else facts.place,
    )
    changed = {
        name: [getattr(facts, name), getattr(new, name)]
        for name in ("nature", "topic", "place")
        if getattr(facts, name) != getattr(new, name)
    }
    if not changed:
        matter.unsure = False
        matter.save(update_fields=["unsure"])
        return matter
    new = replace(new, place_chain=where.chain(new.place), place_facts=place_facts(where, new.place))
    new = replace(new, clocks=_retimed(pack, new, now))
    why = ""
    if route and matter.handler_id is None and matter.is_open:
        to = routing.destination(pack, new, now)
        owner, reason = units.resolve(pack, where, new, to, (matter.lat, matter.lon))
        new, why = replace(new, owner=owner), reason.text.zh
    moved = new.owner != facts.owner
    matter.unsure = False
    lay(matter, new, pack, now)
    matter.save(update_fields=[*LAID, "unsure"])
    row = where.rows.get(new.owner) if new.owner is not None else None
    record(
        who,
        "matter.correct",
        "route",
        now,
        matter_id=matter.pk,
        town_id=matter.town_id,
        before=matter.step,
        after=matter.step,
        data={
            "tells": ["owner", "reporters"] if moved else [],
            "changed": changed,
            **({"owner": new.owner, "owner_name": row.name, "why": why} if moved and row else {}),
        },
    )
    return matter


def _retimed(pack: Pack, facts: Facts, now: datetime) -> tuple[clock.ClockState, ...]:
    """Clocks whose length follows from nature or topic get their proper length, still counted from where they began."""
    kind = pack.kind(facts.kind)
    by = {"nature": facts.nature, "topic": facts.topic, "channel": facts.channel}
    found = []
    for state in facts.clocks:
        declared = kind.clocks[state.key]
        if state.running and not isinstance(declared.length, str) and not state.extended:
            state = clock.start(pack, calendar(), state.key, declared, by, state.started)
        found.append(state)
    return tuple(found)


@transaction.atomic
def merge(who: Who, matter_id: int, into_id: int, now: datetime) -> Matter:
    """Join one open matter to another: its reporters follow the other, and it ends as merged. Errors: Refused."""
    if matter_id == into_id:
        raise Refused(because("same", "不能并到它自己", "it cannot be merged into itself"))
    first, second = sorted((matter_id, into_id))
    pair = {pk: locked(who, pk) for pk in (first, second)}
    matter, into = pair[matter_id], pair[into_id]
    if "merge" not in who.may:
        raise Refused(because("power", "合并由受理员来做", "a clerk may merge"))
    if not (matter.is_open and into.is_open) or matter.town_id != into.town_id or matter.secret or into.secret:
        raise Refused(
            because("merge", "只能把本街镇两件在办的事合在一起", "only two open matters of one town can merge")
        )
    Tie.objects.filter(matter_id=matter.pk, kind="reporter").update(matter_id=into.pk)
    Photo.objects.filter(matter_id=matter.pk).exclude(
        digest__in=Photo.objects.filter(matter_id=into.pk).values("digest")
    ).update(matter_id=into.pk)
    into.reporters += matter.reporters
    into.contactable = into.contactable or matter.contactable
    into.changed_at = now
    into.save(update_fields=["reporters", "contactable", "changed_at"])
    matter.merged_into_id = into.pk
    matter.is_open, matter.closed_at, matter.outcome, matter.ending = False, now, "merged", "moved"
    matter.due_at = matter.next_at = matter.soon_at = None
    unmarks = matter.marks
    matter.erase_at = keep_until(packs.pinned(matter.pack_id), now)
    matter.shown, matter.changed_at, matter.marks, matter.reporters = False, now, [], 0
    matter.clocks = [clock.end(clock.ClockState.from_json(data), now).as_json() for data in matter.clocks]
    matter.save()
    for one, other in ((matter, into), (into, matter)):
        record(
            who,
            "matter.merge" if one is matter else "matter.absorb",
            "route",
            now,
            matter_id=one.pk,
            town_id=one.town_id,
            before=one.step,
            after=one.step,
            data={
                "other": other.pk,
                "number": other.number,
                "tells": ["reporters"] if one is into else [],
                **({"unmarks": unmarks} if one is matter and unmarks else {}),
            },
        )
    return into
