"""Taking a step and, in the same breath, answering what the machine was not sure of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.acts.matter import locked, take
from lianxin.kernel.models import Matter
from lianxin.kernel.reads.reading import QUESTIONS, doubts
from lianxin.kernel.who import Who


@transaction.atomic
def judge(
    who: Who,
    matter_id: int,
    action: str,
    given: Mapping[str, Any],
    judged: Mapping[str, str],
    now: datetime,
    photos: tuple[Picture, ...] = (),
) -> Matter:
    """Take an action on a matter; before it, `judged` (question: answer) is corrected as by `correct`, so that terms
    and rates follow from it, and the matter stays with the unit of whoever takes the step. What somebody has answered
    meanwhile stands. Errors: as of `take` and `correct`; nothing half-saved."""
    open_ = doubts(locked(who, matter_id))
    said = {name: judged[name] for name in QUESTIONS if judged.get(name) and name in open_}
    if said:
        correct(who, matter_id, now, nature=said.get("nature"), topic=said.get("topic"), route=False)
    return take(who, matter_id, action, given, now, photos)
