"""The one tag library all components register in, and how they turn keywords into HTML attributes."""

from collections.abc import Mapping

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

Context = dict[str, object]


def attributes(extra: Mapping[str, object]) -> SafeString:
    """HTML attributes from tag keywords: ``hx_get="/x"`` → ``hx-get="/x"``; True writes the bare name, None and
    False write nothing."""
    pairs = [(name.rstrip("_").replace("_", "-"), value) for name, value in extra.items() if value not in (None, False)]
    return format_html_join("", ' {}="{}"', [(name, "" if value is True else value) for name, value in pairs])


def joined(*names: str) -> str:
    """CSS class names joined by one space, empty ones dropped."""
    return " ".join(name for name in names if name)


def render(name: str, context: Context) -> SafeString:
    """A component's template with its context, for block tags."""
    return render_to_string(name, context)
