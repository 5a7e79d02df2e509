"""What was decided on a file, told to whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings

from lianxin.kernel.acts.letter import letter
from lianxin.kernel.models import Entry, Export, Notice
from lianxin.kernel.reads import exported
from lianxin.kernel.reads.activity import DECIDED
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Text


def notices(entries: Iterable[Entry], now: datetime) -> Iterator[Notice]:
    """The notices of entries that decide on a file, not saved; one query an entry."""
    for entry in entries:
        if entry.act != DECIDED:
            continue
        one = Export.objects.select_related("by", "unit").filter(pk=int(entry.subject.partition(":")[2] or 0)).first()
        if one is None or one.decided_at is None:
            continue
        said = _said(one)
        subject = Text(f"导出{exported.called(one)}：{said.zh}", f"Export of {exported.called(one, 'en')}: {said.en}")
        link = f"{settings.PUBLIC_URL}/exports/"
        yield letter(entry, None, one.by, one.town_id, subject, said, link, now)


def _said(one: Export) -> Text:
    zh, en = exported.called(one), exported.called(one, "en")
    if one.agreed and one.expires_at is not None:
        until = one.expires_at.astimezone(SHANGHAI)
        return Text(
            "您申请导出的“{zh}”已同意，请在{day}前取走。",
            "Your request for “{en}” was agreed to: fetch it by {day_en}.",
        ).fill(zh=zh, en=en, day=f"{until:%Y年%-m月%-d日 %H:%M}", day_en=f"{until:%-d %B %Y %H:%M}")
    return Text(
        "您申请导出的“{zh}”没有同意，理由：{reason}", "Your request for “{en}” was not agreed to: {reason}"
    ).fill(zh=zh, en=en, reason=one.reason)
