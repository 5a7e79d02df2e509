"""The approval of a naming, written down once at its contest or appraisal, and read there by the papers that name."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.models import Appraisal, Contest, Paper
from lianxin.kernel.reads import packs

Round = Appraisal | Contest
KINDS: dict[str, type[Contest] | type[Appraisal]] = {"contest": Contest, "appraisal": Appraisal}
LEVELS = {"county": "district", "central": "country"}
"""Levels of an approval by the kind of unit that papers name them by; the others have one name."""
MOST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A contest or appraisal whose result a paper may name: how a paper refers to it, and what it says of approval."""

    of: str
    row: Round
    said: dict[str, str]


def name_of(row: Round) -> str:
    """How a paper refers to it."""
    return f"{type(row).__name__.lower()}:{row.pk}"


def found(town_id: int, of: str) -> Round | None:
    """The contest or appraisal of a town that a paper refers to."""
    kind, _, number = of.partition(":")
    model = KINDS.get(kind)
    if model is None or not number.isdecimal() or len(number) > 15:
        return None
    row: Round | None = model.objects.filter(pk=int(number), town_id=town_id).first()
    return row if row is not None and _names(row) else None


def _names(row: Round) -> bool:
    """Whether its result names somebody or puts up a plaque."""
    said = packs.pinned(row.pack_id).said
    declared = said.contests.get(row.kind) if isinstance(row, Contest) else said.appraisals.get(row.kind)
    return declared is not None and declared.naming == "approved"


def said(row: Round) -> dict[str, str]:
    """What a contest or appraisal says of its approval, as papers say it."""
    if row.yearly:
        return {"yearly": "yes"}
    kept = row.approval
    if not kept:
        return {}
    level = LEVELS.get(kept["level"], kept["level"])
    return {"number": kept["number"], "issuer": kept["issuer"], "level": level}


def of_paper(paper: Paper) -> dict[str, str]:
    """What a paper rests on: as it was issued, as its contest or appraisal says now, or as typed."""
    of = paper.approval.get("of", "")
    if not of or paper.state in ("issued", "corrected"):
        return paper.approval
    row = found(paper.town_id, of)
    return {"of": of, **(said(row) if row is not None else {})}


def choices(town_id: int) -> list[Choice]:
    """The contests and appraisals of a town that name, the newest first. Two queries."""
    rows: list[Round] = []
    for model in KINDS.values():
        rows += model.objects.filter(town_id=town_id).order_by("-id")[:MOST]
    return [Choice(name_of(row), row, said(row)) for row in rows if _names(row)]


def papers(row: Round) -> list[Paper]:
    """The papers that rest on its approval, the newest first. One query."""
    rests = Paper.objects.filter(town_id=row.town_id, approval__of=name_of(row)).defer("text", "tables")
    return list(rests.order_by("-pk")[:MOST])
