"""Rates of the board opened like indicators: the same number as the board's, its parts, months, units and records."""

import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import PASSWORD, Cast, xiqiao
from tests.web.street.matters import one, scatter
from typer.testing import CliRunner

from lianxin.cli.root import app
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import board, rated, versions
from lianxin.kernel.reads.board import SHOWN_RATES
from lianxin.language.period import read
from lianxin.language.rates import percent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch) -> Cast:
    versions.forget()
    made = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    scatter(made, 150, 5)
    some = Matter.objects.filter(town=made.town, marks__contains=["solve.above"]).values_list("pk", flat=True)[:2]
    Matter.objects.filter(pk__in=list(some)).update(secret=True)
    return made


def shares(cast, name):
    on = board.ground(cast.who(name))
    return on, board.shares(on, cast.now, cast.pack)


@pytest.mark.parametrize("name", ["leader", "governance", "clerk", "lead", "overseer"])
def test_over_the_boards_days_it_is_the_boards_number(cast, name):
    on, shown = shares(cast, name)
    assert [share.key for share in shown] == list(SHOWN_RATES) and any(share.below for share in shown)
    for share in shown:
        found = rated.answer(on, on.unit, share.key, rated.usual(cast.now), cast.now)
        assert (share.above, share.below, share.excluded) == (
            found.result.above.least, found.result.below.least, found.result.excluded,
        )  # fmt: skip
        assert found.result.value() == percent(share.above, share.below)


def test_months_and_units_and_records_are_the_same_matters(cast):
    on, _ = shares(cast, "leader")
    days = rated.usual(cast.now)
    for key in SHOWN_RATES:
        found = rated.answer(on, on.unit, key, days, cast.now)
        for part in ("above", "below"):
            whole = getattr(found.result, part).least
            assert sum(getattr(month, part).least for month in found.months) == whole
            listed, after = [], "0"
            while after:
                page, after = rated.listed(on, on.unit, f"{key}.{part}", days, after.strip("0") and after)
                listed += [row.record for row in page]
            assert len(set(listed)) == len(listed) == whole
        offices = [unit for unit in found.units if unit.below.least]
        assert sum(unit.below.least for unit in found.units) == found.result.below.least, "rest included"
        assert offices and all(unit.above.least <= unit.below.least for unit in offices)
        first = offices[0]
        below = cast.unit("town").__class__.objects.get(pk=int(first.key))
        again = rated.answer(on, below, key, days, cast.now)
        assert again.result.below.least == first.below.least


def test_the_board_opens_into_the_page_and_the_page_into_its_records(client, cast):
    client.force_login(cast.account("leader"))
    page = client.get("/board/").content.decode()
    href = re.search(r'href="(/indicator/solve/\?[^"]*)"', page)[1].replace("&amp;", "&")
    share = next(one for one in shares(cast, "leader")[1] if one.key == "solve")
    shown = client.get(href).content.decode()
    assert percent(share.above, share.below) in shown and "近 90 天" in shown
    assert "回访确认已解决的 ÷ 有效回访" in shown and "完整性" in shown and "matter.ending" in shown
    assert "按月" in shown and "按单位" in shown and "规则指纹" in shown and 'id="chart-data"' in shown
    behind = re.search(r'href="(/indicator/solve/list\?[^"]*part=above[^"]*)"', shown)[1].replace("&amp;", "&")
    rows, following = [], client.get(behind).content.decode()
    while following:
        rows += re.findall(r"XQ-2026-\d+|XQ-2025-\d+", following)
        link = re.search(r'href="(\?[^"]*after=[^"]*)"', following)
        following = client.get("/indicator/solve/list" + link[1].replace("&amp;", "&")).content.decode() if link else ""
    assert len(set(rows)) == share.above
    assert "看板上的率" in client.get("/indicators/").content.decode()
    assert client.get("/indicator/no_such/").status_code == 404
    assert client.get("/indicator/solve/list?part=nothing").status_code == 404
    for wrong in ("unit=x", "unit=999999999", f"unit={cast.other.pk}"):
        assert client.get(f"/indicator/solve/?{wrong}").status_code == 404


def test_above_towns_there_are_numbers_and_no_lists(client, cast):
    client.force_login(cast.account("overseer"))
    page = client.get("/indicator/solve/").content.decode()
    assert "西樵镇" in page and "/indicator/solve/list" not in page
    assert client.get("/indicator/solve/list?part=above").status_code == 404


def test_it_asks_the_same_number_of_questions_at_any_size(client, cast):
    client.force_login(cast.account("leader"))
    counts = []
    for _ in range(2):
        client.get("/indicator/solve/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/indicator/solve/")
        counts.append(len(seen))
        rng = random.Random(9)
        Matter.objects.bulk_create([one(cast, rng, cast.now) for _ in range(120)])
    assert counts[0] == counts[1] <= 12


@pytest.mark.django_db(transaction=True)
def test_the_command_explains_a_rate(cast):
    on = rated.everybody(cast.town)
    found = rated.answer(on, cast.town, "solve", read("2026"), cast.now)
    said = CliRunner().invoke(
        app, ["indicator", "explain", "solve", "--unit", str(cast.town.pk), "--period", "2026", "--rows", "400"]
    )
    assert said.exit_code == 0, said.output
    assert found.result.value() in said.stdout and f"above {found.result.above.least}" in said.stdout
    above = said.stdout.partition("分母 below:")[0].partition("分子 above:")[2]
    assert above.count("XQ-2026-") == found.result.above.least
    assert "口径 definition: 回访确认已解决的" in said.stdout and "matter.ending == 'solved'" in said.stdout
    listed = CliRunner().invoke(app, ["indicator", "list", "--unit", str(cast.town.pk)])
    assert "solve\t解决率" in listed.stdout


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_looked_at_in_a_browser(live_server, open_page, axe, width, monkeypatch):
    versions.forget()
    cast = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    scatter(cast, 150, 5)
    page = open_page(width=width)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "leader")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{live_server.url}/board/")
    axe(page)
    page.click("a.stat-label >> text=解决率")
    page.wait_for_load_state("networkidle")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
