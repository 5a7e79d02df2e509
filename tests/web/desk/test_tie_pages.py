"""The pages of ties: what each of them does, who sees what, and how they look to axe at 390 and 1440 px."""

from __future__ import annotations

import os
import re
from datetime import timedelta

import pytest
from tests.kernel.ties import NOW, TODAY, agreement, household, pair, street, volunteer

from lianxin.kernel.acts import certificate, hours, partner, stock, tie, visit
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.hours import Service
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.reads import links

LONG = "上官".ljust(30, "若")


@pytest.fixture
def cast(transactional_db, monkeypatch):
    from lianxin.kernel.reads import versions

    versions.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield street()
    versions.forget()


@pytest.fixture
def full(cast):
    """A street with something of everything."""
    houses = [household(cast, n) for n in range(4)]
    made = {"pair": pair(cast, houses[0], 1), "long": pair(cast, houses[0], name=LONG), "house": houses[0]}
    pair(cast, houses[1], 2, since=TODAY - timedelta(days=3))
    made["waiting"] = household(cast, 9, consent=None)
    made["agreement"] = agreement(cast)
    agreement(cast, "partner_clinic", 2)
    made["key"] = partner.give_link(cast.who("governance"), made["agreement"].pk, NOW)
    made["volunteer"] = volunteer(cast)
    hours.serve(cast.who("station"), made["volunteer"].pk, Service(90, TODAY, "家电维修进社区", "桥东驿站"), NOW)
    made["paper"] = certificate.issue(cast.who("station"), made["volunteer"].pk, "hours", NOW)
    made["reported"] = reported(cast)
    station = Holder(unit_id=cast.unit("qiaodong_station").pk)
    for days in (20, 400):
        move = Move("kit", 8, OUTSIDE, station, cast.town.pk, station.unit_id, TODAY + timedelta(days=days))
        stock.move(cast.who("governance"), move, NOW)
    return made


def reported(cast):
    """A member with a long name, from a unit with a long one, who reported and came."""
    fields = {"from_unit": "荔湾区住房和建设局机关第三党支部委员会"}
    wanted = Wanted("reported", cast.town.pk, cast.unit("qiaodong").pk, TODAY, name=LONG, fields=fields)
    made = tie.make(cast.who("community"), wanted, NOW)
    visit.note(cast.who("community"), made.pk, Note("serve", TODAY, "清理楼道杂物、帮老人把旧家具搬到楼下"), NOW)
    return made


def addresses(full, cast):
    verify = links.certificate_link(full["paper"].serial)
    return {
        "community": [
            "/pairs/", "/pairs/?only=alert", f"/ties/{full['house'].pk}", f"/ties/{full['long'].pk}",
            "/reported/", f"/ties/{full['reported'].pk}", f"/ties/{full['reported'].pk}/sheet", "/ties/new/reported",
            f"/ties/{full['waiting'].pk}", "/ties/new/household", "/ties/new/pairing", "/volunteers/",
        ],
        "governance": [
            "/pairs/", "/agreements/", f"/ties/{full['agreement'].pk}", "/ties/new/baiyi", "/stock/",
            "/stock/kit/", "/cards/",
            f"/cards/contact/{cast.unit('qiaodong_station').pk}", "/ties/new/team",
        ],
        "station": [
            "/volunteers/", f"/volunteers/{full['volunteer'].pk}", f"/certificates/{full['paper'].serial}/print",
            "/ties/new/volunteer",
        ],
        "": [f"/p/{full['key']}", f"/v/{verify}", "/p/nothing"],
    }  # fmt: skip


@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_of_ties_is_clean(cast, full, client, live_server, open_page, axe, width):
    for name, pages in addresses(full, cast).items():
        page = open_page(width=width, height=900)
        if name:
            client.force_login(cast.account(name))
            cookie = client.cookies["lianxin"].value
            page.context.add_cookies([{"name": "lianxin", "value": cookie, "url": live_server.url}])
        for path in pages:
            answer = page.goto(live_server.url + path)
            assert answer.status == (410 if path == "/p/nothing" else 200), path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if os.environ.get("SHOTS"):
                shot = re.sub(r"\W+", "_", f"{name}_{path}_{width}")[:90]
                page.screenshot(path=f"{os.environ['SHOTS']}/{shot}.png", full_page=True)
            assert wide <= 0, f"{path} is {wide} px too wide at {width}"
            axe(page)
        page.problems.clear()  # a link that is over answers 410 on purpose
