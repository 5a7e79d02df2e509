"""May this person take a ledger, a book of his branch, or the register of papers out as a file, or agree that another
does?"""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel import activity_abilities
from lianxin.kernel.models import Export, Unit
from lianxin.kernel.reads import exported, packs, roll
from lianxin.kernel.reads import paper as papers
from lianxin.kernel.reads.exported import BRANCH, NOTEBOOK, REGISTER
from lianxin.kernel.reads.people import powers
from lianxin.kernel.reads.versions import version
from lianxin.kernel.who import Who


def may_ask(who: Who, town_id: int) -> bool:
    """Whether a post in this town lets him ask for a file."""
    return any(held.town_id == town_id and "export" in powers(held) for held in who.posts)


def may_ask_for(who: Who, unit: Unit, key: str, now: datetime) -> bool:
    """Whether he may ask for this one: a town's ledgers and sheets of totals by a post; its register of papers by who
    writes papers there; a branch's books by whoever leads the branch, or may read it and export; a notebook only by the
    member whose it is (个人信息保护法 第四十五条)."""
    town = unit.town_id
    if town is None:
        return False
    if key == NOTEBOOK:
        return who.person_id is not None and who.person_id in roll.members([unit.pk], now)
    if key == BRANCH:
        open_ = unit.tree == "party" and unit.closed_at is None
        reads = open_ and activity_abilities.may_read_branch(who, town, unit.pk)
        return reads and (may_ask(who, town) or activity_abilities.may_lead(who, town, unit.pk))
    if key == REGISTER:
        return town in papers.towns_of(who)
    return may_ask(who, town)


def may_decide(who: Who, town_id: int) -> bool:
    """Whether he may agree: a post that sees all of the town and its numbers, or that may export itself."""
    roles = packs.of_town(town_id).said.roles
    return any(
        held.town_id == town_id
        and ("export" in powers(held) or ("board" in powers(held) and roles[held.role].sees == "all"))
        for held in who.posts
    )


def may_decide_on(who: Who, one: Export) -> bool:
    """Whether he may agree to this one: of a branch's books only who may read them, and of a member's notebook also who
    leads his branch."""
    if one.ledger == NOTEBOOK and activity_abilities.may_lead(who, one.town_id, one.unit_id):
        return True
    if one.ledger in (BRANCH, NOTEBOOK) and not activity_abilities.may_read_branch(who, one.town_id, one.unit_id):
        return False
    return may_decide(who, one.town_id)


def waiting(who: Who) -> list[Export]:
    """What others asked for and he may decide on, the oldest first. Costs no question while nothing was asked."""
    found = (one for town in who.towns for one in exported.undecided(town, version(exported.VERSION)))
    return [one for one in found if one.by_id != who.person_id and may_decide_on(who, one)]


def may_see(who: Who, one: Export) -> bool:
    """Whether he is told that it was asked for: his own, one he may decide on, or a town's ledger on its board."""
    if one.by_id == who.person_id or may_decide_on(who, one):
        return True
    boards = {held.town_id for held in who.posts if "board" in powers(held)}
    return one.ledger not in (BRANCH, NOTEBOOK) and one.town_id in boards
