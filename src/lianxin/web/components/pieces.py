"""Pieces: cards, rows, the clock, notices, empty states, tabs, pagers, tables."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from markupsafe import Markup

from lianxin.adapters.catalogue import counting, tongue
from lianxin.web.components.icons import icon
from lianxin.web.components.registry import (
    Context,
    around,
    attributes,
    block,
    component,
    constant,
    escaped,
    joined,
    piece,
    spoken,
)

_SHAPES = {
    "green": '<circle cx="7" cy="7" r="5" fill="currentColor"/>',
    "amber": '<circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M7 1.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor"/>',
    "red": '<rect x="1" y="1" width="12" height="12" fill="currentColor"/>',
    "stopped": '<path d="M3.5 2v10M10.5 2v10" stroke="currentColor" stroke-width="2.6"/>',
    "done": '<path d="M2 7.5l3.5 3.5L12 3.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "none": '<circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="3 2"/>',
}
CLOCK_SHAPES = {
    state: f'<svg viewBox="0 0 14 14" aria-hidden="true" focusable="false">{shape}</svg>'
    for state, shape in _SHAPES.items()
}
NOTICE_ICONS = {
    "": "info-circle",
    "good": "circle-check",
    "soon": "clock",
    "bad": "alert-triangle",
    "joy": "heart-handshake",
}


@block("components/card.html")
def card(title: str = "", kind: str = "", link: str = "", link_label: str = "") -> Context:
    """A sheet of card. kind: "" | "lift" (one a page at most) | "flush" (rows run to the edge); link: "全部" at
    the head's right."""
    return {"title": title, "kind": kind, "link": link, "link_label": link_label or gettext("全部")}


@block("components/row.html")
def row(what: str, href: str = "", meta: object = (), check: object = "", **extra: object) -> Context:
    """One row of a list: ``what`` in one line, ``meta`` (text or list of texts: where, who waits), content = clock
    and next action.

    check: value of a bulk checkbox named "pick"; changed=True marks "有新变化", or seen="matter:12" version="9"
    lets the browser mark it; id and other keywords go on the row.
    Put rows in ``<ul class="rows" data-keys="list">`` for j/k/Enter/e.
    """
    parts = [meta] if isinstance(meta, str) and meta else list(meta or ())  # type: ignore[call-overload]
    changed = bool(extra.pop("changed", False))
    seen = extra.pop("seen", None)
    return {
        "what": what,
        "href": href,
        "meta": parts,
        "check": check,
        "changed": changed,
        "seen": seen,
        "attrs": attributes({"data-seen-row": seen, "data-version": extra.pop("version", None), **extra}),
    }


@constant
@spoken
def clock(language: str, state: str, days: int | None = None, text: str = "", title: str = "") -> Markup:
    """A matter's clock as shape + word + colour (never colour alone).

    state: "green" on time, "amber" soon, "red" late, "stopped" (挂账, waiting for the resident), "done",
    "none" (no term);
    days: working days left, or late when red; text replaces the words; title: the exact deadline on hover.
    """
    if state not in CLOCK_SHAPES:
        raise ValueError(f'clock state "{state}" is not one of {", ".join(CLOCK_SHAPES)}')
    number = abs(days) if isinstance(days, int) else None
    shape = CLOCK_SHAPES[state]
    if state == "red" and number:
        shape = f'<span class="clock-days" aria-hidden="true">{number}</span>'
    word = escaped(text or clock_word(state, number, language))
    hover = f' title="{escaped(title)}"' if title else ""
    return Markup(f'<span class="clock clock-{state}"{hover}>{shape}{word}</span>')


def clock_word(state: str, days: int | None, language: str) -> str:
    """The clock's words: 还有 3 个工作日, 今天到期, 超期 2 天, 暂停计时, 已办结."""
    gettext, ngettext = tongue(language), counting(language)
    if state == "red":
        return gettext("超期") if days is None else ngettext("超期 %(n)d 天", "超期 %(n)d 天", days) % {"n": days}
    if state == "stopped":
        return gettext("暂停计时")
    if state == "done":
        return gettext("已办结")
    if state == "none":
        return gettext("未定期限")
    if days is None:
        return gettext("按时") if state == "green" else gettext("快到期")
    if days == 0:
        return gettext("今天到期")
    return ngettext("还有 %(n)d 个工作日", "还有 %(n)d 个工作日", days) % {"n": days}


@piece
def tag(label: object, kind: str = "") -> SafeString:
    """A small word in a frame. kind: "" | "pine" | "amber" | "late" | "kapok" (celebration only)."""
    return format_html('<span class="{}">{}</span>', joined("tag", f"tag-{kind}" if kind else ""), label)


@around
def notice(content: str, kind: str = "", role: str = "") -> Markup:
    """A banner in the flow. kind: "" | "good" | "soon" | "bad" | "joy"; role: "alert" or "status" when it appears
    after an act."""
    css = f"notice notice-{kind}" if kind else "notice"
    spoken_as = f' role="{role}"' if role else ""
    return Markup(
        f'<div class="{css}"{spoken_as}>{icon(NOTICE_ICONS[kind])}<div class="notice-body">{content}</div></div>'
    )


@component("components/toast.html")
def toast(text: str, kind: str = "") -> Context:
    """A short word that leaves by itself; kind "bad" stays until closed. base.html shows Django messages this way."""
    return {"text": text, "kind": kind}


@component("components/empty.html")
def empty(sentence: str, action: str = "", href: str = "", icon: str = "") -> Context:
    """Nothing here: one sentence that teaches, one button that starts."""
    return {"sentence": sentence, "action": action, "href": href, "icon": icon}


@component("components/tabs.html")
def tabs(items: Sequence[dict[str, object]], label: str = "") -> Context:
    """Tabs are links: {label, url, current, count?}; label names the group for a screen reader."""
    return {"items": items, "label": label}


@component("components/pager.html")
def pager(previous: str = "", following: str = "", shown: int = 0, total: int | None = None) -> Context:
    """Keyset pages: the addresses before and after; total may be None where counting would cost."""
    return {"previous": previous, "following": following, "shown": shown, "total": total}


@component("components/breadcrumb.html")
def breadcrumb(items: Sequence[dict[str, str]]) -> Context:
    """Where this page stands: [{label, url}, …, {label}]."""
    return {"items": items}


@component("components/table.html")
def table(head: Sequence[object], rows: Sequence[Sequence[object]], caption: str = "", **extra: object) -> Context:
    """A plain table. head: texts, or (text, "n") for a number column; dense=True; fold=True turns rows into cards
    on a phone;
    foot: one row of totals."""
    columns = [(item[0], item[1]) if isinstance(item, tuple | list) else (item, "") for item in head]
    return {
        "columns": columns,
        "rows": [list(zip(columns, cells, strict=True)) for cells in rows],
        "caption": caption,
        "css": joined("table", "table-dense" if extra.get("dense") else "", "table-fold" if extra.get("fold") else ""),
        "foot": list(zip(columns, extra["foot"], strict=True)) if extra.get("foot") else [],  # type: ignore[call-overload]
    }
