"""One activity on one page: what is planned, what must be known before it is recorded, what was recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.models import Activity, Entry, Honour
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import box, naming, packs, roll, serving, stated, ties
from lianxin.kernel.reads.activity import Whole
from lianxin.kernel.who import Who
from lianxin.language import cap, turnout
from lianxin.language.activities import ActivityKind
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.web.access import language, who
from lianxin.web.activities import agenda, attaching, comers, stating, writing
from lianxin.web.activities.calendar import row
from lianxin.web.activities.form import fields, numbers
from lianxin.web.activities.votes import foreseen
from lianxin.web.guards import holder


@holder
@require_safe
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The page; 404 outside one's scope, and what the public sees of it for whoever may not read it from within."""
    return shown(request, activity_id, {}, {})


def shown(request: HttpRequest, activity_id: int, typed: dict[str, Any], faults: dict[str, str]) -> HttpResponse:
    """The page with what was typed and what was wrong with it (422)."""
    asking, lang = who(request), language()
    whole = reads.one(asking, activity_id)
    if whole is None:
        raise Http404
    found = whole.activity
    if not abilities.may_read(asking, found):
        return redirect("sign-up", found.pk)
    pack = packs.pinned(found.pack_id)
    kind = pack.said.activities[found.kind]
    recording = found.state != "cancelled" and abilities.organises(asking, found)
    people = people_of(kind, whole) if recording else []
    present = typed.get("present") or [one.person for one in whole.people if one.state == "present"]
    due = [one["person"] for one in people if one["due"]]
    # Where no roll says who was due, a correction begins with the counts of the record.
    counts = {**(reads.counted(found.pk) if found.state == "held" and recording and not people else {}), **typed}
    context = {
        "activity": found, "row": row(pack, found, lang), "kind": kind, "whole": whole,
        "attendance": kind.attendance,
        "agenda": agenda.lines(pack, found, due, typed, lang, by_name=abilities.may_read_names(asking, found)),
        "before": foreseen(pack, found, due, present, counts),
        **_named(asking, pack, found),
        **_counted(pack, found, people, typed, faults, lang),
        "fields": fields(kind, found.fields, typed, faults),
        "people": people, "present": present, "came": len({*present} & {*due}) if due else len(present),
        "roll": kind.due in ("members", "voting") and abilities.may_lead(asking, found.town_id, found.unit_id),
        "becomes": [("", gettext("不立事项")), *_becomes(pack, kind, lang)],
        "attending": [(one["person"], one["shown"], *([] if one["due"] else [one["how"]])) for one in people],
        **_may(asking, found, recording),
        **_asked(pack, found, recording, lang),
        **writing.offered(asking, found), **comers.laid(pack, whole, recording, lang),
        **attaching.laid(asking, found, recording, lang),
        **stating.laid(asking, found, recording),
        "served": serving.served(found.pk) if kind.hours is not None else [],
        "changes": [_change(entry) for entry in reads.changes(found.pk)] if recording else [],
        "recording": recording, "faults": faults, "typed": typed, "counts": counts,
    }  # fmt: skip
    return render(request, "activities/activity.html", context, status=422 if faults else 200)


@require_POST
@holder
def before(request: HttpRequest, activity_id: int) -> HttpResponse:
    """What the votes need with those who are ticked now: a part of the page, or without script all of it with what was
    typed kept. Nothing is saved; 404 for whoever does not record it."""
    whole = reads.one(who(request), activity_id)
    if whole is None or not abilities.organises(who(request), whole.activity):
        raise Http404
    typed: dict[str, Any] = {**dict(request.POST.items()), "present": numbers(request, "present")}
    if "HX-Request" not in request.headers:
        return shown(request, activity_id, typed, {})
    found = whole.activity
    pack = packs.pinned(found.pack_id)
    due = [one["person"] for one in people_of(pack.said.activities[found.kind], whole) if one["due"]]
    said = foreseen(pack, found, due, typed["present"], typed)
    return render(request, "activities/before.html", {"before": said})


def _counted(
    pack: Pack, found: Activity, people: list[dict[str, Any]], typed: dict[str, Any], faults: dict[str, str], lang: str
) -> dict[str, list[Any]]:
    """What was counted: `figures` that are typed, `paper` ones of a ballot on paper, `boxed` ones a box gives, `stated`
    ones that statements give; what a cap says before they are entered, and of what was entered (`over`)."""
    kind, day = pack.said.activities[found.kind], found.starts_at.astimezone(SHANGHAI).date()
    caps = cap.before(pack, kind, sum(one["due"] for one in people), day, typed) if people else {}
    held = box.items(found)[0] if any(one.box for one in kind.figures.values()) else frozenset()
    given = stated.given(found) if kind.statements is not None else 0
    said: dict[str, list[Any]] = {"figures": [], "paper": [], "boxed": [], "stated": []}
    said["over"] = [one.say(lang) for one in cap.over(pack, kind, found.figures, day).values()]
    for name, one in kind.figures.items():
        kept = found.figures.get(name, {})
        where = "figures" if one.box is None else "boxed" if one.box in held else "paper"
        where = "stated" if one.given and given else where
        said[where].append(
            {"name": name, "label": one.label.say(lang), "approximate": one.approximate,
             "value": typed.get(name, kept.get("said", "")), "error": faults.get(name, ""),
             "typed": bool(kept.get("typed")), "cap": caps[name].say(lang) if name in caps else ""}
        )  # fmt: skip
    return said


