"""One notice to one person about one entry, laid out the same whatever it tells: by mail where an address is known,
else kept for the person's own page. A reporter's is not one of these: it names the tie and no person (`message`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianxin.kernel.models import Entry, Matter, Notice, Person, Tie
from lianxin.kernel.reads import people
from lianxin.language.reason import Text

MOST = 120
"""Characters of a subject."""


def letter(
    entry: Entry, tie: Tie | None, person: Person | None, town_id: int | None, subject: Text, body: Text, link: str,
    now: datetime, matter: Matter | None = None,
) -> Notice:  # fmt: skip
    """The notice, not saved. `tie` is what joins the person to what happened; None where the roll or a post does. Of
    whom no language is known (`settle`) reads it in both, under a Chinese subject."""
    made = Notice(
        entry=entry,
        tie=tie,
        person=person,
        matter=matter,
        town_id=town_id,
        kind="now",
        channel="mail" if person is not None and person.mail_sealed is not None else "none",
        subject=subject.zh[:MOST],
        body=f"{body.zh}\n\n{body.en}" if body.en else body.zh,
        link=link,
        made_at=now,
    )
    made.spoken = subject, body
    return made


def settle(notices: Sequence[Notice]) -> None:
    """Put each notice that speaks both languages into the one its reader is known to read: of his account, else the
    one in which he signed up. One query, however many."""
    chosen = people.languages({one.person_id for one in notices if one.spoken and one.person_id is not None})
    for one in notices:
        language = chosen.get(one.person_id or 0, "") or (one.tie.data.get("lang", "") if one.tie is not None else "")
        if one.spoken is not None and language:
            subject, body = one.spoken
            one.subject, one.body = subject.say(language)[:MOST], body.say(language)
