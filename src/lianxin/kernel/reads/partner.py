"""The partner's link: which tie it opens, who comes with it, what its unit may act on, and what it was asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from lianxin.adapters import seal
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import helping, packs
from lianxin.kernel.reads.alliance import MOST, place_of
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import in_force
from lianxin.kernel.who import Held, Who

ROLE = "partner"


def of_link(key: str, now: datetime, language: str = "zh") -> tuple[Who, Tie] | None:
    """Who comes with a partner's link, and the tie in force that it opens; None for any other link."""
    found = Tie.objects.filter(key_hash=seal.token_hash(key), town__isnull=False).first()
    if found is None or not opens(found, now):
        return None
    return Who(tie_id=found.pk, language=language, via="link"), found


def opens(tie: Tie, now: datetime) -> bool:
    """Whether a link of this tie opens something: given, not ended, not past its day, the tie in force."""
    until = ends(tie)
    return tie.key_hash is not None and in_force(tie, now) and (until is None or now < until)


def ends(tie: Tie) -> datetime | None:
    """The moment from which the link of a tie opens nothing; None where it lasts as long as the tie."""
    said = tie.data.get("link_until")
    return datetime.fromisoformat(said) if said else None


def needs(tie: Tie, most: int = 20) -> list[Matter]:
    """The open matters on which the unit of a link's tie may act: with it, of a kind whose steps a pack gives to a
    partner, or claimed by it. The link of a seat shows those of its own alliance: of the community whose body leads it,
    or of the whole town where the town's does. One query."""
    if tie.other_id is None or tie.town_id is None:
        return []
    kinds = sorted(packs.of_town(tie.town_id).concerns(ROLE))
    theirs = Q(owner_id=tie.other_id, kind__in=kinds) | Q(claimer_unit_id=tie.other_id)
    rows = Matter.objects.filter(theirs, town_id=tie.town_id, is_open=True, secret=False)
    found = list(rows.order_by("-pk")[:MOST])
    if packs.pinned(tie.pack_id or 0).said.ties[tie.kind].invites is not None:
        where = directory(tie.town_id)
        lead = place_of(where, tie.unit_id)
        found = [one for one in found if lead in (tie.town_id, place_of(where, one.place_id))]
    return found[:most]


def asked(tie: Tie) -> list[Matter]:
    """The open matters of any kind about which the unit was asked by name and which nobody has claimed, with the unit
    that acts on each. They are public: the link of a seat shows those of other communities too. One query."""
    found = helping.asked_of(None, [tie.other_id] if tie.other_id is not None else [])
    return [one for one in found if one.town_id == tie.town_id]


def speaking(who: Who, tie: Tie) -> Who:
    """Whoever holds the link, as he acts on a matter: for the unit, with the post of its liaison."""
    return replace(who, posts=(liaison(tie),), unit_id=tie.other_id, shown=tie.other.name if tie.other else "")


def liaison(tie: Tie) -> Held:
    """The post with which whoever holds the link answers needs: the liaison of the tie's other unit."""
    role = packs.of_town(tie.town_id or 0).said.roles[ROLE].label.zh
    return Held(ROLE, role, tie.other_id or 0, tie.other.name if tie.other else "", tie.town_id)
