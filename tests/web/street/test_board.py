"""The board: every number equals its list, nothing of another scope, the same number of queries at any size."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast, xiqiao
from tests.web.street.matters import clock, offices_of, one, scatter

from lianxin.kernel.acts import filing, measures
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import board, board_list, late, rollup
from lianxin.kernel.reads import measures as reads
from lianxin.kernel.who import NOBODY
from lianxin.language.clock import ClockState
from lianxin.language.period import read
from lianxin.language.rates import percent
from lianxin.web.street.board import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return xiqiao()


@pytest.fixture
def at_now(cast, monkeypatch):
    """Pages believe it is the cast's morning, and do not ask anew each second whether units or packs have changed."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    return cast.now


def listed(on, name, narrow, now) -> list[int]:
    """Every id of a list, page after page."""
    found, after = [], ""
    while True:
        page = board_list.page(on, name, narrow, now, after)
        found += [matter.pk for matter in page.matters]
        if not page.following:
            return found
        after = page.following


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 130))
def test_every_number_is_its_list(cast, seed, count):
    Matter.objects.all().delete()
    scatter(cast, count, seed)
    for name in ("leader", "lead"):
        on = board.ground(cast.who(name))
        figures = board.figures(on, cast.now)
        for key, number in figures.items():
            ids = listed(on, key, board_list.Narrow(), cast.now)
            assert len(ids) == len(set(ids)) == number, key
        units, further = late.by_unit(on, cast.now)
        assert (further > 0) <= (len(units) == late.UNITS)
        for unit in units:
            assert len(listed(on, "late", board_list.Narrow(unit=unit.unit_id), cast.now)) == unit.late
        for row in late.rising(on, cast.now):
            narrow = board_list.Narrow(place=row.place_id, topic=row.topic)
            assert len(listed(on, "week", narrow, cast.now)) == row.week
            assert len(listed(on, "week_before", narrow, cast.now)) == row.before
        for share in board.shares(on, cast.now, cast.pack):
            for part in ("above", "below", "excluded"):
                mark = board_list.Narrow(mark=f"{share.key}.{part}")
                assert len(listed(on, "rated", mark, cast.now)) == getattr(share, part)
            assert share.above <= share.below


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_numbers_above_towns_are_the_sums_of_those_below(cast, seed):
    Matter.objects.all().delete()
    scatter(cast, 60, seed)
    scatter(cast, 20, seed + 1, town=cast.other)
    on = board.ground(cast.who("overseer"))
    assert not on.opens
    children = {child.id: child.counts for child in rollup.children(on, cast.now)}
    for town in (cast.town, cast.other):
        below = board.ground(cast.who("overseer"), town.pk)
        figures = board.figures(below, cast.now)
        assert children[town.pk] == figures
        parts = rollup.children(below, cast.now)
        assert {key: sum(part.counts[key] for part in parts) for key in figures} == figures


def test_late_a_week_ago_is_what_the_clocks_say(cast):
    then, rng = cast.now - timedelta(days=7), random.Random(5)
    rows = [one(cast, rng, cast.now) for _ in range(150)]
    Matter.objects.bulk_create(rows)
    expected = 0
    for matter in rows:
        term = ClockState.of_line(matter.clocks[0])
        ended, held = term.ended_at, term.suspended_at
        expected += bool(
            term.started <= then
            and term.due <= then
            and (ended is None or ended > then)
            and (held is None or held > then)
        )
    assert expected
    assert board.figures(board.ground(cast.who("leader")), cast.now)["late_before"] == expected


