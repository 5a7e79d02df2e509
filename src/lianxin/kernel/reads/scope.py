"""Scope: which matters a Who may list. The same rules as `abilities.may_see`, as one database condition."""

from __future__ import annotations

from django.db.models import Q

from lianxin.kernel.models import Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Held, Who

NOTHING = Q(pk__in=[])


def visible(who: Who) -> Q:
    """The condition on Matter for everything this Who may see. Nothing, unless a post or a link opens it."""
    found = NOTHING
    if who.reporter_tie is not None and who.matter_id is not None:
        found |= Q(pk=who.matter_id)
    if who.person_id is not None and who.posts:
        found |= Q(handler_id=who.person_id) | Q(claimer_id=who.person_id)
    for held in who.posts:
        found |= _of_post(held)
    return found


def _of_post(held: Held) -> Q:
    if held.town_id is None:
        return NOTHING  # above towns: numbers only (reads.board)
    role = packs.of_town(held.town_id).said.roles.get(held.role)
    if role is None:
        return NOTHING
    own = Q(owner_id=held.unit_id) | Q(filed_at_id=held.unit_id) | Q(claimer_unit_id=held.unit_id)
    if role.sees == "all":
        return Q(town_id=held.town_id) & (Q(secret=False) | own)
    if role.sees == "owned":
        return own | (_below(held, role.at) & Q(secret=False))
    if role.sees == "public":
        # A secret matter of one's own body is for those whose post has to do with it: its secretary, not every member.
        shown = Q(secret=False) & (Q(shown=True) | Q(claimer_unit_id=held.unit_id))
        kinds = packs.of_town(held.town_id).concerns(held.role)
        return Q(town_id=held.town_id) & (shown | (Q(secret=True, kind__in=sorted(kinds)) & own))
    return NOTHING


def sees_all(held: Held) -> bool:
    """Whether a post sees every matter of its town but secret ones."""
    role = packs.of_town(held.town_id).said.roles.get(held.role) if held.town_id is not None else None
    return role is not None and role.sees == "all"


def _below(held: Held, at: str) -> Q:
    units = below(held.unit_id)
    if at == "owner":
        return Q(owner_id__in=units)
    if at == "place":
        return Q(place_id__in=below(held.stands_in) if held.stands_in is not None else units)
    return NOTHING


def below(unit_id: int) -> list[int]:
    """The ids of a unit and everything below it, in its own tree and in the territory."""
    return list(Unit.objects.filter(chain__contains=[unit_id]).values_list("pk", flat=True))


def towns_below(unit_id: int) -> list[int]:
    """The towns at or below a territory unit: what a district, city or province counts over."""
    return list(Unit.objects.filter(kind="town", chain__contains=[unit_id]).values_list("pk", flat=True))
