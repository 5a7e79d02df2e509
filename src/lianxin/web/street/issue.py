"""One issue: its matters, and one action that makes one of them answer for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel.acts import leading
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import board as numbers
from lianxin.kernel.reads import issue as issues
from lianxin.kernel.reads.issue import Group, Led
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street.rows import Line, lines, placed


@may("board")
@require_safe
def issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """The matters of an issue, open and closed, and which of them lead. 404 outside one's own town."""
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
        typed = (chosen[0] if chosen else None, frozenset(_numbers(request, "pick")))
        return _page(request, group, {"refused": refused.sentence(language())}, 422, typed)
    messages.success(request, gettext("由 %(number)s 牵头，答复会告诉每一件的反映人。") % {"number": first.number})
    return redirect("issue", issue_id)


@may("merge")
@require_POST
def release(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Let what hangs on a lead go: all of it, or one."""
    group, chosen = _group(request, issue_id), _numbers(request, "lead")
    try:
        freed = leading.release(who(request), chosen[0] if chosen else 0, timezone.now(), _numbers(request, "only"))
    except Refused as refused:
        return _page(request, group, {"refused": refused.sentence(language())}, 422)
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


def _page(
    request: HttpRequest,
    group: Group,
    more: dict[str, Any],
    status: int = 200,
    typed: tuple[int | None, Collection[int]] | None = None,
) -> HttpResponse:
    """The issue, each matter in its one place: the open leads, what may be hung, and what is over. `typed`: what was
    chosen and refused, the lead and what to hang on it; it stands as it was chosen. Before there is a lead all are
    ticked; afterwards none is, for what hangs on none was left out by somebody, or came later: he chooses."""
    shared = _shared(group)
    place = gettext("地点：%(name)s") % {"name": group.hot.place} if group.hot.place else ""
    sections = [_section(one, shared) for one in group.leads]
    opened = [(one.lead, len(one.members)) for one in group.open_leads if one.lead is not None]
    first, picked = typed or (group.proposed, () if opened else [one.pk for one in group.free])
    context = {
        "group": group,
        "hot": group.hot,
        "before": f"{group.hot.before:.1f}".removesuffix(".0"),
        "led": [one for one in sections if one["open"]],
        "over": [one for one in sections if not one["open"]],
        "choices": [(one.pk, one.number, one.title, hanging, one.pk == first) for one, hanging in opened],
        "free": [(line, line.id == first, line.id in picked) for line in _lines(group.free, shared, _once(group))],
        "closed": _lines(group.closed, shared),
        "head": dict.fromkeys(text for text in (place, *shared) if text),
        "may_lead": "merge" in who(request).may,
        **more,
    }
    return render(request, "street/issue.html", context, status=status)


def _shared(group: Group) -> list[str]:
    """Place and unit where they are the same for every matter of the page: said once, and on no row."""
    every = [*group.free, *group.closed]
    for one in group.leads:
        every += [*([one.lead] if one.lead else ()), *one.members]
    told = [placed(one, language()) for one in every]
    return [parts[0] for parts in zip(*told, strict=True) if len({*parts}) == 1]


def _section(one: Led, shared: Collection[str]) -> dict[str, Any]:
    """A lead with what hangs on it, as rows."""
    return {
        "open": one.lead is None or one.lead.is_open,
        "id": one.lead.pk if one.lead else 0,
        "line": _lines([one.lead], shared)[0] if one.lead else None,
        "hanging": _lines(one.members, shared),
    }


def _once(group: Group) -> dict[int, str]:
    """Of a free matter that hung on a lead which is over: on which."""
    over = {one.lead.pk: one.lead.number for one in group.leads if one.lead is not None}
    return {
        one.pk: gettext("原挂在 %(number)s 上") % {"number": over[one.lead_id]}
        for one in group.free
        if one.lead_id in over
    }


def _lines(matters: Sequence[Matter], shared: Collection[str], why: Mapping[int, str] | None = None) -> list[Line]:
    return lines(matters, why or {}, timezone.now().astimezone(SHANGHAI), language(), shared)
