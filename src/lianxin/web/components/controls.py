"""Controls: what a hand touches. Each keeps what was typed, names itself and says what is wrong beside itself."""

from collections.abc import Iterable, Sequence

from django.forms import BoundField
from django.utils.translation import gettext

from lianxin.web.components.registry import Context, attributes, block, component, joined

Option = tuple[object, str] | tuple[object, str, str]


@component("components/button.html")
def button(label: str, href: str = "", kind: str = "", size: str = "", icon: str = "", **extra: object) -> Context:
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
    kept = str(extra.pop("type", "submit"))
    return {"label": label, "href": href, "icon": icon, "css": css, "type": kept, "attrs": attributes(extra)}


@component("components/field.html")
def field(name: str, label: str, value: object = "", type: str = "text", **extra: object) -> Context:  # noqa: A002 — HTML's own word
    """One labelled input. type: any HTML input type, "textarea" or "select" (``options``: (value, label) pairs).

    hint: a line above the input; error: what to do about it; required: False writes "可不填" beside the label;
    size: "short" | "medium"; draft: a key under which a textarea's text is kept in this browser (never for contact
    data);
    other keywords become attributes (rows, inputmode, autocomplete, maxlength, placeholder, autofocus, hx_get …).
    """
    own = {key: extra.pop(key, "") for key in ("hint", "error", "size", "id", "hero")}
    required = bool(extra.pop("required", False))
    optional = bool(extra.pop("optional", False))
    options: Iterable[Option] = extra.pop("options", ())  # type: ignore[assignment]
    draft = extra.pop("draft", None)
    css = joined("input", f"input-{own['size']}" if own["size"] else "", "input-hero" if own["hero"] else "")
    return {
        "name": name,
        "label": label,
        "value": "" if value is None else value,
        "type": type,
        "options": [(str(option[0]), option[1]) for option in options],
        "chosen": "" if value is None else str(value),
        "css": css,
        "id": own["id"] or f"f-{name}",
        "hint": own["hint"],
        "error": own["error"],
        "required": required,
        "optional": optional,
        "attrs": attributes({"required": required, "data-draft": draft, **extra}),
    }


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


@component("components/button.html")
def opener(target: str, label: str, kind: str = "quiet", **extra: object) -> Context:
    """A button that opens the dialog with this id."""
    return button(label, kind=kind, **{"type": "button", "data_opens": target, "aria_haspopup": "dialog", **extra})  # type: ignore[arg-type]
