"""What happens to an activity, told to those who signed up: a place came free, it moved, it was called off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings

from lianxin.kernel.acts.signup import IN
from lianxin.kernel.models import Activity, Entry, Notice, Tie
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Text

ONE, ALL = "activity.move_up", ("activity.change", "activity.cancel")
"""Acts that concern one of those who signed up, and all of them."""
LINK = "〔报名链接〕"
"""Stands where one's own page belongs: its secret is put in at the moment of sending (see `message.LINK`)."""


def notices(entries: Iterable[Entry], now: datetime) -> Iterator[Notice]:
    """The notices of entries about activities, not saved; two queries, however many entries. Whoever signed up after
    an entry read it as it was already, and whoever withdrew has no business with it any more."""
    wanted = [one for one in entries if one.activity_id is not None and (one.act == ONE or _tells_all(one))]
    if not wanted:
        return
    found = Activity.objects.select_related("place").in_bulk({one.activity_id for one in wanted})
    ties: dict[int | None, list[Tie]] = {}
    rows = Tie.objects.filter(activity_id__in=found, kind="attend", state__in=IN).select_related("person", "toward")
    for tie in rows.order_by("id"):
        ties.setdefault(tie.activity_id, []).append(tie)
    for entry in wanted:
        activity = found[entry.activity_id or 0]
        for tie in ties.get(entry.activity_id, ()):
            concerned = tie.pk == entry.tie_id if entry.act == ONE else tie.since <= entry.at
            if concerned and tie.person_id is not None:
                yield _notice(entry, activity, tie, now)


def _tells_all(entry: Entry) -> bool:
    """Called off; or moved, unless both times were over already (the plan is put right before it is recorded)."""
    if entry.act == "activity.cancel":
        return True
    starts = entry.data.get("changed", {}).get("starts_at", [])
    over = bool(starts) and max(datetime.fromisoformat(one) for one in starts) <= entry.at
    return entry.act in ALL and bool(entry.data.get("moved")) and not over


def _notice(entry: Entry, activity: Activity, tie: Tie, now: datetime) -> Notice:
    """To a guardian where one signed a child up."""
    person = tie.toward or tie.person
    said = told(entry, activity)
    return Notice(
        entry=entry,
        tie=tie,
        person=person,
        town_id=activity.town_id,
        kind="now",
        channel="mail" if person is not None and person.mail_sealed is not None else "none",
        subject=f"{_heads()[entry.act].zh}：{activity.title}"[:120],
        body=f"{said.zh}\n\n{said.en}",
        link=LINK if tie.key_hash is not None else f"{settings.PUBLIC_URL}/notebook/",
        made_at=now,
    )


def _heads() -> dict[str, Text]:
    return {
        ONE: Text("轮到您了", "A place came free"),
        "activity.change": Text("时间地点有变动", "Time or place changed"),
        "activity.cancel": Text("活动取消", "Cancelled"),
    }


def told(entry: Entry, activity: Activity) -> Text:
    """What an entry says to those who signed up, in both languages."""
    parts = {
        "title": activity.title,
        "at": _at(activity.starts_at, "zh"),
        "at_en": _at(activity.starts_at, "en"),
        "place": activity.place_text or (activity.place.name if activity.place else "") or "—",
        "reason": entry.data.get("reason", ""),
    }
    if entry.act == "activity.cancel":
        zh = "“{title}”（{at}）取消了。原因：{reason}"
        return Text(zh, "“{title}” ({at_en}) is cancelled. Why: {reason}").fill(**parts)
    if entry.act == ONE:
        zh = "有人退出，您报名的“{title}”有名额了，已经从候补转为报上。时间：{at}；地点：{place}。去不了请让出名额。"
        en = (
            "A place in “{title}” is yours now: you are off the waiting list. When: {at_en}; where: {place}. "
            "If you cannot come, please give it back."
        )
        return Text(zh, en).fill(**parts)
    starts = entry.data.get("changed", {}).get("starts_at", [])
    was = datetime.fromisoformat(starts[0]) if starts else None
    parts |= {"was": _at(was, "zh") if was else "", "was_en": _at(was, "en") if was else ""}
    zh = "“{title}”的时间或地点改了。" + ("原来的时间：{was}。" if was else "") + "现在的时间：{at}；地点：{place}。"
    en = "“{title}” has moved. " + ("It was: {was_en}. " if was else "") + "Now: {at_en}; where: {place}."
    return Text(zh, en).fill(**parts)


def _at(moment: datetime, lang: str) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{local:%-m月%-d日 %H:%M}" if lang == "zh" else f"{local:%-d %B, %H:%M}"
