"""P1: nothing here tracks, profiles or ranks people. The schema itself has no room for it."""

import re

from django.apps import apps

from tests.house.source import PACKAGE, PACKS, short, templates

FORBIDDEN = re.compile(
    r"presence|streak|online_(time|seconds|minutes)|last_seen|last_login|heartbeat|check_?in|install(ed|s)?_(count|at)|"
    r"like(s|_count)|point(s|_total)|score|badge|rank|leaderboard|face_|fingerprint_image|device|imei|user_agent|"
    r"ip_address|visits|page_views|tracking|logins_count"
)


def test_no_column_follows_a_person():
    """Tables of the kernel: no presence, streak, time online, installs, likes, points or ranks of anybody."""
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("kernel").get_models()
        for field in model._meta.get_fields()
        if FORBIDDEN.search(field.name)
    ]
    assert not found


def test_no_position_of_a_person_is_kept():
    """Places have coordinates, matters have the place they speak of; persons, ties and accounts have none."""
    for name in ("person", "tie", "account", "card", "entry", "notice"):
        columns = {field.name for field in apps.get_app_config("kernel").get_model(name)._meta.get_fields()}
        assert not columns & {"lat", "lon", "cell", "address", "position"}


def test_no_page_asks_people_to_clock_in_or_like():
    words = re.compile(r"打卡|点赞|积分|排行榜|连续登录|在线时长|龙虎榜")
    found = [short(path) for path in templates() if words.search(path.read_text(encoding="utf-8"))]
    found += [short(path) for path in PACKS.rglob("*.yaml") if words.search(path.read_text(encoding="utf-8"))]
    assert not found


def test_no_page_loads_anything_from_elsewhere():
    """Nobody else learns who opened a page: scripts, styles, fonts and pictures come from this server."""
    outside = re.compile(r"""(src|href)=["']?(https?:)?//|@import ["'](https?:)?//|url\(["']?https?:""")
    links = re.compile(r"""<a [^>]*href=["']https?://""")
    found = []
    for path in [*templates(), *(PACKAGE / "web" / "assets").rglob("*.css")]:
        text = links.sub("", path.read_text(encoding="utf-8"))
        if outside.search(text):
            found.append(short(path))
    assert not found


def test_the_position_of_a_visitor_is_asked_of_no_browser_silently():
    """No script watches where somebody is; asking once, by a press of a button, is all there may be."""
    scripts = [*(PACKAGE / "web" / "assets").rglob("*.ts"), *(PACKAGE / "web" / "assets").rglob("*.js")]
    assert scripts
    assert not [path for path in scripts if "watchPosition" in path.read_text(encoding="utf-8")]
