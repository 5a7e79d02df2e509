"""What follows from the days of a path: whether a stage may be reached on a day, since when, and what comes next.

Pure. The days are kept sealed by whoever asks; nothing here judges anybody, and nothing happens by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from lianxin.language.activity import barred, cited, names
from lianxin.language.dated import NoValue
from lianxin.language.ground import Ground
from lianxin.language.pack import Pack
from lianxin.language.paths import MemberPath, Stage, StageNumber, Through, Wait
from lianxin.language.reason import Reason, Refused, because

NOTE = "note"
"""What is called to mind while a stage lasts, beside the next stage."""
FIELDS = {"early": "on", "late": "on", "why-late": "reason", "number": "numbers"}
"""Where on a form each reason is to be put right."""
LONGEST = 200
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is told when a stage is reached: its day, the numbers it asks for, and a reason where one is due."""

    on: date
    numbers: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """A stage that may come: from which day on, by which day it is called to mind, after which it may not."""

    key: str
    earliest: date
    by: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is called to mind and for which day: the next stage by its key, or NOTE."""

    key: str
    on: date


Days = Mapping[str, date]
"""The day of every stage reached, in the order in which they were."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What a wait says in days: not before, called to mind by, not after."""

    wait: Wait
    least: date | None
    within: date | None
    at_most: date | None


def _bounds(ground: Ground, stage: Stage, days: Days, on: date) -> Iterator[_Bounds]:
    """The waits of a stage that count, by the rules of the day `on`."""
    for wait in stage.waits:
        if (start := days.get(wait.after)) is not None:
            least, beyond, within, at_most = (
                ground.later(said, start, on) for said in (wait.least, wait.beyond, wait.within, wait.at_most)
            )
            if within is not None and not ground.holds(wait.within, within):
                within = None  # it had passed before a rule first asked for it
            yield _Bounds(wait, beyond + timedelta(days=1) if beyond is not None else least, within, at_most)


def follow(path: MemberPath, days: Days, on: date) -> list[str]:
    """The stages that may follow the one reached last, in the order of the pack, by the rules of the day `on`."""
    if not days:
        return [path.first]
    return [key for key in path.stages[_last(days)].next if not _lacks(path.stages[key], days, on)]


def _lacks(stage: Stage, days: Days, on: date) -> list[Through]:
    return [one for one in stage.through if on >= one.since and one.stage not in days]


def may_begin(pack: Pack, path: MemberPath, unit_kind: str) -> None:
    """Refuses a body that has no such path, with the article where one says so. Errors: Refused."""
    why = barred(pack, path.barred, unit_kind)
    if why is not None:
        raise Refused(cited(pack, why), field="path")
    if not set(names(pack, unit_kind)) & set(path.units):
        zh, en = "这类党组织不办“{zh}”", "this kind of party body does not handle “{en}”"
        raise Refused(because("units", zh, en, path.source, zh=path.label.zh, en=path.label.say("en")), field="path")


def nexts(ground: Ground, path: MemberPath, days: Days, today: date) -> list[Next]:
    """What may follow the stage reached last, in the order of the pack."""
    return [_next(ground, path, days, key, today) for key in follow(path, days, today)]


def _next(ground: Ground, path: MemberPath, days: Days, key: str, today: date) -> Next:
    bounds = list(_bounds(ground, path.stages[key], days, today))
    earliest = max([days[_last(days)], *(one.least for one in bounds if one.least is not None)])
    by = min((one.within for one in bounds if one.within is not None), default=None)
    return Next(key, earliest, by, min((one.at_most for one in bounds if one.at_most is not None), default=None))


def _last(days: Days) -> str:
    return next(reversed(list(days)))


def reach(ground: Ground, path: MemberPath, days: Days, key: str, said: Said, today: date) -> None:
    """Refuses a stage that may not be reached on that day. `days` is empty at the beginning. Errors: Refused."""
    if said.on > today:
        raise Refused(because("future", "还没有到的日子，不能先记", "that day has not come yet"), field="on")
    stage = path.stages.get(key)
    if stage is None or key not in (path.stages[_last(days)].next if days else [path.first]):
        raise Refused(_skipped(path, days, stage, said.on), field="stage")
    if lacking := [cited(ground.pack, _through(path, stage, one)) for one in _lacks(stage, days, said.on)]:
        raise Refused(*lacking, field="stage")
    if days and said.on < (before := days[_last(days)]):
        zh, en = "不能早于上一步（{before}）", "not before the stage before it ({before})"
        raise Refused(because("order", zh, en, before=before.isoformat()), field="on")
    reasons = _when(ground, path, stage, days, said)
    for name, asked in stage.asks.items():
        reasons += _number(ground.pack, asked, said.numbers.get(name), said)
    if reasons:
        raise Refused(*reasons, field=FIELDS[reasons[0].code])
    if len(said.reason) > LONGEST:
        zh, en = "原因不超过 {most} 字", "a reason has {most} characters at most"
        raise Refused(because("long", zh, en, most=LONGEST), field="reason")


def _through(path: MemberPath, stage: Stage, lacking: Through) -> Reason:
    """That a stage must lie behind first."""
    before = path.stages[lacking.stage].label
    zh, en = "{label}以前要先{before}（{article}）", "“{before_en}” comes before “{label_en}” ({article})"
    return because(
        "through", zh, en, lacking.source, article=lacking.article, before=before.zh, before_en=before.say("en"),
        label=stage.label.zh, label_en=stage.label.say("en"),
    )  # fmt: skip