def test_the_reason_of_the_oldest_stands_beside_the_unit(cast):
    office, department = offices_of(cast)[4], cast.unit("dep_works")
    rng = random.Random(1)
    matter = one(cast, rng, cast.now)
    matter.kind, matter.step, matter.owner, matter.is_open, matter.suspended = "request", "doing", office, True, False
    matter.closed_at, matter.ending, matter.outcome, matter.claimer = None, "", "", None
    matter.due_at = cast.now - timedelta(days=3)
    matter.save()
    on = board.ground(cast.who("leader"))
    (unit,), _ = late.by_unit(on, cast.now)
    assert (unit.name, unit.late, unit.why) == (office.name, 1, "停在“办理中”")
    Entry.objects.create(
        at=cast.now, act="matter.add_note", verb="record", matter=matter, data={"answers": {"note": "等材料到货"}}
    )
    assert late.by_unit(on, cast.now)[0][0].why == "等材料到货"
    child = one(cast, rng, cast.now)
    child.parent, child.owner, child.kind, child.step, child.is_open = matter, department, "whistle", "called", True
    child.closed_at, child.due_at, child.suspended, child.claimer = None, cast.now + timedelta(days=1), False, None
    child.save()
    assert late.by_unit(on, cast.now)[0][0].why == f"等{department.name}回复"


def test_the_page_says_todays_sentence_first_and_its_numbers_open(cast, client, at_now):
    scatter(cast, 90, 7)
    client.force_login(cast.account("leader"))
    page = client.get("/board/")
    html = page.content.decode()
    figures = page.context["figures"]
    text = re.sub(r"<[^>]+>", "", html.split('class="sentence"')[1].split("</p>")[0])
    assert f"在办 {figures['open']} 件，超期 {figures['late']} 件" in text
    opened = {unescape(url) for url in re.findall(r'href="(/board/list[^"]+)"', html)}
    assert len(opened) > 15
    for url in opened:
        answer = client.get(url)
        assert answer.status_code == 200, url
    total = client.get(page.context["links"]["late"]).context["page"].total
    assert total == figures["late"]
    assert percent(*[part[1] for part in page.context["rates"][0]["parts"][:2]]) in html


def test_change_is_said_as_people_say_it():
    from lianxin.web.street.board import change

    assert change(7, 10) == "比上周少 3 件"
    assert change(10, 7) == "比上周多 3 件"
    assert change(7, 7) == "和上周一样"


def queries(client, url) -> int:
    counted.cache_clear()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize(("name", "url"), [("leader", "/board/"), ("lead", "/board/"), ("overseer", "/board/")])
def test_the_board_asks_the_same_number_of_questions_at_any_size(cast, client, at_now, name, url):
    client.force_login(cast.account(name))
    scatter(cast, 30, 3)
    queries(client, url)
    few = queries(client, url)
    scatter(cast, 300, 4)
    assert queries(client, url) == few <= 22


def test_the_list_asks_the_same_number_of_questions_at_any_size(cast, client, at_now):
    client.force_login(cast.account("leader"))
    scatter(cast, 30, 3)
    url = f"/board/list?of={cast.town.pk}&set=open"
    queries(client, url)
    few = queries(client, url)
    scatter(cast, 300, 4)
    assert queries(client, url) == few


def test_what_waits_for_a_leader_is_told_on_the_board_and_in_the_menu(cast, client, at_now):
    client.force_login(cast.account("leader"))
    quiet = client.get("/board/").content.decode()
    assert "等您批" not in quiet and re.search(r'href="/desk/"[^>]*>.*?待办', quiet)
    told = filing.Telling(
        "路灯不亮", cast.town.pk, kind="request", place_id=cast.unit("jiangpu").pk, nature="complaint"
    )
    for n in range(2):
        made = filing.file(NOBODY, replace(told, text=f"第{n}条小巷的路灯坏了，老人出门看不见"), cast.now).matter
        for who, act, said in (
            ("clerk", "transfer", {"unit": cast.unit("office_works").pk, "reason": "归口"}),
            ("worker", "accept", {}),
            ("worker", "ask_suspend", {"reason": "等停电许可", "until": "2026-03-20"}),
        ):
            acts.take(cast.who(who), made.pk, act, said, cast.now)
    page = client.get("/board/").content.decode()
    assert "有 2 件事等您批" in page and re.search(r'待办 <b class="num">2</b>', page)
    assert "批准挂账" in client.get("/desk/").content.decode()


