"""Numbers that a pack declares by itself: how many items, streams, choices, zones; a value of a day. Nothing is looked
up, so that the town's papers and the pack's cases answer them by the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lianxin.language import dated
from lianxin.language.pack import Pack
from lianxin.language.paper import Cite
from lianxin.language.word import Label
from lianxin.language.words import DatedValue


@dataclass(frozen=True, slots=True)
class Declared:
    """What stands behind such a number: its name (none: the names of what is counted), those names, the documents."""

    label: Label | str | None
    named: Sequence[Label]
    sources: tuple[str, ...]


def of(pack: Pack, cite: Cite) -> Declared | None:
    """What the pack declares under a citation of a list, choices, streams or zones; None where there is no such."""
    found = {"list": _items, "choices": _choices, "streams": _streams, "zones": _zones}[cite.source]
    return found(pack, cite)


def _items(pack: Pack, cite: Cite) -> Declared | None:
    items = pack.said.lists.get(cite.key)
    if items is None:
        return None
    chosen = [item for item in items.values() if not cite.get("kinds") or item.klass in cite.get("kinds").split(",")]
    return Declared(None, [item.label for item in chosen], tuple(dict.fromkeys(item.source for item in chosen)))


def _streams(pack: Pack, cite: Cite) -> Declared | None:
    one = pack.said.programmes.get(cite.key)
    return one if one is None else Declared(one.label, [stream.label for stream in one.streams.values()], (one.source,))


def _choices(pack: Pack, cite: Cite) -> Declared | None:
    kind, _, name = cite.key.partition(".")
    one = pack.said.matters.get(kind)
    if one is None or name not in one.fields:
        return None
    return Declared(one.fields[name].label, list(one.fields[name].choices.values()), (one.source,))


def _zones(pack: Pack, cite: Cite) -> Declared | None:
    unit = pack.said.units.get(cite.key)
    return unit if unit is None else Declared(unit.name, list(unit.zones), ())


@dataclass(frozen=True, slots=True)
class Number:
    """A dated value as a paper cites it: the number (a fraction in percent), the rule of the day, the citation with its
    form."""

    label: Label
    number: int
    holding: DatedValue
    cite: Cite


def number(pack: Pack, cite: Cite, day: date) -> Number | None:
    """The value that holds on a paper's day; None where there is none, or it is no number."""
    declared = pack.said.values.get(cite.key)
    if declared is None:
        return None
    try:
        holding = dated.holding(declared, day, cite.key)
    except dated.NoValue:
        return None
    if isinstance(holding.value, bool) or not isinstance(holding.value, int | float):
        return None
    if declared.unit != "fraction":
        return Number(declared.label, int(holding.value), holding, cite)
    shown = cite if cite.get("form") else replace(cite, options=(*cite.options, ("form", "percent")))
    return Number(declared.label, round(holding.value * 100), holding, shown)