def _skipped(path: MemberPath, days: Days, stage: Stage | None, on: date) -> Reason:
    """That a stage does not follow, with those that do."""
    following = follow(path, days, on)
    if not following:
        return because("over", "这一项已经结束了", "it is over already")
    zh = "不能跳步：现在的下一步是{next}" if stage is not None else "请选下一步：{next}"
    en = "no stage may be skipped: next is {next_en}" if stage is not None else "choose what comes next: {next_en}"
    labels = [path.stages[key].label for key in following]
    return because(
        "skipped", zh, en, path.source,
        next="、".join(label.zh for label in labels), next_en=", ".join(label.say("en") for label in labels),
    )  # fmt: skip


def _when(ground: Ground, path: MemberPath, stage: Stage, days: Days, said: Said) -> list[Reason]:
    """What is wrong with the day."""
    found = []
    for one in _bounds(ground, stage, days, said.on):
        wait, least, within, at_most = one.wait, one.least, one.within, one.at_most
        source, article = ground.cite(wait, said.on)
        named = {
            "after": path.stages[wait.after].label.zh, "after_en": path.stages[wait.after].label.say("en"),
            "start": days[wait.after].isoformat(), "article": article,
            "label": stage.label.zh, "label_en": stage.label.say("en"),
        }  # fmt: skip
        if least is not None and said.on < least:
            zh = "{label}太早：从{after}（{start}）算起，最早 {day}（{article}）"
            en = "{label_en} is too early: counted from {after_en} ({start}) it may be from {day} on ({article})"
            found.append(because("early", zh, en, source, day=least.isoformat(), **named))
        elif at_most is not None and said.on > at_most:
            zh = "{label}太晚：从{after}（{start}）算起，最迟 {day}（{article}）"
            en = "{label_en} is too late: counted from {after_en} ({start}) it may be until {day} ({article})"
            found.append(because("late", zh, en, source, day=at_most.isoformat(), **named))
        elif at_most is not None and within is not None and said.on > within and not said.reason.strip():
            zh = "超过了 {day}，请写明特殊情况（{article}）"
            en = "it is after {day}: say what was special ({article})"
            found.append(because("why-late", zh, en, source, day=within.isoformat(), **named))
    return [cited(ground.pack, reason) for reason in found]


def _number(pack: Pack, asked: StageNumber, given: int | None, said: Said) -> list[Reason]:
    """What is wrong with a number that a stage asks for."""
    bounds = {}
    for word in ("least", "most"):
        value = getattr(asked, word)
        try:
            bounds[word] = int(pack.value(value[1:], said.on)) if value is not None else None
        except NoValue:
            bounds[word] = None
    least, most = bounds["least"], bounds["most"]
    low, high = least is not None and (given or 0) < least, most is not None and (given or 0) > most
    if given is not None and given >= 0 and (not (low or high) or (asked.usual and said.reason.strip())):
        return []
    span = f"{least} – {most}" if most is not None else f"≥ {least}"
    zh, en = "{label}：{span}（{article}）", "{label_en}: {span} ({article})"
    if asked.usual and given is not None:
        zh, en = zh + "；不同的请写明原因", en + "; say why it differs"
    named = {"label": asked.label.zh, "label_en": asked.label.say("en"), "span": span, "article": asked.article}
    return [cited(pack, because("number", zh, en, asked.source, **named))]


def ended(path: MemberPath, days: Days) -> bool:
    """Whether the last stage is an end."""
    return not path.stages[_last(days)].next


def horizon(pack: Pack, path: MemberPath, today: date) -> date:
    """The last day of what is called to mind today. Errors: KeyError, NoValue."""
    return today + timedelta(days=int(pack.value(path.ahead[1:], today)))


def reminders(ground: Ground, path: MemberPath, days: Days, noted: date | None, today: date) -> list[Reminder]:
    """What is called to mind next, the soonest first: each next stage by its day, the usual one of the others from the
    day on which it may be, and what is to be noted while this one lasts. Empty at an end, and where no day follows from
    the rules."""
    if ended(path, days):
        return []
    found, at, usual = [], days[_last(days)], False
    for one in nexts(ground, path, days, today):
        if one.by is not None:
            found.append(Reminder(one.key, one.by))
        elif not usual and one.earliest > at:
            found.append(Reminder(one.key, one.earliest))
            usual = True
    noting = ground.later(path.stages[_last(days)].every, max(noted or at, at), today)
    if noting is not None:
        found.append(Reminder(NOTE, noting))
    return sorted(found, key=lambda one: one.on)


def note(path: MemberPath, days: Days, on: date, today: date) -> None:
    """Refuses a note where none is due, or of a day that cannot be. Errors: Refused."""
    if path.stages[_last(days)].every is None:
        raise Refused(because("nothing", "这一步没有要定期记的", "nothing is noted at this stage"), field="on")
    if not days[_last(days)] <= on <= today:
        zh, en = "日期在这一步（{first}）和今天之间", "a day between this stage ({first}) and today"
        raise Refused(because("future", zh, en, first=days[_last(days)].isoformat()), field="on")
