"""The poster of an activity that is shown to the public: when, where, and a code that opens its page."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.adapters.leaf import Leaf
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.activity import Whole
from lianxin.kernel.reads.directory import directory
from lianxin.language.calendar import SHANGHAI
from lianxin.web import leaf
from lianxin.web.access import language, who
from lianxin.web.guards import holder

LINES, CHARACTERS = 6, 240
"""How much of what was published fits beside a large title."""


@holder
@require_safe
def poster(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The sheet, or its PDF. 404 for what is not shown, is over or cancelled."""
    whole = reads.one(who(request), activity_id)
    if whole is None or not whole.activity.shown or whole.activity.state != "planned":
        raise Http404
    back = (reverse("activity", args=[activity_id]), gettext("回活动"))
    return leaf.shown(request, [sheet(whole)], gettext("海报：%(title)s") % {"title": whole.activity.title}, back)


def sheet(whole: Whole) -> Leaf:
    """What stands on it: only what is public anyway."""
    found = whole.activity
    pack = packs.pinned(found.pack_id)
    kind = pack.said.activities[found.kind]
    address = leaf.at(reverse("sign-up", args=[found.pk]))
    phone = leaf.number_of(found.unit, pack.said.hotline)
    return Leaf(
        "poster",
        found.title,
        over=kind.label.say(language()),
        figure=day(found.starts_at),
        unit=hours(found),
        facts=_facts(whole),
        lines=tuple(Truncator(found.text).chars(CHARACTERS).split("\n")[:LINES]) if found.text else (),
        code=address,
        code_says=gettext("扫码报名") if kind.sign_up else gettext("扫码看详情"),
        svg=leaf.picture(address, found.title),
        notes=(
            gettext("不用下载，不用登录。"),
            gettext("不方便上网？打 %(phone)s，或到党群服务站请人代办。") % {"phone": phone},
        ),
        signed=directory(found.town_id).town.say(language()),
        bough=leaf.of_town(pack.said.motif),
    )


def _facts(whole: Whole) -> tuple[tuple[str, str], ...]:
    found = whole.activity
    place = found.place_text or (found.place.name if found.place else "")
    facts = [(gettext("地点"), place), (gettext("主办"), gettext("、").join(whole.hosts))]
    if whole.carriers:
        facts.append((gettext("承办"), gettext("、").join(whole.carriers)))
    if found.capacity:
        facts.append((gettext("名额"), gettext("%(n)s 个") % {"n": found.capacity}))
    if found.closes_at:
        last = found.closes_at.astimezone(SHANGHAI)
        facts.append((gettext("截止"), f"{day(found.closes_at)} {last:%H:%M}"))
    return tuple((label, value) for label, value in facts if value)


def day(moment: datetime) -> str:
    """A day as a poster says it: 3月14日 周六."""
    local = moment.astimezone(SHANGHAI)
    words = {"month": local.month, "day": local.day, "weekday": date_format(local, "l")}
    return gettext("%(month)d月%(day)d日 %(weekday)s") % words


def hours(found: Activity) -> str:
    """From when until when."""
    first = f"{found.starts_at.astimezone(SHANGHAI):%H:%M}"
    return f"{first}–{found.ends_at.astimezone(SHANGHAI):%H:%M}" if found.ends_at else first
