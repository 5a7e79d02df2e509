"""What the code of a poster opens: one activity, the town's page, the wish tree, or everything that is coming."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from lianxin.kernel.models import Activity, Paper
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.language.calendar import SHANGHAI

ACTIVITY = "activity:"
"""Before the number of an activity; "" is the list of all that are coming."""


def choices(paper: Paper, now: datetime) -> list[tuple[str, str]]:
    """What a poster can lead to now, with what it leads to already."""
    found = reads.public(paper.town_id, now)
    chosen = _activity(paper)
    if chosen is not None and chosen.pk not in {one.pk for one in found}:
        found = [chosen, *found]
    pages = [("", gettext("近期活动清单")), ("say", gettext("“说一声”首页")), ("tree", gettext("心愿树"))]
    return [*pages, *((f"{ACTIVITY}{one.pk}", _named(one)) for one in found)]


def _named(one: Activity) -> str:
    day = one.starts_at.astimezone(SHANGHAI)
    words = {"title": one.title, "month": day.month, "day": day.day}
    return gettext("%(month)d月%(day)d日 %(title)s") % words


def target(paper: Paper) -> tuple[str, str]:
    """The path that the code opens, and what stands beside it. What is shown no longer leads to the list."""
    opens, town = paper.head.get("opens", ""), directory(paper.town_id).town
    if opens == "say":
        return reverse("town", args=[town.key]), gettext("扫一扫，说一句话")
    if opens == "tree":
        return reverse("tree", args=[town.key]), gettext("扫码看心愿树")
    chosen = _activity(paper)
    if chosen is None:
        return reverse("coming", args=[town.key]), gettext("扫码看近期活动")
    signs = packs.pinned(chosen.pack_id).said.activities[chosen.kind].sign_up
    return reverse("sign-up", args=[chosen.pk]), gettext("扫码报名") if signs else gettext("扫码看详情")


def _activity(paper: Paper) -> Activity | None:
    """The activity it advertises, while the public may see it."""
    kind, _, number = str(paper.head.get("opens", "")).partition(":")
    if kind != "activity" or not number.isdecimal() or len(number) > 18:
        return None
    return Activity.objects.filter(pk=int(number), town_id=paper.town_id, shown=True).first()
