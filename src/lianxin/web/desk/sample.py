"""抽查: what the machine was sure of, read by a person without its answer; where the two differ, it is settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.kernel import abilities
from lianxin.kernel.acts.correcting import correct as put_right
from lianxin.kernel.acts.sample import answer
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import sample as reads
from lianxin.kernel.reads.timeline import label
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.addresses import address
from lianxin.web.desk import about
from lianxin.web.guards import staff, why


def towns(asking: Who) -> list[int]:
    """The towns whose samples somebody may answer."""
    return [town for town in asking.towns if abilities.may_sample(asking, town)]


def told(asking: Who, now: datetime) -> str:
    """How many wait for him, as the desk says it; empty where none does, or where he is no clerk."""
    own = towns(asking)
    count = reads.told(asking, own, now) if own else 0
    return f"{count}+" if count >= reads.TOLD else str(count or "")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: HttpRequest) -> HttpResponse:
    """GET: the one that has waited longest (`after`: the next behind that number); what differs. POST: an answer."""
    asking = who(request)
    if not towns(asking):
        raise PermissionDenied(why(request, ""))
    if request.method == "POST":
        return _answered(request, asking)
    return render(request, "desk/sample.html", _context(asking, _number(request.GET.get("after", "")), {}))


def _answered(request: HttpRequest, asking: Who) -> HttpResponse:
    number = _number(request.POST.get("matter", ""))
    try:
        done = answer(asking, number, {name: request.POST.get(name, "") for name in reads.QUESTIONS}, timezone.now())
    except Refused as refused:
        if refused.field:
            typed = {"typed": request.POST, "faults": {refused.field: refused.sentence(language())}}
            return render(request, "desk/sample.html", _context(asking, number - 1, typed), status=422)
        messages.error(request, refused.sentence(language()))
        return redirect("sample")
    if any(said != done.reading[name]["best"] for name, said in done.reading["sample"]["said"].items()):
        messages.success(request, gettext("已记下。和机器的判断不一样，请在下面定哪一个对。"))
    else:
        messages.success(request, gettext("已记下，和机器的判断一样。"))
    return redirect("sample")


@staff
@require_POST
def settle(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Both answers were seen: the right one goes through the act of every correction."""
    asking = who(request)
    said = {name: request.POST[name] for name in reads.QUESTIONS if request.POST.get(name)}
    if not any(one.matter.pk == matter_id for one in reads.differences(towns(asking), timezone.now())):
        messages.error(request, gettext("这一件已经定过了。"))
        return redirect("sample")
    try:
        put_right(asking, matter_id, timezone.now(), nature=said.get("nature"), topic=said.get("topic"))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    else:
        messages.success(request, gettext("已定下，也留作下一次学习用。"))
    return redirect("sample")


def _number(said: str) -> int:
    return int(said) if said.isdigit() and len(said) < 13 else 0


def _context(asking: Who, after: int, more: Mapping[str, Any]) -> dict[str, Any]:
    now, own = timezone.now(), towns(asking)
    waiting = reads.waiting(asking, own, now)
    one = waiting.filter(pk__gt=after).first()
    count = reads.count(asking, own, now)
    return {
        "one": one,
        "questions": _questions(one, more) if one else [],
        "count": f"{reads.MOST}+" if count >= reads.MOST else count,
        "next_url": f"{address('sample')}?after={one.pk}" if one else "",
        "skipped": after > 0,
        "differences": [_difference(found) for found in reads.differences(own, now)],
        "weeks": reads.KEPT.days // 7,
        "first_fault": next(iter(more.get("faults", {}).values()), ""),
    }


def _questions(one: Matter, more: Mapping[str, Any]) -> list[dict[str, Any]]:
    titles, typed = _titles(), more.get("typed", {})
    return [
        {
            "name": name,
            "title": titles[name],
            "options": about.labels(one.pack_id, name, language()),
            "value": typed.get(name, ""),
            "fault": more.get("faults", {}).get(name, ""),
        }
        for name in one.reading["sample"]["asks"]
    ]


def _titles() -> dict[str, str]:
    return {"nature": gettext("性质"), "topic": gettext("主题")}


def _difference(found: reads.Difference) -> dict[str, Any]:
    pack, lang = packs.pinned(found.matter.pack_id), language()
    return {
        "matter": found.matter,
        "name": found.name,
        "title": _titles()[found.name],
        "machine": (found.machine, label(pack, found.name, found.machine, lang)),
        "person": (found.person, label(pack, found.name, found.person, lang)),
    }
