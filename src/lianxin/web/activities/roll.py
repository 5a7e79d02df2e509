"""A branch's roll for those who lead it: who is on it since when, with or without a vote, in which group, to whom study
is brought home. Whoever is due, and every quorum, follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lianxin.kernel.acts import member
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import roll as reads
from lianxin.kernel.reads.directory import Row, directory
from lianxin.kernel.tie_facts import begin_of
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because
from lianxin.web.access import language, who
from lianxin.web.activities.members import led, today
from lianxin.web.desk import bring
from lianxin.web.desk.tie_new import day, number
from lianxin.web.guards import holder


def roles() -> list[tuple[str, str]]:
    """The kinds of members with their names."""
    said = {"full": gettext("正式党员"), "probationary": gettext("预备党员"), "nonvoting": gettext("没有表决权的党员")}
    return [(key, said[key]) for key in member.ROLES]


@holder
@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The roll; POST `do`: join, class, group, study or leave. A refusal keeps what was typed (422)."""
    unit = led(request, unit_id)
    if request.method != "POST":
        return _page(request, unit, {}, {})
    given = request.POST.dict()
    try:
        done = _do(who(request), unit, given, timezone.now())
    except Refused as refused:
        return _page(request, unit, given, {refused.field or "form": refused.sentence(language())})
    messages.success(request, done)
    return redirect("branch-roll", unit.id)


def _do(asking: Who, unit: Row, given: Mapping[str, str], now: datetime) -> str:
    """What was asked for, and what to say of it. Errors: Refused."""
    on = _on(given)
    if given.get("do") == "join":
        name = given.get("name", "").strip()
        if not name:
            raise Refused(because("name", "请写姓名", "write the name"), field="name")
        since = now if on is None or on == today() else begin_of(on)
        member.join(asking, unit.id, name, since, now, given.get("role", ""), given.get("ref", ""))
        return gettext("已登上名册")
    tie, groups = number(given.get("tie", "")) or 0, _groups(unit)
    line = next((one for one in reads.lines(unit.id, groups, now) if one.tie == tie), None)
    if line is None:
        raise Refused(because("not-found", "名册里没有这一条，请刷新后再看", "there is no such line: load anew"))
    if given.get("do") == "leave":
        member.leave(asking, tie, now, on)
        return gettext("%(name)s 已下名册，那天以前的会议不变") % {"name": line.name}
    if given.get("do") == "class":
        member.reclass(asking, tie, given.get("role", ""), now, on)
        return gettext("%(name)s 的类别已改，那天以前的会议不变") % {"name": line.name}
    if given.get("do") == "study":
        member.list_home_study(asking, tie, not line.home_study, now)
        return gettext("送学上门名单已改：%(name)s") % {"name": line.name}
    _group(asking, line, groups, given.get("group", ""), now)
    return gettext("党小组已改：%(name)s") % {"name": line.name}


def _on(given: Mapping[str, str]) -> date | None:
    typed = given.get("day", "").strip()
    return day(typed, "day") if typed else None


def _group(asking: Who, line: reads.Line, groups: Mapping[int, str], typed: str, now: datetime) -> None:
    """Out of the groups he is in, into the one that was chosen ('': into none). Errors: Refused."""
    wanted = number(typed)
    if typed and wanted not in groups:
        raise Refused(because("group", "没有这个党小组", "there is no such group"), field="group")
    for tie, unit in line.groups:
        if unit != wanted:
            member.leave(asking, tie, now)
    if wanted is not None and wanted not in [unit for _, unit in line.groups]:
        member.join(asking, wanted, line.person, now, now, line.role)


def _groups(unit: Row) -> dict[int, str]:
    where = directory(unit.town_id or unit.id)
    return {row.id: row.say(language()) for row in reads.groups(where, packs.of_town(where.town_id), unit.id)}


def _page(request: HttpRequest, unit: Row, given: Mapping[str, str], faults: Mapping[str, str]) -> HttpResponse:
    groups, named = _groups(unit), dict(roles())
    people: list[dict[str, Any]] = [
        {
            "tie": line.tie,
            "name": line.name,
            "role": line.role,
            "meta": [
                named.get(line.role, ""),
                gettext("%(day)s 起") % {"day": line.since.isoformat()},
                *(groups[group] for _, group in line.groups if group in groups),
                *([gettext("送学上门")] if line.home_study else []),
            ],
            "group": line.groups[0][1] if line.groups else "",
            "study": line.home_study,
            "open": given.get("tie") == str(line.tie),
        }
        for line in reads.lines(unit.id, groups, timezone.now())
    ]
    shown = {
        "unit": unit, "people": people, "roles": list(named.items()), "given": given, "faults": faults,
        "voting": sum(one["role"] not in reads.NO_VOTE for one in people),
        "groups": [("", gettext("不在党小组"))] + [(str(key), name) for key, name in groups.items()] if groups else [],
        "today": today().isoformat(),
        "bring_url": bring.link(who(request), unit.town_id or unit.id, "membership"),
    }  # fmt: skip
    return render(request, "activities/roll.html", shown, status=422 if faults else 200)
