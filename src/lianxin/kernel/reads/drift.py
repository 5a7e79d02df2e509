"""How understanding keeps, week by week: what share went to a person, and how often people let the machine's answer
stand. Falling figures mean that people write otherwise than the model learned: time to train again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import TruncWeek

from lianxin.kernel.models import Matter
from lianxin.language.calendar import SHANGHAI

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Week:
    """A week and the version that read then ('': the pack's words). `read`: matters; `sent`: of them to a person;
    `decided`: where a person said what is right; `agreed`: where that was the machine's likeliest answer."""

    monday: date
    version: str
    read: int
    sent: int
    decided: int
    agreed: int


def weeks(towns: Sequence[int], kind: str, now: datetime) -> list[Week]:
    """The newest weeks first, a line a week and version. One query, over the last weeks only (by the index on when a
    matter came in); what somebody chose while registering was not read and is not counted."""
    since = (now - timedelta(weeks=WEEKS)).astimezone(SHANGHAI)
    rows = (
        Matter.objects.filter(town_id__in=towns, entered_at__gte=since, reading__has_key=kind)
        .annotate(
            given=KT(f"reading__{kind}__given"),
            week=TruncWeek("entered_at", tzinfo=SHANGHAI),
            version=KT(f"reading__{kind}__model"),
            stands=KT(f"reading__stands__{kind}"),
            best=KT(f"reading__{kind}__best"),
        )
        .filter(given__isnull=True)
        .values("week", "version")
        .annotate(
            read=Count("id"),
            sent=Count("id", filter=Q(**{f"reading__{kind}__sure": False})),
            decided=Count("id", filter=Q(stands__isnull=False)),
            agreed=Count("id", filter=Q(stands=F("best"))),
        )
        .order_by("-week", "version")
    )
    return [
        Week(
            row["week"].astimezone(SHANGHAI).date(),
            row["version"] or "",
            row["read"],
            row["sent"],
            row["decided"],
            row["agreed"],
        )
        for row in rows
    ]
