"""待办: what waits, by deadline, with the next step in each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import export_abilities
from lianxin.kernel.reads import desk as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.desk import COUNTED, Filters, Page
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.timeline import label
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.web.access import language, who
from lianxin.web.desk import drawn, lacks, shown
from lianxin.web.desk import part as parting
from lianxin.web.desk import sample as sampling
from lianxin.web.guards import staff

FLAGS = ("unsure", "suspended", "late", "today")
WORDS = ("kind", "step", "nature", "topic")
UNITS = ("owner", "place")


@staff
def desk(request: HttpRequest) -> HttpResponse:
    """The list of matters somebody works on. Filters live in the address, so that a list can be sent and kept."""
    asking, now, lang = who(request), timezone.now(), language()
    filters = read(request.GET)
    page = reads.page(asking, filters, now, request.GET.get("after", ""), request.GET.get("before", ""))
    pack = packs.of_town(asking.towns[0]) if asking.towns else None
    titles = titles_of(filters)
    context = {
        "lacks": lacks.lines(asking, now, lang) if not request.GET else [],
        "to_part": parting.waiting(asking) if not request.GET else [],
        "groups": [
            {
                "title": titles[name],
                "count": _many(page.counts[name]),
                "late": name == "late",
                "rows": drawn.listed(asking, of, now, lang),
            }
            for name, of in page.groups
        ],
        "sentence": _sentence(page),
        "chips": chips(filters, request.GET, page),
        "refined": refined(filters, request.GET, asking, pack, lang) if pack else [],
        "choices": choices(filters, pack, lang) if pack else [],
        "previous": _turned(request.GET, before=page.before) if page.before else "",
        "following": _turned(request.GET, after=page.after) if page.after else "",
        "shown": len(page.keys),
        "filters": filters,
        "here": request.get_full_path(),
        "empty": _empty(asking, filters, now) if not page.keys else None,
        "resting": page.suspended if not filters.suspended else 0,
        "can_file": "file" in asking.may,
        "to_sample": sampling.told(asking, now),
        "to_decide": len(export_abilities.waiting(asking)) if not request.GET else 0,
        "resting_url": _turned(request.GET, suspended="1"),
    }
    return render(request, "desk/desk.html", context)


def read(query: QueryDict) -> Filters:
    """The filters an address says; what it does not know is left out."""
    words = {name: query.get(name, "")[:40] for name in WORDS}
    numbers = {name: query.get(name, "") for name in UNITS}
    units = {name: int(said) if said.isdigit() and len(said) < 13 else None for name, said in numbers.items()}
    flags = {name: query.get(name) == "1" for name in FLAGS}
    scope = query.get("scope", "mine")
    return Filters(scope if scope in ("mine", "unit", "all") else "mine", **words, **units, **flags)  # type: ignore[arg-type]


def titles_of(filters: Filters) -> dict[str, str]:
    """What the groups are called; suspended matters have no deadline that counts."""
    if filters.suspended:
        return dict.fromkeys(reads.GROUPS, gettext("挂账中"))
    return {
        "late": gettext("已超期"),
        "today": gettext("今天到期"),
        "week": gettext("本周到期"),
        "later": gettext("之后"),
    }


def _many(count: int) -> str:
    return f"{COUNTED}+" if count >= COUNTED else str(count)


def _sentence(page: Page) -> str:
    if not page.total:
        return ""
    parts = [gettext("共 %(n)s 件") % {"n": _many(page.total)}]
    if page.counts["late"]:
        parts.append(gettext("已超期 %(n)s 件") % {"n": _many(page.counts["late"])})
    if page.counts["today"]:
        parts.append(gettext("今天到期 %(n)s 件") % {"n": _many(page.counts["today"])})
    return gettext("，").join(parts) + gettext("。")


def _turned(query: QueryDict, **change: str) -> str:
    """This page's address with some of its words changed; the page cursors start anew."""
    found = query.copy()
    for name in ("after", "before"):
        found.pop(name, None)
    for name, value in change.items():
        if value:
            found[name] = value
        else:
            found.pop(name, None)
    return f"?{found.urlencode()}"


