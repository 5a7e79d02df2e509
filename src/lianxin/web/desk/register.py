"""Filing for somebody at the desk, on the phone or from paper: one page, one press, a receipt."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.intake.understanding import MOST
from lianxin.kernel.acts.filing import Filed, Telling, file
from lianxin.kernel.acts.person import Contact, digits
from lianxin.kernel.reads import packs, public, related, similar
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.understanding import reader
from lianxin.kernel.who import Who
from lianxin.language import who as parts
from lianxin.language.answers import clean
from lianxin.language.calendar import SHANGHAI, CalendarEnds
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.desk import asks, shown, units
from lianxin.web.desk.asks import Typed
from lianxin.web.guards import may

SESSION = "receipts"
OLDEST = timedelta(days=366)
"""How far back a paper form may be dated; older ones are a slip of the pen."""
OFFERED = 2 * related.AT_COUNTER
"""The public matters looked at: as many as are offered, and as many that cannot be joined."""


@dataclass
class Draft:
    """What was typed, as typed, and what is wrong with it by field."""

    values: dict[str, Any]
    faults: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


@may("file")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """One page: what, where, from whom, how it came. Nothing but the words is needed."""
    asking, now = who(request), timezone.now()
    if request.method != "POST":
        first = {name: request.GET.get(name, "") for name in ("kind", "place", "channel", "text")}
        draft = Draft({"ref": uuid.uuid4().hex, **first})
        return render(request, "desk/register.html", _page(asking, draft, Typed()))
    draft = Draft(request.POST.dict())
    town_id = asking.towns[0]
    where, pack = directory(town_id), packs.of_town(town_id)
    kind = draft.values.get("kind", "")
    kind = kind if kind in pack.said.matters else ""
    typed = asks.typed(request, pack, kind, list(pack.kind(kind).asks) if kind else [], where)
    asks.photographed(request.FILES, "photo", typed)
    telling = _telling(draft, asking, town_id, where, kind, typed, pack, now)
    if not (draft.faults or typed.faults) and telling is not None:
        filed = _file(asking, telling, now, draft)
        if filed is not None:
            request.session[SESSION] = [*request.session.get(SESSION, [])[-49:], filed.tie.pk]
            return redirect("receipt", filed.tie.pk)
    return render(request, "desk/register.html", _page(asking, draft, typed), status=422)


def _file(asking: Who, telling: Telling, now: datetime, draft: Draft) -> Filed | None:
    lang = language()
    try:
        return file(asking, telling, now)
    except Refused as refused:
        if refused.field in ("text", "place", "kind"):
            draft.faults[refused.field] = refused.sentence(lang)
        else:
            draft.notices.append(refused.sentence(lang))
    except CalendarEnds as over:
        draft.notices.append(over.en if lang == "en" else over.zh)
    return None


def _telling(
    draft: Draft, asking: Who, town_id: int, where: Directory, kind: str, typed: Typed, pack: Pack, now: datetime
) -> Telling | None:
    said = {name: str(value).strip() for name, value in draft.values.items()}
    place_id = None
    try:
        place_id = units.meant(said.get("place", ""), where, units.PLACES)
    except units.Unknown as unknown:
        draft.faults["place"] = str(unknown)
    phone = digits(said.get("phone", ""))
    if said.get("phone") and not 7 <= len(phone) <= 13:
        draft.faults["phone"] = gettext("电话位数不对，请看一下（写了 %(n)d 位）") % {"n": len(phone)}
    paper = said.get("paper", "")[:40]
    ref = f"paper:{town_id}:{paper}" if paper else f"desk:{said.get('ref', '')[:40] or uuid.uuid4().hex}"
    joins = said.get("joins", "")
    channel = said.get("channel") if said.get("channel") in ("phone", "desk", "paper") else "desk"
    return Telling(
        text=said.get("text", ""),
        town_id=town_id,
        channel=str(channel),
        kind=kind,
        nature=said.get("nature", ""),
        place_id=place_id,
        place_text=said.get("place_text", "")[:200],
        contact=Contact(name=said.get("name", "")[:40], phone=phone),
        anonymous=said.get("anonymous") == "1",
        fields=_fields(pack, kind, typed),
        photos=tuple(typed.pictures),
        ref=ref,
        joins=int(joins) if joins.isdecimal() and len(joins) < 18 else None,
        received_at=_received(said.get("received_at", ""), now, draft),
    )


def _fields(pack: Pack, kind: str, typed: Typed) -> Mapping[str, Any]:
    found = {}
    for name, raw in typed.answers.items():
        if raw in ("", None, False) or name == "photo":
            continue
        try:
            found[name] = clean(pack, pack.asked(kind, name), raw)
        except Refused as refused:
            typed.faults[name] = refused.sentence(language())
    return found


def _received(said: str, now: datetime, draft: Draft) -> datetime | None:
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        draft.faults["received_at"] = gettext("时间读不出来，请重新选一下")
        return None
    at = at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at
    if at > now:
        draft.faults["received_at"] = gettext("收到时间不能晚于现在")
    elif at < now - OLDEST:
        draft.faults["received_at"] = gettext("收到时间早于一年前，请核对年份")
    return at


def _page(asking: Who, draft: Draft, typed: Typed) -> dict[str, Any]:
    town_id, lang = asking.towns[0], language()
    pack, where = packs.of_town(town_id), directory(town_id)
    kind = draft.values.get("kind", "")
    kind = kind if kind in pack.said.matters else ""
    natures = pack.said.understanding.get("nature")
    values = {"channel": "desk", **{name: value for name, value in draft.values.items() if value}}
    found = asks.of_kind(pack, kind, lang, values | typed.values, typed.faults)
    return {
        "v": values,
        "faults": draft.faults,
        "wrong": bool(draft.faults or typed.faults),
        "notices": draft.notices,
        "kind": kind,
        "kinds": _kinds(asking, pack, where, kind, lang),
        "about": pack.kind(kind).about.say(lang) if kind else "",
        "natures": [("", gettext("自动判断")), *((key, text.say(lang)) for key, text in natures.labels.items())]
        if natures
        else [],
        "channels": [("desk", gettext("窗口")), ("phone", gettext("电话")), ("paper", gettext("纸质登记"))],
        "places": units.suggestions(where, units.PLACES),
        "units": units.suggestions(where) if any(ask.type == "unit" for ask in found) else [],
        "asks": found,
        "kept": typed.kept,
        "kept_count": len(typed.pictures),
        "photo_fault": typed.faults.get("photo", ""),
        "most": MOST,
        "now": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
    }


def _kinds(asking: Who, pack: Pack, where: Directory, chosen: str, lang: str) -> list[dict[str, Any]]:
    """The kinds this Who may file, as chips; the first leaves it to the rules."""
    found = [{"label": gettext("自动判断"), "url": "?", "on": not chosen}]
    now = timezone.now()
    unit = next((held.unit_id for held in asking.posts if held.town_id == where.town_id), None)
    for key, kind in pack.said.matters.items():
        facts = Facts(
            kind=key, step="", received_at=now, entered_at=now, town=where.town_id, filed_at=unit,
            place_chain=where.chain(unit), owner_chain=where.chain(unit),
        )  # fmt: skip
        if key != "whistle" and parts.parts(pack, asking.actor(), facts) & set(kind.filed_by):
            found.append({"label": kind.label.say(lang), "url": f"?kind={key}", "on": key == chosen})
    return found


@may("file")
@require_POST
def understood(request: HttpRequest) -> HttpResponse:
    """While the words are typed: what the machine would make of them, and who may have told it already. Nothing is
    written, no address is logged."""
    asking, lang = who(request), language()
    text = request.POST.get("text", "").strip()
    context: dict[str, Any] = {"read": None}
    if len(text) >= 4:
        town_id = asking.towns[0]
        where, pack = directory(town_id), packs.of_town(town_id)
        place = None
        with contextlib.suppress(units.Unknown):
            place = units.meant(request.POST.get("place", ""), where, units.PLACES)
        try:
            found = reader(town_id).read(text, given_place=place)
        except Refused as refused:
            return render(request, "desk/understood.html", {"read": None, "refused": refused.sentence(lang)})
        kind = request.POST.get("kind", "")
        near = _mates(asking, text, town_id, kind if kind in pack.said.matters else "", lang)
        context = {"read": _read(found, pack, lang), "private": bool(found.private), **near}
    return render(request, "desk/understood.html", context)


def _mates(asking: Who, text: str, town_id: int, kind: str, lang: str) -> dict[str, list[dict[str, Any]]]:
    """What has probably been told already, the matters this post works on before those the public may read: those that
    what is typed may join (`mates`), and the rest with what they are (`others`)."""
    now, pack = timezone.now(), packs.of_town(town_id)
    near = related.told(asking, text, town_id, now, kind)
    rows = shown.rows([one.line for one in near], now, lang)
    found = [(one.line.matter.kind, row) for one, row in zip(near, rows, strict=True)]
    town = next((one for one in public.towns() if one.id == town_id), None)
    known = {row["id"] for _, row in found}
    for one in similar.similar(town, text, now, lang, OFFERED) if town is not None else ():
        if one.id not in known:
            found.append((one.kind_key, {"id": one.id, "what": one.text, "meta": [one.number, one.place, one.step]}))
    fit = [row for of, row in found if pack.joinable(of, kind)]
    rest = [row | {"is": _is(pack, of, lang)} for of, row in found if not pack.joinable(of, kind)]
    fit, rest = fit[: related.AT_COUNTER], rest[: related.AT_COUNTER]
    _told_apart(fit + rest, near)
    return {"mates": fit, "others": rest}


def _told_apart(rows: list[dict[str, Any]], near: list[related.Near]) -> None:
    """Of what is offered here, a person told some apart: each says from which it is distinct, so that whoever told one
    of them is not taken for the other."""
    pairs = {(one.line.matter.pk, other) for one in near for other in one.distinct}
    for row in rows:
        numbers = [other["meta"][0] for other in rows if {(row["id"], other["id"]), (other["id"], row["id"])} & pairs]
        if numbers:
            said = gettext("核对过，和 %(numbers)s 不是同一件") % {"numbers": gettext("、").join(map(str, numbers))}
            row["meta"] = [*row["meta"], said]


def _is(pack: Pack, kind: str, lang: str) -> str:
    """What a matter is that nothing can join as it is typed now, and why."""
    named = pack.kind(kind).label.say(lang)
    if pack.kind(kind).merges:
        return gettext("%(kind)s，和您登记的不是一类") % {"kind": named}
    return gettext("%(kind)s，一件一件各办各的") % {"kind": named}


def _read(found: Any, pack: Pack, lang: str) -> list[tuple[str, str, bool]]:
    def named(name: str, reading: Any) -> str:
        declared = pack.said.understanding.get(name)
        return declared.labels[reading.best].say(lang) if declared and reading.best in declared.labels else ""

    return [
        (gettext("性质"), named("nature", found.nature), found.nature.sure),
        (gettext("主题"), named("topic", found.topic), found.topic.sure),
        (gettext("地点"), found.place.best.name if found.place.best else "", found.place.sure),
    ]
