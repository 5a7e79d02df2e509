"""Writing down what a survey measured. A wrong round is withdrawn with a reason and measured again, never changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from lianxin.kernel.acts.entry import record as write
from lianxin.kernel.export_abilities import may_ask
from lianxin.kernel.models import Measurement, Unit
from lianxin.kernel.reads.measures import pack_of
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because


def _refuse(code: str, zh: str, en: str, field: str = "") -> Refused:
    return Refused(because(code, zh, en), field=field)


def record(who: Who, unit: Unit, key: str, day: date, above: float, n: float, how: str, now: datetime) -> Measurement:
    """Write down one round: how many of how many, on which day, and how it was done. Errors: Refused (no such survey
    or power; more than were asked; a day to come; no method; a round of that day is there)."""
    survey = pack_of(unit).said.surveys.get(key)
    if survey is None or unit.town_id is None or not may_ask(who, unit.town_id):
        raise _refuse("may_not", "您的岗位不能登记测评", "your post may not record a survey")
    if not n > 0 or above < 0 or above > n:
        raise _refuse(
            "share", "达到的数要在 0 和样本数之间", "what was reached must lie between 0 and the sample", "above"
        )
    if survey.method != "weight" and (above != int(above) or n != int(n)):
        raise _refuse("whole", "人数、户数、袋数要是整数", "people and pieces are whole numbers", "n")
    if day > now.astimezone(SHANGHAI).date():
        raise _refuse("future", "测评日期不能在以后", "the day of a survey cannot be to come", "day")
    if len(how.strip()) < 4:
        raise _refuse("how", "请写明怎么抽的样、怎么问的", "say how the sample was drawn and asked", "how")
    try:
        with transaction.atomic():
            made = Measurement.objects.create(
                town_id=unit.town_id, unit=unit, survey=key, day=day, above=above, n=n, how=how.strip()[:400],
                by_id=who.person_id, recorded_at=now,
            )  # fmt: skip
            said = {"key": key, "day": day.isoformat(), "above": above, "n": n, "how": how}
            write(who, "survey.record", "record", now, town_id=unit.town_id, subject=f"survey:{made.pk}", data=said)
    except IntegrityError:
        raise _refuse(
            "twice", "这一天已经有一次测评；写错了请先作废", "that day has a round; withdraw it first"
        ) from None
    return made


@transaction.atomic
def withdraw(who: Who, measurement_id: int, reason: str, now: datetime) -> Measurement:
    """Take back a wrong round; it stays in the books. Errors: Refused (no such power; no reason; taken back before)."""
    row = Measurement.objects.select_for_update().filter(pk=measurement_id).first()
    if row is None or not may_ask(who, row.town_id):
        raise _refuse("may_not", "您的岗位不能作废测评", "your post may not withdraw a survey")
    if row.withdrawn_at is not None:
        raise _refuse("withdrawn", "已经作废了", "it was withdrawn before")
    if len(reason.strip()) < 4:
        raise _refuse("reason", "作废要写理由", "say why", "reason")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    data = {"reason": reason}
    write(who, "survey.withdraw", "decide", now, town_id=row.town_id, subject=f"survey:{row.pk}", data=data)
    return row
