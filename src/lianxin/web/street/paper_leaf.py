"""A paper whose template asks for a single sheet: certificate of thanks, card, poster (ADR 0073)."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.adapters.leaf import Leaf
from lianxin.kernel.models import Paper
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import paper as reads
from lianxin.language.pack import Pack
from lianxin.language.papers import PaperKind
from lianxin.web import leaf
from lianxin.web.access import language
from lianxin.web.guards import may
from lianxin.web.street import advertised
from lianxin.web.street.papers import found_or_404

FACT = re.compile(r"^(.{2,5})[：:]\s*(.+)$")
"""时间：周六上午 — a line of a poster that stands in its table."""
NUMBER = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|12345|400-?\d{3}-?\d{4})(?!\d)")
"""A number of a post or a hotline, never somebody's mobile."""


@may("papers")
def sheet(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The sheet, or its PDF. 404 for a paper that is written in the layout of documents."""
    paper = found_or_404(request, paper_id)
    return answer(request, paper)


def answer(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The paper as a sheet. Errors: Http404."""
    pack = packs.pinned(paper.pack_id)
    declared = pack.said.papers.get(paper.kind)
    if declared is None or declared.layout != "sheet":
        raise Http404
    back = (reverse("paper", args=[paper.pk]), gettext("回材料"))
    return leaf.shown(request, [drawn(paper, pack, declared)], paper.title, back)


def drawn(paper: Paper, pack: Pack, declared: PaperKind) -> Leaf:
    """What stands on it; a draft says so across its face."""
    shown = reads.draw(paper, timezone.now(), language())
    title = "".join(part.text for part in shown.title)
    lines = ["".join(part.text for part in row.parts) for row in shown.rows if not row.table]
    void = "" if paper.state in ("issued", "corrected") else gettext("草稿")
    signed, dated = paper.head.get("signed", "") or paper.unit.name, paper.head.get("dated", "")
    bough = leaf.of_town(pack.said.motif)
    if declared.kind == "certificate":
        to = lines.pop(0).rstrip("：:") if lines and lines[0].endswith(("：", ":")) else ""
        return Leaf(
            "certificate", title, over=paper.town.name, to=to, lines=tuple(lines), signed=signed, dated=dated,
            serial=paper.head.get("number", ""), void=void, bough=bough,
        )  # fmt: skip
    if declared.kind == "card":
        address = leaf.at(reverse("site", args=[paper.unit.slug]) if paper.unit.slug else "/")
        phones = NUMBER.findall("\n".join(lines))
        return Leaf(
            "card", title, over=paper.town.name, lines=tuple(lines), figure=phones[0] if phones else pack.said.hotline,
            unit=gettext("要帮忙，打这个电话"), code=address, code_says=gettext("扫一扫，说一句话"),
            svg=leaf.picture(address, title), void=void, bough=bough,
        )  # fmt: skip
    facts = [found.groups() for found in map(FACT.match, lines) if found]
    path, says = advertised.target(paper)
    address = leaf.at(path)
    return Leaf(
        "poster", title, over=signed, facts=tuple((one[0], one[1]) for one in facts),
        lines=tuple(one for one in lines if not FACT.match(one)), code=address, code_says=says,
        svg=leaf.picture(address, title), notes=(gettext("不用下载，不用登录。"),), signed=paper.town.name, void=void,
        bough=bough,
    )  # fmt: skip
