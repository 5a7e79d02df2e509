"""What living ties lack and this person must do something about, as lines of a page."""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.reads import lacking
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who


def lines(asking: Who, now: datetime, language: str) -> list[tuple[str, str]]:
    """Each with its reason and the address where it is done; nothing where all is done."""
    found = []
    for group in lacking.of_person(asking, now):
        town_id = group.lacks[0].tie.town_id or 0
        said = lacking.sentence(town_id, group, day_of(now)).say(language)
        found.append((said, lacking.path_of(town_id, group)))
    return found
