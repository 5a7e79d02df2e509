"""Writing a paper as .docx."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from lianxin.adapters.gongwen import body, ends
from lianxin.adapters.gongwen.page import prepare
from lianxin.adapters.gongwen.paper import Paper


def docx(paper: Paper) -> bytes:
    """The file, as Word, WPS and LibreOffice open it. The same paper gives the same text; files carry no author."""
    document = Document()
    prepare(document)
    core = document.core_properties
    core.title, core.author, core.comments = paper.title, "", ""
    if paper.layout == "official":
        ends.official_head(document, paper)
    else:
        ends.bulletin_head(document, paper)
    body.title(document, paper.title)
    body.body(document, paper)
    body.attachments(document, paper)
    if paper.layout == "official":
        body.signature(document, paper)
        ends.official_tail(document, paper)
    else:
        ends.bulletin_tail(document, paper)
    held = BytesIO()
    document.save(held)
    return held.getvalue()
