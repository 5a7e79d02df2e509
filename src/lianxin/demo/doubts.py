"""What people of the demo answer where the machine was in doubt, so that its town has something to learn from."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from lianxin.kernel import abilities
from lianxin.kernel.acts import judging, matter
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import doubtful
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer

ANSWERS, LIKELIEST = 0.6, 0.8
"""How many answer a doubt that they are asked about, and how often with the machine's likeliest."""


def take(who: Who, found: Matter, pack: Pack, offer: Offer, answers: dict[str, Any], at: datetime) -> Matter:
    """Take a step, and answer the doubt that is asked beside it. Errors: as of the acts."""
    judged = _judged(who, found, pack, offer)
    if judged:
        return judging.judge(who, found.pk, offer.key, answers, judged, at)
    return matter.take(who, found.pk, offer.key, answers, at)


def _judged(who: Who, found: Matter, pack: Pack, offer: Offer) -> dict[str, str]:
    """Most answer, and mostly the likeliest. The dice are the matter's own, so that the days go as they went."""
    dice = random.Random(f"{found.pk} {offer.key}")
    name = doubtful.question(found, pack, offer.action)
    if not name or not abilities.may_judge(who, found) or dice.random() > ANSWERS:
        return {}
    read = found.reading.get(name) or {}
    key = read.get("second" if dice.random() > LIKELIEST else "best") or read.get("best")
    return {name: key} if key else {}
