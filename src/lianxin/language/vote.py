"""Votes with a quorum and a majority, said before anything is entered: who must come, how many must agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction as Exact
from math import ceil, floor

from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because
from lianxin.language.words import Fraction, Vote


@dataclass(frozen=True, slots=True)
class Ballot:
    """Totals of one vote: persons due, present and in favour. Never who voted how."""

    due: int
    present: int
    in_favour: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the meeting may decide, whether the matter is carried, and the sentences that say why."""

    quorate: bool
    carried: bool
    reasons: tuple[Reason, ...]


def ruled(pack: Pack, rule: Vote, day: date) -> Vote:
    """The vote with the shares that hold on a day instead of the names of values. Errors: KeyError, NoValue."""

    def share(said: Fraction) -> Fraction:
        word = "at_least" if said.at_least is not None else "more_than"
        text = getattr(said, word) or "1/2"
        return Fraction(of=said.of, **{word: str(pack.value(text[1:], day)) if text.startswith("$") else text})

    return rule.model_copy(update={"quorum": share(rule.quorum), "carried": share(rule.carried)})


def least(share: Fraction, due: int, present: int) -> int:
    """The least number of persons that satisfies `share`: at_least 2/3 of 60 is 40; more_than 1/2 of 30 is 16."""
    whole = due if share.of == "due" else present
    if share.at_least is not None:
        return ceil(Exact(share.at_least) * whole)
    return floor(Exact(share.more_than or "1/2") * whole) + 1


def before(rule: Vote, due: int, present: int) -> tuple[Reason, ...]:
    """What the screen says before a vote is entered: the quorum, and how many votes carry with those present."""
    quorum, carry = least(rule.quorum, due, present), least(rule.carried, due, present)
    if present < quorum:
        return (
            because(
                "quorum",
                "应到 {due} 人，至少 {quorum} 人到会才能表决，实到 {present} 人，还差 {short} 人",
                "{due} are due; at least {quorum} must be present to vote; {present} are, {short} short",
                rule.source,
                due=due,
                quorum=quorum,
                present=present,
                short=quorum - present,
            ),
        )
    if carry > present:
        zh = "须 {carry} 票赞成才能通过，实到只有 {present} 人，今天无法通过"
        en = "{carry} votes are needed; only {present} are present: nothing can pass today"
    elif carry == present:
        zh = "实到 {present} 人，须全部赞成（{carry} 票）才能通过"
        en = "{present} are present: all of them ({carry}) must agree"
    else:
        zh = "实到 {present} 人，至少 {carry} 票赞成即通过"
        en = "{present} are present: {carry} votes in favour carry it"
    return (because("majority", zh, en, rule.source, carry=carry, present=present),)


def count(rule: Vote, ballot: Ballot) -> Verdict:
    """The verdict on a ballot; impossible totals are refused by reasons with `quorate` False."""
    if ballot.present > ballot.due or ballot.in_favour > ballot.present or min(ballot.due, ballot.in_favour) < 0:
        reason = because(
            "impossible",
            "人数对不上：应到 {due}、实到 {present}、赞成 {yes}",
            "these totals cannot be: {due} due, {present} present, {yes} in favour",
            due=ballot.due,
            present=ballot.present,
            yes=ballot.in_favour,
        )
        return Verdict(False, False, (reason,))
    said = before(rule, ballot.due, ballot.present)
    if ballot.present < least(rule.quorum, ballot.due, ballot.present):
        return Verdict(False, False, said)
    need = least(rule.carried, ballot.due, ballot.present)
    carried = ballot.in_favour >= need
    result = because(
        "carried" if carried else "lost",
        "赞成 {yes} 票，需要 {need} 票：" + ("通过" if carried else "未通过"),
        "{yes} in favour, {need} needed: " + ("carried" if carried else "not carried"),
        rule.source,
        yes=ballot.in_favour,
        need=need,
    )
    return Verdict(True, carried, (result,))
