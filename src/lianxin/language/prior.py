"""What another meeting discusses first (重要事项先经支委会研究): when it is asked for, and which meeting can be it.
Nothing is refused for want of it: the documents say “一般”."""

from __future__ import annotations

from datetime import date, datetime

from lianxin.language import dated
from lianxin.language.activities import AgendaKind
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because


def asks(pack: Pack, item: AgendaKind, full: int, day: date) -> Reason | None:
    """What is asked about an item of a unit with so many full members; None where nothing goes before it."""
    rule = item.prior
    if rule is None:
        return None
    try:
        reached = int(pack.value(rule.reached[1:], day)) if rule.reached is not None else 0
    except dated.NoValue:
        return None
    if full < reached:
        return None
    label = pack.said.activities[rule.activity].label
    zh = "提交表决前一般先经{meeting}研究。选是哪一次；没有先研究的，写明原因"
    en = "as a rule this is discussed first ({meeting_en}): choose which meeting it was, or say why there was none"
    return because("prior", zh, en, rule.source, meeting=label.zh, meeting_en=label.say("en"))


def fits(item: AgendaKind, kind: str, held_at: datetime, at: datetime) -> None:
    """Refuses a meeting that cannot have discussed it first. Errors: Refused (another kind of meeting, not earlier)."""
    if item.prior is None or item.prior.activity != kind:
        raise Refused(
            because("prior", "这次会议不是先研究它的那类会议", "this is not the kind of meeting that goes first")
        )
    if held_at >= at:
        zh, en = "这次会议在表决以后，不能算先研究过", "this meeting was not before the vote"
        raise Refused(because("prior", zh, en))
