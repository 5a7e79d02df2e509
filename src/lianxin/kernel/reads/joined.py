"""Who joined a known matter when he told it, and what he said of his own: what may become a matter by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianxin.kernel import abilities
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import people
from lianxin.kernel.who import Who

MOST = 20
"""Reporters listed who wait for an answer; as those are answered, others follow."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A reporter who says that his is another matter: his tie, the matter he stands with, and what differs."""

    tie: Tie
    matter: Matter
    said: str


def joined(data: Mapping[str, Any], by_entry: bool) -> bool:
    """Whether a reporter joined when he told it, with words of his own. `data` is his tie's; `by_entry`: whether the
    matter has an entry of his joining, by which those are known who came before ties kept what was said. Who came with
    a merge goes back with it (acts.splitting); who only follows a public matter said nothing else."""
    stays = "follows" in data or "parted" in data
    return bool(data.get("merged")) and not stays and ("told" in data or by_entry)


def entry_of(tie: Tie) -> Entry | None:
    """The entry by which a reporter joined the matter with which he stands; None where he came there otherwise."""
    mine = Entry.objects.filter(matter_id=tie.matter_id or 0, act="matter.join", data__tie=tie.pk)
    return mine.order_by("-id").first()


def asked(who: Who) -> list[Asked]:
    """The reporters who say that theirs is another matter, of the matters this Who may part, first come first. One
    query; none for who may part nothing."""
    towns = towns_of(who)
    if not towns:
        return []
    ties = Tie.objects.filter(kind="reporter", data__has_key="differs", matter__town_id__in=towns)
    found = ties.select_related("matter").defer("matter__told_sealed", "matter__bands").order_by("pk")[:MOST]
    return [
        Asked(tie, tie.matter, str(tie.data["differs"]))
        for tie in found
        if tie.matter is not None and abilities.holds(who, tie.matter, "merge")
    ]


def towns_of(who: Who) -> Collection[int]:
    """Towns in which one of his posts lets him part matters."""
    posts: Sequence[Any] = who.posts
    return {held.town_id for held in posts if held.town_id is not None and "merge" in people.powers(held)}
