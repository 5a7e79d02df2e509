"""What a paper may say because the register holds it (schemes), and what was measured (surveys)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lianxin.kernel.models import Measurement, Paper, Unit
from lianxin.kernel.reads import packs, schemes
from lianxin.kernel.reads.cited_ground import About, answer, document_of, nothing, unit_of
from lianxin.kernel.reads.schemes import Round
from lianxin.language import scheme as rules
from lianxin.language.cited import Cited
from lianxin.language.indicators import Survey
from lianxin.language.paper import Cite
from lianxin.language.reason import Reason, Refused, because

UNMEASURED = ("未测", "not measured")
PARTS = {
    "value": ("测得", "measured"), "target": ("目标", "target"), "sample": ("样本", "sample"),
    "gap": ("差目标（百分点）", "below the target (points)"), "margin": ("误差（百分点）", "margin (points)"),
}  # fmt: skip
"""What may be cited of a survey's newest round."""


def lacking(paper: Paper) -> list[Reason]:
    """Why the words of a paper may not be printed: each slogan of the town that they hold, with what the register lacks
    for it."""
    words, found = f"{paper.title}\n{paper.text}", []
    for key, one in packs.of_town(paper.town_id).said.schemes.items():
        if rules.speaks(one, words):
            found += [_unheld(rules.slogan(one), lack) for lack in _lacks(paper.town_id, key)]
    return found


def _lacks(town_id: int, key: str) -> list[Reason]:
    checked = schemes.held(Unit.objects.get(pk=town_id), key).checked
    return [one.lack for one in checked.slots if one.lack is not None]


def _unheld(slogan: str, lack: Reason) -> Reason:
    zh, en = lack.say("zh"), lack.say("en")
    return because("slogan", f"“{slogan}”还不能印：{zh}", f"“{slogan}” may not be printed: {en}")


def scheme(on: About, cite: Cite) -> Cited:
    """A slogan, printed only while the register holds every part of it. Errors: Refused with what is lacking."""
    declared = on.pack.said.schemes.get(cite.key)
    if declared is None:
        return nothing(cite)
    lacks = _lacks(on.town.pk, cite.key)
    if lacks:
        raise Refused(*[_unheld(rules.slogan(declared), lack) for lack in lacks], field="text")
    units = [row.id for rows in schemes.held(on.town, cite.key).units.values() for row in rows]
    about, source = declared.about.say(on.language), document_of(on, declared.source)
    found = answer(on, cite, declared.label.say(on.language), about, len(set(units)), source, noun="units")
    return replace(found, text=declared.label.say(on.language))


def filling(on: About, cite: Cite) -> list[int]:
    """The units that fill a slogan's parts."""
    return sorted({row.id for rows in schemes.held(on.town, cite.key).units.values() for row in rows})


def surveys(on: About, cites: list[Cite]) -> dict[Cite, Cited]:
    """Of each survey of one unit the newest round up to the paper's day: what was measured, or the part asked for."""
    known = on.pack.said.surveys
    for cite in cites:
        if cite.key not in known:
            nothing(cite)
    rounds = _rounds(on, cites)
    return {cite: _survey(on, cite, known[cite.key], rounds.get(cite.key)) for cite in cites}


def _survey(on: About, cite: Cite, declared: Survey, last: Round | None) -> Cited:
    part, english = cite.get("part", "value"), on.language.startswith("en")
    aim = rules.target(declared, on.as_of)
    rule = f"{aim.since.isoformat()} {document_of(on, aim.source).partition(' ')[2]}" if aim is not None else ""
    about = declared.about.say(on.language)
    if last is not None:
        about = f"{about} {last.row.day.isoformat()} {last.row.how}".strip()
    label = f"{declared.label.say(on.language)}（{PARTS[part][english]}）"
    text = _text(part, last, aim.value if aim is not None else None)
    above, below = (round(last.row.above), round(last.row.n)) if last is not None and part != "target" else (0, None)
    found = answer(on, cite, label, about, above, rule, noun="surveys", below=below)
    return replace(found, text=text or (UNMEASURED[english] if part == "value" else "—"))


def _text(part: str, last: Round | None, aim: float | None) -> str | None:
    if part == "target":
        return f"{aim:g}%" if aim is not None else None
    if last is None:
        return None
    if part == "sample":
        return f"{last.row.n:g}"
    points = {"value": last.share.value, "gap": last.gap, "margin": last.share.margin}[part]
    if points is None:
        return None
    return f"{points:.1f}%" if part == "value" else f"{points:.1f}"


def _rounds(on: About, cites: list[Cite]) -> dict[str, Round]:
    """The newest round of each survey up to the paper's day that was not taken back. One query."""
    unit = unit_of(on, cites[0].get("unit")) if cites[0].get("unit") else on.town
    asked = {cite.key: on.pack.said.surveys[cite.key] for cite in cites}
    found = schemes.rounds_of(unit, asked)
    last = {key: next((one for one in rounds if one.row.day <= on.as_of), None) for key, rounds in found.items()}
    return {key: one for key, one in last.items() if one is not None}


def measured(on: About, cite: Cite) -> list[int]:
    """The round that a citation rests on."""
    return [one.row.pk for one in _rounds(on, [cite]).values()]


def titles(ids: Sequence[int]) -> list[tuple[str, str]]:
    """When a survey was made, and how."""
    rows = Measurement.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "day", "how")
    return [(f"CP-{pk}", f"{day.isoformat()} {how}") for pk, day, how in rows]
