"""发文登记: what was issued, with its number, who signed and what it rests on. Issuing writes it, nobody fills it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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


def register(who: Who, year: int) -> list[Line]:
    """The papers of his towns issued in a year, in the order of issuing."""
    towns = reads.towns_of(who)
    first, after = (datetime(one, 1, 1, tzinfo=SHANGHAI) for one in (year, year + 1))
    rows = Paper.objects.filter(town_id__in=towns, state__in=ISSUED, issued_at__gte=first, issued_at__lt=after)
    found = list(rows.select_related("unit", "corrects").defer("text", "tables").order_by("issued_at", "pk"))
    return [_line(one) for one in found]


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
