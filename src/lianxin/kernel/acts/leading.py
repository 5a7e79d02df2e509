"""Leading: of several open matters about one issue one is answered, and its answer reaches the reporters of all.

Those that hang on it keep their owners, clocks and rates: nothing is merged, nothing vanishes. A step taken on the lead
is taken on each of them as well where its own procedure lets the same person; where it does not, its reporters are told
what was answered and its owner still owes the rest (docs/adr/0057). One that is closed stays closed, and its reporters
are told when the lead is opened again and what is answered then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Matter
from lianxin.kernel.models.matter import UNDONE
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
REOPENED = Text(
    "{number} 重新办理{why}。有了新的答复会告诉您",
    "{number}, which answers yours too, is dealt with again{why}. You will be told the new answer",
)
ASKED = Text("（它的反映人提出）", " (its reporter asked for it)")
"""Why, where its reporter asked: in no words of his, for others read it."""
YOURS = Text(
    "；您的事要是也没解决，可以在自己的进度页上重新打开",
    "; if yours is not solved either, you can have it opened again on your own page",
)


@transaction.atomic
def lead(who: Who, lead_id: int, member_ids: Collection[int], now: datetime) -> Matter:
    """Hang open matters of one town on one of them; their reporters are told, and get its answers. One that hangs on
    another open lead is refused; a lead that is closed lets go of it, and both say so. Errors: Refused."""
    wanted = sorted({*member_ids} - {lead_id})
    if not wanted:
        raise Refused(because("none", "请至少选一件挂上去", "choose at least one matter to hang on it"), field="member")
    if len(wanted) > MOST:
        raise Refused(because("many", "一次最多挂 {most} 件", "at most {most} at once", most=MOST), field="member")
    hanging = Matter.objects.filter(pk__in=[lead_id, *wanted], lead__isnull=False)
    # With those they hang on, all in one order: whoever takes a step on one of those leads waits and is waited for.
    found = {one.pk: one for one in _locked(who, {lead_id, *wanted, *hanging.values_list("lead_id", flat=True)})}
    first, members = found[lead_id], [found[pk] for pk in wanted]
    _refuse(who, first, members, found)
    hung = [one for one in members if one.lead_id != lead_id]
    moved = [one for one in (first, *hung) if one.lead_id is not None]
    for old in sorted({one.lead_id for one in moved if one.lead_id is not None}):
        _free(who, found[old], [one for one in moved if one.lead_id == old], now, "")
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
    _free(who, first, freed, now, FREED.zh)
    return freed


def _free(who: Who, first: Matter, freed: list[Matter], now: datetime, told: str) -> None:
    """Matters hang on the lead no longer; the reporters of those that are open are told, if there is what to tell."""
    for one in freed:
        one.lead_id, one.changed_at = None, now
        one.save(update_fields=["lead", "changed_at"])
        _note(who, one, "matter.release", now, first, told if one.is_open else "")
    _note(who, first, "matter.release", now, first, "", members=[one.number for one in freed])


def carry(
    who: Who,
    first: Matter,
    earlier: Mapping[str, Any],
    decision: Decision,
    now: datetime,
    step: Callable[[Matter, str], object],
) -> None:
    """Carry a step of a lead to what hangs on it: `step` takes an action on a matter. Each reporter is told once: by
    the same step on his own matter, or by an entry on it that says what was answered on the lead. `earlier`: what the
    lead had answered before."""
    pack = packs.pinned(first.pack_id)
    if first.is_open and pack.kind(first.kind).steps[decision.before].end is not None:
        _tell_reopened(who, first, decision, now)
        return
    if "reporters" not in decision.tells or who.reporter_tie is not None or who.clock:
        return
    action = pack.actions(first.kind, decision.before)[decision.action]
    if action.public or action.spawn:
        return
    same = not (action.claim or action.clock or action.vote)
    for one in _followers(first):
        if one.is_open and same and one.kind == first.kind and _taken(one, decision, step):
            continue
        if one.is_open or (same and _answers(action, first)):
            _overtake(one, earlier, decision, now)
            told = _said(first, action, decision)
            _note(who, one, "matter.lead_told", now, first, told.zh, told_en=told.en)


def _followers(first: Matter) -> Iterable[Matter]:
    """What hangs on it, closed or not, locked; without what its reporter took back or what is none any more."""
    hanging = Matter.objects.select_for_update(of=("self",)).filter(lead_id=first.pk, merged_into__isnull=True)
    return hanging.exclude(outcome=UNDONE).exclude(is_open=False, ending="withdrawn").order_by("pk")


def _answers(action: Action, first: Matter) -> bool:
    """Whether a step answers, so that who was answered before must hear of it: that it goes on is not for him."""
    return action.verb in ("record", "decide") or not first.is_open


def _tell_reopened(who: Who, first: Matter, decision: Decision, now: datetime) -> None:
    """A lead that is opened again has answered nothing: each stays where it is, and its reporters are told why. Told
    whoever did it and whether or not its own reporters are: the answer that was given to all stands no longer."""
    reason = str(decision.answers.get("reason") or "").strip().rstrip("。")
    why = ASKED if who.reporter_tie is not None else Text(f"：{reason}", f": {reason}") if reason else Text("")
    zh, en = (REOPENED.fill(number=first.number, why=why.say(one)).say(one) for one in ("zh", "en"))
    for one in _followers(first):
        more = YOURS if _may_ask_again(one) else Text("")
        _note(who, one, "matter.lead_reopened", now, first, zh + more.zh, told_en=en + more.en)


def _may_ask_again(one: Matter) -> bool:
    """Whether a closed matter's reporter can have it opened again himself."""
    pack = packs.pinned(one.pack_id)
    steps, actions = pack.kind(one.kind).steps, pack.actions(one.kind, one.step).values()
    return not one.is_open and any("reporter" in act.who and act.to and steps[act.to].end is None for act in actions)


