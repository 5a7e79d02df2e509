"""The term of a post: what a reminder of its end leads to, a day that the superior moved it to, or a new term, is kept
with the post, in the transaction of the matter's step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack

REF = "term:"
"""Begins the reference of a reminder's reporter: then the post, and the last day of its term."""


def ref_of(post_id: int, ends: date) -> str:
    """What a reminder of this term's end is known by: it is raised once."""
    return f"{REF}{post_id}:{ends.isoformat()}"


def settles(pack: Pack, matter: Matter) -> bool:
    """Whether a matter is of a kind that reminds of a term's end."""
    return any(posting.becomes == matter.kind for posting in pack.said.postings.values())


def settle(who: Who, matter: Matter, answers: Mapping[str, Any], now: datetime) -> Tie | None:
    """Keep with the post what was decided: `moved_to`, the day to which the superior moved the end, or `elected_on`,
    the day from which a new term runs. None where the matter is about no post or says neither, or its post has ended
    (whoever comes after is appointed with the day of the election)."""
    said = {name: str(answers[name])[:10] for name in ("moved_to", "elected_on") if answers.get(name)}
    if not said or not settles(packs.pinned(matter.pack_id), matter):
        return None
    ref = Tie.objects.filter(matter_id=matter.pk, ref__startswith=REF).values_list("ref", flat=True).first()
    posts = Tie.objects.select_for_update(of=("self",)).filter(kind="post", until__isnull=True)
    post = posts.filter(pk=int(ref.split(":")[1])).select_related("unit").first() if ref else None
    if post is None or post.unit is None:
        return None
    term = {"since": said["elected_on"]} if "elected_on" in said else {"ends": said["moved_to"]}
    kept = {} if "since" in term else {**post.data.get("term", {})}
    post.data = {**post.data, "term": kept | term}
    post.save(update_fields=["data"])
    record(
        who, "post.term", "decide", now, tie_id=post.pk, matter_id=matter.pk, unit_id=post.unit_id,
        town_id=post.unit.town_id, subject=f"person:{post.person_id}",
        ours={"role": post.role, "unit_name": post.unit.name, **term, "number": matter.number},
    )  # fmt: skip
    return post
