"""What a notice or minutes say of one activity: taken from its plan or record, never typed a second time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lianxin.kernel.models import Activity, Entry, Tie
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.cited_ground import About, document_of, nothing
from lianxin.language import cited as rules
from lianxin.language import paper, turnout
from lianxin.language.activities import ActivityKind
from lianxin.language.calendar import SHANGHAI
from lianxin.language.cited import Cited
from lianxin.language.pack import Pack
from lianxin.language.paper import Cite
from lianxin.language.reason import Text

LABELS = {
    "title": Text("活动名称", "Title"),
    "when": Text("时间", "When"),
    "where": Text("地点", "Where"),
    "hosts": Text("主办单位", "Hosts"),
    "called": Text("参加人员", "Who comes"),
    "agenda": Text("议程", "Agenda"),
    "resolved": Text("议定事项", "What was decided"),
    "attendance": Text("到会情况", "Attendance"),
    "due": Text("应到人数", "How many were due"),
    "came": Text("实到人数", "How many came"),
}
WHO = {
    "members": "全体党员", "voting": "全体有表决权的党员", "committee": "党支部书记、委员",
    turnout.NAMED: "点名邀请的人员",
}  # fmt: skip
DAYS = "一二三四五六日"


def said(activity: Activity, key: str) -> str:
    """One part of it in words, as an official document writes it; nothing where its plan or record does not say.
    Errors: KeyError for no such part."""
    pack = packs.pinned(activity.pack_id)
    kind = pack.said.activities[activity.kind]
    match key:
        case "title":
            return activity.title
        case "when":
            return _when(activity)
        case "where":
            return "".join(dict.fromkeys(one for one in (_place(activity), activity.place_text) if one))
        case "hosts":
            return "、".join(_hosts(activity))
        case "called":
            return "、".join(_called(pack, kind, activity))
        case "agenda":
            return _numbered(_line(pack, line) for line in activity.agenda)
        case "resolved":
            return _numbered(_decided(pack, activity, one) for one in activity.resolved)
        case "attendance":
            return _attendance(kind, activity)
        case "due" | "came":
            found = counted(activity)[key == "came"]
            return "" if found is None else str(found)
    raise KeyError(key)


def missing(activity: Activity) -> dict[str, str]:
    """What its plan or record does not say, with what it is called."""
    return {key: LABELS[key].zh for key in paper.ACTIVITY if not said(activity, key)}


def activity(on: About, cite: Cite) -> Cited:
    """A part of one activity of the town. Errors: Refused for none, and for what its record does not say any more."""
    number = cite.get("of")
    found = (
        Activity.objects.filter(pk=number, town_id=on.town.pk).select_related("place").first()
        if number.isascii() and number.isdigit() and len(number) < 18
        else None
    )
    text = said(found, cite.key) if found is not None and cite.key in LABELS else ""
    if found is None or not text:
        return nothing(cite)
    kind = packs.pinned(found.pack_id).said.activities[found.kind]
    counts = int(text) if cite.key in ("due", "came") else 0
    return Cited(
        str(cite), LABELS[cite.key].say(on.language), kind.label.say(on.language), counts, counts, None, 0, text,
        (document_of(on, kind.source),), str(rules.period_of(cite, on.as_of)), on.now.isoformat(), "activities",
        (found.pk,), 1,
    )  # fmt: skip


def _when(activity: Activity) -> str:
    starts = activity.starts_at.astimezone(SHANGHAI)
    text = f"{starts.year}年{starts.month}月{starts.day}日（星期{DAYS[starts.weekday()]}）{starts:%H:%M}"
    return text + _until(starts, activity.ends_at.astimezone(SHANGHAI)) if activity.ends_at is not None else text


def _until(starts: datetime, ends: datetime) -> str:
    day = "" if ends.date() == starts.date() else f"{ends.month}月{ends.day}日"
    return f"至{day}{ends:%H:%M}"


def _place(activity: Activity) -> str:
    return activity.place.name if activity.place is not None else ""


def _hosts(activity: Activity) -> list[str]:
    ties = Tie.objects.filter(activity=activity, kind="organise", role="host").order_by("id")
    return [name for name in ties.values_list("unit__name", flat=True) if name]


def _called(pack: Pack, kind: ActivityKind, activity: Activity) -> list[str]:
    words = turnout.due(pack, kind, activity.starts_at.astimezone(SHANGHAI).date())
    return [WHO[word] if word in WHO else pack.said.roles[word].label.zh for word in words]


def _line(pack: Pack, line: Any) -> str:
    item = pack.said.agenda.get(str(line.get("kind")))
    label = item.label.zh if item is not None else str(line.get("kind", ""))
    return f"{label}：{line['text']}" if line.get("text") else label


def _decided(pack: Pack, activity: Activity, one: Any) -> str:
    """One line that was decided: what it was about, how the vote came out, what was agreed."""
    about = _line(pack, activity.agenda[one["line"]])
    told = [text.rstrip("。；") for text in (str(one.get("said", "")), str(one.get("text", ""))) if text]
    return "，".join([about, *told]) if told else ""


def _numbered(parts: Any) -> str:
    texts = [text.rstrip("。；") for text in parts if text]
    return texts[0] if len(texts) == 1 else "；".join(f"{n}．{text}" for n, text in enumerate(texts, 1))


def counted(activity: Activity) -> tuple[int | None, int | None]:
    """How many were due and came, as its record says; before it how many the roll expects. None where nobody counts."""
    if activity.state == "planned":
        units = Tie.objects.filter(activity=activity, kind="organise").values_list("unit_id", flat=True)
        return len(roll.due(activity, [unit for unit in units if unit], activity.starts_at)) or None, None
    last = (
        Entry.objects.filter(activity=activity, act__in=("activity.hold", "activity.correct")).order_by("-pk").first()
    )
    data = last.data if last is not None else {}
    return data.get("due") or None, data.get("came")


def _attendance(kind: ActivityKind, activity: Activity) -> str:
    due, came = counted(activity)
    if due is not None and came is not None:
        return f"应到{due}人，实到{came}人"
    people = [name for name, one in kind.figures.items() if one.unit == "people" and name in activity.figures]
    if people:
        kept = activity.figures[people[0]]
        return f"参加{paper.said(kept['least'], kept['most'])}人"
    return f"参加{came}人" if came else ""
