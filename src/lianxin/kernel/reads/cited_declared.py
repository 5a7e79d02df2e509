"""Numbers that a pack declares or the register holds, and those an erratum quotes."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from lianxin.kernel.models import Unit
from lianxin.kernel.reads.cited_ground import About, answer, document_of, nothing, unit_of
from lianxin.language import cited as rules
from lianxin.language import dated
from lianxin.language.cited import Cited
from lianxin.language.paper import Cite

REGISTER = "单位册"
"""The rule of what is counted in the register of units."""


def value(on: About, cite: Cite) -> Cited:
    """A dated value of the pack, by the rule of the paper's day."""
    declared = on.pack.said.values.get(cite.key)
    if declared is None:
        return nothing(cite)
    try:
        holding = dated.holding(declared, on.as_of, cite.key)
    except dated.NoValue:
        return nothing(cite)
    if isinstance(holding.value, bool) or not isinstance(holding.value, int | float):
        return nothing(cite)
    number = round(holding.value * 100) if declared.unit == "fraction" else int(holding.value)
    rule = f"{holding.since.isoformat()} {document_of(on, holding.source).partition(' ')[2]}"
    if declared.unit == "fraction" and not cite.get("form"):
        cite_shown = replace(cite, options=(*cite.options, ("form", "percent")))
        found = answer(on, cite_shown, declared.label.say(on.language), holding.article, number, rule, noun="value")
        return replace(found, cite=str(cite))
    return answer(on, cite, declared.label.say(on.language), holding.article, number, rule, noun="value")


def units(on: About, cite: Cite) -> Cited:
    """How many units of a kind the register holds. It keeps no day of founding: of a past day it knows what was
    dissolved since, and says so."""
    kind = on.pack.said.unit_kinds.get(cite.key)
    if kind is None:
        return nothing(cite)
    english = on.language.startswith("en")
    undated = "The register keeps no day of founding." if english else "单位册不记成立日期：以后才成立的也在里面。"
    about = "" if on.end is None else undated
    return answer(
        on, cite, kind.label.say(on.language), about, Unit.objects.filter(in_register(on, cite)).count(),
        REGISTER, noun="units",
    )  # fmt: skip


def in_register(on: About, cite: Cite) -> Q:
    """The units a citation counts."""
    standing = Q(closed_at__isnull=True) if on.end is None else Q(closed_at__isnull=True) | Q(closed_at__gte=on.end)
    found = standing & Q(town_id=on.town.pk, kind=cite.key)
    if not cite.get("in"):
        return found
    within = unit_of(on, cite.get("in")).pk
    return found & (Q(chain__contains=[within]) | Q(place__chain__contains=[within]))


def zones(on: About, cite: Cite) -> Cited:
    """How many zones a site has."""
    unit = on.pack.said.units.get(cite.key)
    if unit is None:
        return nothing(cite)
    named = "、".join(zone.say(on.language) for zone in unit.zones)
    return answer(on, cite, unit.name, named, len(unit.zones), REGISTER, noun="pack")


def items(on: About, cite: Cite) -> Cited:
    """How many items a list of the pack has."""
    items = on.pack.said.lists.get(cite.key)
    if items is None:
        return nothing(cite)
    chosen = [item for item in items.values() if not cite.get("kinds") or item.klass in cite.get("kinds").split(",")]
    named = "、".join(item.label.say(on.language) for item in chosen)
    documents = tuple(dict.fromkeys(document_of(on, item.source) for item in chosen))
    return answer(on, cite, named if len(named) < 40 else f"{named[:40]}…", named, len(chosen), *documents, noun="pack")


def streams(on: About, cite: Cite) -> Cited:
    """How many streams a programme has."""
    declared = on.pack.said.programmes.get(cite.key)
    if declared is None:
        return nothing(cite)
    named = "、".join(one.label.say(on.language) for one in declared.streams.values())
    source = document_of(on, declared.source)
    return answer(on, cite, declared.label.say(on.language), named, len(declared.streams), source, noun="pack")


def choices(on: About, cite: Cite) -> Cited:
    """How many choices a field of a kind of matter offers."""
    kind, _, name = cite.key.partition(".")
    declared = on.pack.said.matters.get(kind)
    if declared is None or name not in declared.fields:
        return nothing(cite)
    asked = declared.fields[name]
    named = "、".join(choice.say(on.language) for choice in asked.choices.values())
    source = document_of(on, declared.source)
    return answer(on, cite, asked.label.say(on.language), named, len(asked.choices), source, noun="pack")


def was(on: About, cite: Cite) -> Cited:
    """What the paper that an erratum puts right had said: kept as it was, whatever the records say now."""
    number = int(cite.key.removeprefix("n") or 0)
    if number >= len(on.earlier):
        return nothing(cite)
    return replace(rules.of(on.earlier[number]), cite=str(cite))
