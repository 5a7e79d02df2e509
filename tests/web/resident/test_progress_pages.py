"""The public board: what is public, rates whose every number opens, filters and pages."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from tests.cast import NOW

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.reads.people import of_link

BOARD = "/t/xiqiao/progress"


def unlike(n: int) -> str:
    """A text that merges with no other: its characters are its own, and apart, so that no two of them are a name."""
    return "井盖响 " + "，".join(chr(0x4E00 + (n * 131 + at * 17) % 5000) for at in range(12))


def test_only_what_somebody_read_is_public(cast, client, tell, show):
    seen, unseen = tell("樵金路有个大坑"), tell("邻居家的事，不要公开", "dongbi")
    show(seen.matter)
    page = client.get(BOARD).content.decode()
    assert "大坑" in page and "邻居家" not in page
    address = f"{BOARD}/{seen.matter.pk}"
    assert client.get(address).status_code == 200
    closed = client.get(f"{BOARD}/{unseen.matter.pk}")
    assert closed.status_code == 404 and 'href="/find"' in closed.content.decode().split("<main")[1]
    acts.take(cast.who("clerk"), seen.matter.pk, "close_off", {"reason": "有人认出了是谁"}, NOW)
    assert client.get(address).status_code == 404 and "大坑" not in client.get(BOARD).content.decode()


def test_everybody_reads_of_the_reporter_and_he_of_himself(cast, client, tell, show, done):
    """The board and the public page speak of the reporter; the page behind his link, and messages, speak to him."""
    filed = tell("樵金路有个大坑", phone="13800138001", mail="guan@example.org")
    show(filed.matter)
    done(filed.matter)
    public = [client.get(url).content.decode() for url in (BOARD, f"{BOARD}/{filed.matter.pk}")]
    own = client.get(f"/r/{filed.key}").content.decode()
    assert all("等反映人确认" in page and "请您看看" not in page for page in public)
    assert "办好了，请您看看是不是解决了" in own and "等反映人确认" not in own
    acts.take(of_link(filed.key), filed.matter.pk, "confirm", {}, NOW)
    public = [client.get(url).content.decode() for url in (BOARD, f"{BOARD}/{filed.matter.pk}")]
    assert all("已解决，反映人已确认" in page for page in public)
    assert "已解决，您已确认" in client.get(f"/r/{filed.key}").content.decode()


def test_what_still_says_who_is_not_let_out(cast, client, tell):
    import pytest

    from lianxin.language.reason import Refused

    filed = tell("楼上漏水，我电话13800138001")
    with pytest.raises(Refused):
        acts.take(cast.who("clerk"), filed.matter.pk, "open_up", {}, NOW)
    acts.take(cast.who("clerk"), filed.matter.pk, "open_up", {"public_text": "一户人家楼上漏水"}, NOW)
    page = client.get(f"{BOARD}/{filed.matter.pk}").content.decode()
    assert "一户人家楼上漏水" in page and "138" not in page.split("<main")[1]


def test_each_number_opens_as_many_lines_as_it_says(cast, client, tell, done):
    told = [tell(f"第{n}盏路灯坏了", f"{place}") for n, place in enumerate(("qiaoyuan", "dongbi", "minle", "datong"))]
    for filed in told[:3]:
        done(filed.matter)
    for filed in told[:2]:
        acts.take(of_link(filed.key), filed.matter.pk, "confirm", {"satisfaction": "yes"}, NOW)
    page = client.get(BOARD).content.decode()
    links = re.findall(r'href="(\?[^"]*mark=(solve|on_time|respond|satisfied)\.(\w+)#list)"[^>]*>(\d+)<', page)
    assert len(links) >= 8
    said = {(key, part): int(n) for _, key, part, n in links}
    assert (said["solve", "above"], said["solve", "below"]) == (2, 2)
    assert (said["on_time", "above"], said["respond", "above"]) == (3, 3)
    for address, _, _, count in links:
        opened = client.get(BOARD + address.replace("&amp;", "&").split("#")[0]).content.decode()
        assert opened.count("data-row>") == int(count), address
        assert "路灯坏了" not in opened, "unread texts stay closed behind the numbers too"


def test_filters_and_pages(cast, client, tell, show):
    for n in range(25):
        show(tell(unlike(n), "qiaoyuan" if n % 2 else "dongbi").matter)
    first = client.get(BOARD).content.decode()
    assert first.count("data-row>") == 20
    following = re.search(r'href="(\?[^"]*after=[^"]+)"[^>]*rel="next"|rel="next"[^>]*href="(\?[^"]+)"', first)
    assert following, "a next page"
    second = client.get(BOARD + (following[1] or following[2]).replace("&amp;", "&")).content.decode()
    assert second.count("data-row>") == 5
    here = client.get(f"{BOARD}?community={cast.unit('qiaoyuan').pk}").content.decode()
    assert here.count("data-row>") == 12 and "东碧社区</span>" not in here
    assert "没有这样的事" in client.get(f"{BOARD}?state=done").content.decode()
    for odd in ("after=x_y", "after=nan_1", "after=1e400_2", "community=9999999999999999999", "mark=../x", "period=7"):
        assert client.get(f"{BOARD}?{odd}").status_code == 200, odd


def test_a_term_that_stands_still_promises_no_day_and_is_not_late(cast, client, tell, show, monkeypatch):
    """The row, the filter and the matter's own page say one thing of a suspended matter, its old day gone or not."""
    still, over = tell("樵金路有个大坑").matter, tell("江浦路的灯全灭了", "dongbi").matter
    for one in (still, over):
        show(one)
    acts.take(cast.who("clerk"), still.pk, "accept", {}, NOW)
    acts.take(cast.who("clerk"), still.pk, "transfer", {"unit": cast.unit("office_works").pk, "reason": "归口"}, NOW)
    acts.take(cast.who("worker"), still.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), still.pk, "ask_suspend", {"reason": "等许可", "until": "2026-12-20"}, NOW)
    acts.take(cast.who("lead"), still.pk, "suspend", {"reason": "等停电许可"}, NOW)
    later = NOW + timedelta(days=80)
    monkeypatch.setattr(timezone, "now", lambda: later)
    rows = client.get(f"{BOARD}?state=late").content.decode()
    assert "江浦路" in rows and "大坑" not in rows
    listed = client.get(f"{BOARD}?state=open").content.decode()
    row = next(part for part in listed.split("<li>") if "大坑" in part)
    assert "暂停计时" in row and "最迟" not in row
    page = client.get(f"{BOARD}/{still.pk}").content.decode().split("<main")[1]
    assert "起暂停计时" in page and "最迟" not in page and "等停电许可" not in page


def test_an_address_that_leads_nowhere_is_not_found(cast, client):
    """Numbers nobody gave out, and numbers no database holds: an old or mistyped link is nobody's mistake of ours."""
    for number in (0, 999_999, 10**20):
        for below in ("wishes/{}", "progress/{}", "results/appraisal/{}", "results/contest/{}"):
            assert client.get("/t/xiqiao/" + below.format(number)).status_code == 404, below
        for address in (f"/t/{number}/activities", f"/a/{number}", f"/t/{number}/", f"/t/{number}/tree"):
            assert client.get(address).status_code == 404, address
    assert client.get("/t/xiqiao/activities").status_code == 200
    assert client.get("/t/nowhere/activities").status_code == 404
    printed = client.get(f"/t/{cast.town.pk}/activities")
    assert (printed.status_code, printed.url) == (301, "/t/xiqiao/activities"), "as earlier posters have it"
    assert client.get(f"/t/{cast.unit('qiaoyuan').pk}/activities").status_code == 404
