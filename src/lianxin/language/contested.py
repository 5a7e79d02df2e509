"""Elections with more candidates than seats (差额选举): how many there must be, said before a vote is entered."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as Exact
from math import ceil

from lianxin.language.activities import AgendaKind, Contested
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because

SHOWN = 5
"""Sizes of a body for which the number of candidates is told while nobody said how many are elected."""


def least(share: Exact, seats: int) -> int:
    """The least number of candidates for so many seats; a part of a person counts as a whole one: 1/5 over 3 is 4."""
    return ceil(seats * (1 + share))


def needed(pack: Pack, item: AgendaKind, seats: int, day: date) -> int | None:
    """How many candidates so many seats need on a day; None where no rule asks for more than seats. Errors: NoValue."""
    rule = item.contested
    if rule is None or seats < _from(pack, rule, day):
        return None
    return least(_more(pack, rule, day), seats)


def before(pack: Pack, item: AgendaKind, seats: int | None, candidates: int | None, day: date) -> tuple[Reason, ...]:
    """What the screen says before the vote is entered; by sizes of a body while nobody said how many are elected."""
    rule = item.contested
    if rule is None:
        return ()
    if seats is None:
        return (_general(pack, rule, day),)
    asked = needed(pack, item, seats, day)
    if asked is None:
        zh = "应选 {seats} 人，不满 {least} 人的不要求差额"
        en = "{seats} to elect: fewer than {least} need no more candidates than seats"
        return (because("uncontested", zh, en, rule.source, seats=seats, least=_from(pack, rule, day)),)
    if candidates is None:
        zh = "应选 {seats} 人，候选人至少 {needed} 人（差额不少于应选人数的 {share}）"
        en = "{seats} to elect: at least {needed} candidates ({share} more than seats)"
    elif candidates < asked:
        return (_short(pack, rule, seats, candidates, asked, day),)
    else:
        zh = "应选 {seats} 人，至少 {needed} 名候选人；现有 {candidates} 名，够了"
        en = "{seats} to elect, at least {needed} candidates; {candidates} stand: enough"
    said = {"seats": seats, "needed": asked, "candidates": candidates, "share": _percent(_more(pack, rule, day))}
    return (because("contested", zh, en, rule.source, **said),)


def must_hold(pack: Pack, item: AgendaKind, seats: int | None, candidates: int | None, day: date) -> None:
    """Refuses a vote with too few candidates, or without their number. Errors: Refused, with the numbers."""
    rule = item.contested
    if rule is None:
        return
    if seats is None or candidates is None or seats < 1:
        zh, en = "请写应选几人、候选人几人", "say how many are to be elected and how many stand"
        raise Refused(because("seats", zh, en, rule.source), field="candidates")
    asked = needed(pack, item, seats, day)
    if candidates < (asked or seats):
        raise Refused(_short(pack, rule, seats, candidates, asked or seats, day), field="candidates")


def _general(pack: Pack, rule: Contested, day: date) -> Reason:
    share, first = _more(pack, rule, day), _from(pack, rule, day)
    pairs = [(seats, least(share, seats)) for seats in range(first, first + SHOWN)]
    zh, en = "候选人的差额不少于应选人数的 {share}：{zh}", "candidates exceed seats by {share} at least: {en}"
    return because(
        "contested", zh, en, rule.source, share=_percent(share),
        zh="，".join(f"应选 {seats} 人至少 {many} 名候选人" for seats, many in pairs),
        en=", ".join(f"{many} for {seats} seats" for seats, many in pairs),
    )  # fmt: skip


def _short(pack: Pack, rule: Contested, seats: int, candidates: int, asked: int, day: date) -> Reason:
    zh = "应选 {seats} 人，至少要有 {needed} 名候选人（差额不少于 {share}）；现在 {candidates} 名，还差 {short} 名"
    en = "{seats} to elect: at least {needed} candidates ({share} more than seats); {candidates} stand, {short} short"
    return because(
        "candidates", zh, en, rule.source, seats=seats, needed=asked, candidates=candidates, short=asked - candidates,
        share=_percent(_more(pack, rule, day)),
    )  # fmt: skip


def _more(pack: Pack, rule: Contested, day: date) -> Exact:
    return Exact(str(pack.value(rule.more[1:], day)))


def _from(pack: Pack, rule: Contested, day: date) -> int:
    return int(pack.value(rule.seats_from[1:], day)) if rule.seats_from is not None else 1


def _percent(share: Exact) -> str:
    return f"{float(share * 100):g}%"
