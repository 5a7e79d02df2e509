"""The working calendar in force: what ships with the product, and the years an administrator uploaded."""

from __future__ import annotations

from datetime import date

from lianxin.kernel.models import CalendarYear
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.calendar import Calendar


@remembered(4)
def _calendar(_version: int) -> Calendar:
    years = list(CalendarYear.objects.order_by("year").values_list("year", "rows"))
    flat = [(date.fromisoformat(day), kind, name, source) for _, rows in years for day, kind, name, source in rows]
    builtin = Calendar.builtin()
    return builtin.updated_by(Calendar.from_rows(flat, [year for year, _ in years])) if flat else builtin


def calendar() -> Calendar:
    """Working days as far as they are known. Uploaded years stand over the ones that ship."""
    seen = version("calendar")
    return _calendar(seen) if seen else Calendar.builtin()
