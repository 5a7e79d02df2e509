"""One issue: its matters, and one action that makes one of them answer for all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel.acts import leading
from lianxin.kernel.reads import board as numbers
from lianxin.kernel.reads import issue as issues
from lianxin.kernel.reads.issue import Group
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street.rows import lines


@may("board")
@require_safe
def issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """The matters of an issue, open and closed, and which of them leads. 404 outside one's own town."""
    return _page(request, _group(request, issue_id), {})


@may("merge")
@require_POST
def lead(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Make one matter the lead of the chosen ones."""
    group = _group(request, issue_id)
    chosen = _numbers(request, "lead")
    try:
        first = leading.lead(who(request), chosen[0] if chosen else 0, _numbers(request, "pick"), timezone.now())
    except Refused as refused:
        return _page(request, group, {"refused": refused.say(language())}, 422)
    messages.success(request, gettext("由 %(number)s 牵头，答复会告诉每一件的反映人。") % {"number": first.number})
    return redirect("issue", issue_id)


@may("merge")
@require_POST
def release(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Let what hangs on the lead go: all of it, or one."""
    group = _group(request, issue_id)
    try:
        freed = leading.release(
            who(request), group.lead.pk if group.lead else 0, timezone.now(), _numbers(request, "only")
        )
    except Refused as refused:
        return _page(request, group, {"refused": refused.say(language())}, 422)
    messages.success(request, gettext("已解开 %(n)d 件，各自办理。") % {"n": len(freed)})
    return redirect("issue", issue_id)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 15]


def _group(request: HttpRequest, issue_id: int) -> Group:
    """The issue in whichever of one's own towns it is."""
    asking = who(request)
    for town in asking.towns:
        on = numbers.ground(asking, town)
        found = issues.group(on, issue_id, language()) if on else None
        if found:
            return found
    raise Http404


def _page(request: HttpRequest, group: Group, more: dict[str, Any], status: int = 200) -> HttpResponse:
    now = timezone.now().astimezone(SHANGHAI)
    shown = dict(zip((one.pk for one in group.members), lines(group.members, {}, now, language()), strict=True))
    hanging = [shown[one.pk] for one in group.members if group.lead and one.lead_id == group.lead.pk]
    free = [
        (shown[one.pk], one.pk == group.proposed)
        for one in group.members
        if one.is_open and one.lead_id is None and not (group.lead and one.pk == group.lead.pk)
    ]
    context = {
        "group": group,
        "hot": group.hot,
        "before": f"{group.hot.before:.1f}".removesuffix(".0"),
        "lead_line": lines([group.lead], {}, now, language())[0] if group.lead else None,
        "hanging": hanging,
        "free": free,
        "closed": [shown[one.pk] for one in group.members if not one.is_open and one.lead_id is None],
        "may_lead": "merge" in who(request).may,
        **more,
    }
    return render(request, "street/issue.html", context, status=status)
