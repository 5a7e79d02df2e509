"""The story of a matter: its thread of knots, the steps of a filing, people as lines of text, photos, codes, times."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zlib import crc32

import segno
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop
from markupsafe import Markup

from lianxin.adapters.catalogue import tongue
from lianxin.language.calendar import SHANGHAI
from lianxin.web.components.controls import button
from lianxin.web.components.icons import icon
from lianxin.web.components.registry import Context, attributes, component, escaped, piece, spoken

WEEKDAYS = "一二三四五六日"
NEAR = {0: gettext_noop("今天"), -1: gettext_noop("昨天"), 1: gettext_noop("明天")}
ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@component("components/thread.html")
def thread(knots: Sequence[Mapping[str, object]], label: str = "") -> Context:
    """The thread, newest first or oldest first as given. A knot: what (one plain sentence), who, when (datetime or
    text),
    state ("" done | "next" still to come | "late" | "stopped" | "joy" solved, thanked), note, photos [(url, alt)],
    changed (bool)."""
    return {"knots": knots, "label": label or gettext("办理经过")}


@component("components/stepper.html")
def stepper(steps: Sequence[str], current: int) -> Context:
    """The steps of a filing (three at most); current counts from 1."""
    return {"steps": [(number, text) for number, text in enumerate(steps, 1)], "current": current}


@spoken
def masked(language: str, value: str, reveal: str = "", what: str = "", id: str = "", csrf: object = "") -> Markup:  # noqa: A002 — HTML's own word
    """A masked value (138****8001). reveal: address that takes POST reason=… and answers the open value (it is logged);
    with it csrf: the page's `csrf_input`."""
    here, shown = escaped(id or f"m-{crc32(f'{value}{reveal}'.encode()):x}"), escaped(value)
    if not reveal:
        return Markup(f'<span class="masked" id="{here}"><span class="masked-value">{shown}</span></span>')
    gettext, to = tongue(language), escaped(reveal)
    return Markup(
        f'<span class="masked" id="{here}"><span class="masked-value">{shown}</span><details class="more">'
        f'<summary class="button button-quiet button-small">{icon("eye")}{gettext("查看")}'
        f'<span class="sr-only">{escaped(what)}</span></summary><form class="more-list stack-s" method="post"'
        f' action="{to}" hx-post="{to}" hx-target="#{here}" hx-swap="outerHTML">{escaped(csrf)}'
        f'<label class="meta" for="{here}-why">{gettext("为什么要看？会记下来")}</label>'
        f'<input class="input" id="{here}-why" name="reason" required maxlength="80" autocomplete="off">'
        f"{button(gettext('看一次'), size='small')}</form></details></span>"
    )


@component("components/photo.html")
def photo(url: str, alt: str, caption: str = "", href: str = "", large: bool = False) -> Context:
    """A photo tile; alt says what it shows. With href it opens the full picture."""
    return {"url": url, "alt": alt, "caption": caption, "href": href, "large": large}


@piece
def person(name: str, post: str = "", unit: str = "") -> SafeString:
    """A person as a line of text: name, post, unit. We keep no portraits."""
    rest = " · ".join(part for part in (unit, post) if part)
    return format_html(
        '<span class="person"><span class="person-name">{}</span><span class="person-post">{}</span></span>', name, rest
    )


@component("components/qr.html")
def qr(text: str, caption: str = "", label: str = "") -> Context:
    """A QR code of ``text`` as SVG on the server, with what it opens written below."""
    drawn = segno.make(text, error="m").svg_inline(border=1, omitsize=True, svgclass=None, lineclass=None)
    return {"svg": mark_safe(drawn), "caption": caption, "label": label or caption or text}  # noqa: S308 — segno draws only paths


@spoken
def when(language: str, value: datetime | date | None, exact: bool = False, **extra: object) -> Markup:
    """A date as people say it (今天 14:05, 昨天, 3月12日（周四）), with the exact time on hover; exact=True adds the
    hour always."""
    if not value:
        return Markup("")
    moment = value.astimezone(SHANGHAI) if isinstance(value, datetime) and value.tzinfo else value
    return Markup(_time(language, moment, today(), exact, attributes(extra) if extra else ""))


def _time(language: str, moment: datetime | date, today: date, exact: bool, more: str = "") -> str:
    iso, shown = moment.isoformat(), said(moment, today, exact, language)
    full = f"{iso[:10]} {iso[11:16]}" if isinstance(moment, datetime) else iso
    return f'<time datetime="{iso}" title="{full}"{more}>{shown}</time>'


def today() -> date:
    """The day it is here."""
    return timezone.now().astimezone(SHANGHAI).date()


def said(moment: datetime | date, today: date, exact: bool = False, language: str = "") -> str:
    """A moment in words, in the language of the page; an hour only for near days or when ``exact``."""
    day = moment.date() if isinstance(moment, datetime) else moment
    hour = moment.isoformat(" ")[10:16] if isinstance(moment, datetime) else ""
    language = language or get_language() or "zh"
    away = day.toordinal() - today.toordinal()
    if -1 <= away <= 1:
        return tongue(language)(NEAR[away]) + hour
    if language.startswith("zh"):
        year = "" if day.year == today.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）" + (hour if exact else "")
    year = "" if day.year == today.year else f" {day.year}"
    text = f"{ENGLISH_DAYS[day.weekday()]} {day.day} {ENGLISH_MONTHS[day.month - 1]}{year}"
    return text + (hour if exact else "")


@spoken
def story(language: str, knots: Iterable[Any]) -> Markup:
    """The whole thread of a matter, as kernel.reads.timeline tells it: what happened, when, by whom, what was said."""
    gettext, day = tongue(language), today()
    lines = "".join([_knot(language, knot, day) for knot in knots])
    return Markup(f'<ol class="thread" aria-label="{gettext("办理经过")}">\n{lines}</ol>')


def _knot(language: str, knot: Any, today: date) -> str:
    state = f" knot-{knot.state}" if knot.state else ""
    who = f"<span>{escaped(knot.who)}</span>" if knot.who else ""
    notes = "".join([_note(name, value) for name, value in knot.said]) if knot.said else ""
    why = f'<p class="knot-note meta">{escaped(knot.why[:1].upper() + knot.why[1:])}</p>' if knot.why else ""
    seen = int(knot.at.timestamp() * 1000)
    return (
        f'<li class="knot{state}" data-seen-knot="{seen}"><p class="knot-what">{escaped(knot.what)}</p>'
        f'<p class="knot-who">{_time(language, knot.at.astimezone(SHANGHAI), today, True)}{who}</p>{notes}{why}</li>\n'
    )


def _note(name: str, value: object) -> str:
    label = f'<span class="meta">{escaped(name)}</span> ' if name else ""
    return f'<p class="knot-note">{label}{escaped(value)}</p>'
