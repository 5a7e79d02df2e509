"""What follows from the declaration of a tie: whether it may be made, noted, delivered on, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lianxin.language.answers import filled
from lianxin.language.dated import NoValue
from lianxin.language.pack import Pack
from lianxin.language.period import Period, months_of
from lianxin.language.reason import Refused, because
from lianxin.language.ties import CertificateKind, Sheet, TieKind

FIRST = "one"
"""Named among those who may note: the person at the first end."""


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which a tie lasts; no end is none yet."""

    since: date
    until: date | None = None

    def meets(self, other: Span) -> bool:
        """Whether both last on one day. The day on which one ends is its last."""
        ends = self.until is None or self.until >= other.since
        return ends and (other.until is None or other.until >= self.since)


def answers(pack: Pack, kind: TieKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked when a tie is made, cleaned; what is not asked is left out. Errors: Incomplete."""
    return filled(pack, kind.fields, kind.needs, given)


HIDDEN = "***"
"""What history says of a sealed answer: that there was or is one."""


def altered(kind: TieKind, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The answers that differ, each as it was and as it is (None for none); a sealed one without what it says."""
    found = {}
    for name, declared in kind.fields.items():
        pair = [before.get(name), after.get(name)]
        if pair[0] != pair[1]:
            sealed = declared.sensitivity == "sealed"
            found[name] = [HIDDEN if sealed and value is not None else value for value in pair]
    return found


def warned_to(pack: Pack, kind: TieKind, name: str, today: date) -> date:
    """Up to which day an answer that runs out (`lapses`) is called to mind today."""
    return today + timedelta(days=int(pack.value(kind.lapses[name], today)))


def lasts(pack: Pack, kind: TieKind, span: Span) -> Span:
    """The span, if a tie of this kind may last so long. Errors: Refused."""
    if span.until is None:
        if kind.term.needed:
            raise Refused(because("term", "请写到哪天为止", "say until which day it lasts"), field="until")
        return span
    if span.until < span.since:
        raise Refused(because("dates", "结束日期早于开始日期", "it would end before it begins"), field="until")
    most = _days(pack, kind.term.most, span.since)
    if most is not None and (span.until - span.since).days > most:
        raise Refused(
            because("too-long", "一期最长 {most} 天", "one term lasts {most} days at most", kind.source, most=most),
            field="until",
        )
    return span


def apart(kind: TieKind, span: Span, others: Iterable[Span]) -> None:
    """Refuses a tie that would overlap another one that it may not overlap. Errors: Refused."""
    for other in others:
        if span.meets(other):
            until = other.until.isoformat() if other.until else "…"
            raise Refused(
                because(
                    "overlap",
                    "同一{label}在 {since} 到 {until} 已经有了，任期不能重叠",
                    "there is one already from {since} to {until}; terms may not overlap",
                    kind.source,
                    label=kind.label.zh, since=other.since.isoformat(), until=until,
                ),
                field="since",
            )  # fmt: skip


def slot(kind: TieKind, name: str, taken: int) -> str:
    """The place in a team, if it is declared and free; the class of a person, where the kind has classes. Errors:
    Refused."""
    if kind.classes:
        if name not in kind.classes:
            zh, en = "请选类别：{zh}", "choose a class: {en}"
            zh_all = "、".join(one.zh for one in kind.classes.values())
            en_all = ", ".join(one.say("en") for one in kind.classes.values())
            raise Refused(because("class", zh, en, zh=zh_all, en=en_all), field="slot")
        return name
    if not kind.slots:
        return ""
    declared = kind.slots.get(name)
    if declared is None:
        raise Refused(because("slot", "请选一个岗位", "pick a place in the team"), field="slot")
    if declared.most is not None and taken >= declared.most:
        raise Refused(
            because(
                "slot-full", "“{zh}”只能有 {most} 人", "there may be {most} in “{en}”", kind.source,
                zh=declared.label.zh, en=declared.label.say("en"), most=declared.most,
            ),
            field="slot",
        )  # fmt: skip
    return name


def ending(kind: TieKind, reason: str) -> str:
    """The reason of an ending, if it is one that the kind knows. Errors: Refused."""
    if reason not in kind.reasons:
        raise Refused(because("reason", "请选结束的原因", "say why it ends"), field="reason")
    return reason


def needs_guardian(pack: Pack, kind: TieKind, birth_year: int | None, today: date) -> bool:
    """Whether somebody born that year needs a guardian's consent. Only the year is kept, so the whole year in which he
    reaches the age still counts as before it: in doubt the guardian is asked."""
    if kind.consent is None or birth_year is None:
        return False
    return today.year - birth_year <= int(pack.value(kind.consent.own_from, today))


def consented(
    pack: Pack, kind: TieKind, said: Mapping[str, Any], birth_year: int | None, today: date
) -> dict[str, Any]:
    """What is kept of a consent: version of the text, channel, day, and whose it was. Errors: Refused."""
    assert kind.consent is not None
    if said.get("version") != kind.consent.version:
        raise Refused(
            because(
                "version", "同意书文本已更新为 {version}，请重新读给本人听",
                "the text has changed to {version}; read it again",
                kind.consent.source, version=kind.consent.version,
            ),
            field="version",
        )  # fmt: skip
    channel = str(said.get("channel", ""))
    if channel not in CHANNELS:
        raise Refused(because("channel", "请写明是怎么同意的", "say how they consented"), field="channel")
    by = str(said.get("by", "self"))
    if needs_guardian(pack, kind, birth_year, today) and by != "guardian":
        raise Refused(
            because(
                "guardian",
                "不满 {age} 周岁（按出生年份算），要由监护人同意",
                "below {age} (by year of birth) a guardian must consent",
                kind.consent.source, age=pack.value(kind.consent.own_from, today),
            ),
            field="by",
        )  # fmt: skip
    return {"version": kind.consent.version, "channel": channel, "by": by, "on": today.isoformat()}


CHANNELS = ("paper", "spoken", "online")
"""How somebody consents: signed on paper, read out to him with a witness, or by himself on a page."""


def consent_holds(kind: TieKind, kept: Mapping[str, Any] | None) -> bool:
    """Whether a consent stands: given, and not withdrawn. A kind that asks for none needs none."""
    return kind.consent is None or bool(kept and not kept.get("withdrawn"))


def remark(pack: Pack, text: str, most: str, avoids: Collection[str], today: date) -> str:
    """A short remark that says nothing it should not. Errors: Refused with what was found and what to say rather."""
    text = " ".join(text.replace("\x00", "").split())
    limit = int(pack.value(most, today))
    if len(text) > limit:
        raise Refused(
            because(
                "long", "最多 {most} 字，现在 {n} 字。只写做了什么就够了", "at most {most} characters, you wrote {n}",
                most=limit, n=len(text),
            ),
            field="text",
        )  # fmt: skip
    for name in avoids:
        declared = pack.said.avoided[name]
        found = [word for word in declared.words if word in text]
        if found:
            said = "、".join(found)
            raise Refused(
                because(
                    "avoided",
                    "这里不写“{said}”这样的话。{zh}",
                    "“{said}” does not belong here. {en}",
                    declared.source, said=said, zh=declared.rather.zh, en=declared.rather.say("en"),
                ),
                field="text",
            )  # fmt: skip
    return text


def delivered(kind: TieKind, commitment: str, n: int, on: date, span: Span, today: date) -> None:
    """Refuses a delivery that cannot be. Errors: Refused."""
    assert kind.deliveries is not None
    if commitment not in kind.deliveries.commitments:
        raise Refused(because("commitment", "请选是哪一项承诺", "pick one of the commitments"), field="commitment")
    if not 0 < n <= MOST:
        raise Refused(
            because("count", "人次写 1 到 {most} 的整数", "a whole number from 1 to {most}", most=MOST), field="n"
        )
    happened(on, span, today)


MOST = 100_000
"""People-times of one entry."""


def happened(on: date, span: Span, today: date) -> None:
    """Refuses a day that has not come, or on which the tie did not last. Errors: Refused."""
    if on > today:
        raise Refused(because("future", "还没有到的日子，不能先记", "that day has not come yet"), field="on")
    if not span.meets(Span(on, on)):
        raise Refused(because("outside", "这一天不在起止日期里", "the tie did not last on that day"), field="on")


def missed(pack: Pack, kind: TieKind, noted: date | None, since: date, today: date) -> int:
    """Days over the rhythm since something was last noted (or since it began); 0 where none is missed."""
    if kind.rhythm is None:
        return 0
    silent = (today - max(noted or since, since)).days
    return max(0, silent - int(pack.value(kind.rhythm.every, today)))


MONTHS = {"quarter": 3, "half_year": 6}
"""Months of the periods of a sheet."""


def period(sheet: Sheet, on: date) -> Period:
    """The quarter or half-year a day lies in."""
    length = MONTHS[sheet.every]
    first = (on.month - 1) // length * length + 1
    return months_of(on.year, first, first + length - 1)


def wanted_by(pack: Pack, sheet: Sheet, noted: Collection[date], since: date, today: date) -> date | None:
    """The day by which a local rule asks for one more note: the first one by `first_by` of the year in which somebody
    was listed (later in the year: by the end of that period), then so many in each period. None where enough was noted
    or no rule asks. Days of `noted` before today's period only say that he has been there."""
    within = period(sheet, today)
    wanted = _times(pack, sheet.wanted, today)
    if wanted is None or sum(day in within for day in noted) >= wanted:
        return None
    if not noted and sheet.first_by is not None:
        month, day = str(pack.value(sheet.first_by[1:], today)).split("-")
        first_by = date(since.year, int(month), int(day))
        return first_by if since <= first_by else period(sheet, since).last
    return within.last


def _times(pack: Pack, said: str | None, day: date) -> int | None:
    """So many; None where nothing is said, or no rule holds yet."""
    try:
        return int(pack.value(said[1:], day)) if said is not None else None
    except NoValue:
        return None


def renewal_from(pack: Pack, kind: TieKind, until: date, today: date) -> date | None:
    """From which day on the renewal of a tie that ends on `until` is a matter; None where the kind has none."""
    days = _days(pack, kind.term.renew_before, today) if kind.term.renewal else None
    return until - timedelta(days=days) if days is not None else None


def _days(pack: Pack, value: str | None, day: date) -> int | None:
    return int(pack.value(value, day)) if value is not None else None


def certified(kind: CertificateKind, minutes: int, unit: str) -> int:
    """How many minutes a unit certifies: what it recorded itself, and nothing else. Errors: Refused for none."""
    if not minutes:
        raise Refused(
            because(
                "issuer",
                "“{unit}”没有记录过这位志愿者的服务时长；别的单位记录的，请到那个单位出具（谁记录谁证明）",
                "“{unit}” recorded no hours of this volunteer; hours recorded elsewhere are certified there",
                kind.source, unit=unit,
            )
        )  # fmt: skip
    return minutes
