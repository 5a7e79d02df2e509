"""The link with which a partner's liaison tells what was done, and claims what its unit was asked for: no account, one
tie, ended with it or before; the link of a seat in an alliance claims only, and for so many days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel.acts import matter
from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import links, packs
from lianxin.kernel.reads.partner import needs, opens, speaking
from lianxin.kernel.tie_facts import day_of, in_force
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because


@transaction.atomic
def give_link(who: Who, tie_id: int, now: datetime) -> str:
    """The secret of a new link; the one before opens nothing any more. Errors: Refused."""
    tie, kind = ties.mine(who, tie_id)
    if kind.invites is None and (kind.deliveries is None or not kind.deliveries.link):
        raise Refused(because("no-link", "这一类不用链接填报", "no link is used here"))
    if not in_force(tie, now):
        raise Refused(because("over", "{zh}不在有效期内", "it is not in force", zh=kind.label.zh))
    until = None
    if kind.invites is not None:
        until = now + timedelta(days=int(packs.pinned(tie.pack_id or 0).value(kind.invites, day_of(now))))
        tie.data["link_until"] = until.isoformat()
    tie.data["turn"] = tie.data.get("turn", 0) + 1
    key = links.partner_link(tie.pk, tie.data["turn"])
    tie.key_hash = seal.token_hash(key)
    tie.save(update_fields=["data", "key_hash"])
    record(
        who, "tie.link", "decide", now, tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, after="given",
        ours={"until": day_of(until).isoformat() if until else ""},
    )  # fmt: skip
    return key


@transaction.atomic
def end_link(who: Who, tie_id: int, now: datetime) -> None:
    """The link opens nothing from now on. Errors: Refused."""
    tie, _ = ties.mine(who, tie_id)
    if tie.key_hash is None:
        return
    tie.key_hash = None
    tie.data.pop("link_until", None)
    tie.save(update_fields=["key_hash", "data"])
    record(who, "tie.link", "decide", now, tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, after="ended")


def answer_need(who: Who, matter_id: int, action: str, given: Mapping[str, Any], now: datetime) -> Matter:
    """Over the link: claim what was matched with the unit, tell that it was delivered, or that it does not fit.
    Errors: Refused: another unit's, a link that is over, a step that is not the liaison's."""
    tie = Tie.objects.select_related("other", "town").filter(pk=who.tie_id or 0).first()
    if who.via != "link" or tie is None or tie.other is None or not opens(tie, now):
        raise Refused(ties.NOT_FOUND)
    if matter_id not in [need.pk for need in needs(tie)]:
        raise Refused(because("not-found", "这件事不在您单位名下", "this is not with your unit"))
    return matter.take(speaking(who, tie), matter_id, action, given, now)
