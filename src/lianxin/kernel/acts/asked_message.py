"""Being asked to help with a matter, told to whoever was asked: a volunteer, or those who hold a post at a body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings

from lianxin.kernel.acts.letter import letter
from lianxin.kernel.models import Entry, Notice, Person, Tie
from lianxin.kernel.reads.helping import ASKED
from lianxin.language.reason import Text

SAID = Text(
    "想请您帮一个忙：{what}。是请，不是派：愿意就认领，不方便可以不理。",
    "Could you help with this: {what}. You are asked, not assigned: claim it if you like, or leave it.",
)


def notices(entries: Iterable[Entry], now: datetime) -> Iterator[Notice]:
    """The notices of entries that asked somebody, not saved; two queries, however many. They carry the public words
    and nothing else. What somebody has claimed meanwhile asks nobody any more."""
    wanted = {one.tie_id: one for one in entries if one.act == "matter.ask" and one.tie_id is not None}
    if not wanted:
        return
    ties = list(Tie.objects.filter(pk__in=wanted, kind=ASKED).select_related("person", "matter").order_by("id"))
    bodies = [tie.unit_id for tie in ties if tie.person_id is None and tie.unit_id is not None]
    posts: dict[int | None, dict[int, Person]] = {}
    held = Tie.objects.filter(kind="post", unit_id__in=bodies, until__isnull=True, person__isnull=False)
    for post in held.select_related("person").order_by("id"):
        if post.person is not None:
            posts.setdefault(post.unit_id, {})[post.person.pk] = post.person
    for tie in ties:
        matter, entry = tie.matter, wanted[tie.pk]
        free = matter is not None and matter.is_open and matter.shown and not matter.secret
        if matter is None or not free or matter.claimer_id or matter.claimer_unit_id:
            continue
        for person in [tie.person] if tie.person is not None else posts.get(tie.unit_id, {}).values():
            if person.pk != entry.person_id:
                yield _notice(entry, tie, person, now)


def _notice(entry: Entry, tie: Tie, person: Person, now: datetime) -> Notice:
    matter = tie.matter
    assert matter is not None
    said = SAID.fill(what=(matter.public_text or matter.title).strip().rstrip("。.!！"))
    subject = Text(f"请您帮忙：{matter.number}", f"Could you help: {matter.number}")
    return letter(entry, tie, person, matter.town_id, subject, said, f"{settings.PUBLIC_URL}/mine", now, matter)