def test_nothing_of_another_scope(cast, client, at_now):
    scatter(cast, 40, 3)
    scatter(cast, 25, 4, town=cast.other)
    client.force_login(cast.account("leader"))
    assert client.get(f"/board/{cast.other.pk}/").status_code == 404
    assert client.get(f"/board/{cast.town.parent_id}/").status_code == 404
    assert client.get(f"/board/list?of={cast.other.pk}&set=open").status_code == 404
    assert client.get(f"/map/?of={cast.other.pk}").status_code == 404
    mine = Matter.objects.filter(town=cast.town, is_open=True).count()
    assert client.get("/board/").context["figures"]["open"] == mine
    lead = board.ground(cast.who("lead"))
    ids = listed(lead, "open", board_list.Narrow(), cast.now)
    assert set(Matter.objects.filter(pk__in=ids).values_list("owner__key", flat=True)) <= {"office_works"}


def test_secret_matters_are_counted_by_nobody_who_may_not_see_them(cast):
    rng = random.Random(2)
    matter = one(cast, rng, cast.now)
    matter.secret, matter.is_open, matter.closed_at, matter.claimer = True, True, None, None
    matter.owner = cast.unit("office_party")
    matter.save()
    assert board.figures(board.ground(cast.who("leader")), cast.now)["open"] == 0
    assert board.figures(board.ground(cast.who("overseer")), cast.now)["open"] == 0
    assert board.figures(board.ground(cast.who("leader")), cast.now)["secret"] == 0
    own = board.ground(cast.who("governance"))
    figures = board.figures(own, cast.now)
    assert (figures["open"], figures["secret"]) == (0, 1), "told beside the numbers, counted in none"
    assert listed(own, "secret", board_list.Narrow(), cast.now) == [matter.pk]


def test_the_board_the_indicator_and_the_district_count_the_same(cast, client, at_now):
    scatter(cast, 30, 3)
    some = Matter.objects.filter(town=cast.town, is_open=True).values_list("pk", flat=True)[:2]
    Matter.objects.filter(pk__in=list(some)).update(secret=True, owner=cast.unit("office_party"))
    measures.recount(cast.town.pk, cast.now)
    while measures.walk(cast.now):
        pass
    whole = Matter.objects.filter(town=cast.town, is_open=True).count()
    client.force_login(cast.account("governance"))
    page = client.get("/board/")
    assert page.context["figures"]["open"] == whole - 2 and "另有不公开的在办事项 2 件" in page.content.decode()
    told = reads.result(cast.town, "open_now", read("2026"), cast.now)
    assert told.above.least == whole - 2
    client.force_login(cast.account("overseer"))
    assert client.get("/board/").context["total"]["open"] == whole - 2


def test_above_towns_there_are_numbers_and_nothing_else(cast, client, at_now):
    scatter(cast, 60, 3)
    client.force_login(cast.account("overseer"))
    for url in ("/board/", f"/board/{cast.town.pk}/"):
        html = client.get(url).content.decode()
        assert not any(one.title in html for one in Matter.objects.only("text"))
        assert not any(person.shown in html for name, person in cast.people.items() if name != "overseer")
        assert "/board/list" not in html
    assert client.get(f"/board/list?of={cast.town.pk}&set=open").status_code == 404
    assert client.get("/map/").status_code == 200
    assert client.get(f"/board/{cast.unit('qiaoyuan').pk}/").status_code == 404


def test_a_list_page_nobody_gave_begins_at_the_start(cast):
    scatter(cast, 5, 1)
    on = board.ground(cast.who("leader"))
    whole = [matter.pk for matter in board_list.page(on, "open", board_list.Narrow(), cast.now).matters]
    for after in ("x", "_", "9" * 30 + "_1", "1_x", "-5"):
        assert [m.pk for m in board_list.page(on, "open", board_list.Narrow(), cast.now, after).matters] == whole


def test_an_unknown_set_is_not_found(cast, client, at_now):
    client.force_login(cast.account("leader"))
    assert client.get("/board/list?set=everything").status_code == 404
    assert client.get(f"/board/list?of={cast.town.pk}&set=late&unit=abc&place=999999&topic=none").status_code == 200


def test_first_day_the_board_is_calm(cast, client, at_now):
    client.force_login(cast.account("leader"))
    html = client.get("/board/").content.decode()
    assert "没有超期的。" in html
    assert clock("answer", cast.now, cast.now + timedelta(days=1)).startswith("answer running ")
