"""May this person plan, record, publish or see an activity? The part of the one map that speaks of activities."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from lianxin.kernel.models import Activity
from lianxin.kernel.reads import activity_kinds, packs, roll
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Held, Who
from lianxin.language import activity as rules
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because


def stands(pack: Pack, held: Held, town_id: int, chain: Collection[int]) -> bool:
    """Whether a post stands at a unit or above it, or looks after the whole town. A post that sees numbers only (the
    district's) stands nowhere."""
    role = pack.said.roles.get(held.role)
    if role is None or role.sees == "numbers":
        return False
    return held.unit_id in chain or (role.sees == "all" and held.town_id == town_id)


def may_organise(who: Who, pack: Pack, kind: str, town_id: int, unit_id: int) -> bool:
    """Whether he may plan and record such an activity for a unit: a post the kind names, at the unit or above it."""
    declared = pack.said.activities.get(kind)
    chain = directory(town_id).chain(unit_id)
    return declared is not None and any(
        held.role in declared.who and stands(pack, held, town_id, chain) for held in who.posts
    )


def must_organise(who: Who, pack: Pack, kind: str, town_id: int, unit_id: int) -> None:
    """Refuses whoever may not. Errors: Refused, naming the posts that may."""
    if who.clock or may_organise(who, pack, kind, town_id, unit_id):
        return
    roles = [pack.said.roles[role].label for role in pack.said.activities[kind].who]
    zh, en = "、".join(label.zh for label in roles), ", ".join(label.say("en") for label in roles)
    raise Refused(
        because("not-yours", "这类活动由本单位的{zh}组织和记录", "this belongs to {en} of the unit", zh=zh, en=en)
    )


def organises(who: Who, activity: Activity) -> bool:
    """Whether he may change and record this activity."""
    pack = packs.pinned(activity.pack_id)
    return may_organise(who, pack, activity.kind, activity.town_id, activity.unit_id)


def may_publish(who: Who, activity: Activity) -> bool:
    """Whether he may show it to the public: a post the kind names for that."""
    pack = packs.pinned(activity.pack_id)
    roles = pack.said.activities[activity.kind].published_by
    return any(
        held.role in roles and (held.town_id == activity.town_id or held.unit_id in activity.chains)
        for held in who.posts
    )


def may_see(who: Who, activity: Activity) -> bool:
    """Whether he may know of it: shown to all, or his to read."""
    return activity.shown or who.clock or may_read(who, activity)


def may_read(who: Who, activity: Activity) -> bool:
    """Whether agenda, votes, people and files of it are his to read: whose units organise it, or who looks after the
    town; of what is inner to a body, the posts that run it, leaders, and its members. What the public sees of an
    activity is its text. `reads.activity.visible` is the same rule as a question to the database."""
    pack = packs.of_town(activity.town_id)
    declaring = activity_kinds.declaring(activity.town_id).get(activity.kind, pack)

    def reads(held: Held) -> bool:
        how = rules.read_by(declaring, activity.kind, held.role)
        if how == "own":
            return roll.bodies(who.person_id).filter(unit_id=activity.unit_id).exists()
        return how == "below" and stands(pack, held, activity.town_id, activity.chains)

    return any(reads(held) for held in who.posts)


def may_read_names(who: Who, activity: Activity) -> bool:
    """Whether he reads how the votes on each person stand: a post that runs it or leads the town; not its members."""
    pack = packs.of_town(activity.town_id)
    held = (one for one in who.posts if (role := pack.said.roles.get(one.role)) is not None and role.staff)
    return may_read(replace(who, posts=tuple(held)), activity)


def may_lead(who: Who, town_id: int, unit_id: int) -> bool:
    """Whether he looks after a branch: its secretary or first secretary, or who looks after the whole town's."""
    pack, chain = packs.of_town(town_id), directory(town_id).chain(unit_id)
    leading = {posting.role for posting in pack.said.postings.values()} | {"governance"}
    return any(held.role in leading and stands(pack, held, town_id, chain) for held in who.posts)


def led(who: Who, town_id: int) -> frozenset[int] | None:
    """The party units he leads; None for whoever looks after all of a town's."""
    if may_lead(who, town_id, town_id):
        return None
    units = (row.id for row in directory(town_id).rows.values() if row.tree == "party" and row.town_id == town_id)
    return frozenset(unit for unit in units if may_lead(who, town_id, unit))


def may_read_branch(who: Who, town_id: int, unit_id: int) -> bool:
    """Whether he may open a branch's books: a post that records its meetings, at the branch or above it, or a leader
    of the town."""
    pack, chain = packs.of_town(town_id), directory(town_id).chain(unit_id)
    roles = rules.book_readers(pack)
    return any(held.role in roles and stands(pack, held, town_id, chain) for held in who.posts)
