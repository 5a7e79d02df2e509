"""The partner's link: which tie it opens, who comes with it, and which needs of the alliance wait for its unit."""

from __future__ import annotations

from datetime import datetime

from lianxin.adapters import seal
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.alliance import NEED
from lianxin.kernel.tie_facts import in_force
from lianxin.kernel.who import Held, Who

ROLE = "partner"


def of_link(key: str, now: datetime, language: str = "zh") -> tuple[Who, Tie] | None:
    """Who comes with a partner's link, and the tie in force that it opens; None for any other link."""
    found = Tie.objects.filter(key_hash=seal.token_hash(key), town__isnull=False).first()
    if found is None or not in_force(found, now):
        return None
    return Who(tie_id=found.pk, language=language, via="link"), found


def needs(tie: Tie, most: int = 20) -> list[Matter]:
    """The open needs that were matched with the unit of a link's tie. One query."""
    rows = Matter.objects.filter(town_id=tie.town_id, kind=NEED, is_open=True, owner_id=tie.other_id, secret=False)
    return list(rows.order_by("-pk")[:most]) if tie.other_id is not None else []


def liaison(tie: Tie) -> Held:
    """The post with which whoever holds the link answers needs: the liaison of the tie's other unit."""
    role = packs.of_town(tie.town_id or 0).said.roles[ROLE].label.zh
    return Held(ROLE, role, tie.other_id or 0, tie.other.name if tie.other else "", tie.town_id)
