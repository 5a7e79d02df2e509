"""Certificate, card and poster as pages that print at their true size, looked at in a browser; and as PDF."""

import os
import re
from datetime import timedelta

import pytest
from tests.cast import NOW, xiqiao
from tests.kernel.ties import NOW as THEN
from tests.kernel.ties import TODAY, street, volunteer

from lianxin.kernel.acts import activity, certificate, hours, publishing
from lianxin.kernel.acts import paper as papers
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.hours import Service
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import versions

FOLDER = os.environ.get("LOOKED_AT", "")
LONG = "松塘片区第十一经济社党群服务中心暨新时代文明实践站"
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@pytest.fixture
def at_noon(transactional_db, monkeypatch):
    versions.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    versions.forget()


@pytest.fixture
def then(transactional_db, monkeypatch):
    versions.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: THEN)
    yield
    versions.forget()


@pytest.fixture
def look(client, live_server, open_page, axe):
    """See a sheet at both widths and as it prints: (width, height) of the pages in millimetres."""

    def see(cast, name, path, label):
        client.force_login(cast.account(name))
        cookie = client.cookies["lianxin"].value
        for width in (390, 1440):
            page = open_page(width=width, height=900)
            page.context.add_cookies([{"name": "lianxin", "value": cookie, "url": live_server.url}])
            assert page.goto(live_server.url + path).status == 200, path
            if FOLDER:
                page.screenshot(path=f"{FOLDER}/leaf-{label}-{width}.png", full_page=True)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            # Cut along the lines, every card is as large as the first.
            assert len({(round(box["width"]), round(box["height"])) for box in cards(page)}) <= 1, path
        made = page.pdf(prefer_css_page_size=True, print_background=True)
        file = client.get(path + ("&" if "?" in path else "?") + "as=pdf")
        assert file["content-type"] == "application/pdf" and file.content.startswith(b"%PDF")
        if FOLDER:
            for kind, content in (("printed", made), ("file", file.content)):
                with open(f"{FOLDER}/leaf-{label}-{kind}.pdf", "wb") as held:
                    held.write(content)
        return sizes(made), sizes(file.content)

    return see


def cards(page):
    shown = [card for card in page.locator(".leaf-card").all() if card.is_visible()]
    return [card.bounding_box() for card in shown]


def sizes(made):
    found = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", made)
    return [tuple(round(float(side) / 72 * 25.4) for side in one) for one in found]


def test_the_certificate_of_hours_across_a4(then, look, client):
    cast = street()
    made = volunteer(cast)
    for minutes, title in ((90, "家电维修进社区"), (150, "探访独居老人"), (60, "暑期托管")):
        hours.serve(cast.who("station"), made.pk, Service(minutes, TODAY, title), THEN)
    hours.serve(cast.who("community"), made.pk, Service(600, TODAY, "别的单位记录的"), THEN)
    paper = certificate.issue(cast.who("station"), made.pk, "hours", THEN)
    path = f"/certificates/{paper.serial}/print"
    assert look(cast, "station", path, "certificate") == ([(297, 210)], [(297, 210)])
    said = client.get(path).content.decode()
    assert ">5.0</b> 小时" in said and paper.serial in said and "别的单位" not in said and "<title>核验二维码" in said
    certificate.withdraw(cast.who("station"), paper.serial, "时长有误", THEN)
    assert "收回，不再有效" in client.get(path).content.decode()


@pytest.mark.parametrize("size", ["a6", "small"])
def test_cards_stand_several_on_a_sheet(then, look, client, size):
    cast = street()
    unit = cast.unit("qiaodong_station")
    path = f"/cards/contact/{unit.pk}?size={size}"
    assert look(cast, "community", path, f"card-{size}") == ([(210, 297)], [(210, 297)])
    Unit.objects.filter(pk=unit.pk).update(name=LONG, phone="13800138000")
    said = client.get(path).content.decode()
    assert said.count("leaf-card") == {"a6": 4, "small": 10}[size] and not MOBILE.search(said)
    look(cast, "community", path, f"card-{size}-long")


def concert(cast, **more):
    plan = Plan("concert", "春日邻里音乐会", NOW + timedelta(days=3), (cast.unit("site_qiaoyuan").pk,), **more)
    return publishing.publish(
        cast.who("leader"), activity.plan(cast.who("governance"), cast.town.pk, plan, NOW).pk, "", NOW
    )


