"""A telling on its way: what the three steps have gathered so far, carried from page to page by the form itself.

Nothing is stored before the last step but cleaned photos, whose tokens are signed so that nobody attaches what is not
theirs. The `ref` is made with the first page: however often the form is sent, it is filed once.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core import signing
from django.http import HttpRequest

from lianxin.intake.understanding import MOST
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.reads.directory import Directory, Row

SALT = "resident.photo"
PHOTOS = 6


@dataclass
class Draft:
    """What somebody has told so far. `long` says how many characters were sent when there were too many."""

    text: str = ""
    ref: str = ""
    site: str = ""
    place: str = ""
    community: str = ""
    place_text: str = ""
    kind: str = ""
    asks: dict[str, str] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    name: str = ""
    phone: str = ""
    mail: str = ""
    long: int = 0

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The photos whose tokens we signed."""
        found = []
        for token in self.photos:
            try:
                found.append(Picture(*signing.loads(token, salt=SALT, max_age=86_400)))
            except (signing.BadSignature, TypeError):
                continue
        return tuple(found)

    def add(self, pictures: list[Picture]) -> None:
        """Attach photos that were just kept."""
        tokens = [signing.dumps([one.digest, one.width, one.height], salt=SALT) for one in pictures]
        self.photos = list(dict.fromkeys([*self.photos, *tokens]))[:PHOTOS]

    @property
    def place_id(self) -> int | None:
        """The place that was chosen: from the list, or one of those the text seemed to name."""
        chosen = self.community or self.place
        return int(chosen) if chosen.isdecimal() else None


def fresh(query: Mapping[str, str]) -> Draft:
    """A new telling; an address may bring its text and site (QR codes do)."""
    return Draft(text=query.get("text", "")[:MOST], site=query.get("site", "")[:12], ref=uuid.uuid4().hex)


def read(request: HttpRequest) -> Draft:
    """The telling a form carries. A text beyond the limit is cut to it, and how long it was is kept to say so."""
    post = request.POST
    text = post.get("text", "")
    ref = post.get("ref", "")
    return Draft(
        text=text[:MOST],
        long=len(text) if len(text) > MOST else 0,
        ref=ref if len(ref) == 32 and ref.isalnum() else uuid.uuid4().hex,
        site=post.get("site", "")[:12],
        place=post.get("place", "")[:20],
        community=post.get("community", "")[:20],
        place_text=post.get("place_text", "")[:200],
        kind=post.get("kind", "")[:40],
        asks={name[4:]: post.get(name, "")[:200] for name in post if name.startswith("ask-")},
        photos=post.getlist("kept")[:PHOTOS],
        name=post.get("name", "")[:80],
        phone=post.get("phone", "")[:40],
        mail=post.get("mail", "")[:200],
    )


def place_row(draft: Draft, where: Directory) -> Row | None:
    """The chosen place, if it is one of this town's."""
    row = where.rows.get(draft.place_id) if draft.place_id is not None else None
    return row if row and row.town_id == where.town_id else None
