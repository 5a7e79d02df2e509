"""Recording what took place: who was there, what was counted, what was decided and what became of it; putting it right.

Written once by whoever organised it. Nobody checks in; the organiser says who was there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel.acts import ends, filing, serving
from lianxin.kernel.acts.activity import organised
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import attachments, bounded, packs, roll, stated
from lianxin.kernel.reads import box as boxes
from lianxin.kernel.who import Who
from lianxin.language import activity as rules
from lianxin.language import bounds, box, cap, contested, resolved, stating
from lianxin.language.activities import ActivityKind, AgendaKind
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.language.vote import Ballot


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one agenda line (`line` is its place): votes in favour, words, and a matter it becomes; of an
    election, how many were to be elected and how many stood, where the plan did not say. `gone`: a correction
    takes away what was recorded of it."""

    line: int
    text: str = ""
    in_favour: int | None = None
    becomes: str = ""
    place_id: int | None = None
    seats: int | None = None
    candidates: int | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What took place. `present` are people of the roll, who signed up, or whom the town knows otherwise. Where the
    office keeps no roll, `due` and `came` are counted by hand."""

    present: tuple[int, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    text: str = ""
    ended_at: datetime | None = None
    due: int | None = None
    came: int | None = None


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who was due and who came: people by id, or counts."""

    due: frozenset[int]
    present: frozenset[int]
    due_count: int
    came_count: int


@transaction.atomic
def hold(who: Who, activity_id: int, said: Record, now: datetime) -> Activity:
    """Record it as held. Errors: Refused: not begun, cancelled, somebody the town does not know, votes or ballots
    beyond those present, totals that cannot be, no quorum, a needed file not there; nothing half-saved."""
    found = organised(who, activity_id)
    if found.state == "held":
        raise Refused(
            because("state", "已经记过了；记录有误请用更正，原来的也会留着", "it is recorded; correct it instead")
        )
    if found.state == "cancelled":
        raise Refused(because("state", "已经取消，不能记为已开展", "it was cancelled"))
    rules.happened(found.starts_at, now)
    attachments.must_be_there(packs.pinned(found.pack_id), found)
    told = found.text, found.fields
    counts = _write(who, found, said, now)
    found.shown = found.shown and told == (found.text, found.fields)  # what is new is looked at before all read it
    found.state, found.recorded_at = "held", now
    found.save()
    serving.credit(who, found, now)
    record(
        who, "activity.hold", "record", now, activity_id=found.pk, town_id=found.town_id, unit_id=found.unit_id,
        before="planned", after="held", ours={"kind": found.kind, "figures": found.figures, **counts},
    )  # fmt: skip
    return found


@transaction.atomic
def correct(who: Who, activity_id: int, said: Record, reason: str, now: datetime) -> Activity:
    """Put a record right: it is said anew, what stood before is kept in the entry. A line of the agenda of which
    nothing is said keeps its result, counted again with those who came; matters that were raised stay. Errors: Refused
    (not recorded yet, no reason, a result left empty)."""
    found = organised(who, activity_id)
    if found.state != "held":
        raise Refused(because("state", "还没有记录，不用更正", "there is no record yet"))
    if len(reason.strip()) < 2:
        raise Refused(because("reason", "请写明更正什么、为什么", "say what is put right and why"), field="reason")
    was = {"figures": found.figures, "resolved": len(found.resolved), "present": _present(found)}
    counts = _write(who, found, said, now)
    found.shown = False  # what was published is looked at again
    found.save()
    serving.credit(who, found, now, reason.strip()[:300])
    record(
        who, "activity.correct", "record", now, activity_id=found.pk, town_id=found.town_id, unit_id=found.unit_id,
        before="held", after="held", data={"reason": reason.strip()[:300]},
        ours={"kind": found.kind, "was": was, "figures": found.figures, **counts},
    )  # fmt: skip
    return found


def _present(activity: Activity) -> int:
    return Tie.objects.filter(activity=activity, kind="attend", state="present").count()


