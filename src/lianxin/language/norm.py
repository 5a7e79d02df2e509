"""What a party body is reminded of: too few or too many members, no committee, hours of study still to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from lianxin.language import dated
from lianxin.language.activity import names
from lianxin.language.norms import Norm
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because


def of_unit(pack: Pack, unit_kind: str) -> dict[str, Norm]:
    """What is asked of a kind of unit itself."""
    return {key: norm for key, norm in _fitting(pack, unit_kind) if norm.each == "unit"}


def of_person(pack: Pack, unit_kind: str, officer: bool) -> dict[str, Norm]:
    """What is asked of one of its people; of an officer in place of what is asked of every member."""
    fitting = list(_fitting(pack, unit_kind))
    own = {key: norm for key, norm in fitting if norm.each == "officer" and officer}
    taken = {norm.counts for norm in own.values()}
    return own | {key: norm for key, norm in fitting if norm.each == "member" and norm.counts not in taken}


def times(pack: Pack, unit_kind: str, kind: str, day: date) -> int:
    """How often in a year each member should be at an activity of a kind; once where no norm says."""
    asked = [one for _, one in _fitting(pack, unit_kind) if one.counts == "times" and kind in one.kinds]
    return max([1, *(bound(pack, one.least, day) or 0 for one in asked)])


def _fitting(pack: Pack, unit_kind: str) -> Iterator[tuple[str, Norm]]:
    named = set(names(pack, unit_kind))
    return ((key, norm) for key, norm in pack.said.norms.items() if named & set(norm.units))


def bound(pack: Pack, said: str | None, day: date) -> int | None:
    """What a `$value` is on a day; None where nothing is said, or no rule held yet."""
    try:
        return int(pack.value(said[1:], day)) if said is not None else None
    except dated.NoValue:
        return None


def reminds(pack: Pack, norms: Mapping[str, Norm], counted: Mapping[str, float], day: date) -> list[tuple[str, Reason]]:
    """The norms that are not met by what was counted, each with its sentence, document and article."""
    found = []
    for key, norm in norms.items():
        if norm.counts not in counted or not _reached(pack, norm, counted, day):
            continue
        n, least, most = counted[norm.counts], bound(pack, norm.least, day), bound(pack, norm.most, day)
        if (least is None or n >= least) and (most is None or n <= most):
            continue
        fills = {name: bound(pack, said, day) for name, said in norm.fills.items()}
        zh, en = norm.says.zh, norm.says.say("en")
        found.append((key, because(key, zh, en, norm.source, n=f"{n:g}", least=least, most=most, **fills)))
    return found


def _reached(pack: Pack, norm: Norm, counted: Mapping[str, float], day: date) -> bool:
    reached = bound(pack, norm.reached, day)
    return reached is None or counted.get("full", 0) >= reached
