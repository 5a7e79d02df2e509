"""May this person? One map: it refuses in acts, hides and explains on pages. Silence means no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.kernel.facts import facts_of
from lianxin.kernel.models import Matter
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Held, Who
from lianxin.language import procedure
from lianxin.language import who as parts
from lianxin.language.facts import Actor, Facts
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one Who may do with one matter, with reasons where not."""

    see: bool
    offers: tuple[Offer, ...] = ()
    reveal: bool = False
    correct: bool = False
    judge: bool = False
    merge: bool = False
    split: bool = False
    part: bool = False

    @property
    def main(self) -> Offer | None:
        """The next step: the main action if it is allowed, else the first allowed one."""
        allowed = [offer for offer in self.offers if offer.allowed]
        return next((offer for offer in allowed if offer.action.main), allowed[0] if allowed else None)


def on(who: Who, matter: Matter, now: datetime) -> Abilities:
    """All abilities of a Who on a matter."""
    if not may_see(who, matter):
        return Abilities(False)
    pack = packs.pinned(matter.pack_id)
    facts = facts_of(matter, directory(matter.town_id))
    actor = who.actor(matter.pk)
    powers = _powers(pack, facts, actor)
    return Abilities(
        True,
        tuple(procedure.offers(pack, facts, actor, now)),
        reveal="reveal" in powers,
        correct=may_correct(who, matter) and matter.is_open,
        judge=may_judge(who, matter),
        merge="merge" in powers and matter.is_open and not matter.secret and pack.kind(matter.kind).merges,
        split="merge" in powers and matter.merged_into_id is not None,
        part="merge" in powers and lets_go(matter),
    )


def holds(who: Who, matter: Matter, power: str) -> bool:
    """Whether a post that gives `power` stands at this matter. A power held in one town opens nothing in another."""
    pack = packs.pinned(matter.pack_id)
    return power in _powers(pack, facts_of(matter, directory(matter.town_id)), who.actor(matter.pk))


def _powers(pack: Pack, facts: Facts, actor: Actor) -> set[str]:
    """What his posts that stand at this matter let him do beside its steps."""
    roles = pack.said.roles
    return {power for post in actor.posts if parts.stands(pack, post, facts) for power in roles[post.role].may}


def lets_go(matter: Matter) -> bool:
    """Whether what joined it may still be another matter: it is open, or was withdrawn, which answered nobody."""
    return matter.is_open or matter.ending == "withdrawn"


def may_see(who: Who, matter: Matter) -> bool:
    """Whether a matter lies within this Who's scope."""
    if who.clock or (who.reporter_tie is not None and who.matter_id == matter.pk):
        return True
    if who.person_id is not None and who.person_id in (matter.handler_id, matter.claimer_id):
        return True
    if not who.posts:
        return False
    where = directory(matter.town_id)
    chains = where.chain(matter.owner_id), where.chain(matter.place_id)
    return any(_sees(held, matter, *chains) for held in who.posts)


def _sees(held: Held, matter: Matter, owner: frozenset[int], place: frozenset[int]) -> bool:
    pack = packs.pinned(matter.pack_id)
    role = pack.said.roles.get(held.role)
    if role is None:
        return False
    acts_here = held.unit_id == matter.owner_id or held.unit_id == matter.claimer_unit_id
    if matter.secret:
        concerned = role.sees in ("all", "owned") or (role.sees == "public" and matter.kind in pack.concerns(held.role))
        return concerned and (acts_here or held.unit_id == matter.filed_at_id)
    if role.sees == "all":
        return held.town_id == matter.town_id
    if role.sees == "owned":
        if acts_here or held.unit_id == matter.filed_at_id:
            return True
        if role.at == "owner":
            return held.unit_id in owner
        return role.at == "place" and (held.unit_id in place or held.stands_in in place) and matter.place_id is not None
    if role.sees == "public":
        return held.town_id == matter.town_id and (matter.shown or held.unit_id == matter.claimer_unit_id)
    return False


def of_its_unit(who: Who, matter: Matter) -> bool:
    """Whether one of his posts is of the unit that acts on this matter: by its own kind, or because it is that unit."""
    roles, chain = packs.pinned(matter.pack_id).said.roles, directory(matter.town_id).chain(matter.owner_id)
    return any(
        held.unit_id == matter.owner_id
        or (held.unit_id in chain and held.role in roles and roles[held.role].at == "owner")
        for held in who.posts
    )


def may_correct(who: Who, matter: Matter) -> bool:
    """Whether this Who may put right what the machine read: a clerk of the town, or staff of the unit that acts."""
    if not who.staff:
        return False
    chain = directory(matter.town_id).chain(matter.owner_id)
    return any(
        (held.role in ("clerk", "governance") and held.town_id == matter.town_id)
        or (held.role in ("worker", "lead", "community") and held.unit_id in chain)
        for held in who.posts
    )


def may_judge(who: Who, matter: Matter) -> bool:
    """Whether this Who may answer what the machine was not sure of: whoever may correct it, and once it is closed a
    clerk of the town, since the answer teaches. One that was merged or withdrawn as an error teaches nothing."""
    if matter.is_open:
        return may_correct(who, matter)
    teaches = matter.merged_into_id is None and matter.outcome != UNDONE
    return teaches and may_sample(who, matter.town_id)


def may_sample(who: Who, town_id: int) -> bool:
    """Whether this Who may answer what the machine was sure of without seeing its answer: a clerk of the town."""
    return who.staff and any(held.role in ("clerk", "governance") and held.town_id == town_id for held in who.posts)
