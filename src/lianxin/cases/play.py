"""Playing a case on a stage, and saying where what came differs from what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from lianxin.cases import counted, judged, printed
from lianxin.cases.stage import Stage, Staged
from lianxin.cases.words import LIFE, CaseDecl, Expect, FileDecl, Given, StepDecl
from lianxin.language import procedure, rates, view, who
from lianxin.language.calendar import SHANGHAI, CalendarEnds, last_day
from lianxin.language.clock import ClockState
from lianxin.language.facts import CLOCK, Actor
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.language.words import Word


@dataclass(frozen=True, slots=True)
class Difference:
    """What a case expected and what came; `at` is the path inside the case, for the line."""

    at: tuple[str | int, ...]
    what: str
    expected: Any
    came: Any

    def __str__(self) -> str:
        return f"{self.what}: 应是 {_plain(self.expected)}，实际是 {_plain(self.came)}"


def play(pack: Pack, case: CaseDecl, shared: Given) -> list[Difference]:
    """Plays the case; the differences of the first step that has any, else those of the end."""
    index = 0
    try:
        stage = _opened(pack, case, shared)
        for index, step in enumerate(case.steps):
            found = list(_step(stage, step, _filing(case, shared)))
            if found:
                return [Difference(("steps", index, *one.at), one.what, one.expected, one.came) for one in found]
    except (LookupError, CalendarEnds) as error:
        return [Difference(("steps", index), "case", "names that exist", str(error))]
    try:
        return list(_end(stage, case, shared))
    except LookupError as error:
        return [Difference(("then",), "then", "names that exist", str(error))]


def _opened(pack: Pack, case: CaseDecl, shared: Given) -> Stage:
    """The stage before anything happens."""
    stage = Stage(pack)
    for name, posts in {**shared.people, **case.given.people}.items():
        stage.enter(name, posts)
    return stage


def _filing(case: CaseDecl, shared: Given) -> dict[str, Any]:
    return {**shared.filing, **case.given.filing}


def staged_at(pack: Pack, case: CaseDecl, shared: Given, at: datetime) -> Stage:
    """The stage as it stood at a moment of the case: played anew up to it."""
    stage = _opened(pack, case, shared)
    for step in case.steps:
        if _instant(step.at) <= at:
            list(_step(stage, step, _filing(case, shared)))
    stage.pass_to(at)
    return stage


def _step(stage: Stage, step: StepDecl, defaults: dict[str, Any]) -> Iterator[Difference]:
    now = _instant(step.at)
    stage.pass_to(now)
    actor = stage.actor(step.as_, step.for_unit)
    if any(getattr(step, word) is not None for word in LIFE) or stage.life.has(step.on):
        yield from _living(stage, step, actor, now)
        return
    for name, one in _acts(stage, step, actor, defaults, now):
        refused: Refused | None = None
        try:
            staged = one()
        except Refused as error:
            refused, staged = error, stage.matters.get(name)
        expect = step.expect or Expect()
        wrong = list(_refusal(name, expect, refused))
        yield from wrong
        if not wrong and staged is not None:
            yield from _compare(stage, name, staged, expect, actor, now)


def _refusal(name: str, expect: Expect, refused: Refused | None) -> Iterator[Difference]:
    """Where a refusal came that was not expected, the other way round, or for another reason."""
    if (refused is not None) != (expect.refused is not None):
        yield Difference(("expect",), f"{name} refused", expect.refused, refused.say() if refused else None)
    elif refused is not None and not _says(refused, expect.refused or ""):
        yield Difference(("expect", "refused"), f"{name} refused", expect.refused, refused.say())


def _living(stage: Stage, step: StepDecl, actor: Actor, now: datetime) -> Iterator[Difference]:
    """A step that is about an activity or a tie."""
    name, expect = step.name or step.on or "", step.expect or Expect()
    refused: Refused | None = None
    try:
        for word in LIFE:
            if (said := getattr(step, word)) is not None:
                stage.life.does(word)(name, said, actor, now)
    except Refused as error:
        refused = error
    yield from _refusal(name, expect, refused)
    found = stage.life.look(name, now) if stage.life.has(name) else {}
    for word in _said(expect, but="refused"):
        wanted, came = getattr(expect, word), found.get(word)
        if word == "before":
            same = all(text in (came or {}).get(item, "") for item, text in wanted.items())
        else:
            same = wanted == came
        if not same:
            yield Difference(("expect", word), f"{name} {word}", wanted, came)


def _says(refused: Refused, wanted: str) -> bool:
    """Whether a refusal has the reason wanted, by its code or by words of it."""
    return wanted in {reason.code for reason in refused.reasons} or wanted in refused.say()


def _acts(stage: Stage, step: StepDecl, actor: Actor, defaults: dict[str, Any], now: datetime) -> Iterator[Any]:
    """The single acts of a step, each a name and what to do."""
    if step.file is not None:
        said = step.file.model_dump(exclude_unset=True)
        for number in range(1, (step.many or 1) + 1):
            text = step.file.text.replace("{n}", str(number))
            one = FileDecl.model_validate({**defaults, **said, "text": text})
            name = (step.name or "matter") + (f"-{number}" if step.many else "")
            yield name, lambda one=one, name=name: stage.file(name, one, actor, now)
        return
    if step.on is None:
        return
    names = [step.on]
    if step.on.endswith("*"):
        names = [name for name in stage.matters if name.startswith(step.on[:-1])][: step.first]
        if not names or (step.first and len(names) < step.first):
            raise LookupError(f"叫“{step.on}”的事只有 {len(names)} 件 (only {len(names)} matters named {step.on})")
    for name in names:
        if step.do is None:
            yield name, lambda name=name: stage.matters[name] if name in stage.matters else stage.at(name)
        else:
            yield name, lambda name=name: _act(stage, step, name, actor, now)


def _act(stage: Stage, step: StepDecl, name: str, actor: Actor, now: datetime) -> Staged:
    assert step.do is not None
    before = set(stage.matters)
    staged = stage.act(name, step.do, actor, step.with_, now)
    if step.raises:
        (born,) = set(stage.matters) - before
        child = stage.matters.pop(born)
        child.name = step.raises
        stage.matters[step.raises] = child
    return staged


def _compare(
    stage: Stage, name: str, staged: Staged, expect: Expect, actor: Actor, now: datetime
) -> Iterator[Difference]:
    came = {**_matter(stage, name, staged, now), **_clocks(stage, staged, now), **_offered(stage, staged, actor, now)}
    for word in _said(expect, but="refused"):
        wanted = getattr(expect, word)
        found = came[word]
        if word in ("told", "why"):
            same = wanted in found
        elif word in ("fields", "counts", "clocks"):
            found = {key: found.get(key) for key in wanted} if word != "clocks" else _same_sort(wanted, found)
            same = found == wanted
        elif word == "may":
            same = set(wanted) <= set(found)
        elif word == "may_not":
            same = not set(wanted) & set(came["may"])
        elif word == "why_not":
            same = all(text in found.get(action, "") for action, text in wanted.items())
        elif word == "tells":
            same = set(wanted) <= set(found)
        else:
            same = wanted == found
        if not same:
            yield Difference(("expect", word), f"{name} {word}", wanted, found)


def _matter(stage: Stage, name: str, staged: Staged, now: datetime) -> dict[str, Any]:
    facts = stage.at(name).facts if name in stage.matters else staged.facts
    kind = stage.pack.kind(facts.kind)
    claimer = stage.name_of(facts.claimer) or stage.keys.get(facts.claimer_unit or 0, "")
    fields = {key: value for key, value in facts.fields.items() if key in kind.fields}
    for key, value in fields.items():
        if kind.fields[key].type == "unit":
            fields[key] = stage.keys.get(value, value)
    return {
        "step": facts.step,
        "kind": facts.kind,
        "nature": facts.nature,
        "topic": facts.topic,
        "owner": stage.keys.get(facts.owner or 0, ""),
        "place": stage.keys.get(facts.place or 0, ""),
        "held": facts.held,
        "shown": facts.shown,
        "open": facts.is_open,
        "suspended": facts.suspended,
        "ended": kind.endings[facts.outcome].counts if facts.outcome else "",
        "fields": fields,
        "counts": dict(facts.counts),
        "claimer": claimer,
        "handler": stage.name_of(facts.handler),
        "merged": staged.merged or "",
        "followers": stage.at(name).followers if name in stage.matters else staged.followers,
        "told": staged.told,
        "tells": list(staged.tells),
        "reaches": staged.reaches,
        "why": staged.why,
        "sure": staged.sure,
        "erased": stage.erased(facts, now),
    }


def _clocks(stage: Stage, staged: Staged, now: datetime) -> dict[str, Any]:
    facts = staged.facts
    declared = stage.pack.kind(facts.kind).clocks
    main = next((state for state in reversed(facts.clocks) if declared[state.key].main), None)
    return {
        "due": last_day(main.due) if main else None,
        "colour": main.colour(now) if main else None,
        "clocks": {state.key: state for state in facts.clocks},
    }


def _same_sort(wanted: dict[str, Any], found: dict[str, ClockState]) -> dict[str, Any]:
    """Each clock as its state when a state was expected, else as its last day."""
    return {
        key: (found[key].state if isinstance(value, str) else last_day(found[key].due)) if key in found else None
        for key, value in wanted.items()
    }


def _offered(stage: Stage, staged: Staged, actor: Actor, now: datetime) -> dict[str, Any]:
    facts = stage.at(staged.name).facts if staged.name in stage.matters else staged.facts
    offers = procedure.offers(stage.pack, facts, actor, now)
    return {
        "may": [offer.key for offer in offers if offer.allowed],
        "may_not": [offer.key for offer in offers if offer.allowed],
        "why_not": {offer.key: "；".join(reason.say() for reason in offer.reasons) for offer in offers},
        "sees_reporter": who.sees_reporter(stage.pack, actor, facts),
    }


def _end(stage: Stage, case: CaseDecl, shared: Given) -> Iterator[Difference]:
    now = _instant(case.steps[-1].at)
    standing = [staged.facts for staged in stage.matters.values() if not staged.merged]
    marks = [mark for facts in standing for mark in rates.marks(stage.pack, facts, now)]
    for key, wanted in case.then.rates.items():
        if key not in stage.pack.said.rates:
            raise LookupError(f"没有叫“{key}”的指标 (no rate named {key})")
        came = {word: marks.count(f"{key}.{word}") for word in ("above", "below", "excluded")}
        shown = {**came, "text": rates.percent(came["above"], came["below"])}
        for word in _said(wanted):
            if getattr(wanted, word) != shown[word]:
                yield Difference(("then", "rates", key, word), f"{key} {word}", getattr(wanted, word), shown[word])
    for index, count in enumerate(case.then.counts):
        found = sum(view.conditions(stage.pack, facts, CLOCK, now).hold(count.when) for facts in standing)
        if found != count.amount:
            yield Difference(("then", "counts", index), count.what, count.amount, found)
    for key, value in case.then.values.items():
        if stage.pack.value(key, now.date()) != value:
            yield Difference(("then", "values", key), key, value, stage.pack.value(key, now.date()))
    for where, what, should, came_out in chain(
        judged.differences(stage, case.then, now),
        counted.differences(stage, case.then, now),
        printed.differences(stage, case.then, now, lambda at: staged_at(stage.pack, case, shared, at)),
    ):
        yield Difference(("then", *where), what, should, came_out)


def _said(word: Word, but: str = "") -> list[str]:
    """The keys that were written, in the order of the vocabulary."""
    return [name for name in type(word).model_fields if name in word.model_fields_set and name != but]


def _instant(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "（没有）"
    if isinstance(value, list):
        return "、".join(str(one) for one in value) or "（没有）"
    return str(value)
