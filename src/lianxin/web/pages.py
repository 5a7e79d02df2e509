"""The template engine of all pages: Jinja2, compiled once a language (ADR 0050).

What never changes while the program runs is decided when a template is compiled, not when it is shown: a text in the
page's language (`_("…")`), the address of a static file, a component whose every argument is written out. What is left
is what differs from request to request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

import jinja2
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, TemplateSyntaxError, defaultfilters
from django.template.backends.base import BaseEngine
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.html import json_script
from django.utils.module_loading import import_string
from jinja2 import nodes
from markupsafe import Markup

from lianxin.adapters.catalogue import counting, tongue
from lianxin.web.addresses import address
from lianxin.web.compiler import Folding, Writing
from lianxin.web.components import registry
from lianxin.web.csrf import token

BY_KEY = (dict, BaseForm)
"""What holds its parts under keys: a form's field `login` is meant, not its method."""


class Missing(jinja2.ChainableUndefined):
    """A name the page did not get: shows as nothing, and what hangs on it shows as nothing too."""


class Language(jinja2.Environment):
    """All templates in one language. `a.b` looks into a dictionary first and at an attribute second, so that a key
    named `items` or `values` is found."""

    code_generator_class = Writing

    def __init__(self, code: str, loader: jinja2.BaseLoader) -> None:
        super().__init__(loader=loader, autoescape=True, undefined=Missing, auto_reload=False, cache_size=1000)
        self.finalize = said
        self.code = code
        self.say, self.say_number = tongue(code), counting(code)
        self.ui = registry.Components(self)
        self.filters.update(FILTERS)
        self.tests["none"] = lambda value: value is None or isinstance(value, jinja2.Undefined)
        self.globals.update(
            {
                "_": self.text,
                "fill": self.filled,
                "fill_n": self.counted,
                "url": self.url,
                "static": self.static,
                "ui": self.ui,
                "LANGUAGE_CODE": code,
            }
        )

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return Folding(self).visit(self.plain(source, name, filename))

    def plain(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template as it is written, nothing decided yet."""
        return super()._parse(source, name, filename)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute` of a template."""
        if type(obj) is dict or isinstance(obj, BY_KEY):
            try:
                return obj[attribute]
            except KeyError:
                pass
        try:
            return getattr(obj, attribute)
        except AttributeError:
            pass
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            return self.undefined(obj=obj, name=attribute)

    def text(self, msgid: str) -> Markup:
        """A text of the page in its language. What stands in a template is ours, so it is not escaped."""
        return Markup(self.say(str(msgid)))

    def filled(self, msgid: str, **given: Any) -> Markup:
        """A text with %(name)s in it; what is put in is escaped."""
        return Markup(self.say(msgid) % {name: self.written(value) for name, value in given.items()})

    def counted(self, one: str, many: str, number: int, **given: Any) -> Markup:
        """A text that differs with a number."""
        said = self.say_number(one, many, number)
        return Markup(said % {name: self.written(value) for name, value in given.items()})

    @staticmethod
    def url(name: str, *args: Any) -> str:
        """The address of a page; '' where this installation has no such page."""
        try:
            return address(name, *args)
        except NoReverseMatch:
            return ""

    @staticmethod
    def static(path: str) -> str:
        """The address of a file, its content's hash in its name."""
        return static(path)

    @staticmethod
    def written(value: Any) -> str:
        """What `{{ value }}` writes, escaped: texts as they are, a moment by itself as a date with its hour."""
        kind = type(value)
        return value if kind is Markup else registry.escaped(value if kind is str else said(value))


def said(value: Any) -> Any:
    """What `{{ value }}` writes: a moment by itself is said as a date with its hour."""
    if isinstance(value, datetime | date):
        return defaultfilters.date(value, "Y-m-d H:i" if isinstance(value, datetime) else "Y-m-d")
    return value


FILTERS: dict[str, Callable[..., Any]] = {
    "truncatechars": defaultfilters.truncatechars,
    "default": defaultfilters.default,
    "slice": defaultfilters.slice_filter,
    "date": defaultfilters.date,
    "add": defaultfilters.add,
    "linebreaksbr": defaultfilters.linebreaksbr,
    "stringformat": defaultfilters.stringformat,
    "json_script": json_script,
    "yesno": defaultfilters.yesno,
    # A word or reason that stands by itself begins with a capital, where letters have one.
    "capital": defaultfilters.capfirst,
}


class Page:
    """One template, in whichever language the request is."""

    def __init__(self, name: str, engine: Pages) -> None:
        self.name, self.engine = name, engine

    def render(self, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        """The page as HTML. With a request its context processors speak first."""
        return self.engine.template(self.name).render(self._given(context or {}, request))

    def stream(self, context: Mapping[str, Any], request: HttpRequest) -> Iterator[str]:
        """The page in pieces."""
        return self.engine.template(self.name).generate(self._given(context, request))

    def _given(self, context: Mapping[str, Any], request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return dict(context)
        given: dict[str, Any] = {"request": request, "csrf_input": Token(request)}
        for processor in self.engine.processors:
            given.update(processor(request))
        given.update(context)
        return given


class Token:
    """The hidden field with the token of a form: made when a form first asks for it, the same for all of a page."""

    __slots__ = ("field", "request")

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.field = request, ""

    def __html__(self) -> str:
        if not self.field:
            self.field = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token(self.request)}">'
        return self.field

    __str__ = __html__


class Pages(BaseEngine):
    """Django's door to the templates (settings.TEMPLATES)."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        params = params.copy()
        options = params.pop("OPTIONS").copy()
        super().__init__(params)
        self._processors = options.pop("context_processors", [])
        self._languages: dict[str, Language] = {}

    @cached_property
    def processors(self) -> list[Callable[[HttpRequest], dict[str, Any]]]:
        """What every page is given."""
        return [import_string(path) for path in self._processors]

    def language(self) -> Language:
        """All templates in the language of this moment."""
        code = "en" if (translation.get_language() or "zh").startswith("en") else "zh-hans"
        found = self._languages.get(code)
        if found is None:
            loader = jinja2.FileSystemLoader([str(folder) for folder in self.template_dirs])
            found = self._languages[code] = Language(code, loader)
        return found

    def template(self, name: str) -> jinja2.Template:
        """One template in the language of this moment. Errors: TemplateDoesNotExist, TemplateSyntaxError."""
        try:
            return self.language().get_template(name)
        except jinja2.TemplateNotFound as error:
            raise TemplateDoesNotExist(str(error.name), backend=self) from error
        except jinja2.TemplateSyntaxError as error:
            raise TemplateSyntaxError(f"{error.name}:{error.lineno} {error.message}") from error

    def get_template(self, template_name: str) -> Page:
        """Django's question for a template by its name."""
        self.template(template_name)
        return Page(template_name, self)

    def from_string(self, template_code: str) -> jinja2.Template:
        """A template from its text."""
        return self.language().from_string(template_code)
