"""A matter that names a place of another town: the step that tells its reporter where to go, its reason written already
as far as the text says it. Whoever decides reads it, changes it, and sends it, or does something else."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from lianxin.kernel.models import Matter
from lianxin.kernel.reads import reading
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.web.addresses import address

ASKED = "away"


def url(one: Matter, pack: Pack, offers: Iterable[Offer]) -> str:
    """The form of that step; '' where no place elsewhere is named, or the one who looks may not take it."""
    if not one.is_open or reading.outside(one) is None:
        return ""
    step = next((offer for offer in offers if offer.allowed and _moves(one, pack, offer)), None)
    return f"{address('act', one.pk, step.key)}?{ASKED}=1" if step is not None else ""


def reason(one: Matter) -> str:
    """What the reporter may be told."""
    found = reading.outside(one)
    if found is None:
        return ""
    name, there = found
    if not there:
        return gettext("您说的“%(name)s”不在本街镇") % {"name": name}
    return gettext("您说的“%(name)s”在%(there)s，请向那里反映") % {"name": name, "there": there}


def _moves(one: Matter, pack: Pack, offer: Offer) -> bool:
    """Whether the step ends the matter as one that belongs elsewhere, and asks for the reason."""
    kind = pack.kind(one.kind)
    end = kind.steps[offer.action.to].end if offer.action.to in kind.steps else None
    return end is not None and kind.endings[end].counts == "moved" and "reason" in offer.action.needs
