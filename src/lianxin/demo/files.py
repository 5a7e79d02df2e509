"""Word files of the demo, invented, put to the activities whose kinds ask for them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from lianxin.adapters import documents
from lianxin.kernel.acts import attachment
from lianxin.kernel.acts.attachment import File
from lianxin.kernel.who import Who

REPORTS = (
    "一、抓了什么：支部班子每月碰头，主题党日开到楼下，给街坊办成的小事一件件登记。",
    "二、差在哪：入户走访多在白天，上班的年轻人见得少；上年问题清单还有一项在改。",
    "三、下一步：每季度一晚到网格里开，谁提的事谁来回。",
)
"""The written reports of secretaries, bound in one."""
REVIEWED = (
    "一、代表联系群众：全年接待街坊的日子、收到的意见和办到哪一步。",
    "二、代表视察：看了哪些点，提了哪些意见，有关办公室怎样答复。",
    "三、下一年的设想。",
)
"""What delegates reviewed in writing."""


def put(who: Who, activity_id: int, title: str, lines: Sequence[str], now: datetime, field: str = "") -> None:
    """Put a Word file of these lines to an activity, as the material its kind asks for where `field` names one."""
    from docx import Document  # noqa: PLC0415 - heavy, and for this alone

    made, out = Document(), io.BytesIO()
    made.add_heading(title, level=1)
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    kept = documents.keep(out.getvalue())
    assert isinstance(kept, documents.Document)
    attachment.put(who, activity_id, File("docx", kept.hash, len(kept.data), title, field=field), now)
