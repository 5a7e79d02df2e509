"""What comes near at a branch, told to who leads it: political birthdays, the next stage of somebody's path. Notices
say how many and which day; names and dates are opened on the branch's page, where every look is written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.conf import settings

from lianxin.kernel.acts.letter import letter
from lianxin.kernel.models import Entry, Notice, Person, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.activity import OF_BRANCH
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.language.path import NOTE
from lianxin.language.reason import Text

BIRTHDAY, STAGE = OF_BRANCH


def notices(entries: Iterable[Entry], now: datetime) -> Iterator[Notice]:
    """The notices of entries that call something to mind, not saved; two queries and the rows of the posts."""
    wanted = [one for one in entries if one.act in (BIRTHDAY, STAGE) and one.town_id and one.unit_id]
    ties = Tie.objects.in_bulk({one.tie_id for one in wanted if one.tie_id is not None})
    for entry in wanted:
        said = _born(entry) if entry.act == BIRTHDAY else _stage(entry, ties.get(entry.tie_id or 0))
        if said is None:
            continue
        subject, body = said
        for person in leading(directory(entry.town_id or 0), entry.unit_id or 0):
            link = f"{settings.PUBLIC_URL}/branch/{entry.unit_id}"
            yield letter(entry, None, person, entry.town_id, subject, body, link, now)


def leading(where: Directory, unit_id: int) -> list[Person]:
    """Who leads a branch: those who hold a leading post there, else at the nearest party body above it."""
    roles = {posting.role for posting in packs.of_town(where.town.id).said.postings.values()}
    row = where.rows.get(unit_id)
    while row is not None and row.tree == "party":
        posts = Tie.objects.filter(kind="post", role__in=roles, unit_id=row.id, until__isnull=True)
        found = {tie.person_id: tie.person for tie in posts.select_related("person").order_by("id")}
        if people := [person for person in found.values() if person is not None]:
            return people
        row = where.rows.get(row.parent_id or 0)
    return []


def _born(entry: Entry) -> tuple[Text, Text]:
    n, quiet = entry.data.get("n", 0), entry.data.get("quiet", 0)
    day = date.fromisoformat(entry.data["on"])
    zh, en = [], []
    if n:
        zh, en = ["{n} 位党员过政治生日"], ["political birthdays: {n}"]
    if quiet:
        zh.append("{quiet} 位不要公开祝贺的，只宜私下问候")
        en.append("no public greeting wanted: {quiet}, a word in private only")
    body = Text(
        "{on}：" + "；".join(zh) + "。是谁，请在支部页打开看。", "{on_en}: " + "; ".join(en) + ". See the branch page."
    )
    parts = {"n": n, "quiet": quiet, "on": f"{day:%-m月%-d日}", "on_en": f"{day:%-d %B}"}
    return Text("政治生日快到了", "A political birthday"), body.fill(**parts)


def _stage(entry: Entry, tie: Tie | None) -> tuple[Text, Text] | None:
    """What is due on a path; None where it has moved on meanwhile."""
    path = packs.of_town(entry.town_id or 0).said.paths.get(tie.role) if tie is not None else None
    if tie is None or path is None or tie.data.get("stage") not in path.stages:
        return None
    stage = path.stages[tie.data["stage"]]
    lines_zh, lines_en = [], []
    for key, on in tie.data.get("told", {}).items():
        label = stage.noted if key == NOTE else path.stages[key].label if key in path.stages else None
        if label is not None:
            day = date.fromisoformat(on)
            lines_zh.append(f"{label.zh}（{day:%-m月%-d日}）")
            lines_en.append(f"{label.say('en')} ({day:%-d %B})")
    if not lines_zh:
        return None
    zh = "“{label}”有一位同志：{due}。由支部研究决定，系统只提醒。请在支部页打开看。"
    en = "“{label}”: for somebody {due} comes next. The branch decides; this only reminds. See the branch page."
    body = Text(
        zh.replace("{label}", path.label.zh).replace("{due}", "、".join(lines_zh)),
        en.replace("{label}", path.label.say("en")).replace("{due}", ", ".join(lines_en)),
    )
    return Text(f"{path.label.zh}：下一步快到了", f"{path.label.say('en')}: the next step is near"), body
