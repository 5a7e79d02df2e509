"""Papers about one activity: the templates that begin from one, and what was begun."""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.models import Activity, Entry, Paper
from lianxin.language import paper as rules
from lianxin.language.pack import Pack
from lianxin.language.papers import PaperKind


def templates(pack: Pack) -> list[str]:
    """The keys of the papers that are about one activity."""
    return [key for key, kind in pack.said.papers.items() if rules.unbound(f"{kind.title}\n{kind.text}")]


def begins(declared: PaperKind, activity: Activity, now: datetime) -> bool:
    """Whether a paper about an activity can be begun: a notice before it takes place, minutes once it is recorded."""
    if declared.kind == "notice":
        return activity.state == "planned" and activity.starts_at > now
    return activity.state == "held"


def of_activity(activity: Activity) -> list[Paper]:
    """Papers that were begun about an activity, the newest first. Two queries."""
    begun = Entry.objects.filter(activity=activity, act="paper.draft").order_by("-pk").values_list("subject", flat=True)
    ids = [int(subject.partition(":")[2]) for subject in begun[:20]]
    found = Paper.objects.filter(town_id=activity.town_id).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
