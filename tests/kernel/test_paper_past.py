"""A paper that speaks of a day that is over: what was done or ended later does not count."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import matter, tie
from lianxin.kernel.reads import cited as door
from lianxin.kernel.reads import packs, versions
from lianxin.kernel.reads.cited_ground import About
from lianxin.language.calendar import SHANGHAI
from lianxin.language.paper import cite
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel import ties
from tests.kernel.papers import deeds, founded_with_people


@pytest.fixture
def town(db):
    """上城 with the people who write, review and issue."""
    versions.forget()
    yield founded_with_people()
    versions.forget()


def on(cast, day, now=NOW, language="zh"):
    return About(cast.town, day.astimezone(SHANGHAI).date(), packs.of_town(cast.town.pk), now, (), language)


def texts(ground, *said):
    found = door.answers(ground, [cite(one) for one in said], rows=True)
    return [one.text for one in found.values()], list(found.values())


DEEDS = ("rate:deeds show=above", "rate:deeds show=below", "set:closed kinds=deed", "set:open kinds=deed")
BEFORE, AFTER = NOW - timedelta(days=20), NOW - timedelta(days=10)
"""Days before and after the deeds of `papers.deeds` were done."""


def test_what_was_done_later_is_not_counted_on_an_earlier_day(town):
    listed = deeds(town, 6, 2)
    said, rows = texts(on(town, BEFORE), *DEEDS, "indicator:deeds_done show=above", "indicator:deeds_done show=below")
    assert said == ["0", "6", "0", "6", "0", "6"]
    assert [one.count for one in rows] == [0, 6, 0, 6, 0, 6]
    said, rows = texts(on(town, AFTER), *DEEDS, "indicator:deeds_done show=above", "indicator:deeds_done show=below")
    assert said == ["2", "6", "2", "4", "2", "6"]
    assert rows[0].rows == rows[4].rows == tuple(sorted(listed[:2]))
    assert texts(on(town, NOW), *DEEDS)[0] == ["2", "6", "2", "4"]


def test_what_was_reopened_since_no_longer_counts_as_done_then(town):
    listed = deeds(town, 6, 2)
    matter.take(town.who("visitor"), listed[0], "reopen", {"reason": "扶手又松了"}, NOW)
    said, rows = texts(on(town, AFTER), *DEEDS, "indicator:deeds_done show=above")
    assert said == ["1", "6", "1", "5", "1"] and rows[0].rows == (listed[1],)


def test_the_definition_says_that_it_speaks_of_a_day_that_is_over(town):
    deeds(town, 2, 1)
    day = BEFORE.astimezone(SHANGHAI)
    for language, words in (("zh", f"按{day.year}年{day.month}月{day.day}日的情况"), ("en", f"As of {day.date()}")):
        for one in texts(on(town, BEFORE, language=language), *DEEDS, "indicator:deeds_done show=above")[1]:
            assert words in one.about
        for one in texts(on(town, NOW, language=language), *DEEDS)[1]:
            assert words not in one.about


def test_days_that_are_written_out_end_with_the_papers_day(town):
    deeds(town, 3, 0)
    assert texts(on(town, BEFORE), "set:received kinds=deed period=2026-01-01..2026-12-31")[0] == ["3"]
    early = on(town, NOW - timedelta(days=60))
    assert texts(early, "set:received kinds=deed period=2026-01-01..2026-12-31")[0] == ["0"]
    with pytest.raises(Refused, match="截至日"):
        texts(early, "set:received kinds=deed period=2026-03-01..2026-12-31")


def test_who_was_late_suspended_and_waiting_on_a_day(cast, tell):
    """Each as it was when the day ended, whatever has become of it since."""
    days = [NOW + timedelta(days=n) for n in (0, 1, 2, 30)]
    lamp = tell("江浦路路灯不亮,晚上看不清路,请来修", nature="complaint", topic="light").matter
    office = {"unit": cast.unit("office_works").pk, "reason": "路灯归口"}
    matter.take(cast.who("clerk"), lamp.pk, "transfer", office, NOW)
    matter.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    matter.take(cast.who("worker"), lamp.pk, "ask_suspend", {"reason": "等许可", "until": "2026-03-20"}, days[1])
    matter.take(cast.who("lead"), lamp.pk, "suspend", {"reason": "同意"}, days[1])
    matter.take(cast.who("lead"), lamp.pk, "resume", {"reason": "许可到了"}, days[2])
    wish = tell("想要一副老花镜", "qiaoyuan", kind="wish").matter
    matter.take(cast.who("community"), wish.pk, "deidentify", {"public_text": "想要一副老花镜"}, NOW)
    matter.take(cast.who("community"), wish.pk, "approve", {}, NOW)
    matter.take(cast.who("member"), wish.pk, "claim", {}, days[2])
    later, sets = days[3] + timedelta(days=1), ("set:suspended", "set:unclaimed", "set:late kinds=request")
    told = [texts(on(cast, day, later), *sets)[0] for day in days]
    assert told == [["0", "1", "0"], ["1", "1", "0"], ["0", "0", "0"], ["0", "0", "1"]]
    done = {"result": "换了三盏灯"}
    matter.take(cast.who("worker"), lamp.pk, "finish", done, days[3] + timedelta(hours=20))
    assert texts(on(cast, days[3], later), "set:late kinds=request")[0] == ["1"]


def test_ties_that_ended_since_stood_on_that_day(db):
    versions.forget()
    cast = ties.street()
    house = ties.household(cast)
    pair = ties.pair(cast, house)
    later = ties.NOW + timedelta(days=5)
    asked = ("indicator:pairings", "indicator:households", "indicator:pairings unit=qiaodong")
    tie.end(cast.who("community"), pair.pk, "changed", ties.NOW + timedelta(days=2), sure=True)
    assert texts(on(cast, ties.NOW, later), *asked)[0] == ["1", "1", "1"]
    assert texts(on(cast, ties.NOW + timedelta(days=3), later), *asked)[0] == ["0", "1", "0"]
    assert texts(on(cast, later, later), *asked)[0] == ["0", "1", "0"]
    before = texts(on(cast, ties.NOW.replace(month=8), later), *asked)
    assert before[0] == ["0", "0", "0"], "they were made known with a day in September"
    assert texts(on(cast, ties.NOW, later), "indicator:pairings")[1][0].rows == (pair.pk,)


def test_units_say_that_the_register_keeps_no_day_of_founding(town):
    unit = town.unit("alliance_xinxing") if town.pack.said.units.get("alliance_xinxing") else None
    asked = "units:alliance"
    now = int(texts(on(town, NOW), asked)[0][0])
    first = unit or type(town.town).objects.filter(town=town.town, kind="alliance").first()
    type(first).objects.filter(pk=first.pk).update(closed_at=NOW - timedelta(days=5))
    assert texts(on(town, NOW), asked)[0] == [str(now - 1)]
    said, rows = texts(on(town, AFTER), asked)
    assert said == [str(now)] and "不记成立日期" in rows[0].about
