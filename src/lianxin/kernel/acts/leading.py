"""Leading: of several open matters about one issue one is answered, and its answer reaches the reporters of all.

Those that hang on it keep their owners, clocks and rates: nothing is merged, nothing vanishes. A step taken on the lead
is taken on each of them as well where its own procedure lets the same person; where it does not, its reporters are told
what was answered and its owner still owes the rest (docs/adr/0057).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language.calendar import CalendarEnds
from lianxin.language.procedure import Decision
from lianxin.language.reason import Refused, Text, because
from lianxin.language.words import Action

MOST = 200
"""Matters that may be hung on a lead at once: each gets an entry of its own in one transaction."""
HUNG = Text("和您说同一件事的还有别人，一并由 {number} 答复")
FREED = Text("您反映的事改为单独办理")


@transaction.atomic
def lead(who: Who, lead_id: int, member_ids: Collection[int], now: datetime) -> Matter:
    """Hang open matters of one town on one of them; their reporters are told, and get its answers. Errors: Refused."""
    wanted = sorted({*member_ids} - {lead_id})
    if not wanted:
        raise Refused(because("none", "请至少选一件挂上去", "choose at least one matter to hang on it"), field="member")
    if len(wanted) > MOST:
        raise Refused(because("many", "一次最多挂 {most} 件", "at most {most} at once", most=MOST), field="member")
    found = {one.pk: one for one in _locked(who, [lead_id, *wanted])}
    first = found[lead_id]
    _refuse(who, first, [found[pk] for pk in wanted])
    hung = [found[pk] for pk in wanted if found[pk].lead_id != lead_id]
    for one in hung:
        one.lead_id, one.changed_at = lead_id, now
        one.save(update_fields=["lead", "changed_at"])
        _note(who, one, "matter.hang", now, first, HUNG.fill(number=first.number).zh)
    if hung:
        # Written and not only locked: whoever read the lead before takes no step on it without those that now hang on
        # it (acts.change).
        first.changed_at = now
        first.save(update_fields=["changed_at"])
        _note(who, first, "matter.lead", now, first, "", members=[one.number for one in hung])
    return first


@transaction.atomic
def release(who: Who, lead_id: int, now: datetime, only: Collection[int] = ()) -> list[Matter]:
    """Let matters (all, or only these) hang on the lead no longer: from now on each is answered alone, and its
    reporters are told. What was answered stays answered. Errors: Refused."""
    hanging = Matter.objects.filter(lead_id=lead_id).order_by("pk")
    ids = list((hanging.filter(pk__in=only) if only else hanging).values_list("pk", flat=True))
    found = {one.pk: one for one in _locked(who, [lead_id, *ids])}
    first, freed = found[lead_id], [found[pk] for pk in ids]
    if not all(abilities.holds(who, one, "merge") for one in (first, *freed)):
        raise Refused(because("power", "牵头的事由受理员或治理岗来定", "a clerk or governance post decides on leads"))
    if not freed:
        raise Refused(because("none", "没有挂在它上面的事", "nothing hangs on it"))
    for one in freed:
        one.lead_id, one.changed_at = None, now
        one.save(update_fields=["lead", "changed_at"])
        _note(who, one, "matter.release", now, first, FREED.zh if one.is_open else "")
    _note(who, first, "matter.release", now, first, "", members=[one.number for one in freed])
    return freed


def carry(who: Who, first: Matter, decision: Decision, now: datetime, step: Callable[[Matter, str], object]) -> None:
    """Carry a step of a lead to what hangs on it: `step` takes an action on a matter. Each reporter is told once: by
    the same step on his own matter, or by an entry on it that says what was answered on the lead."""
    if "reporters" not in decision.tells or who.reporter_tie is not None or who.clock:
        return
    action = packs.pinned(first.pack_id).actions(first.kind, decision.before)[decision.action]
    if action.public or action.spawn:
        return
    same = not (action.claim or action.clock or action.vote)
    for one in Matter.objects.select_for_update(of=("self",)).filter(lead_id=first.pk, is_open=True).order_by("pk"):
        if not (same and one.kind == first.kind and _taken(one, decision, step)):
            told = _said(first, action, decision)
            _note(who, one, "matter.lead_told", now, first, told.zh, told_en=told.en)


def _taken(one: Matter, decision: Decision, step: Callable[[Matter, str], object]) -> bool:
    """Whether the step could be taken on a matter; one that still waits to be accepted is accepted on the way."""
    try:
        with transaction.atomic():
            here = packs.pinned(one.pack_id).actions(one.kind, one.step)
            before = next((key for key, act in here.items() if act.main and act.to == decision.before), "")
            if decision.action not in here and before and not here[before].needs:
                step(one, before)
            step(one, decision.action)
    except (Refused, CalendarEnds):
        one.refresh_from_db()
        return False
    return True


def _said(first: Matter, action: Action, decision: Decision) -> Text:
    """What was answered on the lead, in its own words and with its own owner's name."""
    owner = directory(first.town_id).rows.get(first.owner_id or 0)
    step = packs.pinned(first.pack_id).kind(first.kind).steps[first.step]
    text = (action.told or step.own or step.public).text()
    zh, en = (text.fill(owner=owner.say(one) if owner else "", **decision.answers).say(one) for one in ("zh", "en"))
    return Text(f"{first.number}：{zh}", f"{first.number}: {en}")


def _locked(who: Who, ids: Collection[int]) -> list[Matter]:
    """These matters, locked in the order of their numbers, if this Who may see every one."""
    found = list(Matter.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    if len(found) != len({*ids}) or not all(abilities.may_see(who, one) for one in found):
        raise Refused(
            because("not-found", "没有这件事，或者不在您的范围内", "there is no such matter within your scope")
        )
    return found


def _refuse(who: Who, first: Matter, members: list[Matter]) -> None:
    if not all(abilities.holds(who, one, "merge") for one in (first, *members)):
        raise Refused(because("power", "牵头的事由受理员或治理岗来定", "a clerk or governance post decides on leads"))
    if first.lead_id is not None:
        raise Refused(because("hangs", "{number} 自己挂在别的事上", "{number} hangs on another", number=first.number))
    for one in (first, *members):
        if not one.is_open or one.secret or one.town_id != first.town_id:
            raise Refused(
                because(
                    "lead",
                    "{number} 不能参加：只有本街镇公开办理的在办事项可以",
                    "{number} cannot take part: only open matters of one town, none secret, can",
                    number=one.number,
                )
            )
    pks = [one.pk for one in members]
    leads = Matter.objects.filter(lead_id__in=pks).values_list("lead", flat=True).first()
    if leads is not None:
        number = next(one.number for one in members if one.pk == leads)
        raise Refused(because("leads", "{number} 上面挂着别的事，先解开", "{number} leads others", number=number))


def _note(who: Who, one: Matter, act: str, now: datetime, first: Matter, told: str, **more: Any) -> None:
    record(
        who,
        act,
        "route",
        now,
        matter_id=one.pk,
        town_id=one.town_id,
        before=one.step,
        after=one.step,
        data={"tells": ["reporters"] if told else [], "told": told, "number": first.number, **more},
    )
