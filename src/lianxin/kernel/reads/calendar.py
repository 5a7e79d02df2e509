"""The working calendar in force: what ships with the product, and the years an administrator uploaded."""

from __future__ import annotations

from datetime import date

from lianxin.kernel.models import CalendarYear
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.calendar import Calendar


@remembered(4)
def _calendar(_version: int, stamp: tuple[tuple[int, str], ...]) -> Calendar:
    calendar = Calendar.builtin()
    years = [year for year, _ in stamp]
    rows = CalendarYear.objects.filter(year__in=years).values_list("rows", flat=True)
    flat = [(date.fromisoformat(day), kind, name, source) for year in rows for day, kind, name, source in year]
    return calendar.updated_by(Calendar.from_rows(flat, years)) if flat else calendar


def calendar() -> Calendar:
    """Working days as far as they are known. Uploaded years stand over the ones that ship."""
    seen = version("calendar")
    if not seen:
        return Calendar.builtin()
    stamp = tuple(
        (y, at.isoformat()) for y, at in CalendarYear.objects.order_by("year").values_list("year", "uploaded_at")
    )
    return _calendar(seen, stamp)
