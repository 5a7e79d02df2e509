"""One notice to one person about one entry, laid out the same whatever it tells: by mail where an address is known,
else kept for the person's own page. A reporter's is not one of these: it names the tie and no person (`message`)."""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.models import Entry, Matter, Notice, Person, Tie

MOST = 120
"""Characters of a subject."""


def letter(
    entry: Entry, tie: Tie | None, person: Person | None, town_id: int | None, subject: str, body: str, link: str,
    now: datetime, matter: Matter | None = None,
) -> Notice:  # fmt: skip
    """The notice, not saved. `tie` is what joins the person to what happened; None where the roll or a post does."""
    return Notice(
        entry=entry,
        tie=tie,
        person=person,
        matter=matter,
        town_id=town_id,
        kind="now",
        channel="mail" if person is not None and person.mail_sealed is not None else "none",
        subject=subject[:MOST],
        body=body,
        link=link,
        made_at=now,
    )
