"""The story of a matter: its thread of knots, the steps of a filing, people as lines of text, photos, codes, times."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zlib import crc32

import segno
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from lianxin.web.components.registry import Context, attributes, component, piece

WEEKDAYS = "一二三四五六日"
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


@component("components/masked.html", "csrf_input")
def masked(value: str, reveal: str = "", what: str = "", id: str = "") -> Context:  # noqa: A002 — HTML's own word
    """A masked value (138****8001). reveal: address that takes POST reason=… and answers the open value (it is
    logged)."""
    return {"value": value, "reveal": reveal, "what": what, "id": id or f"m-{crc32(f'{value}{reveal}'.encode()):x}"}


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


@piece
def when(value: datetime | date | None, exact: bool = False, **extra: object) -> SafeString:
    """A date as people say it (今天 14:05, 昨天, 3月12日（周四）), with the exact time on hover; exact=True adds the
    hour always."""
    if value is None:
        return SafeString("")
    moment = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    full = moment.strftime("%Y-%m-%d %H:%M") if isinstance(moment, datetime) else moment.isoformat()
    shown = said(moment, timezone.localdate(), exact)
    return format_html('<time datetime="{}" title="{}"{}>{}</time>', moment.isoformat(), full, attributes(extra), shown)


def said(moment: datetime | date, today: date, exact: bool = False) -> str:
    """A moment in words, in the language of the page; an hour only for near days or when ``exact``."""
    day = moment.date() if isinstance(moment, datetime) else moment
    hour = f" {moment:%H:%M}" if isinstance(moment, datetime) else ""
    near = {
        today: gettext("今天"),
        today - timedelta(days=1): gettext("昨天"),
        today + timedelta(days=1): gettext("明天"),
    }
    if day in near:
        return near[day] + hour
    if (get_language() or "zh").startswith("zh"):
        year = "" if day.year == today.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）" + (hour if exact else "")
    year = "" if day.year == today.year else f" {day.year}"
    text = f"{ENGLISH_DAYS[day.weekday()]} {day.day} {ENGLISH_MONTHS[day.month - 1]}{year}"
    return text + (hour if exact else "")
