"""Whose turn it is: which open matters wait for this very Who, as one database condition made from the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import and_

from django.db.models import Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.scope import NOTHING
from lianxin.kernel.who import Held, Who
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.language.standing import undecided
from lianxin.language.words import Action


def turn(who: Who) -> Q:
    """Matters that wait for this very Who: the main step is his by a post, he handles it, or his approval was asked."""
    found = NOTHING
    for held in who.posts:
        if held.town_id is None:
            continue
        pack = packs.of_town(held.town_id)
        stands = standing(held, pack)
        if stands is not None:
            found |= stands & _steps(pack, held.role, _theirs(held, pack))
            found |= stands & _asked(pack, held.role)
        if who.person_id is not None:
            found |= Q(town_id=held.town_id, handler_id=who.person_id) & _handled(pack, who)
    return found


def standing(held: Held, pack: Pack) -> Q | None:
    """Where a post counts, as a condition on matters (language.who.stands says the same of one matter)."""
    role = pack.said.roles.get(held.role)
    if role is None or held.town_id is None:
        return None
    if role.at == "owner":
        return Q(owner_id__in=_below(held.town_id, held.unit_id))
    if role.at == "place":
        return Q(place_id__in=_below(held.town_id, held.unit_id, held.stands_in))
    if role.at == "filer":
        return Q(filed_at_id=held.unit_id)
    return Q(town_id=held.town_id)


def of_units(who: Who) -> Q:
    """Matters that the units of these posts, or units below them, must act on."""
    found = Q(handler_id=who.person_id) if who.person_id is not None else NOTHING
    for held in who.posts:
        if held.town_id is not None:
            found |= Q(owner_id__in=_below(held.town_id, held.unit_id, held.stands_in))
    return found


def _below(town_id: int, *units: int | None) -> list[int]:
    wanted = {unit for unit in units if unit is not None}
    return [row.id for row in directory(town_id).rows.values() if wanted & set(row.chain)]


def _theirs(held: Held, pack: Pack) -> Q | None:
    """Matters that the unit of a post which counts by the place acts on itself (language.who.own_parts says the same of
    one matter); None for posts that need no such thing."""
    if pack.said.roles[held.role].at != "place" or held.town_id is None:
        return None
    return Q(owner_id__in=_below(held.town_id, held.unit_id, held.stands_in))


def _steps(pack: Pack, role: str, theirs: Q | None) -> Q:
    """Steps whose main action is this role's; where the handler does it too, only while nobody handles it; where it is
    for the unit that acts, only what is `theirs`."""
    found = NOTHING
    for own in (False, True):
        free, shared = _Pairs(), _Pairs()
        for kind, step, _, action in _actions(pack):
            if action.main and role in action.who and (action.own_unit and theirs is not None) == own:
                (shared if "handler" in action.who else free).add(kind, step)
        here = free.q() | (shared.q() & Q(handler__isnull=True))
        found |= here & theirs if own and theirs is not None else here
    return found


def _handled(pack: Pack, who: Who) -> Q:
    """Steps at which the handler has something to do himself."""
    mine = {"handler", *who.roles()}
    steps = _Pairs()
    for kind, step, _, action in _actions(pack):
        if action.main and mine & set(action.who):
            steps.add(kind, step)
    return steps.q()


def _asked(pack: Pack, role: str) -> Q:
    """Steps at which somebody asked for what this role decides (挂账, 不计入考核) and it was not decided since."""
    found = NOTHING
    for kind, declared in pack.said.matters.items():
        for step in (name for name, at in declared.steps.items() if at.end is None):
            here = pack.actions(kind, step)
            for earlier, deciding in pack.decided(kind, step).items():
                if any(role in here[key].who for key in deciding):
                    found |= Q(kind=kind, step=step, done_at__has_key=earlier) & _undecided(earlier, deciding)
    return found


def _undecided(earlier: str, deciding: Iterable[str]) -> Q:
    """`standing.undecided` as a condition on matters."""
    asked = KeyTextTransform(earlier, "done_at")
    answers = (Coalesce(KeyTextTransform(key, "done_at"), Value("")) for key in deciding)
    return reduce(and_, (Q(GreaterThan(asked, answer)) for answer in answers))


def chief(pack: Pack, matter: Matter, offers: Iterable[Offer]) -> Offer | None:
    """The one next step among what is offered: a decision somebody asked for, else the main action; only if allowed.
    While its clocks stand still, that is what sets them going again."""
    allowed = [offer for offer in offers if offer.allowed]
    for earlier, deciding in pack.decided(matter.kind, matter.step).items():
        if undecided(matter.done_at, earlier, deciding):
            answer = next((offer for offer in allowed if offer.key in deciding), None)
            if answer is not None:
                return answer
    resume = (offer for offer in allowed if matter.suspended and offer.action.clock == "resume")
    return next(resume, None) or next((offer for offer in allowed if offer.action.main), None)


def _actions(pack: Pack) -> Iterable[tuple[str, str, str, Action]]:
    for kind, declared in pack.said.matters.items():
        for step, at in declared.steps.items():
            if at.end is None:
                for key, action in pack.actions(kind, step).items():
                    yield kind, step, key, action


class _Pairs:
    """Kinds with some of their steps, as a condition."""

    def __init__(self) -> None:
        self.steps: dict[str, set[str]] = defaultdict(set)

    def add(self, kind: str, step: str) -> None:
        self.steps[kind].add(step)

    def q(self) -> Q:
        found = NOTHING
        for kind, steps in self.steps.items():
            found |= Q(kind=kind, step__in=sorted(steps))
        return found
