"""The way from a roll to bringing in its list: for whoever may send one of that kind."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from lianxin.kernel.reads import incoming, packs
from lianxin.kernel.reads.people import powers
from lianxin.kernel.who import Who


def link(asking: Who, town_id: int, kind: str) -> str:
    """Where the list of this kind is brought in; "" for who may send none, or where the kind comes in as no list."""
    listed = incoming.kinds(packs.of_town(town_id)).get(kind)
    held = [post for post in asking.posts if post.town_id == town_id]
    if listed is None or not any("file" in powers(post) for post in held):
        return ""
    if not listed.roles & {post.role for post in held}:
        return ""
    return f"{reverse('lists')}?{urlencode({'kind': kind})}"
