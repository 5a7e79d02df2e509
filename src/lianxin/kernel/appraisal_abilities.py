"""May this person run, score, object? Silence means no; every refusal says why."""

from __future__ import annotations

from collections.abc import Collection

from lianxin.kernel.models import Appraised, Unit
from lianxin.kernel.reads.directory import Row, directory
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language.reason import Refused, because


def may(who: Who, roles: Collection[str], town_id: int) -> bool:
    """Whether he holds one of these posts in the town."""
    return any(held.role in roles and held.town_id == town_id for held in who.posts)


def must(who: Who, roles: Collection[str], town_id: int) -> None:
    """Refuses whoever holds none of these posts in the town. Errors: Refused."""
    if not may(who, roles, town_id):
        raise Refused(because("not-yours", "您的岗位不做这件事", "your post does not do this"))


def chains(who: Who, town_id: int) -> list[frozenset[int]]:
    """For each of his posts, the unit it stands at with everything above it."""
    where = directory(town_id)
    return [where.chain(held.unit_id) for held in who.posts if held.unit_id in where.rows]


def apart(who: Who, one: Appraised, town_id: int) -> None:
    """Refuses a scorer who belongs to what is appraised, or who handled it. Errors: Refused."""
    unit = one.unit_id
    if one.matter is not None:
        unit = one.matter.owner_id
        if who.person_id is not None and who.person_id in (one.matter.handler_id, one.matter.claimer_id):
            zh, en = "这件事是您办的，请换一位来评", "you handled this matter; somebody else appraises it"
            raise Refused(because("scorer_is_scored", zh, en))
    refused = trees.belongs(chains(who, town_id), unit, town_id)
    if refused is not None:
        raise Refused(refused)


def may_object(who: Who, one: Appraised, town_id: int) -> bool:
    """Whether he speaks for the appraised: his post stands at the unit or below it."""
    unit = one.unit_id or (one.matter.owner_id if one.matter is not None else None)
    return any(held.town_id == town_id for held in who.posts) and any(unit in chain for chain in chains(who, town_id))


def own_units(who: Who, roles: Collection[str], kinds: Collection[str], town_id: int) -> list[Row]:
    """The units of these kinds (any, where none is named) for which he may enter something: he holds a post of these
    roles at the unit, or at the one in which a site stands."""
    mine = {held.unit_id for held in who.posts if held.role in roles and held.town_id == town_id} - {town_id}
    return [
        row
        for row in directory(town_id).rows.values()
        if (not kinds or row.kind in kinds)
        and (row.id in mine or (row.tree == "site" and bool(mine & {row.parent_id, row.place_id})))
    ]


def unit_in(town_id: int, unit_id: int | None) -> Unit:
    """A unit of the town (or the town itself). Errors: Refused."""
    found = Unit.objects.filter(pk=unit_id, town_id=town_id, closed_at__isnull=True).first() if unit_id else None
    if found is None:
        raise Refused(because("unit", "请选本街镇的一个单位", "choose a unit of the town"), field="unit")
    return found
