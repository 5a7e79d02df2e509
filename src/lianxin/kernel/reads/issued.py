"""发文登记: what was issued, with its number, who signed and what it rests on. Issuing writes it, nobody fills it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianxin.intake import privacy
from lianxin.kernel.models import Paper
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.who import Who
from lianxin.language import paper as text_rules
from lianxin.language import paper_number as numbers
from lianxin.language.calendar import SHANGHAI
from lianxin.language.paper import Cite

ISSUED = ("issued", "corrected")


@dataclass(frozen=True, slots=True)
class Line:
    """One issued paper in the register. `number` is empty where the office's own system had given none."""

    paper: int
    number: str
    title: str
    on: date
    unit: str
    reviewed: tuple[str, ...]
    signed: str
    approval: str
    corrects: str
    corrected: bool


HEADS = (
    ("文号", "Number"), ("标题", "Title"), ("签发日期", "Issued on"), ("起草单位", "Written by"), ("三审", "Reviews"),
    ("签发人", "Issued by"), ("批准依据", "Approval"), ("更正的材料", "Corrects"),
)  # fmt: skip
"""The columns of the register as a file."""


def register(who: Who, year: int, town: int | None = None) -> list[Line]:
    """The papers of his towns (or of one of them) issued in a year, in the order of issuing."""
    towns = [one for one in reads.towns_of(who) if town in (None, one)]
    first, after = (datetime(one, 1, 1, tzinfo=SHANGHAI) for one in (year, year + 1))
    rows = Paper.objects.filter(town_id__in=towns, state__in=ISSUED, issued_at__gte=first, issued_at__lt=after)
    found = list(rows.select_related("unit", "corrects").defer("text", "tables").order_by("issued_at", "pk"))
    return [_line(one) for one in found]


def heads(language: str) -> list[str]:
    """The heads of its columns."""
    return [pair[language.startswith("en")] for pair in HEADS]


def cells(who: Who, town: int, year: int, language: str) -> list[list[Any]]:
    """The register of a town as cells of a file: what was typed is masked."""
    pause = ", " if language.startswith("en") else "、"
    return [
        [
            one.number, privacy.redact(one.title)[0], one.on, one.unit, pause.join(one.reviewed), one.signed,
            one.approval, privacy.redact(one.corrects)[0],
        ]
        for one in register(who, year, town)
    ]  # fmt: skip


def _line(paper: Paper) -> Line:
    allowed = paper.approval
    approval = "年度考核" if allowed.get("yearly") else " ".join(
        allowed[part] for part in ("issuer", "number") if allowed.get(part)
    )  # fmt: skip
    issued = paper.issued_at or paper.changed_at
    return Line(
        paper.pk, paper.head.get("number", ""), title(paper), issued.astimezone(SHANGHAI).date(),
        paper.unit.name, tuple(one["shown"] for one in paper.reviews), paper.head.get("signer", ""), approval,
        title(paper.corrects) if paper.corrects else "", paper.state == "corrected",
    )  # fmt: skip


def title(paper: Paper) -> str:
    """The title with its numbers as they were frozen."""
    kept = reads.frozen(paper)
    parts = [part for line in text_rules.read(paper.title) for part in line.parts]
    return "".join(kept[str(one)].text if isinstance(one, Cite) and str(one) in kept else str(one) for one in parts)


def taken(paper: Paper, number: str, signed: datetime) -> Paper | None:
    """The issued paper of this town that has this number already. A document's number says its body and year; what
    counts otherwise (issues of a bulletin, serials) begins anew with each year and each name."""
    rows = Paper.objects.filter(town_id=paper.town_id, state__in=ISSUED, head__number=number).exclude(pk=paper.pk)
    if numbers.read(number) is not None:
        return rows.first()
    mark, year = paper.head.get("mark", ""), signed.astimezone(SHANGHAI).year
    same = (one for one in rows if one.head.get("mark", "") == mark)
    return next((one for one in same if one.issued_at and one.issued_at.astimezone(SHANGHAI).year == year), None)