def _write(who: Who, activity: Activity, said: Record, now: datetime) -> dict[str, int]:
    pack = packs.pinned(activity.pack_id)
    kind = pack.said.activities[activity.kind]
    turnout = turnout_of(pack, kind, activity, said)
    held, closed = boxes.items(activity)
    given = stated.given(activity) if kind.statements is not None else 0
    figures = rules.figures(kind, said.figures, held, given) | box.figures(kind, activity.resolved, closed)
    figures |= stating.figures(kind, given)
    cap.must_hold(pack, kind, figures, activity.starts_at.date())
    ballots = bounded.ballots(activity)
    if ballots or any(one.box is not None or one.part_of is not None for one in kind.figures.values()):
        there_were = bounded.whole(activity, turnout.due_count, turnout.came_count, turnout.present)
        bounds.must_hold(pack, kind, figures, activity.agenda, ballots, there_were)
    fields = {**activity.fields, **{name: value for name, value in said.fields.items() if value not in ("", None)}}
    missing = [name for name in kind.needs if fields.get(name) in ("", None) and name not in figures]
    if missing:
        labels = "、".join(kind.fields[name].label.zh for name in missing if name in kind.fields) or missing[0]
        raise Refused(because("needs", "还要填：{labels}", "still needed: {labels}", labels=labels), field=missing[0])
    activity.figures, activity.fields, activity.text = figures, fields, said.text or activity.text
    activity.ends_at = said.ended_at or activity.ends_at
    activity.changed_at = now
    activity.resolved = _resolved(who, pack, kind, activity, said, turnout, now)
    if kind.attendance == "headcount":
        return {}
    _attendance(activity, turnout, now)
    return {"due": turnout.due_count, "came": turnout.came_count}


def turnout_of(pack: Pack, kind: ActivityKind, activity: Activity, said: Record) -> Turnout:
    """Who was due and who came. Errors: Refused for somebody the town does not know, and for counts that cannot be."""
    organisers = Tie.objects.filter(activity=activity, kind="organise").values_list("unit_id", flat=True)
    units = [unit for unit in organisers if unit]
    due = frozenset(roll.due(activity, units, activity.starts_at))
    present = frozenset(said.present)
    _acquainted(activity, units, present - due)
    if due or said.due is None:
        return Turnout(due, present, len(due), len(present & due) if due else len(present))
    came = said.came or 0
    if not 0 <= came <= said.due:
        zh, en = "人数对不上：应到 {due}、实到 {came}", "these counts cannot be: {due} due, {came} came"
        raise Refused(because("impossible", zh, en, due=said.due, came=came), field="came")
    return Turnout(frozenset(), present, said.due, came)


def _acquainted(activity: Activity, units: list[int], others: frozenset[int]) -> None:
    """Refuses people who are neither known in the town nor members of who organises it (a unit above the town keeps a
    roll of its own): a record shows names, and nobody is looked up by it."""
    unknown = ends.strangers(activity.town_id, others) if others else set()
    if unknown and not unknown <= roll.members(units, activity.starts_at).keys():
        zh, en = "名单里有本街镇不认识的人，请刷新再试", "the town does not know somebody on the list: try again"
        raise Refused(because("person", zh, en), field="present")


def _attendance(activity: Activity, turnout: Turnout, now: datetime) -> None:
    """Ties of those who came and of those due who did not; those who signed up and are neither, were absent."""
    held = {
        tie.person_id: tie for tie in Tie.objects.filter(activity=activity, kind="attend").exclude(state="withdrawn")
    }
    everybody = turnout.present | turnout.due | {person for person in held if person is not None}
    fresh = []
    for person in sorted(everybody):
        state = "present" if person in turnout.present else "absent"
        tie = held.get(person)
        if tie is None:
            fresh.append(
                Tie(
                    kind="attend",
                    person_id=person,
                    activity=activity,
                    town_id=activity.town_id,
                    state=state,
                    since=now,
                    ref=f"attend:{activity.pk}:{person}",
                )  # fmt: skip
            )
        elif tie.state != state:
            tie.state = state
            tie.save(update_fields=["state"])
    Tie.objects.bulk_create(fresh)


