"""No template lies about unused, and every one compiles under the strict content policy."""

import re
from pathlib import Path

import allauth
import pytest
from django.template import engines
from django.urls import get_resolver
from django.utils import translation

from tests.house.source import PACKAGE, python, short, templates

FOLDER = PACKAGE / "web" / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
TEXTS = "\n".join(path.read_text(encoding="utf-8") for path in [*templates(), *python("src/lianxin")])
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src|type=\"application/json\")\b)", re.I),
    "an inline style": re.compile(r"<style|\sstyle=", re.I),
    "an inline handler": re.compile(r"\son(?:click|change|submit|load|input|error|focus|blur)=", re.I),
    "htmx evaluation": re.compile(r"hx-on|js:|hx-trigger=\"[^\"]*\["),
}


@pytest.mark.parametrize("path", templates(), ids=short)
def test_every_template_is_used(path):
    name = path.relative_to(FOLDER).as_posix()
    assert (THEIRS / name).exists() or f'"{name}"' in TEXTS or f'"{path.name}"' in TEXTS


@pytest.mark.parametrize("path", templates(), ids=short)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_template_compiles(path, language):
    with translation.override(language):
        engines["pages"].get_template(path.relative_to(FOLDER).as_posix())


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_needs_a_weaker_content_policy(what):
    assert not [short(path) for path in templates() if FORBIDDEN[what].search(path.read_text(encoding="utf-8"))]


def test_every_page_that_posts_carries_a_token():
    """A form that posts without a token is refused by the middleware, to the astonishment of whoever filled it in.
    Pages that are the same for everybody hold none; what they post to checks that it comes from our own page."""
    forms = re.compile(r"(<form\b[^>]*method=\"post\"[^>]*>)(.*?)</form>", re.S | re.I)
    lacking = [
        f"{short(path)}: {head}"
        for path in templates()
        if path.name != "styleguide.html"  # its forms are samples and go nowhere
        for head, inside in forms.findall(path.read_text(encoding="utf-8"))
        if "csrf_input" not in inside and not _checks_the_page(path, head)
    ]
    assert not lacking


def _checks_the_page(path, head):
    """Whether the form goes to a view that asks the browser where it was sent from (security.from_here)."""
    named = re.search(r"action=\"\{\{ (?:url\(\"([\w-]+)\"|(\w+) \}\})", head)
    name = named and (named[1] or _set_to(path, named[2]))
    views = {pattern.name: pattern.callback for pattern in _routes(get_resolver())}
    return getattr(views.get(name), "from_here", False)


def _set_to(path, variable):
    found = re.search(rf"set {variable} = url\(\"([\w-]+)\"", path.read_text(encoding="utf-8"))
    return found and found[1]


def _routes(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern)
        else:
            yield pattern
