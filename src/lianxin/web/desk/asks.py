"""The form of an action, made from what the rules ask for: fields to show, and what was typed as answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from lianxin.adapters import photos
from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.reads.directory import Directory
from lianxin.language.answers import LONGEST
from lianxin.language.pack import Pack
from lianxin.language.words import Action, FieldDecl
from lianxin.web.access import language as tongue
from lianxin.web.desk import units

BALLOT = ("due", "present", "in_favour")
PROXY = "on_behalf"
SALT = "desk.photo"


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a form. `type` as the template knows it: textarea, text, number, date, choice, flag, unit, select,
    photo."""

    name: str
    label: str
    type: str
    required: bool
    value: Any = ""
    hint: str = ""
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def optional(self) -> bool:
        return not self.required

    @property
    def rows(self) -> int:
        """Lines of a text box: fewer where little is expected."""
        return 3 if self.required else 2

    @property
    def counted(self) -> bool:
        """Whether a vote's sentence depends on this number."""
        return self.name in ("due", "present")

    @property
    def most(self) -> int | None:
        """Characters at most, where the browser counts them."""
        return LONGEST if self.type == "text" else None


@dataclass
class Typed:
    """What came with a form: `values` as typed (to show again), `answers` for the act, photos already kept."""

    values: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> str:
        """The photos already kept, signed, so that a form shown again need not send them twice."""
        rows = [[one.digest, one.width, one.height] for one in self.pictures]
        return signing.dumps(rows, salt=SALT) if rows else ""


def names(action: Action) -> list[str]:
    """The fields of an action in the order they are shown."""
    ballot = BALLOT if action.vote else ()
    return list(dict.fromkeys([*action.needs, *ballot, *action.may]))


def asks(
    pack: Pack, kind: str, action: Action, language: str, values: Mapping[str, Any], faults: Mapping[str, str]
) -> list[Ask]:
    """The fields of an action's form, with what is already known filled in."""
    found = []
    for name in names(action):
        required = name in action.needs or (action.vote is not None and name in BALLOT)
        found.append(_ask(pack, name, pack.asked(kind, name), required, language, values.get(name, ""), faults))
    return found


def of_kind(pack: Pack, kind: str, language: str, values: Mapping[str, Any], faults: Mapping[str, str]) -> list[Ask]:
    """The fields a kind asks for when it is filed."""
    declared = pack.kind(kind).asks if kind else []
    return [
        _ask(pack, name, pack.asked(kind, name), False, language, values.get(name, ""), faults) for name in declared
    ]


def of_fields(
    pack: Pack,
    fields: Mapping[str, FieldDecl],
    needs: Collection[str],
    language: str,
    values: Mapping[str, Any],
    faults: Mapping[str, str],
) -> list[Ask]:
    """The fields that a declaration of its own asks for (a tie, an activity)."""
    return [
        _ask(pack, name, declared, name in needs, language, values.get(name, ""), faults)
        for name, declared in fields.items()
    ]


def proxy(value: str, error: str) -> Ask:
    """Who said so, when staff confirm for somebody who has no phone at hand."""
    options = (
        ("here", gettext("本人在场")),
        ("call", gettext("电话里本人说的")),
        ("family", gettext("家属或照护人代说")),
    )
    return Ask(PROXY, gettext("谁确认的"), "choice", True, value, "", error, options)


def proxied(value: str) -> str:
    """The words that go before the note."""
    return {
        "here": gettext("本人到场说的"),
        "call": gettext("电话里本人说的"),
        "family": gettext("家属或照护人代说的"),
    }.get(value, "")


def _ask(
    pack: Pack, name: str, declared: FieldDecl, required: bool, language: str, value: Any, faults: Mapping[str, str]
) -> Ask:
    options: tuple[tuple[str, str], ...] = ()
    if declared.type == "choice":
        options = tuple((key, label.say(language)) for key, label in declared.choices.items())
    elif declared.type == "item":
        items = pack.said.lists.get(declared.list or "", {})
        options = (("", gettext("选一项")), *((key, item.label.say(language)) for key, item in items.items()))
    shape = {
        "longtext": "textarea",
        "money": "number",
        "number": "number",
        "item": "select",
        "person": "number",
        "document": "text",
    }.get(declared.type, declared.type)
    if declared.several:
        shape, options = "several", tuple(option for option in options if option[0])
    hint = declared.hint.say(language) if declared.hint else ""
    if declared.type == "item" and len(options) == 1:
        hint = gettext("清单里还没有条目，请管理员在规则包里补上")
    return Ask(name, declared.label.say(language), shape, required, value, hint, faults.get(name, ""), options)


def typed(request: HttpRequest, pack: Pack, kind: str, wanted: list[str], where: Directory) -> Typed:
    """What was typed for these fields, as answers. What cannot be read is a fault beside its field."""
    found = Typed(pictures=_already(request.POST.get("kept", "")))
    for name in wanted:
        declared = pack.asked(kind, name)
        if declared.type == "photo":
            photographed(request.FILES, name, found)
            continue
        raw = request.POST.get(name, "").strip()
        found.values[name] = raw
        if declared.type == "flag":
            found.answers[name] = bool(raw)
            found.values[name] = bool(raw)
        elif declared.type == "unit":
            try:
                found.answers[name] = units.meant(raw, where) or ""
            except units.Unknown as unknown:
                found.faults[name] = str(unknown)
        else:
            found.answers[name] = raw
    return found


def photographed(files: MultiValueDict[str, Any], name: str, found: Typed) -> None:
    for sent in files.getlist(name):
        try:
            photo = photos.keep(sent.read())
        except photos.PhotoRefused as refused:
            found.faults[name] = refused.en if tongue() == "en" else refused.zh
            continue
        found.pictures.append(Picture(photo.hash, photo.width, photo.height))
    found.answers[name] = [picture.digest for picture in found.pictures]


def _already(signed: str) -> list[Picture]:
    try:
        return [Picture(*row) for row in signing.loads(signed, salt=SALT, max_age=86400)] if signed else []
    except signing.BadSignature:
        return []