@pytest.mark.parametrize(("size", "sides"), [("a4", (210, 297)), ("a3", (297, 420)), ("a5", (148, 210))])
def test_the_poster_of_an_activity(at_noon, look, client, size, sides):
    cast = xiqiao()
    text = "带上小板凳，叫上街坊，一起听一场露天音乐会。\n下雨改到文化中心二楼。"
    made = concert(cast, place_text="松塘村文化广场", capacity=80, text=text)
    path = f"/activity/{made.pk}/poster?size={size}"
    (printed,), (file,) = look(cast, "governance", path, f"poster-{size}")
    assert file == sides and all(abs(a - b) <= 1 for a, b in zip(printed, sides, strict=True))
    said = client.get(path).content.decode()
    assert "3月14日" in said and "松塘村文化广场" in said and f"/a/{made.pk}" in said and not MOBILE.search(said)
    activity.cancel(cast.who("governance"), made.pk, "台风", NOW)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("kind", ["certificate", "card", "poster"])
def test_a_paper_of_each_sheet_is_drawn_in_its_own_layout(at_noon, look, client, kind):
    cast = xiqiao()
    paper = papers.draft(cast.who("governance"), cast.town.pk, kind, NOW.date(), NOW)
    texts = {
        "certificate": f"{LONG}：\n在党群服务阵地建设中表现突出，经南府〔2026〕8号文件批准，特发此证。",
        "card": "您需要帮忙时，请打0757-86880000，或到松塘村党群服务中心。\n服务热线 12345",
        "poster": f"时间：3月14日（周六）上午九点\n地点：{LONG}\n主办：西樵镇\n带上孩子一起来。",
    }
    said = {"title": "荣誉证书" if kind == "certificate" else "春日活动", "text": texts[kind]}
    papers.write(cast.who("governance"), paper.pk, said, NOW)
    sides = (297, 210) if kind == "certificate" else (210, 297)
    assert look(cast, "governance", f"/papers/{paper.pk}/sheet", f"paper-{kind}") == ([sides], [sides])
    page = client.get(f"/papers/{paper.pk}/sheet").content.decode()
    assert (kind == "card" or "草稿" in page) and (kind != "card" or "0757-86880000</b>" in page)
    assert f"/papers/{paper.pk}/sheet" in client.get(f"/papers/{paper.pk}/").content.decode()
    notice = papers.draft(cast.who("governance"), cast.town.pk, "notice", NOW.date(), NOW)
    assert client.get(f"/papers/{notice.pk}/sheet").status_code == 404


def test_the_code_of_a_posters_paper_opens_what_it_advertises(at_noon, client):
    cast = xiqiao()
    made, who = concert(cast), cast.who("governance")
    paper = papers.draft(who, cast.town.pk, "poster", NOW.date(), NOW)
    client.force_login(cast.account("governance"))
    asked = {"title": "春日活动", "text": "时间：周六", "as_of": NOW.date().isoformat()}

    def leads(opens):
        client.post(f"/papers/{paper.pk}/write", asked | {"opens": opens})
        page = client.get(f"/papers/{paper.pk}/sheet").content.decode()
        return re.findall(r'class="poster-url">[^<]*?//[^/<]+([^<]*)<', page)[0]

    assert f'value="activity:{made.pk}"' in client.get(f"/papers/{paper.pk}/").content.decode()
    assert leads("") == leads("activity:0") == leads("activity:x") == "/t/xiqiao/activities"
    assert leads("tree") == "/t/xiqiao/tree" and leads("say") == "/t/xiqiao/"
    assert leads(f"activity:{made.pk}") == f"/a/{made.pk}"
    assert f'value="activity:{made.pk}" selected' in client.get(f"/papers/{paper.pk}/").content.decode()
    publishing.take_back(cast.who("leader"), made.pk, "写错了", NOW)
    assert leads(f"activity:{made.pk}") == "/t/xiqiao/activities"
    notice = papers.draft(who, cast.town.pk, "notice", NOW.date(), NOW)
    assert "扫码打开" not in client.get(f"/papers/{notice.pk}/").content.decode()
