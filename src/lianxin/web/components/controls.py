"""Controls: what a hand touches. Each keeps what was typed, names itself and says what is wrong beside itself."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.forms import BoundField
from django.utils.translation import gettext, gettext_noop
from markupsafe import Markup

from lianxin.adapters.catalogue import tongue
from lianxin.web.components import picks
from lianxin.web.components.icons import icon as drawn
from lianxin.web.components.registry import (
    Context,
    attributes,
    block,
    component,
    constant,
    escaped,
    joined,
    piece,
    spoken,
)

MAY = gettext_noop("可不填")
PICK = gettext_noop("写几个字，从提示里选")
LINES = gettext_noop("一行一个，写几个字，从提示里选；清空一行就是去掉它")
Option = tuple[object, str] | tuple[object, str, str]


@constant
@piece
def button(label: str, href: str = "", kind: str = "", size: str = "", icon: str = "", **extra: object) -> Markup:
    """A button (or, with ``href``, a link that looks like one). The label says the result: "确认已解决".

    kind: "" (the one main act of the page), "quiet", "plain", "grave" (undoes or refuses); size: "", "small", "large";
    ``wide=True`` fills the line; other keywords become attributes (name, value, formaction, hx_post, form …).
    """
    wide = bool(extra.pop("wide", False))
    css = joined(
        "button",
        f"button-{kind}" if kind else "",
        f"button-{size}" if size else "",
        "button-wide" if wide else "",
        str(extra.pop("css", "")),
    )
    shape = str(extra.pop("type", "submit"))
    inside = f"{drawn(icon) if icon else ''}{escaped(label)}"
    if href:
        return Markup(f'<a class="{escaped(css)}" href="{escaped(href)}"{attributes(extra)}>{inside}</a>')
    return Markup(f'<button class="{escaped(css)}" type="{escaped(shape)}"{attributes(extra)}>{inside}</button>')


@constant
@spoken
def field(
    language: str,
    name: str,
    label: str,
    value: object = "",
    type: str = "text",  # noqa: A002 — HTML's own word
    **extra: object,
) -> Markup:
    """One labelled input. type: any HTML input type, "textarea", "select" (``options``: (value, label) pairs) or
    "pick": a select that becomes a line with suggestions where it is long (components.picks.read reads it).

    hint: a line above the input; error: what to do about it; required: False writes "可不填" beside the label;
    size: "short" | "medium"; draft: a key under which a textarea's text is kept in this browser (never for contact
    data);
    other keywords become attributes (rows, inputmode, autocomplete, maxlength, placeholder, autofocus, hx_get …).
    """
    hint, error, size, id_, hero = (extra.pop(key, "") for key in ("hint", "error", "size", "id", "hero"))
    required, optional = bool(extra.pop("required", False)), bool(extra.pop("optional", False))
    options: Sequence[Option] = list(extra.pop("options", ()))  # type: ignore[call-overload]
    draft = extra.pop("draft", None)
    if type == "pick" and picks.long(options):
        hint = hint or tongue(language)(PICK)
    css = joined("input", f"input-{size}" if size else "", "input-hero" if hero else "")
    here, name, value = escaped(id_ or f"f-{name}"), escaped(name), "" if value is None else value
    rest = f"{attributes({'required': required, 'data-draft': draft, **extra})}{_described(here, hint, error)}"
    if type == "textarea":
        control = f'<textarea class="{css}" id="{here}" name="{name}"{rest}>\n{escaped(value)}</textarea>'
    elif type in ("select", "pick"):
        control = _choosing(type, f'class="{css}" id="{here}" name="{name}"', rest, here, options, str(value))
    else:
        shape, said = escaped(type), escaped(value)
        control = f'<input class="{css}" id="{here}" name="{name}" type="{shape}" value="{said}"{rest}>'
    may = f'<span class="may">{tongue(language)(MAY)}</span>' if optional else ""
    above = f'<span class="field-hint" id="{here}-hint">{escaped(hint)}</span>' if hint else ""
    below = _wrong(error, f' id="{here}-error"') if error else ""
    return Markup(
        f'<div class="field{" field-wrong" if error else ""}">\n'
        f'<label class="field-label" for="{here}">{escaped(label)}{may}</label>\n{above}\n{control}\n{below}\n</div>'
    )


def _choosing(kind: str, attrs: str, rest: str, here: str, options: Sequence[Option], value: str) -> str:
    """A select; or, of many to pick from, a line in which one writes, with its suggestions. `value`: a key, or what
    was written."""
    if kind == "select" or not picks.long(options):
        return f"<select {attrs}{rest}>\n{_options(options, value)}</select>"
    labels = picks.labels(options)
    said, names = escaped(labels.get(value, value)), suggestions(tuple(labels.values()))
    line = f'<input {attrs} type="text" value="{said}" list="{here}-list" autocomplete="off"{rest}>'
    return f'{line}<datalist id="{here}-list">{names}</datalist>'


SPARE = 3
"""Free lines under what is chosen, in a field that takes several of many."""


@spoken
def several(
    language: str,
    name: str,
    label: str,
    values: Iterable[object] = (),
    options: Sequence[Option] = (),
    **extra: object,
) -> Markup:
    """Several out of a list: chips to tick, or, where it is long, lines with suggestions, one for each that is chosen
    and some free (components.picks.several reads both). It works by keyboard and without script; what was written and
    is none of them stays in its line. values: keys, or what was written; hint, error as in ``field``."""
    hint, error = extra.pop("hint", ""), extra.pop("error", "")
    say, given = tongue(language), [str(one) for one in values if str(one)]
    here, called = escaped(f"f-{name}"), f'name="{escaped(name)}"'
    if picks.wide(options):
        hint = hint or say(LINES)
        inside = _lines(here, called, label, given, picks.labels(options), bool(error))
    else:
        chips = "".join(
            f'<label class="choice"><input type="checkbox" {called} value="{escaped(one[0])}"'
            f"{' checked' if str(one[0]) in given else ''}><span>{escaped(one[1])}</span></label>"
            for one in options
        )
        inside = f'<input type="hidden" {called} value=""><div class="choices">{chips}</div>'
    above = f'<span class="field-hint" id="{here}-hint">{escaped(hint)}</span>' if hint else ""
    below = _wrong(error, f' id="{here}-error"') if error else ""
    # The line that is wrong is marked, and the page goes there; the group around it only says what is wrong.
    said = _described(here, hint, error).replace(' aria-invalid="true"', "")
    return Markup(
        f'<fieldset class="field{" field-wrong" if error else ""}" id="{here}"{said}>\n'
        f'<legend class="field-label">{escaped(label)}</legend>\n{above}\n{inside}\n{below}\n</fieldset>'
    )


def _lines(here: str, called: str, label: str, given: Sequence[str], labels: dict[str, str], wrong: bool) -> str:
    """A line for each that was chosen or written, and free ones, with one list of suggestions for all of them; where
    something is `wrong`, the lines that name nothing of it are marked."""
    known = {"", *labels.values()}
    said = [labels.get(one, one) for one in [*given, *[""] * SPARE]]
    lines = "".join(
        f'<input class="input input-medium" id="{here}-{n}" {called} type="text" value="{escaped(one)}"'
        f' list="{here}-list" autocomplete="off" aria-label="{escaped(label)} {n}"'
        f"{attributes({'aria-invalid': 'true' if wrong and one not in known else None})}>"
        for n, one in enumerate(said, 1)
    )
    names = suggestions(tuple(labels.values()))
    return f'<div class="several">{lines}</div><datalist id="{here}-list">{names}</datalist>'


def _described(here: str, hint: object, error: object) -> str:
    """What a screen reader reads along with an input."""
    if error:
        more = f" {here}-hint" if hint else ""
        return f' aria-invalid="true" aria-describedby="{here}-error{more}"'
    return f' aria-describedby="{here}-hint"' if hint else ""


def _wrong(error: object, attrs: str = "") -> str:
    return (
        f'<span class="field-error"{attrs} role="alert">{drawn("alert-triangle")}<span>{escaped(error)}</span></span>'
    )


def _options(options: Iterable[Option], chosen: str) -> str:
    """The choices of a select."""
    return "".join(
        f'<option value="{escaped(one[0])}"{" selected" if str(one[0]) == chosen else ""}>{escaped(one[1])}</option>'
        for one in options
    )


@piece
@lru_cache(256)
def options(pairs: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    """What stands in a select that a page lays out itself; written once for the same choices."""
    return Markup(_options(pairs, chosen))


@piece
@lru_cache(64)
def suggestions(names: tuple[str, ...]) -> Markup:
    """What stands in a datalist; written once for the same names."""
    return Markup("".join(f'<option value="{escaped(name)}"></option>' for name in names))


@component("components/bound_field.html")
def bound(field: BoundField, hint: str = "") -> Context:
    """A Django form's field in our dress: label, hint, widget and its errors; the widget gets class "input"."""
    widget = field.field.widget
    described = " ".join(
        part
        for part in (
            f"{field.id_for_label}-hint" if (hint or field.help_text) else "",
            f"{field.id_for_label}-error" if field.errors else "",
        )
        if part
    )
    attrs: dict[str, str | bool] = {"class": joined(widget.attrs.get("class", ""), "input")}
    if field.errors:
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = described
    plain = getattr(widget, "input_type", "") not in ("checkbox", "radio", "hidden")
    return {"field": field, "hint": hint or field.help_text, "widget": field.as_widget(attrs=attrs if plain else {})}


