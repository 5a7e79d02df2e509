"""The map: cells and never doors, gaps by the nearest site, the same content in words."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import h3
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast, xiqiao
from tests.web.street.matters import clock, scatter

from lianxin.kernel.models import Matter
from lianxin.kernel.reads import board, geo
from lianxin.kernel.reads.directory import directory, metres

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch) -> Cast:
    made = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    return made


def features(response) -> list[dict]:
    found = re.search(r'<script id="map-data"[^>]*>(.*?)</script>', response.content.decode(), re.S)
    return json.loads(found.group(1))["features"]


def test_cells_count_what_is_open_in_them(cast, client):
    scatter(cast, 80, 2)
    client.force_login(cast.account("leader"))
    answer = client.get("/map/")
    cells = [shown for shown in features(answer) if shown["properties"]["layer"] == "cell"]
    counted = sum(cell.open for cell, *_ in answer.context["cells"])
    assert counted + answer.context["nowhere"] == Matter.objects.filter(is_open=True, town=cast.town).count()
    assert len(cells) == len(answer.context["cells"])
    assert max(shown["properties"]["value"] for shown in cells) == 1


def test_a_point_never_leads_to_a_door(cast, client):
    scatter(cast, 80, 2)
    client.force_login(cast.account("leader"))
    cell = client.get("/map/").context["cells"][0][0].key
    answer = client.get(f"/map/?cell={cell}")
    points = [shown for shown in features(answer) if shown["geometry"]["type"] == "Point"]
    matters = {f"matter-{m.pk}": m for m in Matter.objects.filter(cell=cell, is_open=True)}
    assert points and {shown["properties"]["id"] for shown in points} == set(matters)
    for shown in points:
        lon, lat = shown["geometry"]["coordinates"]
        matter = matters[shown["properties"]["id"]]
        assert h3.latlng_to_cell(lat, lon, 9) == cell
        assert (lat, lon) != (matter.lat, matter.lon)
    Matter.objects.filter(cell=cell).update(lat=0, lon=0)
    assert [s for s in features(client.get(f"/map/?cell={cell}")) if s["geometry"]["type"] == "Point"] == points


@pytest.mark.parametrize("cell", ["x", "8928308280fffff0", "../..", "0"])
def test_a_cell_that_is_none_is_not_found(cast, client, cell):
    client.force_login(cast.account("leader"))
    assert client.get("/map/", {"cell": cell}).status_code == 404


def test_gaps_are_the_communities_without_a_site_near(cast):
    where = directory(cast.town.pk)
    found = {one.row.key: one for one in geo.communities(where, 1000)}
    assert not found["qiaoyuan"].gap and found["qiaoyuan"].distance < 1000
    assert found["chongnan"].gap and found["chongnan"].distance > 1000
    sites = where.of_kind("site")
    for one in found.values():
        near = min(metres(one.row.lat, one.row.lon, site.lat, site.lon) for site in sites)
        assert one.distance == round(near) and one.gap == (round(near) > 1000)
    assert not any(one.gap for one in geo.communities(where, 10**6))


def test_the_outline_of_a_gap_lies_round_its_community(cast):
    row = directory(cast.town.pk).by_key["chongnan"]
    ring = geo.ground_of(row)["coordinates"][0]
    assert ring[0] == ring[-1]
    assert all(round(metres(row.lat, row.lon, lat, lon)) == pytest.approx(geo.GAP, abs=2) for lon, lat in ring)


def test_the_table_says_what_the_map_shows(cast, client):
    client.force_login(cast.account("leader"))
    answer = client.get("/map/")
    html = answer.content.decode()
    gaps = [shown for shown in features(answer) if shown["properties"]["layer"] == "gap"]
    assert len(gaps) == answer.context["gaps"] == html.count("有缺口")


def test_the_worst_clock_of_a_cell(cast):
    scatter(cast, 60, 2)
    on = board.ground(cast.who("leader"))
    for cell in geo.cells(on, cast.now)[0]:
        rows = Matter.objects.filter(cell=cell.key, is_open=True, town=cast.town)
        late = rows.filter(suspended=False, due_at__lte=cast.now).exists()
        assert (cell.state == "red") == late
    week = cast.now + timedelta(days=60)
    assert {cell.state for cell in geo.cells(on, week)[0]} <= {"red", "stopped"}


def test_the_map_asks_the_same_number_of_questions_at_any_size(cast, client):
    client.force_login(cast.account("leader"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/map/").status_code == 200
        return len(caught)

    scatter(cast, 20, 1)
    asked()
    few = asked()
    scatter(cast, 300, 2)
    assert asked() == few


def test_a_cell_says_what_missed_a_smaller_term_and_what_has_none(cast, client):
    rows = scatter(cast, 40, 5)
    open_ = [row for row in rows if row.is_open and row.cell and not row.suspended]
    first = open_[0]
    ends = cast.now - timedelta(days=2)
    kept = [
        clock("accept", cast.now - timedelta(days=4), ends),
        clock("answer", cast.now, cast.now + timedelta(days=9)),
    ]
    Matter.objects.exclude(pk=first.pk).delete()
    Matter.objects.filter(pk=first.pk).update(
        kind="request", step="filed", clocks=kept, due_at=cast.now + timedelta(days=9)
    )
    client.force_login(cast.account("leader"))
    answer = client.get("/map/")
    assert "签收等期限已过 1 件" in answer.content.decode()
    ((cell, url, *_),) = answer.context["cells"]
    assert cell.state != "none" and "签收期限：超期" in client.get(f"/map/{url}").content.decode()
    Matter.objects.filter(pk=first.pk).update(clocks=[], due_at=None, soon_at=None)
    answer = client.get("/map/")
    ((cell, url, *_),) = answer.context["cells"]
    assert cell.state == "none" and "未定期限" in answer.content.decode()
    near = features(client.get(f"/map/{url}"))
    assert [one["properties"]["state"] for one in near if one["geometry"]["type"] == "Point"] == ["none"]