def _resolved(
    who: Who, pack: Pack, kind: ActivityKind, activity: Activity, said: Record, turnout: Turnout, now: datetime
) -> list[dict[str, Any]]:
    """What was decided, line by line, with its vote and the matter it became."""
    before = {one["line"]: one for one in activity.resolved if "totals" not in one}
    # What a box gave stays: no record, and no correction of one, takes it away.
    found = [one for one in activity.resolved if "totals" in one]
    for outcome in _whole(said.outcomes, before):
        if not 0 <= outcome.line < len(activity.agenda):
            raise Refused(because("line", "没有这项议程", "there is no such agenda line"))
        item = pack.said.agenda[activity.agenda[outcome.line]["kind"]]
        earlier = before.get(outcome.line, {})
        try:
            if resolved.stands(item, outcome.text, outcome.in_favour, earlier, gone=outcome.gone):
                found.append(_came_of(who, pack, kind, activity, outcome, turnout, earlier.get("matter"), now))
        except Refused as refused:  # said under the line it belongs to
            raise Refused(*refused.reasons, field=f"{refused.field or 'text'}-{outcome.line}") from refused
    return found


def _whole(said: Iterable[Outcome], before: Mapping[int, Mapping[str, Any]]) -> list[Outcome]:
    """What is said of each line, and as it was recorded what is not said anew."""
    named = {one.line: one for one in said}
    kept = [
        Outcome(n, one.get("text", ""), one.get("yes"), seats=one.get("seats"), candidates=one.get("candidates"))
        for n, one in before.items()
        if n not in named
    ]
    return sorted([*named.values(), *kept], key=lambda one: one.line)


def _came_of(
    who: Who, pack: Pack, kind: ActivityKind, activity: Activity, outcome: Outcome, turnout: Turnout,
    earlier: int | None, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """What was decided on one line; `earlier`: the matter that became of it before. Errors: Refused."""
    line = activity.agenda[outcome.line]
    one: dict[str, Any] = {"line": outcome.line, "item": line["kind"], "text": outcome.text}
    item = pack.said.agenda[line["kind"]]
    carried = True
    if item.vote is not None:
        one |= _voted(pack, activity, item, outcome, turnout)
        carried = one["carried"]
    if outcome.becomes and carried:
        _may_become(kind, outcome)
        one["matter"] = earlier or _becomes(who, activity, outcome, now)
    elif earlier is not None:  # a correction that does not ask for it again does not lose it
        one["matter"] = earlier
    return one


def _voted(pack: Pack, activity: Activity, item: AgendaKind, outcome: Outcome, turnout: Turnout) -> dict[str, Any]:
    """A vote with its totals; of an election, its seats and candidates, too. Errors: Refused."""
    day, line = activity.starts_at.date(), activity.agenda[outcome.line]
    stood = {word: getattr(outcome, word) or line.get(word) for word in ("seats", "candidates")}
    contested.must_hold(pack, item, stood["seats"], stood["candidates"], day)
    ballot = Ballot(turnout.due_count, turnout.came_count, outcome.in_favour or 0)
    verdict = rules.resolve(pack, item, ballot, day)
    return {
        "due": ballot.due, "present": ballot.present, "yes": ballot.in_favour, "carried": verdict.carried,
        "said": verdict.reasons[0].text.zh, **(stood if item.contested is not None else {}),
    }  # fmt: skip


def _may_become(kind: ActivityKind, outcome: Outcome) -> None:
    if outcome.becomes not in kind.becomes:
        zh, en = "这类活动议定的事不能立成这类事项", "a resolution cannot become that"
        raise Refused(because("becomes", zh, en), field="becomes")
    if not outcome.text.strip():
        raise Refused(because("text", "请写明议定了什么，事项要用", "say what was agreed"), field="text")


def _becomes(who: Who, activity: Activity, outcome: Outcome, now: datetime) -> int:
    """The matter that a resolution becomes; raised once."""
    told = Telling(
        outcome.text,
        activity.town_id,
        channel="internal",
        kind=outcome.becomes,
        place_id=outcome.place_id or activity.place_id,
        anonymous=True,
        ref=f"resolved:{activity.pk}:{outcome.line}",
    )
    made = filing.file(who, told, now).matter
    record(
        who, "activity.resolve", "decide", now, activity_id=activity.pk, matter_id=made.pk, town_id=activity.town_id,
        ours={"kind": activity.kind, "becomes": outcome.becomes},
    )  # fmt: skip
    return made.pk
