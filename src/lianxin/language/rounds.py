"""Rounds of a contest (初评、入围、决赛), entering and drawing lots: what follows from what a pack says of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from lianxin.language.contests import Contest, Prize
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because

ON = "on"
"""The tier of those who go on to the next round."""


def after(contest: Contest, key: str) -> str:
    """The round that follows; nothing after the last, and in a contest of one round."""
    names = list(contest.rounds)
    at = names.index(key) + 1 if key in names else len(names)
    return names[at] if at < len(names) else ""


def first(contest: Contest) -> str:
    """The round with which a contest begins; nothing where it has one round only."""
    return next(iter(contest.rounds), "")


def of_round(contest: Contest, key: str) -> Contest:
    """The contest as one of its rounds is judged: what the round says itself, the rest from the contest. Prizes are
    given in the last round; before it the only tier is of those who go on, in each group. Errors: KeyError."""
    if not contest.rounds:
        return contest
    said = contest.rounds[key]
    laid: dict[str, object] = {
        word: given for word in ("drop", "fewest", "equals") if (given := getattr(said, word)) is not None
    }
    laid["draw"] = said.draw
    if said.criteria:
        laid["criteria"] = said.criteria
    if said.on is not None:
        laid |= {"prizes": _tiers(contest, said.on), "reserve": False, "naming": "none", "notice": said.notice}
    return contest.model_copy(update=laid)


def _tiers(contest: Contest, on: Prize) -> dict[str, Prize]:
    if not contest.groups:
        return {ON: on}
    return {f"{ON}_{group}": on.model_copy(update={"group": group}) for group in contest.groups}


def lots(seed: str, numbers: Sequence[int]) -> list[int]:
    """The numbers in the order that a seed draws. Whoever has the seed can draw it again: the SHA-256 of “seed:number”,
    the smallest first. The seed is called out in the hall, so that nobody tries seeds until one suits him."""
    return sorted(numbers, key=lambda number: (sha256(f"{seed}:{number}".encode()).hexdigest(), number))


def closed(pack: Pack, contest: Contest, opened: date, until: date | None, today: date) -> Reason | None:
    """Why a unit can enter nothing any more: the last day, and where it comes from."""
    said = contest.entering
    if said is None or until is None:
        return because("no_entering", "这次评选由承办单位统一报名", "those who hold this contest enter the works")
    if today <= until:
        return None
    length = int(pack.value(said.open[1:], opened))
    zh = "报名已于 {until} 截止（{opened}开始，报名 {length} 个工作日）；要补报的请联系承办单位，由他们写明理由补报"
    en = "entering ended on {until} ({length} working days from {opened}); ask those who hold it to enter it late"
    return because("entry_closed", zh, en, said.source, length=length, until=until, opened=opened)
