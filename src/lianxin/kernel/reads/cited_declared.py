"""Numbers that a pack declares or the register holds, and those an erratum quotes."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from lianxin.kernel.models import Unit
from lianxin.kernel.reads.cited_ground import About, answer, document_of, nothing, unit_of
from lianxin.language import cited as rules
from lianxin.language import cited_pack as pack_rules
from lianxin.language.cited import Cited
from lianxin.language.paper import Cite

REGISTER = "单位册"
"""The rule of what is counted in the register of units."""


def value(on: About, cite: Cite) -> Cited:
    """A dated value of the pack, by the rule of the paper's day."""
    one = pack_rules.number(on.pack, cite, on.as_of)
    if one is None:
        return nothing(cite)
    rule = f"{one.holding.since.isoformat()} {document_of(on, one.holding.source).partition(' ')[2]}"
    label = one.label.say(on.language)
    return replace(
        answer(on, one.cite, label, one.holding.article, one.number, rule, noun="value"),
        cite=str(cite),
    )


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


def counted(on: About, cite: Cite) -> Cited:
    """How many items a list of the pack has, a programme streams, a field choices, a site zones."""
    one = pack_rules.of(on.pack, cite)
    if one is None:
        return nothing(cite)
    named = "、".join(label.say(on.language) for label in one.named)
    if one.label is None:
        label = named if len(named) < 40 else f"{named[:40]}…"
    else:
        label = one.label if isinstance(one.label, str) else one.label.say(on.language)
    documents = [document_of(on, source) for source in one.sources]
    rest = [REGISTER] if cite.source == "zones" else documents
    return answer(on, cite, label, named, len(one.named), *rest, noun="pack")


def was(on: About, cite: Cite) -> Cited:
    """What the paper that an erratum puts right had said: kept as it was, whatever the records say now."""
    number = int(cite.key.removeprefix("n") or 0)
    if number >= len(on.earlier):
        return nothing(cite)
    return replace(rules.of(on.earlier[number]), cite=str(cite))