@component("components/choices.html")
def choices(
    name: str, label: str, options: Sequence[Option], value: object = "", kind: str = "radio", **extra: object
) -> Context:
    """Chips to choose one (kind "radio") or several ("checkbox") from; ``value``: the chosen value, or a list of them.

    options: (value, label) or (value, label, one quiet line); tall=True lays them one a line; hint, error as in
    ``field``.
    """
    chosen = {str(item) for item in value} if isinstance(value, list | tuple | set) else {str(value)}
    rows = [(str(option[0]), option[1], option[2] if len(option) > 2 else "") for option in options]
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "rows": [(key, text, note, key in chosen) for key, text, note in rows],
        "tall": bool(extra.pop("tall", False)),
        "hint": extra.pop("hint", ""),
        "error": extra.pop("error", ""),
        "hide_label": bool(extra.pop("hide_label", False)),
        "attrs": attributes(extra),
    }


@component("components/tick.html")
def tick(name: str, label: str, checked: bool = False, value: str = "1", **extra: object) -> Context:
    """One checkbox with its sentence."""
    return {"name": name, "label": label, "checked": checked, "value": value, "attrs": attributes(extra)}


@component("components/filters.html")
def filters(chips: Sequence[dict[str, object]], label: str = "") -> Context:
    """Filters as links, so that a list's address says what it shows. chips: {label, url, on, count?}."""
    return {"chips": chips, "label": label or gettext("筛选")}


