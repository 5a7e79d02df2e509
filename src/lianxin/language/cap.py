"""Caps on what an activity counts, as a share of another of its figures: said before it is entered, refused or called
to mind as the pack says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction as Exact
from math import floor
from typing import Any

from lianxin.language import dated
from lianxin.language.activities import ActivityKind, Cap
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because


def most(share: Exact, of: int) -> int:
    """How many that is at most: a third of 20 is 6, no part of a person is one."""
    return floor(share * of)


def before(
    pack: Pack, kind: ActivityKind, due: int, day: date, typed: Mapping[str, Any] | None = None
) -> dict[str, Reason]:
    """What the screen says of each capped figure, for the whole as it was typed, else for all who are due; nothing
    where no cap holds."""
    found = {}
    for name, cap, share in _caps(pack, kind, day):
        said = str((typed or {}).get(cap.of, ""))
        of = int(said) if said.isascii() and said.isdigit() else due
        if share < 1:
            zh = "“{label}”一般不超过“{of_label}”的 {share}：{of} 人中最多 {most} 人"
            en = "“{label_en}” is at most {share} of “{of_en}”: {most} of {of}"
            found[name] = because("cap", zh, en, cap.source, **_said(kind, name, cap, share, of))
    return found


def over(pack: Pack, kind: ActivityKind, figures: Mapping[str, Mapping[str, Any]], day: date) -> dict[str, Reason]:
    """Figures over their cap, each with the numbers; those above the whole, too."""
    found = {}
    for name, cap, share in _caps(pack, kind, day):
        if name not in figures or cap.of not in figures:
            continue
        n, of = int(figures[name]["least"]), int(figures[cap.of]["least"])
        if n > most(share, of):
            zh = "“{label}”写了 {n} 人，“{of_label}”{of} 人的 {share} 最多 {most} 人，多出 {more} 人"
            en = "“{label_en}”: {n}; {share} of {of} (“{of_en}”) is {most} at most, {more} too many"
            said = _said(kind, name, cap, share, of)
            found[name] = because("cap", zh, en, cap.source, **said, n=n, more=n - most(share, of))
    return found


def must_hold(pack: Pack, kind: ActivityKind, figures: Mapping[str, Mapping[str, Any]], day: date) -> None:
    """Refuses what is over a strict cap, more than all there are, and a capped figure without the whole. Errors:
    Refused, naming the figure."""
    for name, cap, share in _caps(pack, kind, day):
        if name in figures and cap.of not in figures and share < 1:
            label = kind.figures[cap.of].label
            zh, en = "还要填“{label}”，才知道最多几人", "“{en}” is needed too: the most depends on it"
            raise Refused(because("cap-of", zh, en, label=label.zh, en=label.say("en")), field=cap.of)
    for name, reason in over(pack, kind, figures, day).items():
        ruled = kind.figures[name].cap
        assert ruled is not None
        if int(figures[name]["least"]) > int(figures[ruled.of]["least"]) or pack.value(ruled.strict[1:], day):
            raise Refused(reason, field=name)


def _caps(pack: Pack, kind: ActivityKind, day: date) -> Iterator[tuple[str, Cap, Exact]]:
    for name, figure in kind.figures.items():
        if figure.cap is None:
            continue
        try:
            yield name, figure.cap, Exact(str(pack.value(figure.cap.share[1:], day)))
        except dated.NoValue:
            continue


def _said(kind: ActivityKind, name: str, cap: Cap, share: Exact, of: int) -> dict[str, object]:
    label, whole = kind.figures[name].label, kind.figures[cap.of].label
    return {
        "label": label.zh, "label_en": label.say("en"), "of_label": whole.zh, "of_en": whole.say("en"),
        "share": share, "of": of, "most": most(share, of),
    }  # fmt: skip
