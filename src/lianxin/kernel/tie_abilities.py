"""May this person, with this tie? The same map for acts and pages; silence means no."""

from __future__ import annotations

from collections.abc import Collection

from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Held, Who
from lianxin.language.tie import FIRST
from lianxin.language.ties import TieKind


def standing(who: Who, town_id: int, unit_id: int | None, roles: Collection[str]) -> Held | None:
    """The post of one of these roles that stands over a unit: at it, above it, or at a place it stands in. Offices of
    the town that see all of it stand over all of its units."""
    declared = packs.of_town(town_id).said.roles
    chain = directory(town_id).chain(unit_id)
    for held in who.posts:
        if held.role not in roles or held.town_id != town_id or held.role not in declared:
            continue
        role = declared[held.role]
        if held.unit_id in chain or held.stands_in in chain or (role.at == "town" and role.sees == "all"):
            return held
    return None


def may_make(who: Who, kind: TieKind, town_id: int, unit_id: int | None) -> bool:
    """Whether he may make, change and end ties of the kind at a unit."""
    return who.clock or standing(who, town_id, unit_id, kind.made_by) is not None


def may_note(who: Who, kind: TieKind, tie: Tie) -> bool:
    """Whether he may write down what happened: the one at the first end, the partner's link, a role that may."""
    if FIRST in kind.noted_by and who.person_id is not None and tie.person_id == who.person_id:
        return True
    if who.tie_id is not None:
        return who.tie_id == tie.pk and kind.deliveries is not None and kind.deliveries.link
    return tie.town_id is not None and standing(who, tie.town_id, tie.unit_id, kind.noted_by) is not None


def may_see(who: Who, kind: TieKind, tie: Tie) -> bool:
    """Whether the tie itself, and not only a number, is his to see."""
    if tie.town_id is None:
        return False
    return may_make(who, kind, tie.town_id, tie.unit_id) or may_note(who, kind, tie)


def may_count(who: Who, town_id: int) -> bool:
    """Whether he may see the numbers of a town: whoever works there."""
    return any(held.town_id == town_id for held in who.posts)
