"""A paper as a file, and the page behind each of its numbers."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.adapters import gongwen
from lianxin.kernel.models import Paper
from lianxin.kernel.reads import cited_rows, packs
from lianxin.kernel.reads import paper as reads
from lianxin.language.reason import Refused, because
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street.papers import found_or_404

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN_ROWS = 100


@may("papers")
def word(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper as .docx."""
    paper = found_or_404(request, paper_id)
    return _file(paper, gongwen.docx(_sheet(paper)), WORD, "docx")


@may("papers")
def pdf(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper as PDF. Refused where the machine has no font with Chinese characters."""
    paper = found_or_404(request, paper_id)
    if not gongwen.written_here():
        raise Refused(
            because(
                "font",
                "服务器上没有中文字体，生成不了 PDF。请管理员安装 fonts-noto-cjk，或先下载 Word 文件",
                "the server has no Chinese font; install fonts-noto-cjk, or take the Word file",
            )
        )
    return _file(paper, gongwen.pdf(_sheet(paper)), "application/pdf", "pdf")


def _file(paper: Paper, content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="paper-{paper.pk}.{ending}"'
    return response


def _sheet(paper: Paper) -> gongwen.Paper:
    """The paper as the adapter takes it; marks show while it is not issued."""
    drawn = reads.draw(paper, timezone.now())
    declared = packs.pinned(paper.pack_id).said.papers.get(paper.kind)
    head = paper.head
    blocks = [
        gongwen.Block("table", rows=row.table)
        if row.table
        else gongwen.Block(
            "heading" if row.level else "paragraph",
            tuple(gongwen.Piece(part.text, part.mark) for part in row.parts),  # type: ignore[arg-type]
            row.level,
        )
        for row in drawn.rows
    ]
    return gongwen.Paper(
        "bulletin" if declared is not None and declared.layout == "bulletin" else "official",
        "".join(part.text for part in drawn.title),
        mark=head.get("mark", ""), number=head.get("number", ""), to=head.get("to", ""), blocks=tuple(blocks),
        attachments=tuple(head.get("attachments", ())), signed=head.get("signed", ""), dated=head.get("dated", ""),
        editor=head.get("editor", ""), copied=tuple(head.get("copied", ())), printed=head.get("printed", ""),
        printed_on=head.get("dated", ""), copies=head.get("copies", ""),
        draft=paper.state in ("draft", "checked"),
    )  # fmt: skip


@may("papers")
def number(request: HttpRequest, paper_id: int, index: int) -> HttpResponse:
    """One number of a paper: what was asked, by which rule, when, and the records behind it. 404 for none."""
    paper = found_or_404(request, paper_id)
    drawn = reads.draw(paper, timezone.now(), language())
    if index >= len(drawn.cited):
        raise Http404
    one = drawn.cited[index]
    why = drawn.changes.get(one.cite)
    shown = {
        "paper": paper,
        "one": one,
        "counted_at": datetime.fromisoformat(one.as_of),
        "why": why.say(language()) if why else "",
        "rows": cited_rows.records(one, who(request), SHOWN_ROWS),
        "frozen": paper.state != "draft",
        "title": "".join(part.text for part in drawn.title) or gettext("未写标题"),
    }
    return render(request, "street/paper_number.html", shown)
