"""Ties of a pack's kinds: made, changed and ended with a reason. What lasts, and between whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import card, ends
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.entry import masked, record
from lianxin.kernel.models import Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.cover import uncovered_without
from lianxin.kernel.tie_facts import (
    ACTIVE,
    AHEAD,
    ENDED,
    INTENT,
    LAST_DAY,
    TICK,
    begin_of,
    day_of,
    end_of,
    expired,
    span_of,
)
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.reason import Refused, because
from lianxin.language.tie import Span
from lianxin.language.ties import TieKind

WRITTEN = ("text", "longtext", "document")
"""Types of answer that somebody writes in his own words."""
NOT_FOUND = because("not-found", "没有这项关系，或者不在您的范围内", "there is no such tie within your scope")
NOT_YOURS = because("power", "您的岗位不能做这件事", "your post does not allow this")


@transaction.atomic
def make(who: Who, wanted: Wanted, now: datetime) -> Tie:
    """Make a tie. The same `ref` again gives the same tie. Errors: Refused, Incomplete; then nothing was written."""
    pack_id = packs.current_id(packs.key_of_town(wanted.town_id))
    pack = packs.pinned(pack_id)
    kind = pack.said.ties.get(wanted.kind)
    if kind is None:
        raise Refused(because("kind", "没有这一类关系", "there is no such kind of tie"), field="kind")
    if not tie_abilities.may_make(who, kind, wanted.town_id, wanted.unit_id):
        raise Refused(NOT_YOURS)
    _alone(wanted.town_id)
    earlier = Tie.objects.filter(ref=wanted.ref).first() if wanted.ref else None
    if earlier is not None:
        return earlier
    answers = rules.answers(pack, kind, wanted.fields)
    span = rules.lasts(pack, kind, Span(wanted.since, wanted.until))
    two = ends.of(kind, wanted, now)
    rules.apart(kind, span, ends.others(kind, wanted.kind, two, span))
    slot = rules.slot(kind, wanted.slot, ends.taken(wanted.kind, two, wanted.slot, span) if kind.slots else 0)
    consent = None
    if kind.consent is not None and wanted.consent is not None:
        consent = rules.consented(pack, kind, wanted.consent, two.birth_year, day_of(now))
    if two.person is not None and two.person.pk is None:
        two.person.save()
    state = ACTIVE if rules.consent_holds(kind, consent) else INTENT
    data: dict[str, Any] = {"fields": card.open_fields(kind, answers), **({"consent": consent} if consent else {})}
    data |= {AHEAD: True} if span.since > day_of(now) else {}
    made = Tie.objects.create(
        kind=wanted.kind, role=slot, person=two.person, unit_id=wanted.unit_id, other_id=two.other_id,
        toward_id=two.toward_id, town_id=wanted.town_id, pack_id=pack_id, state=state, since=begin_of(span.since),
        until=end_of(span.until) if span.until else None, ref=wanted.ref, data=data,
    )  # fmt: skip
    card.keep(kind, wanted.kind, two.person, answers, now)
    _note(
        who, made, kind, "tie.make", "decide", now, {"since": span.since.isoformat(), "slot": slot, "consent": consent}
    )
    return made


@transaction.atomic
def change(
    who: Who,
    tie_id: int,
    now: datetime,
    *,
    until: date | None = None,
    fields: Mapping[str, Any] | None = None,
    on: date | None = None,
) -> Tie:
    """Another last day, or other answers, which hold from the day `on`. What is not given stays, what is given empty is
    taken out. Errors: Refused (nothing differs; a day on which the tie does not last or that has not come), Incomplete.
    """
    tie, kind = mine(who, tie_id)
    if on is not None:
        rules.happened(on, span_of(tie), day_of(now))
    lay(who, tie, kind, now, until=until, fields=fields, **({"on": on.isoformat()} if on is not None else {}))
    return tie


def lay(
    who: Who, tie: Tie, kind: TieKind, now: datetime, *, until: date | None, fields: Mapping[str, Any] | None,
    **why: Any,
) -> None:  # fmt: skip
    """Lay another last day or other answers on a locked tie; `why` stands in its entry. One whose last day has passed
    goes on with a later one. Errors: Refused, Incomplete."""
    pack = packs.pinned(tie.pack_id or 0)
    before = span_of(tie)
    if tie.state == ENDED and not (until is not None and expired(tie)):
        raise Refused(because("ended", "已经结束了，请另立一项", "it has ended; make a new one"))
    if until is not None:
        span = rules.lasts(pack, kind, Span(max(before.since, _renewed(before, until)), until))
        rules.apart(kind, span, ends.others(kind, tie.kind, ends.held(tie), span, but=tie.pk))
        tie.until = end_of(until)
        tie.data.pop("renewal", None)
        _goes_on(tie, kind, now)
    changed = _answered(tie, kind, fields, now) if fields is not None else {}
    if until is None and not changed:
        raise Refused(because("same", "内容没有变，不用保存", "nothing differs; there is nothing to save"))
    tie.save(update_fields=["until", "state", "data"])
    told = {"until": until.isoformat() if until else None, "was": before.until.isoformat() if before.until else None}
    _note(who, tie, kind, "tie.change", "decide", now, {**told, "changed": changed, **why})


def _answered(tie: Tie, kind: TieKind, fields: Mapping[str, Any], now: datetime) -> dict[str, list[Any]]:
    """Lay other answers on a tie. Those that differ, as they were and are: nothing of a sealed one, and no contact of
    anybody in a text. Errors: Incomplete."""
    sealed = [name for name, field in kind.fields.items() if field.sensitivity == "sealed"]
    held = card.opened(tie.person_id, tie.kind) if sealed and tie.person_id is not None else {}
    before = {**tie.data.get("fields", {}), **held}
    answers = rules.answers(packs.pinned(tie.pack_id or 0), kind, {**before, **fields})
    tie.data["fields"] = card.open_fields(kind, answers)
    if held and not any(name in answers for name in sealed):
        card.drop(tie.person_id or 0, tie.kind)
    card.keep(kind, tie.kind, tie.person, answers, now)
    written = [name for name, field in kind.fields.items() if field.type in WRITTEN and field.form != "credit_code"]
    changed = rules.altered(kind, before, answers)
    return {name: masked(pair) if name in written else pair for name, pair in changed.items()}


def _goes_on(tie: Tie, kind: TieKind, now: datetime) -> None:
    """One that its last day had ended is in force again, if it has another one ahead."""
    if expired(tie) and tie.until is not None and tie.until > now:
        tie.state = ACTIVE if rules.consent_holds(kind, tie.data.get("consent")) else INTENT
        del tie.data["reason"]


def _renewed(before: Span, until: date) -> date:
    """From when the term counts that is now agreed: a renewed one from the end of the term before."""
    return before.until if before.until is not None and until > before.until else before.since


@transaction.atomic
def end(who: Who, tie_id: int, reason: str, now: datetime, *, sure: bool = False) -> Tie:
    """End a tie with one of its kind's reasons. Without `sure` it is refused with a warning (code `uncovers`) where a
    household would be left without a pair. Errors: Refused."""
    tie, kind = mine(who, tie_id)
    rules.ending(kind, reason)
    if tie.state == ENDED:
        return tie
    if not sure and uncovered_without(tie, now):
        raise Refused(
            because(
                "uncovers",
                "这是这一户唯一的结对。解除后这一户就没有人了，请先安排接手的人，或确认仍要解除",
                "it is the only pair of this household; arrange who follows, or confirm",
            ),
            field="sure",
        )
    finish(who, tie, kind, reason, now)
    return tie


def finish(
    who: Who, tie: Tie, kind: TieKind, reason: str, now: datetime, *, passed: datetime | None = None
) -> None:  # fmt: skip
    """End a locked tie, and what went through it: pairings of a household that is no longer one. `passed`: the moment
    after the last day of a tie that nobody ended."""
    last = passed or now
    tie.state, tie.until = ENDED, max(tie.since, min(last, tie.until) if tie.until else last)
    tie.key_hash = None
    tie.data["reason"] = reason
    tie.data.pop(AHEAD, None)
    tie.save(update_fields=["state", "until", "key_hash", "data"])
    if passed is None:
        _note(who, tie, kind, "tie.end", "decide", now, {"reason": reason})
    else:
        _note(who, tie, kind, "tie.expire", "record", now, {"until": day_of(passed - TICK).isoformat()})
    pack = packs.pinned(tie.pack_id or 0)
    through = [name for name, one in pack.said.ties.items() if one.other.through == tie.kind]
    if tie.person_id is None or not through:
        return
    for pair in Tie.objects.select_for_update(of=("self",)).filter(
        toward_id=tie.person_id, kind__in=through, state=ACTIVE
    ):
        known = pack.said.ties[pair.kind]
        same = reason in known.reasons or reason == LAST_DAY
        finish(who, pair, known, reason if same else next(iter(known.reasons)), now, passed=passed)


def locked(tie_id: int) -> tuple[Tie, TieKind]:
    """A tie of a pack's kind, locked for this transaction, with what its pack says of it. Errors: Refused."""
    tie = Tie.objects.select_for_update(of=("self",)).filter(pk=tie_id, town__isnull=False).first()
    if tie is None or tie.pack_id is None:
        raise Refused(NOT_FOUND)
    return tie, packs.pinned(tie.pack_id).said.ties[tie.kind]


def mine(who: Who, tie_id: int) -> tuple[Tie, TieKind]:
    """The same, for somebody who may make and end it. Errors: Refused."""
    tie, kind = locked(tie_id)
    if not tie_abilities.may_make(who, kind, tie.town_id or 0, tie.unit_id):
        raise Refused(NOT_YOURS if tie_abilities.may_see(who, kind, tie) else NOT_FOUND)
    return tie, kind


def _alone(town_id: int) -> None:
    """One after the other in a town, so that two at once cannot overlap. Foreign keys to the town do not wait."""
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=town_id)


def _note(who: Who, tie: Tie, kind: TieKind, act: str, verb: str, now: datetime, told: Mapping[str, Any]) -> None:
    said = {"kind": tie.kind, "label": kind.label.zh, **told}
    record(
        who, act, verb, now,
        tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, after=tie.state or "", ours=said,
    )  # fmt: skip
