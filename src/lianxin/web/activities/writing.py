"""Papers about one activity: a notice before it, minutes after it, begun on its page with what it says itself."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianxin.kernel.models import Activity
from lianxin.kernel.reads import packs, written
from lianxin.kernel.reads import paper as papers
from lianxin.kernel.who import Who
from lianxin.web.access import language


def offered(asking: Who, activity: Activity) -> dict[str, Any]:
    """The templates he may begin about an activity as it stands, and the papers that were begun about it."""
    if activity.town_id not in papers.towns_of(asking):
        return {"papers": [], "templates": []}
    said = packs.of_town(activity.town_id).said.papers
    found = [
        (key, said[key].label.say(language()))
        for key in written.templates(packs.of_town(activity.town_id))
        if written.begins(said[key], activity, timezone.now())
    ]
    return {"papers": written.of_activity(activity), "templates": found}
