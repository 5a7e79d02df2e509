"""Problems that a review found: each becomes a matter with a unit that puts it right and a day, as resolutions do."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts import filing, matter
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Appraised, Matter
from lianxin.kernel.reads import appraisal as reads
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because


@transaction.atomic
def note(who: Who, appraised_id: int, text: str, unit_id: int | None, due: date, now: datetime) -> Matter:
    """Note a problem of one of the appraised: it becomes a matter of the kind that the pack names, owned by the unit
    that puts it right, due on a day. Errors: Refused."""
    one = Appraised.objects.select_for_update(of=("self",)).select_related("appraisal").get(pk=appraised_id)
    row = one.appraisal
    pack, said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    if said.becomes is None:
        raise Refused(because("becomes", "这一类考核不列问题清单", "this appraisal lists no problems"))
    if not text.strip():
        zh, en = "请写问题是什么、要改到什么样", "say what is wrong and what it should become"
        raise Refused(because("empty", zh, en), field="problem")
    if due <= now.astimezone(SHANGHAI).date():
        raise Refused(because("due", "整改期限要晚于今天", "the day by which it is put right lies ahead"), field="due")
    unit = able.unit_in(row.town_id, unit_id)
    kind = pack.kind(said.becomes)
    by_day, hand = trees.put_right_by(kind), trees.handed_by(kind)
    own = next(held.unit_id for held in who.posts if held.role in said.runs and held.town_id == row.town_id)
    told = Telling(
        text.strip(), row.town_id, channel="internal", kind=said.becomes, site_id=own if hand else unit.pk,
        anonymous=True,
        fields={by_day: due.isoformat()} if by_day else {}, ref=f"problem:{one.pk}:{len(one.problems) + 1}",
    )  # fmt: skip
    made = filing.file(who, told, now).matter
    if hand is not None:
        made = matter.take(who, made.pk, hand, {"unit": unit.pk}, now)
    one.problems = [*one.problems, made.pk]
    one.save(update_fields=["problems"])
    record(
        who, "appraisal.problem", "decide", now, matter_id=made.pk, town_id=row.town_id, unit_id=unit.pk,
        subject=f"appraised:{one.pk}", ours={"kind": said.becomes, "due": due.isoformat()},
    )  # fmt: skip
    return made