def _may(asking: Who, found: Activity, recording: bool) -> dict[str, bool]:
    """Which forms the page offers."""
    publishes = abilities.may_publish(asking, found)
    return {
        "may_record": recording and found.starts_at <= timezone.now(),
        "may_change": recording and found.state == "planned",
        "may_publish": publishes and found.state != "cancelled" and not found.shown,
        "may_take_back": publishes and found.shown,
    }


def _asked(pack: Pack, found: Activity, recording: bool, lang: str) -> dict[str, Any]:
    """Who is asked by name, by which rule, and whom one may still ask; nothing where the rule asks nobody so."""
    kind, day = pack.said.activities[found.kind], found.starts_at.astimezone(SHANGHAI).date()
    if not recording or not turnout.asks_by_name(pack, kind, day):
        return {"asked": None}
    named = roll.named(found.pk)
    said = [_group(pack, word, lang) for word in turnout.voters(pack, kind, day)]
    free = [(pk, name) for pk, name in ties.people(found.town_id) if int(pk) not in named]
    people = [("", gettext("请选择")), *free]
    return {"asked": named, "asking": people if found.state == "planned" else [], "vote_groups": said}


def _group(pack: Pack, word: str, lang: str) -> str:
    names = {
        "members": gettext("主办单位的党员"), "voting": gettext("主办单位有表决权的党员"),
        "committee": gettext("主办单位的书记、委员"), turnout.NAMED: gettext("下面点名请的人"),
    }  # fmt: skip
    return names.get(word) or pack.said.roles[word].label.say(lang)


def _change(entry: Entry) -> dict[str, Any]:
    """One change of the plan: what it was and what it became, in words."""
    words = {
        "title": gettext("名称"), "text": gettext("说明"), "place_text": gettext("地点"), "place_id": gettext("场所"),
        "starts_at": gettext("开始"), "ends_at": gettext("结束"), "closes_at": gettext("报名截止"),
        "capacity": gettext("名额"), "agenda": gettext("议程"), "hosts": gettext("主办"), "carriers": gettext("承办"),
    }  # fmt: skip
    said = {**entry.data.get("words", {}), **entry.data.get("changed", {})}
    return {
        "at": entry.at,
        "lines": [(words.get(name, name), *(_plain(name, one) for one in pair)) for name, pair in said.items()],
    }


def _plain(name: str, value: Any) -> str:
    """A value of a plan as a reader sees it; lists and numbers of units only say that they changed."""
    if name in ("starts_at", "ends_at", "closes_at") and value:
        return f"{datetime.fromisoformat(value).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return "…" if isinstance(value, list | dict) or name == "place_id" else ("—" if value in (None, "") else str(value))


def people_of(kind: ActivityKind, whole: Whole) -> list[dict[str, Any]]:
    """Those whose attendance is recorded: who is due by the roll, and who signed up or came."""
    units = [unit for unit, _ in reads.organisers(whole.activity.pk)]
    at = whole.activity.starts_at
    due = roll.due(whole.activity, units, at)
    if kind.covers != "nobody":
        due = roll.members(units, at)
    found = {person: {"person": person, "shown": name, "due": True} for person, name in due.items()}
    # Whoever is on the roll may come to a meeting of those who vote: it stands in his notebook, and no vote counts him.
    for person, name, role in roll.classes(units, at) if _of_roll(kind) else ():
        if person not in found:
            how = {"probationary": gettext("预备党员，没有表决权"), "nonvoting": gettext("没有表决权")}
            found[person] = {"person": person, "shown": name, "due": False, "how": how.get(role, gettext("列席"))}
    for one in whole.people:
        if one.person is not None and one.person not in found:
            found[one.person] = {"person": one.person, "shown": one.shown, "due": False, "how": gettext("报名")}
    for tie in serving.registered(whole.activity) if kind.hours is not None else ():
        if tie.person is not None and tie.person_id not in found:
            found[tie.person.pk] = {"person": tie.person.pk, "shown": tie.person.shown, "due": False}
            found[tie.person.pk]["how"] = gettext("志愿者")
    return list(found.values())


def _of_roll(kind: ActivityKind) -> bool:
    """Whether some of the host's roll are due at it and others may come."""
    return kind.attendance != "headcount" and kind.due in ("voting", "committee")


def _named(asking: Who, pack: Pack, activity: Activity) -> dict[str, Any]:
    """The names for an honour that its votes gave, by line; and the lines that may still name, for who runs it."""
    kinds = [one for one in pack.said.honours.values() if one.voted]
    lines = [line for line in naming.of_activity(activity) if activity.state == "held"]
    lines = [line for line in lines if activity.agenda[line.number]["kind"] in {one.voted for one in kinds}]
    if not lines:
        return {"named": {}, "naming": {}}
    named: dict[int, list[Honour]] = {}
    for one in naming.named_at(activity):
        named.setdefault(one.line or 0, []).append(one)
    runs = any(able.may(asking, one.runs, activity.town_id) for one in kinds)
    return {"named": named, "naming": {line.number: line.key for line in lines} if runs else {}}


def _becomes(pack: Pack, kind: ActivityKind, lang: str) -> list[tuple[str, str]]:
    return [(key, pack.said.matters[key].label.say(lang)) for key in kind.becomes]
