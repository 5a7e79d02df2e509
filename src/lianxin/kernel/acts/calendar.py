"""The working calendar: an administrator uploads the State Council's arrangement of a year (放假安排)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import CalendarYear
from lianxin.kernel.who import Who
from lianxin.language.calendar import Row, full_years
from lianxin.language.reason import Refused, because


@transaction.atomic
def upload(who: Who, rows: Iterable[Row], now: datetime) -> list[int]:
    """Put the arrangement of whole years in force and return them; a year uploaded again replaces the one before.

    Deadlines already told stay as they were told; clocks that start or resume from now on use the new days.
    Days of late December that belong to the notice of the next year are kept with it. Errors: Refused (the post does
    not allow it; no whole year among the rows).
    """
    if not (who.clock or "manage_packs" in who.may):
        raise Refused(because("power", "您的岗位不能上传工作日历", "your post may not upload the calendar"))
    rows = sorted(rows)
    years = sorted(full_years(rows))
    if not years:
        raise Refused(
            because("year", "表里没有完整的一年，什么都没有改", "no whole year in the sheet; nothing changed")
        )
    for year in years:
        own = [row for row in rows if row.day.year == year or (row.day.year == year - 1 and row.day.year not in years)]
        CalendarYear.objects.update_or_create(
            year=year,
            defaults={
                "rows": [[row.day.isoformat(), row.kind, row.name, row.source] for row in own],
                "uploaded_by_id": who.person_id,
                "uploaded_at": now,
            },
        )
    bump("calendar")
    record(who, "calendar.upload", "record", now, data={"years": years, "days": len(rows), "source": rows[0].source})
    return years