def _overtake(one: Matter, earlier: Mapping[str, Any], decision: Decision, now: datetime) -> None:
    """Where a matter holds what its lead had answered before, it holds the newer answer: what staff read out on the
    phone is what stands. An answer of its own unit stays."""
    declared = packs.pinned(one.pack_id).kind(one.kind).fields
    newer = {
        name: value
        for name, value in decision.answers.items()
        if name in declared and earlier.get(name) and one.fields.get(name) == earlier[name] != value
    }
    if newer:
        one.fields, one.changed_at = {**one.fields, **newer}, now
        one.save(update_fields=["fields", "changed_at"])


def _taken(one: Matter, decision: Decision, step: Callable[[Matter, str], object]) -> bool:
    """Whether the step could be taken on a matter; one that still waits to be accepted is accepted on the way."""
    try:
        with transaction.atomic():
            here = packs.pinned(one.pack_id).actions(one.kind, one.step)
            # Accepted, and never confirmed: what its reporter attests is nobody's to pass on the way.
            ways = {key: act for key, act in here.items() if act.main and act.verb != "attest"}
            before = next((key for key, act in ways.items() if act.to == decision.before), "")
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


def _refuse(who: Who, first: Matter, members: list[Matter], found: Mapping[int, Matter]) -> None:
    """Errors: Refused. `found`: these, and the leads they hang on."""
    if not all(abilities.holds(who, one, "merge") for one in found.values()):
        raise Refused(because("power", "牵头的事由受理员或治理岗来定", "a clerk or governance post decides on leads"))
    if _held(first, first, found):
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
    for one in members:
        if _held(one, first, found):
            old = found.get(one.lead_id or 0)
            raise Refused(
                because(
                    "hung",
                    "{number} 已经挂在 {old} 上，由它一并答复；要换，先在那里解开",
                    "{number} hangs on {old} already; let it go there first",
                    number=one.number,
                    old=old.number if old else "另一件",
                )
            )
    pks = [one.pk for one in members]
    leads = Matter.objects.filter(lead_id__in=pks).values_list("lead", flat=True).first()
    if leads is not None:
        number = next(one.number for one in members if one.pk == leads)
        raise Refused(because("leads", "{number} 上面挂着别的事，先解开", "{number} leads others", number=number))


def _held(one: Matter, first: Matter, found: Mapping[int, Matter]) -> bool:
    """Whether another lead than this answers for a matter. One that is closed is history and holds nobody."""
    if one.lead_id in (None, first.pk):
        return False
    old = found.get(one.lead_id or 0)
    return old is None or old.is_open


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
