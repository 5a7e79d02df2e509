"""HTML as nested calls: text is escaped unless it is already `Html`. Enough for static pages, no template engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

VOID = frozenset({"br", "meta", "link", "hr"})


class Html(str):
    """Markup that is safe as it stands."""

    __slots__ = ()


Inside = str | Iterable[str]


def join(*inside: Inside) -> Html:
    """The parts one after the other, text escaped."""
    found: list[str] = []
    for part in inside:
        if isinstance(part, Html):
            found.append(part)
        elif isinstance(part, str):
            found.append(escape(part))
        else:
            found.append(join(*part))
    return Html("".join(found))


def el(name_: str, *inside: Inside, **attributes: str | int | None) -> Html:
    """An element; `class_` and `for_` lose their underscore, `data_label` becomes data-label, None leaves one out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name_ in VOID:
        return Html(f"<{name_}{said}>")
    return Html(f"<{name_}{said}>{join(*inside)}</{name_}>")


def table(heads: Sequence[str], rows: Iterable[Sequence[Inside]], wide: str = "") -> Html:
    """A table that becomes a stack of cards on a phone: each cell knows its head."""
    body = [
        el("tr", *(el("td", el("div", cell), data_label=head) for head, cell in zip(heads, row, strict=True)))
        for row in rows
    ]
    if not body:
        return el("p", "（没有）", class_="quiet")
    head = el("thead", el("tr", *(el("th", text, scope="col") for text in heads)))
    return el("table", head, el("tbody", *body), class_=wide or None)


def lines(parts: Iterable[Inside]) -> Html:
    """Parts under each other in one cell."""
    return join(*(el("div", part) for part in parts))


def chip(text: str, look: str = "") -> Html:
    """A small word set apart, e.g. a grade or a sensitivity."""
    return el("span", text, class_=f"chip {look}".strip())


def page(title: str, inside: Inside, menu: Inside, foot: str) -> str:
    """A whole page. It stands alone: one style sheet beside it, no script."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("link", rel="stylesheet", href="handbook.css"),
    )
    body = el(
        "body",
        el("nav", menu, aria_label="目录"),
        el("main", inside, el("footer", foot)),
    )
    return "<!doctype html>\n" + el("html", head, body, lang="zh-CN") + "\n"
