"""How components are registered, rendered and called: `ui.button(…)` in a template, `{% call ui.card(…) %}` for a piece
with something inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import jinja2
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup, _escape_inner, escape

if TYPE_CHECKING:
    from lianxin.web.pages import Language

Context = dict[str, object]
F = TypeVar("F", bound=Callable[..., Any])

ROOMS = ("controls", "figures", "frame", "icons", "pieces", "story", "tree_figure")
HOLE = "\x02{}\x03"
"""What stands for a hole: no text has such signs."""
_made: dict[str, Callable[[Language], Callable[..., Any]]] = {}
"""By name: gives the component as the templates of one language call it."""
_constant: set[str] = set()
"""Components that give the same for the same arguments, whatever the page, the day or the request."""


def escaped(value: object) -> str:
    """A value as HTML text. `markupsafe.escape` makes an object of every text, which costs ten times as much."""
    return _escape_inner(value) if type(value) is str else escape(value)


def attributes(extra: Mapping[str, object]) -> Markup:
    """HTML attributes from keywords: ``hx_get="/x"`` → ``hx-get="/x"``; True writes the bare name, None and False write
    nothing."""
    written = ""
    for name, value in extra.items():
        if value not in (None, False):
            said = "" if value is True else escaped(value)
            written += f' {name.rstrip("_").replace("_", "-")}="{said}"'
    return Markup(written)


def joined(*names: str) -> str:
    """CSS class names joined by one space, empty ones dropped."""
    return " ".join(name for name in names if name)


def component(template: str, kept: int = 0) -> Callable[[F], F]:
    """A component whose function lays its template's context. `kept`: how many of its answers are remembered, for one
    that stands on every page with the same hashable arguments."""

    def keep(function: F) -> F:
        _constant.add(function.__name__)

        def bound(language: Language) -> Callable[..., Any]:
            def called(*args: Any, **given: Any) -> SafeString:
                laid = function(*map(_plain, args), **{name: _plain(value) for name, value in given.items()})
                return mark_safe(language.get_template(template).render(laid))  # noqa: S308 — templates escape

            return lru_cache(kept)(called) if kept else called

        _made[function.__name__] = bound
        return function

    return keep


def holed(function: Callable[..., Any]) -> Callable[..., Any]:
    """For a component remembered without what differs from page to page: each hole is filled where its mark stands."""
    made = _made[function.__name__]

    def bound(language: Language) -> Callable[..., Any]:
        around = made(language)

        def called(*args: Any, holes: Mapping[str, object], **given: Any) -> SafeString:
            said = str(around(*args, **given))
            for name, value in holes.items():
                if (mark := HOLE.format(name)) in said:  # a token is drawn, and its cookie set, only where a form asks
                    said = said.replace(mark, language.written(value))
            return mark_safe(said)  # noqa: S308 — what is put in is escaped

        return called

    _made[function.__name__] = bound
    return function


def piece(function: F) -> F:
    """A component that writes its HTML itself."""
    _made[function.__name__] = lambda _: function
    return function


def constant(function: F) -> F:
    """Marks a piece that gives the same for the same arguments."""
    _constant.add(function.__name__)
    return function


def spoken(function: F) -> F:
    """A component that writes its HTML itself and is told the page's language first, so that it need not ask for it."""
    _made[function.__name__] = lambda language: partial(function, language.code)
    return function


def block(template: str) -> Callable[[F], F]:
    """A component around content: its function lays the context, `content` comes from between call and endcall."""

    def keep(function: F) -> F:
        def bound(language: Language) -> Callable[..., Any]:
            def called(*args: Any, caller: Callable[[], str], **given: Any) -> SafeString:
                laid = function(*map(_plain, args), **{name: _plain(value) for name, value in given.items()})
                laid["content"] = mark_safe(caller())  # noqa: S308 — a template's own output
                return mark_safe(language.get_template(template).render(laid))  # noqa: S308 — templates escape

            return called

        _made[function.__name__] = bound
        return function

    return keep


def around(function: F) -> F:
    """A component around content that writes its HTML itself; it is given the content first."""

    def called(*args: Any, caller: Callable[[], str], **given: Any) -> Any:
        return function(caller(), *args, **given)

    _made[function.__name__] = lambda _: called
    return function


def _plain(value: Any) -> Any:
    """What a template did not get reaches a component as the empty text."""
    return "" if isinstance(value, jinja2.Undefined) else value


class Components:
    """`ui` in templates: every component of the design system. The styleguide page shows each in all its states."""

    def __init__(self, language: Language) -> None:
        for room in ROOMS:
            import_module(f"lianxin.web.components.{room}")
        for name, bound in _made.items():
            setattr(self, name, bound(language))

    def constant(self, name: str) -> Callable[..., SafeString] | None:
        """The component, if a template may be compiled with its answer in place of the call."""
        return getattr(self, name) if name in _constant else None
