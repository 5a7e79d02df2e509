"""What happens to an activity, told to those who signed up and to those whom the roll expects: it is planned, a place
came free, it moved, it was called off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from lianxin.kernel.acts.letter import letter
from lianxin.kernel.models import Activity, Entry, Notice, Person, Tie
from lianxin.kernel.reads import roll
from lianxin.kernel.reads.coming import IN
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Text

UP, PASSED, NEW, ALL = "activity.move_up", "activity.pass_over", "activity.plan", ("activity.change", "activity.cancel")
ONE = (UP, PASSED)
"""Acts that concern one of those who signed up (ONE), all of them (ALL), and those the roll expects (NEW)."""
PASSED_OVER = Text(
    "“{title}”有了名额，可是同一时间您已经报了别的活动，这次先给后面的人。您还在候补。时间：{at}。"
    "想来这一场，请先退出那一个。",
    "A place in “{title}” was free, but you have one elsewhere at that time, so that it went to the next. You are "
    "still on the waiting list. When: {at_en}. If you would rather come here, please give the other back.",
)
LINK = "〔报名链接〕"
"""Stands where one's own page belongs: its secret is put in at the moment of sending (see `message.LINK`)."""


def notices(entries: Iterable[Entry], now: datetime) -> Iterator[Notice]:
    """The notices of entries about activities, not saved; as many queries for one entry as for a thousand. Whoever
    signed up after an entry read it as it was already, and whoever withdrew has no business with it any more."""
    wanted = [one for one in entries if one.activity_id is not None and (one.act in (*ONE, NEW) or _tells_all(one))]
    if not wanted:
        return
    found = Activity.objects.select_related("place", "unit").in_bulk({one.activity_id for one in wanted})
    ties: dict[int | None, list[Tie]] = {}
    rows = Tie.objects.filter(activity_id__in=found, kind="attend", state__in=IN).select_related("person", "toward")
    for tie in rows.order_by("id"):
        ties.setdefault(tie.activity_id, []).append(tie)
    for entry in wanted:
        activity = found[entry.activity_id or 0]
        for tie in ties.get(entry.activity_id, ()) if entry.act != NEW else ():
            concerned = tie.pk == entry.tie_id if entry.act in ONE else tie.since <= entry.at
            if concerned and tie.person_id is not None:
                yield _notice(entry, activity, tie, now)
    yield from _expected([one for one in wanted if one.act not in ONE], found, ties, now)


def _expected(
    entries: list[Entry], found: dict[int, Activity], ties: dict[int | None, list[Tie]], now: datetime
) -> Iterator[Notice]:
    """To those whom the roll expects and who can read it, on their own page or by mail: not to whoever did it, nor
    twice to who signed up, nor of what was over already. Of a series only its first is announced."""
    news = [one for one in entries if _is_news(one, found[one.activity_id or 0])]
    asked = {one.activity_id: found[one.activity_id or 0] for one in news}
    due = roll.expected(asked.values())
    if not due:
        return
    reads = Q(account__isnull=False) | Q(mail_sealed__isnull=False)
    people = Person.objects.filter(reads, pk__in={pk for of in due.values() for pk in of}).in_bulk()
    more = _later(asked)
    for entry in news:
        signed = {tie.person_id for tie in ties.get(entry.activity_id, ())}
        for pk in due.get(entry.activity_id or 0, ()):
            if pk in people and pk not in signed and pk != entry.person_id:
                yield _invited(entry, found[entry.activity_id or 0], people[pk], more.get(entry.activity_id, 0), now)


def _is_news(entry: Entry, activity: Activity) -> bool:
    if activity.starts_at <= entry.at:
        return False
    return entry.act != NEW or (activity.state == "planned" and activity.series_id is None)


def _later(activities: Iterable[int | None]) -> dict[int | None, int]:
    """How many more were planned at once with the first of a series."""
    rows = Activity.objects.filter(series_id__in=list(activities), state="planned").order_by()
    return dict(rows.values_list("series_id").annotate(n=Count("pk")))


def _invited(entry: Entry, activity: Activity, person: Person, more: int, now: datetime) -> Notice:
    said = told(entry, activity, more)
    link = f"{settings.PUBLIC_URL}/notebook/"
    return letter(entry, None, person, activity.town_id, _subject(entry, activity), said, link, now)


def _subject(entry: Entry, activity: Activity) -> Text:
    head = _heads()[entry.act]
    return Text(f"{head.zh}：{activity.title}", f"{head.en}: {activity.title}")


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
    link = LINK if tie.key_hash is not None else f"{settings.PUBLIC_URL}/notebook/"
    return letter(entry, tie, person, activity.town_id, _subject(entry, activity), said, link, now)


def _heads() -> dict[str, Text]:
    return {
        NEW: Text("请您参加", "You are expected"),
        UP: Text("轮到您了", "A place came free"),
        PASSED: Text("有了名额，您同一时间报了别的", "A place was free, you have another at that time"),
        "activity.change": Text("时间地点有变动", "Time or place changed"),
        "activity.cancel": Text("活动取消", "Cancelled"),
    }


def told(entry: Entry, activity: Activity, more: int = 0) -> Text:
    """What an entry says to those whom it concerns, in both languages; `more` were planned at once with it."""
    parts = {
        "title": activity.title,
        "at": _at(activity.starts_at, "zh"),
        "at_en": _at(activity.starts_at, "en"),
        "place": activity.place_text or (activity.place.name if activity.place else "") or "—",
        "reason": entry.data.get("reason", ""),
        "unit": activity.unit.name,
        "more": more,
    }
    if entry.act == NEW:
        zh = "请您参加“{title}”。时间：{at}；地点：{place}；主办：{unit}。" + ("同时还排了 {more} 场。" if more else "")
        en = "You are expected at “{title}”. When: {at_en}; where: {place}; by {unit}."
        return Text(zh, en + (" {more} more were planned with it." if more else "")).fill(**parts)
    if entry.act == "activity.cancel":
        zh = "“{title}”（{at}）取消了。原因：{reason}"
        return Text(zh, "“{title}” ({at_en}) is cancelled. Why: {reason}").fill(**parts)
    if entry.act == PASSED:
        return PASSED_OVER.fill(**parts)
    if entry.act == UP:
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