@component("components/filedrop.html")
def filedrop(name: str, label: str, accept: str = "", multiple: bool = False, **extra: object) -> Context:
    """A place to drop or choose files. ``photo=True``: shows previews and shrinks to 1600 px before sending;
    ``small=True``: one line."""
    return {
        "name": name,
        "label": label,
        "accept": accept or ("image/*" if extra.get("photo") else ""),
        "multiple": multiple,
        "photo": bool(extra.pop("photo", False)),
        "small": bool(extra.pop("small", False)),
        "hint": extra.pop("hint", ""),
        "error": extra.pop("error", ""),
        "attrs": attributes(extra),
    }


@component("components/kbd.html")
def kbd(key: str, meaning: str = "") -> Context:
    """A key and what it does, shown only where there is a keyboard."""
    return {"key": key, "meaning": meaning}


@block("components/dialog.html")
def dialog(id: str, title: str) -> Context:  # noqa: A002 — HTML's own word
    """A native dialog; ``ui.opener("id", "更多")`` opens it, Escape and 关闭 close it."""
    return {"id": id, "title": title}


@constant
@piece
def opener(target: str, label: str, kind: str = "quiet", **extra: object) -> Markup:
    """A button that opens the dialog with this id."""
    return button(label, kind=kind, **{"type": "button", "data_opens": target, "aria_haspopup": "dialog", **extra})  # type: ignore[arg-type]
