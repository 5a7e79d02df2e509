"""What the auditor reads: entries, who opened contact data and why, what was erased, how far entries are sealed."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from lianxin.kernel.models import Entry
from lianxin.kernel.reads import audit_view, packs
from lianxin.web.access import language, who
from lianxin.web.guards import may

TABS = ("entries", "reveals", "erasures")


@may("read_audit")
def audit(request: HttpRequest) -> HttpResponse:
    """One of three books, newest first, page by page."""
    towns = audit_view.towns(who(request))
    tab = request.GET.get("tab", "entries")
    if not towns or tab not in TABS:
        raise Http404
    asked, before = _asked(request, tab), request.GET.get("before", "")
    key = int(before) if before.isdigit() and len(before) < 19 else None
    rows: list[Any] = audit_view.erasures(key) if tab == "erasures" else audit_view.entries(towns, asked, key)
    more, rows = len(rows) > audit_view.PAGE, rows[: audit_view.PAGE]
    kept = {name: value for name, value in request.GET.items() if name != "before" and value}
    shown = {
        "tab": tab,
        "tabs": _tabs(tab),
        "rows": [(row, _rule(row.rule)) for row in rows]
        if tab == "erasures"
        else [(entry, _label(entry, towns[0]), _about(entry), _detail(entry, towns[0])) for entry in rows],
        "seal": audit_view.seal_view(),
        "acts": _choices(towns) if tab == "entries" else [],
        "asked": asked,
        "following": f"?{urlencode({**kept, 'before': rows[-1].pk})}" if more else "",
    }
    return render(request, "office/audit.html", shown)


def _asked(request: HttpRequest, tab: str) -> audit_view.Asked:
    day, person = request.GET.get("day", ""), request.GET.get("person", "")
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        on = None
    act = audit_view.REVEAL if tab == "reveals" else request.GET.get("act", "")[:40]
    return audit_view.Asked(on, int(person) if person.isdigit() and len(person) < 19 else None, act)


def _choices(towns: tuple[int, ...]) -> list[tuple[str, str]]:
    """The acts to choose from: each with the words of the pack."""
    acts = audit_view.acts(towns)
    return [("", gettext("全部")), *[(act, audit_view.label(act, towns[0], language())) for act in acts]]


def _tabs(tab: str) -> list[dict[str, object]]:
    labels = {"entries": gettext("操作记录"), "reveals": gettext("查看联系方式"), "erasures": gettext("删除登记")}
    return [{"label": labels[key], "url": f"?tab={key}", "current": key == tab} for key in TABS]


def _rule(rule: str) -> str:
    """A rule of the deletion register, which keeps the words of the act that erased."""
    return gettext(rule)


SUBJECTS = {
    "person": gettext_noop("人员"), "paper": gettext_noop("材料"), "appraisal": gettext_noop("考核"),
    "appraised": gettext_noop("考核对象"), "proof": gettext_noop("依据"), "objection": gettext_noop("异议"),
    "contest": gettext_noop("评选"), "work": gettext_noop("作品"), "sheet": gettext_noop("评分表"),
    "honour": gettext_noop("荣誉"), "survey": gettext_noop("测评"), "export": gettext_noop("导出"),
    "roll": gettext_noop("名册"), "photo": gettext_noop("照片"), "pack": gettext_noop("规则"),
    "key": gettext_noop("密钥"), "tie": gettext_noop("关系"), "line": gettext_noop("议程"),
}  # fmt: skip
"""What an entry may be about besides a matter, by the first part of its subject."""


def _about(entry: Entry) -> str:
    """What an entry is about: the number of a matter, or a word and a number; a subject nobody named as it is."""
    if entry.matter is not None:
        return entry.matter.number
    what, _, number = entry.subject.partition(":")
    return f"{gettext(SUBJECTS[what])} {number}" if what in SUBJECTS else entry.subject


def _role(key: str, town: int) -> str:
    """A role as the rules of the town call it."""
    role = packs.of_town(town).said.roles.get(key)
    return role.label.say(language()) if role is not None else ""


def _label(entry: Entry, town: int) -> str:
    return audit_view.label(entry.act, entry.town_id or town, language(), entry.matter.kind if entry.matter else "")


def _steps(entry: Entry, town: int) -> str:
    """From which step to which, in the words of the rules."""
    if entry.before == entry.after or entry.matter is None:
        return ""
    kind, lang = entry.matter.kind, language()
    names = [audit_view.step(one, kind, entry.town_id or town, lang) for one in (entry.before, entry.after) if one]
    return " → ".join(names)


def _detail(entry: Entry, town: int) -> str:
    """What the entry is about in a few words: the reason where one was given, never what a resident said."""
    data = entry.data
    reason = str(data.get("reason") or (data.get("answers") or {}).get("reason") or "")
    parts = [
        _steps(entry, town),
        str(data.get("owner_name") or data.get("unit_name") or ""),
        _role(str(data.get("role") or ""), entry.town_id or town),
        reason,
    ]
    return " · ".join(part for part in parts if part)
