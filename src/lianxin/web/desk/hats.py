"""One person, several hats: himself, and the Party bodies he may act for. What he may do is what any of them may."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from lianxin.kernel import abilities
from lianxin.kernel.abilities import Abilities
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import row
from lianxin.kernel.reads.row import Read
from lianxin.kernel.reads.whole import Whole, whole
from lianxin.kernel.who import Who
from lianxin.language.procedure import Offer


def hats(asking: Who) -> list[Who]:
    """Himself first, then himself for each body he leads."""
    bodies = dict.fromkeys(held.unit_id for held in asking.posts if held.role == "secretary")
    return [asking, *(asking.acting_for(unit) for unit in bodies)]


def matter_of(asking: Who, matter_id: int) -> Matter:
    """The matter, if it lies within his scope. Raises Http404, which does not tell whether it exists."""
    return read_of(asking, matter_id).matter


def read_of(asking: Who, matter_id: int) -> Read:
    """The same with the version of its row, for whoever goes on to change it. Raises Http404."""
    found = row.one(matter_id)
    if found is None or not any(abilities.may_see(hat, found.matter) for hat in hats(asking)):
        raise Http404
    return found


def whole_of(asking: Who, matter_id: int) -> Whole:
    """The same with everything that hangs on it. Raises Http404."""
    found = whole(matter_id)
    if found is None or not any(abilities.may_see(hat, found.matter) for hat in hats(asking)):
        raise Http404
    return found


def offers(asking: Who, matter: Matter, now: datetime) -> tuple[Abilities, list[tuple[Who, Offer]]]:
    """His own abilities, and every action with the hat in which it is allowed (or himself, with the reasons)."""
    able = abilities.on(asking, matter, now)
    found = {offer.key: (asking, offer) for offer in able.offers}
    for hat in hats(asking)[1:]:
        for offer in abilities.on(hat, matter, now).offers:
            known = found.get(offer.key)
            if known is None or (offer.allowed and not known[1].allowed):
                found[offer.key] = (hat, offer)
    ordered = sorted(found.values(), key=lambda pair: (not pair[1].allowed, not pair[1].action.main))
    return able, ordered
