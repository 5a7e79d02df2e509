"""How the page of a tie shows it: plain data for its template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext

from lianxin.kernel.models import Entry, Person
from lianxin.kernel.reads import agreement, packs, partner, ties
from lianxin.kernel.reads.cover import uncovered_without
from lianxin.kernel.reads.ties import One
from lianxin.kernel.tie_facts import ENDED, INTENT, day_of, expired, in_force
from lianxin.language.pack import Pack
from lianxin.language.words import FieldDecl
from lianxin.web.street.agreements import heads

ACTS: dict[str, Callable[[], str]] = {
    "tie.make": lambda: gettext("登记"),
    "tie.change": lambda: gettext("改了期限或内容"),
    "tie.end": lambda: gettext("结束"),
    "tie.begin": lambda: gettext("到了开始的日子"),
    "tie.expire": lambda: gettext("到期，自动结束"),
    "tie.consent": lambda: gettext("征得同意"),
    "tie.withdraw": lambda: gettext("撤回同意"),
    "tie.visit": lambda: gettext("走访"),
    "tie.deliver": lambda: gettext("履约"),
    "tie.correct": lambda: gettext("更正"),
    "tie.link": lambda: gettext("联络员链接"),
    "tie.reveal": lambda: gettext("查看了登记信息"),
    "tie.erase": lambda: gettext("登记信息已按期删除"),
    "matter.file": lambda: gettext("提出续签"),
    "matter.claim": lambda: gettext("用链接认领共建需求"),
    "matter.deliver": lambda: gettext("用链接填办成情况"),
    "matter.rematch": lambda: gettext("用链接退回对接"),
    "hours.serve": lambda: gettext("记服务时长"),
    "hours.correct": lambda: gettext("更正服务时长"),
    "hours.training": lambda: gettext("培训"),
    "hours.honour": lambda: gettext("表彰"),
    "hours.review": lambda: gettext("评价"),
    "certificate.issue": lambda: gettext("出具证明"),
    "certificate.withdraw": lambda: gettext("收回证明"),
}
"""What an entry of a tie is called."""


def laid(one: One, now: datetime, language: str) -> dict[str, Any]:
    """Everything the page shows. Three questions to the database."""
    tie, kind = one.tie, one.kind
    pack = packs.pinned(tie.pack_id or 0)
    notes = {note["entry"]: note for note in tie.data.get("notes", [])}
    story = ties.story(tie.pk)
    live = in_force(tie, now)
    return {
        "one": one,
        "tie": tie,
        "kind": kind,
        "declared": kind,
        "label": kind.label.say(language),
        "ends": [(kind.first.label.say(language), first(one)), (kind.other.label.say(language), other(one))],
        "state": _state(one, now),
        "live": live,
        "facts": list(_facts(pack, one, language)),
        "consent": tie.data.get("consent"),
        "intent": tie.state == INTENT,
        "over": tie.state == ENDED,
        "ended": tie.state == ENDED and not expired(tie),
        "story": [_line(pack, one, entry, notes, language) for entry in story],
        "about": [(key, label.say(language)) for key, label in kind.rhythm.about.items()] if kind.rhythm else [],
        "longest": pack.value(kind.rhythm.most, day_of(now)) if kind.rhythm else 0,
        "heads": heads(kind) if kind.deliveries else [],
        "delivered": agreement.delivered([tie.pk])[:30] if kind.deliveries else [],
        "reasons": [("", gettext("请选择")), *((key, label.say(language)) for key, label in kind.reasons.items())],
        "last_pair": bool(one.makes and live and tie.toward_id and uncovered_without(tie, now)),
        "sealed": not kind.first.staff or not kind.other.staff,
        "linkable": kind.invites is not None or bool(kind.deliveries and kind.deliveries.link),
        "linked": tie.key_hash is not None,
        "link_days": pack.value(kind.invites, day_of(now)) if kind.invites else 0,
        "link_until": day_of(ends).isoformat() if tie.key_hash is not None and (ends := partner.ends(tie)) else "",
        "today": day_of(now).isoformat(),
        "ref": uuid4().hex,
        "renewal": tie.data.get("renewal"),
    }


def first(one: One) -> str:
    """Who stands at the first end."""
    if one.kind.first.of == "person":
        return _shown(one.tie.person)
    return one.tie.unit.name if one.tie.unit else ""


def other(one: One) -> str:
    """Who stands at the other end: in a pairing the household, as a mask."""
    if one.kind.other.of == "person":
        return _shown(one.tie.toward)
    found = one.tie.other if one.kind.first.of == "unit" else one.tie.unit
    return found.name if found else ""


def _shown(person: Person | None) -> str:
    return (person.shown if person else "") or gettext("（已删除）")


def _state(one: One, now: datetime) -> tuple[str, str]:
    """Shape and word of how it stands."""
    if one.tie.state == INTENT:
        return "stopped", gettext("等征得同意")
    if in_force(one.tie, now):
        return "green", gettext("有效")
    return "done", gettext("已结束") if one.tie.state == ENDED and not expired(one.tie) else gettext("已到期")


def _facts(pack: Pack, one: One, language: str) -> Iterable[tuple[str, str]]:
    for name, declared in one.kind.fields.items():
        value = one.tie.data.get("fields", {}).get(name)
        if value not in (None, "", []):
            yield declared.label.say(language), said(pack, declared, value, language)
    if one.tie.role in one.kind.slots:
        yield gettext("岗位"), one.kind.slots[one.tie.role].label.say(language)
    if one.tie.role in one.kind.classes:
        yield gettext("类别"), one.kind.classes[one.tie.role].say(language)
    reason = one.tie.data.get("reason")
    if reason in one.kind.reasons:
        yield gettext("结束的原因"), one.kind.reasons[reason].say(language)


def said(pack: Pack, declared: FieldDecl, value: Any, language: str) -> str:
    """An answer in words."""
    values = value if isinstance(value, list) else [value]
    labels: dict[str, Any] = dict(declared.choices)
    if declared.list:
        labels = {key: item.label for key, item in pack.said.lists.get(declared.list, {}).items()}
    return gettext("、").join(labels[one].say(language) if one in labels else str(one) for one in values)


def _line(pack: Pack, one: One, entry: Entry, notes: dict[int, dict[str, Any]], language: str) -> dict[str, Any]:
    """One entry as a knot of the thread."""
    data, kind = entry.data, one.kind
    label = ACTS.get(entry.act, lambda: entry.act)()
    note = notes.get(entry.pk, {}).get("text", "") or data.get("text", "") or data.get("title", "")
    if entry.act == "tie.visit" and kind.rhythm and data.get("about") in kind.rhythm.about:
        label = kind.rhythm.about[data["about"]].say(language)
    if entry.act in ("tie.deliver", "tie.correct") and kind.deliveries:
        promise = kind.deliveries.commitments.get(data["commitment"])
        label += gettext("：") + f"{promise.label.say(language) if promise else ''} {data['n']}"
    if entry.act == "tie.change":
        note = gettext("；").join(_changes(pack, one, data, language))
    if entry.act == "tie.end" and data.get("reason") in kind.reasons:
        note = kind.reasons[data["reason"]].say(language)
    if entry.act in ("hours.serve", "hours.correct"):
        label += gettext("：") + gettext("%(n)d 分钟") % {"n": data["minutes"]}
    who = entry.person.shown if entry.person else (gettext("联络员") if entry.role == "partner" else gettext("系统"))
    return {"what": label, "who": who, "when": entry.at, "note": " · ".join(filter(None, [data.get("on", ""), note]))}


def _changes(pack: Pack, one: One, data: dict[str, Any], language: str) -> Iterable[str]:
    """What a change changed: the last day, and each answer as it was and is."""
    if data.get("until"):
        yield gettext("期限：%(was)s → %(is)s") % {"was": data.get("was") or gettext("长期"), "is": data["until"]}
    for name, pair in data.get("changed", {}).items():
        if name in one.kind.fields:
            field = one.kind.fields[name]
            was, now = (
                gettext("（空）") if value in (None, "", []) else said(pack, field, value, language) for value in pair
            )
            yield gettext("%(what)s：%(was)s → %(is)s") % {"what": field.label.say(language), "was": was, "is": now}


def named(one: One, found: dict[str, str]) -> list[tuple[str, str]]:
    """What was opened, with the names of its parts."""
    pack = packs.pinned(one.tie.pack_id or 0)
    through = pack.said.ties.get(one.kind.other.through or "", one.kind)
    labels = {"name": gettext("姓名"), "phone": gettext("电话")}
    fields = {**one.kind.fields, **through.fields}
    return [
        (labels.get(key) or (fields[key].label.zh if key in fields else key), value) for key, value in found.items()
    ]
