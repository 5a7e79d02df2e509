"""May this person take a ledger out as a file, or agree that another does?"""

from __future__ import annotations

from lianxin.kernel.reads import packs
from lianxin.kernel.reads.people import powers
from lianxin.kernel.who import Who


def may_ask(who: Who, town_id: int) -> bool:
    """Whether a post in this town lets him ask for a file."""
    return any(held.town_id == town_id and "export" in powers(held) for held in who.posts)


def may_decide(who: Who, town_id: int) -> bool:
    """Whether he may agree: a post that sees all of the town and its numbers, or that may export itself."""
    roles = packs.of_town(town_id).said.roles
    return any(
        held.town_id == town_id
        and ("export" in powers(held) or ("board" in powers(held) and roles[held.role].sees == "all"))
        for held in who.posts
    )