def chips(filters: Filters, query: QueryDict, page: Page) -> list[dict[str, Any]]:
    """Whose matters, and the few looks that are always at hand."""
    scopes = (("mine", gettext("轮到我")), ("unit", gettext("本单位")), ("all", gettext("我能看到的")))
    found: list[dict[str, Any]] = [
        {"label": text, "url": _turned(query, scope=key), "on": filters.scope == key} for key, text in scopes
    ]
    flags = (
        ("late", gettext("已超期")),
        ("unsure", gettext("待人工判断")),
        ("suspended", gettext("挂账")),
    )
    for name, text in flags:
        on = getattr(filters, name)
        count = (page.suspended or None) if name == "suspended" else None
        found.append({"label": text, "url": _turned(query, **{name: "" if on else "1"}), "on": on, "count": count})
    return found


def refined(filters: Filters, query: QueryDict, asking: Who, pack: Pack, lang: str) -> list[dict[str, Any]]:
    """What else the list is narrowed to, each with the address that takes it off again."""
    found = []
    for name, text in _chosen(filters, asking, pack, lang):
        said = gettext("%(what)s，点一下去掉") % {"what": text}
        found.append({"label": f"{text} ×", "url": _turned(query, **{name: ""}), "on": True, "said": said})
    return found


def _chosen(filters: Filters, asking: Who, pack: Pack, lang: str) -> Iterator[tuple[str, str]]:
    kinds = pack.said.matters
    if filters.kind in kinds:
        yield "kind", kinds[filters.kind].label.say(lang)
    if filters.step:
        steps = [kind.steps[filters.step] for kind in kinds.values() if filters.step in kind.steps]
        yield "step", steps[0].label.say(lang) if steps else filters.step
    for name in ("nature", "topic"):
        if getattr(filters, name):
            yield name, label(pack, name, getattr(filters, name), lang)
    for name in UNITS:
        row = directory(asking.towns[0]).rows.get(getattr(filters, name) or 0)
        if row:
            yield name, row.say(lang)
    if filters.today:
        yield "today", gettext("今天到期")


def choices(filters: Filters, pack: Pack, lang: str) -> list[dict[str, Any]]:
    """The selects of the refine form: kind, step (of the chosen kind), nature, topic."""
    kinds = pack.said.matters
    steps = kinds[filters.kind].steps if filters.kind in kinds else {}
    wanted = [
        ("kind", gettext("类型"), [(key, kind.label.say(lang)) for key, kind in kinds.items()]),
        ("step", gettext("步骤"), [(key, step.label.say(lang)) for key, step in steps.items() if step.end is None]),
    ]
    for name, title in (("nature", gettext("性质")), ("topic", gettext("主题"))):
        declared = pack.said.understanding.get(name)
        wanted.append(
            (name, title, [(key, text.say(lang)) for key, text in declared.labels.items()] if declared else [])
        )
    return [
        {"name": name, "label": title, "value": getattr(filters, name), "options": [("", gettext("不限")), *options]}
        for name, title, options in wanted
        if options
    ]


def _empty(asking: Who, filters: Filters, now: Any) -> dict[str, str]:
    plain = Filters(scope=filters.scope)
    if filters != plain:
        return {
            "sentence": gettext("这样筛选没有结果。"),
            "action": gettext("去掉筛选"),
            "href": f"?scope={filters.scope}",
        }
    due = reads.next_due(asking, now)
    if due is None:
        return {"sentence": gettext("没有待办。有人反映事情，就会出现在这里。"), "action": "", "href": ""}
    said = gettext("没有待办。最近一件在%(day)s到期。") % {"day": shown.deadline(due)}
    wider = {"mine": "unit", "unit": "all"}.get(filters.scope, "")
    return {
        "sentence": said,
        "action": gettext("看看全部") if wider else "",
        "href": f"?scope={replace(filters, scope='all').scope}" if wider else "",
    }
