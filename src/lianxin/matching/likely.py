"""Who can help with one need: an order, and for each the reasons in both languages. No number of a person is kept.

Consent and room are conditions: who did not agree, or has as much in hand as they offered, is not named at all. Skill,
hours, language and reach put those first who lack nothing; among equals the way decides, and every task in hand counts
as EACH_OPEN metres more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianxin.language.reason import Reason, Text, because
from lianxin.matching.hand import EACH_OPEN, Hand, Need, at_hand, metres, skilled, speaks

MOST = 20
"""Helpers shown for one need; whoever needs more asks again with other skills."""
_DAYS = ("一二三四五六日", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))


@dataclass(frozen=True, slots=True)
class Likely:
    """One helper with what speaks for them (`reasons`) and what should be asked first (`lacks`)."""

    helper: Hand
    reasons: tuple[Reason, ...]
    lacks: tuple[Reason, ...]


def likely(need: Need, helpers: Iterable[Hand], names: Mapping[str, Text], most: int = MOST) -> tuple[Likely, ...]:
    """Those who may be asked, the likeliest first. `names`: how skills and languages are called."""
    found = []
    for helper in helpers:
        if not helper.askable:
            continue
        way = metres(need.at, helper.at) if need.at and helper.at else None
        reasons, lacks = _skills(need, helper, names)
        for said, one in (_near(need, way), _hours(need, helper), _tongue(need, helper, names), (True, _load(helper))):
            if one is not None:
                (reasons if said else lacks).append(one)
        far = need.reach if way is None else way
        found.append(
            ((len(lacks), far + EACH_OPEN * helper.open, helper.id), Likely(helper, tuple(reasons), tuple(lacks)))
        )
    found.sort(key=lambda pair: pair[0])
    return tuple(one for _, one in found[:most])


Said = tuple[bool, Reason | None]


def _skills(need: Need, helper: Hand, names: Mapping[str, Text]) -> tuple[list[Reason], list[Reason]]:
    can, cannot = sorted(need.skills & helper.skills), sorted(need.skills - helper.skills)
    reasons = [because("skill", "会{zh}", "can do: {en}", "", **_named(can, names))] if can else []
    if skilled(need.skills, helper.skills):
        return reasons, []
    return reasons, [because("no-skill", "没登记会{zh}", "has not said: {en}", "", **_named(cannot, names))]


def _near(need: Need, way: float | None) -> Said:
    if way is None:
        return False, because("no-place", "没有登记在哪一片", "no place is known")
    zh, en = _far(way)
    if way > need.reach:
        return False, because("far", "离得远，{zh}", "far: {en}", "", zh=zh, en=en)
    return True, because("near", "离这里{zh}", "{en} away", "", zh=zh, en=en)


def _far(way: float) -> tuple[str, str]:
    if way < 1000:
        rounded = max(100, round(way / 100) * 100)
        return f"约 {rounded} 米", f"about {rounded} m"
    return f"约 {way / 1000:.1f} 公里", f"about {way / 1000:.1f} km"


def _hours(need: Need, helper: Hand) -> Said:
    if need.when is None:
        return True, None
    day = need.when.day - 1
    zh, en = f"周{_DAYS[0][day]}", _DAYS[1][day]
    if at_hand(need.when, helper.hours):
        return True, because("free", "{zh}那个时间有空", "free then on {en}", "", zh=zh, en=en)
    if not helper.hours:
        return False, because("no-hours", "没登记什么时候有空", "has not said when")
    return False, because("busy", "{zh}那个时间没登记有空", "has not said to be free then on {en}", "", zh=zh, en=en)


def _tongue(need: Need, helper: Hand, names: Mapping[str, Text]) -> Said:
    if not need.languages:
        return True, None
    shared = sorted(need.languages & helper.languages)
    if speaks(need.languages, helper.languages):
        return True, because("speaks", "会讲{zh}", "speaks {en}", "", **_named(shared, names))
    wanted = _named(sorted(need.languages), names)
    return False, because("no-language", "没登记会讲{zh}", "has not said to speak {en}", "", **wanted)


def _load(helper: Hand) -> Reason:
    if not helper.open:
        return because("no-load", "手上没有别的事", "nothing else in hand")
    return because("load", "手上有 {n} 件事", "{n} in hand", "", n=helper.open)


def _named(keys: Iterable[str], names: Mapping[str, Text]) -> dict[str, str]:
    texts = [names.get(key) or Text(key, key) for key in keys]
    return {"zh": "、".join(text.zh for text in texts), "en": ", ".join(text.say("en") for text in texts)}
