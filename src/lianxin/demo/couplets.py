"""Couplets of 西樵: units enter, half go on after the first reading, lots are drawn for the last; another edition is
open for entering."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from lianxin.demo.people import Cast
from lianxin.kernel.acts import contest, contest_round
from lianxin.kernel.acts.contest_entry import Entered, enter
from lianxin.kernel.models import Contest, Person
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI

TITLES = (
    "樵山叠翠，南海扬帆",
    "桑基鱼塘千顷绿，龙舟鼓点一江春",
    "听音湖畔书声朗，观音山前月色新",
    "狮舞云泉，醒狮故里",
    "渔耕粤韵",
)
NEXT = ("松塘翰林村，墨香六百年",)


def entered(cast: Cast, office: Who, start: datetime, now: datetime) -> None:
    """One edition as far as it came by now, and the next one, for which units enter."""
    villages = [row for row in cast.where.of_kind("community") if row.town_id == cast.town.pk]
    row = contest.open_contest(office, cast.town.pk, "couplet", "第三届樵山诗联征集", start)
    for n, title in enumerate(TITLES):
        enter(office, row.pk, Entered(title, villages[n % len(villages)].id, author="（笔名）山人"), start)
    _judged(cast, office, row, now)
    coming = contest.open_contest(office, cast.town.pk, "couplet", "第四届樵山诗联征集", now - timedelta(days=2))
    for who in cast.holding("village_secretary")[:1]:
        own = next((held.unit_id for held in who.posts if held.role == "village_secretary"), None)
        if own in {one.id for one in villages}:
            enter(who, coming.pk, Entered(NEXT[0], own), now - timedelta(days=1))


def _judged(cast: Cast, office: Who, row: Contest, now: datetime) -> None:
    """The first reading and what follows, as far as the days allow."""
    panel = [who for who in cast.by_person.values() if who.person_id != office.person_id and who.staff][:3]
    reading = _after(row.enter_until)
    if reading >= now:
        return
    _marked(row, panel, office, ("metre",), reading)
    row = contest.review(office, row.pk, reading)
    going = _after(row.until)
    if going >= now:
        return
    last = contest_round.go_on(office, row.pk, going)
    contest_round.draw(office, last.pk, "30517", "", going)
    _marked(last, panel[:2], office, ("theme", "place"), going + timedelta(minutes=30))


def _after(day: date | None) -> datetime:
    """The morning after a day."""
    return datetime.combine(day or date.max - timedelta(days=1), time(9, 30), SHANGHAI) + timedelta(days=1)


def _marked(row: Contest, panel: list[Who], office: Who, criteria: tuple[str, ...], at: datetime) -> None:
    for who in panel:
        contest.seat(office, row.pk, Person.objects.get(pk=who.person_id or 0), row.town_id, at)
    for m, who in enumerate(panel):
        for n, work in enumerate(row.works.order_by("number")):
            marks = {key: str(94 - 2 * n - m + c) for c, key in enumerate(criteria)}
            contest.mark(who, work.pk, marks, "", at)
