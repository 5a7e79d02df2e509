"""What a person filled in for an action: each answer checked against its declaration, every fault told at once."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

from lianxin.language.codes import credit_fault, person_fault, plain
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because
from lianxin.language.words import Action, FieldDecl

LONGEST = 2000
"""Characters of a written answer; longer texts belong into a document."""


WRITTEN = ("text", "longtext", "choice", "item", "document")
"""Types of answer that are a string; an API may send anything."""


class Incomplete(Refused):
    """Answers that are missing or wrong; `faults` names the field of each reason. Nothing is saved."""

    def __init__(self, faults: dict[str, Reason]) -> None:
        self.faults = faults
        super().__init__(*faults.values(), field=next(iter(faults)))


def read(pack: Pack, kind: str, action: Action, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers an action asks for, cleaned. Answers it does not ask for are left out. Errors: Incomplete."""
    ballot = ["due", "present", "in_favour"] if action.vote else []
    asked = {name: pack.asked(kind, name) for name in [*action.needs, *ballot, *action.may]}
    return filled(pack, asked, asked.keys() - set(action.may), given)


def filled(
    pack: Pack, asked: Mapping[str, FieldDecl], needed: Container[str], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers to what is asked, cleaned, in its order; others are left out. Errors: Incomplete, with all faults."""
    found: dict[str, Any] = {}
    faults: dict[str, Reason] = {}
    for name, declared in asked.items():
        raw = given.get(name)
        raw = raw.replace("\x00", "").strip() if isinstance(raw, str) else raw  # a NUL is no character of any text
        if raw in (None, "", []):
            if name in needed:
                said = declared.label
                faults[name] = because("missing", "请填“{zh}”", "please fill in “{en}”", zh=said.zh, en=said.say("en"))
            continue
        try:
            found[name] = clean(pack, declared, raw)
        except Refused as refused:
            faults[name] = refused.reasons[0]
    if faults:
        raise Incomplete(faults)
    return found


def clean(pack: Pack, declared: FieldDecl, raw: Any) -> Any:
    """One answer in its declared type. Errors: Refused with what to do."""
    if declared.several:
        chosen = raw if isinstance(raw, list | tuple) else [raw]
        return [_single(pack, declared, one) for one in dict.fromkeys(chosen)]
    return _single(pack, declared, raw)


def _single(pack: Pack, declared: FieldDecl, raw: Any) -> Any:
    """One thing in the declared type, of those that an answer may hold."""
    label = declared.label.zh
    if declared.type in ("number", "money", "unit", "person"):
        return _number(declared, raw, label)
    if declared.type == "date":
        return _date(declared, raw, label)
    if declared.type == "flag":
        return raw in (True, "true", "on", "1", 1, "yes", "是")
    if declared.type in WRITTEN and not isinstance(raw, str):
        raise Refused(because("text", "“{label}”应是文字", "“{label}” should be text", label=label))
    if declared.type == "choice" and raw not in declared.choices:
        raise Refused(
            because("choice", "“{label}”请从所列选项中选一个", "pick one of the choices for “{label}”", label=label)
        )
    if declared.type == "item" and declared.list and raw not in pack.said.lists.get(declared.list, {}):
        raise Refused(
            because("item", "“{label}”要写清单里的一项", "“{label}” must name an item of the list", label=label)
        )
    if isinstance(raw, str) and len(raw) > LONGEST:
        raise Refused(
            because(
                "long",
                "“{label}”最多 {most} 字，现在 {n} 字，请删短",
                "“{label}” holds at most {most} characters, you wrote {n}",
                label=label,
                most=LONGEST,
                n=len(raw),
            )
        )
    if declared.form is not None:
        fault = credit_fault(raw) if declared.form == "credit_code" else person_fault(raw)
        if fault is not None:
            raise Refused(fault)
        return plain(raw)
    return raw


def _number(declared: FieldDecl, raw: Any, label: str) -> int | float:
    try:
        value = float(raw)
    except (TypeError, ValueError, OverflowError):
        raise Refused(because("number", "“{label}”应是数字", "“{label}” should be a number", label=label)) from None
    if value != value or abs(value) > 1e12 or (declared.least is not None and value < float(declared.least)):
        raise Refused(because("range", "“{label}”的数不在范围内", "“{label}” is out of range", label=label))
    return int(value) if value.is_integer() else value


def _date(declared: FieldDecl, raw: Any, label: str) -> str:
    try:
        return date.fromisoformat(str(raw)[:10]).isoformat()
    except ValueError:
        raise Refused(
            because(
                "date", "“{label}”应是日期，如 2026-03-12", "“{label}” should be a date such as 2026-03-12", label=label
            )
        ) from None
