"""The shelf in front of the real pages, on a real database."""

from __future__ import annotations

import threading
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from tests.cast import NOW, xiqiao
from tests.patience import PATIENCE

from lianxin.kernel.acts import filing
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import changes
from lianxin.kernel.who import NOBODY
from lianxin.web.shelf import EVERY, Shelf


class Clock:
    """A clock that stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def real(transactional_db):
    """The real product behind a shelf whose clock stands still, and the cast."""
    cast, clock = xiqiao(), Clock()
    shelf = Shelf(WSGIHandler(), changes.look, clock)
    ask(shelf)
    clock.now += EVERY
    ask(shelf)
    return cast, shelf, clock


def ask(shelf, path="/t/xiqiao/tree", query="", **more):
    """(status, headers, body) of a visitor's request."""
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(), "SCRIPT_NAME": "",
    } | more  # fmt: skip
    parts = shelf(environ, lambda status, headers, exc_info=None: said.extend((status, headers)))
    body = b"".join(parts)
    getattr(parts, "close", lambda: None)()
    return int(said[0][:3]), dict(said[1]), body


def wish(cast, text="想要一副老花镜，看报纸用"):
    place = cast.unit("qiaoyuan").pk
    filed = filing.file(NOBODY, Telling(text, cast.town.pk, place_id=place, kind="wish", channel="web"), NOW)
    acts.take(cast.who("clerk"), filed.matter.pk, "approve", {}, NOW)
    return Matter.objects.get(pk=filed.matter.pk)


def test_an_act_is_seen_after_the_next_look(real):
    cast, shelf, clock = real
    hung = wish(cast)
    clock.now += EVERY
    assert "老花镜" in ask(shelf)[2].decode()
    page = f"/t/xiqiao/wishes/{hung.pk}"
    assert "等人认领" in ask(shelf, page)[2].decode()
    acts.take(cast.who("member"), hung.pk, "claim", {}, NOW)
    clock.now += EVERY
    assert "已经有人领走了" in ask(shelf, page)[2].decode()
    assert "1 个有人在办" in ask(shelf)[2].decode()


def test_a_claimed_wish_never_shows_as_free_to_its_claimer(real, client):
    cast, shelf, clock = real
    hung = wish(cast)
    clock.now += EVERY
    page = f"/t/xiqiao/wishes/{hung.pk}"
    ask(shelf)
    ask(shelf, page)
    acts.take(cast.who("member"), hung.pk, "claim", {}, NOW)
    client.force_login(cast.account("member"))
    session = client.cookies["lianxin"].value
    assert "等人认领" in ask(shelf, page)[2].decode(), "a stranger, within the moment a look is believed"
    assert "是您领走的" in ask(shelf, page, HTTP_COOKIE=f"lianxin={session}")[2].decode()


def test_an_entry_committed_late_is_seen(real):
    """Two acts at once: the one that began first, and has the lower number, commits last."""
    cast, shelf, clock = real
    begun, other_done, done = threading.Event(), threading.Event(), threading.Event()

    def late():
        with transaction.atomic():
            wish(cast, "想要一台收音机，听粤剧")
            begun.set()
            other_done.wait()
        connection.close()
        done.set()

    thread = threading.Thread(target=late)
    thread.start()
    assert begun.wait(PATIENCE)
    try:
        wish(cast, "想学写毛笔字，缺一套笔墨")
        clock.now += EVERY
        first = ask(shelf)[2].decode()
        assert "毛笔字" in first and "收音机" not in first
    finally:
        other_done.set()
        thread.join()
    assert done.is_set()
    clock.now += EVERY
    assert "收音机" in ask(shelf)[2].decode()


def test_looking_goes_on_and_says_nothing_new_twice(real):
    cast, _, _ = real
    before = changes.look()
    assert changes.look(before).changed == frozenset()
    wish(cast)
    after = changes.look(before)
    assert after.changed == {cast.town.pk}
    assert changes.look(after).changed == frozenset()


PUBLIC = ("/t/xiqiao/", "/t/xiqiao/tree", "/t/xiqiao/progress", "/t/xiqiao/progress?period=30")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_are_kept_and_hold_nothing_personal(real, address):
    _, shelf, clock = real
    path, _, query = address.partition("?")
    clock.now += EVERY
    first = ask(shelf, path, query=query)
    kept = [answer for key, answer in shelf.kept.items() if (key[3], key[4]) == (path, query)]
    assert len(kept) == 1 and kept[0].body == first[2]
    for spot in ("csrf", "session", "messages"):
        assert spot not in first[2].decode().lower()
    assert not any(name.lower() == "set-cookie" for name, _ in kept[0].headers)
    headers = dict(kept[0].headers)
    assert headers["X-Frame-Options"] == "DENY" and "default-src 'self'" in headers["Content-Security-Policy"]


def test_a_form_with_a_number_of_its_own_is_not_kept(real):
    cast, shelf, _ = real
    told = Telling("樵金路有个大坑", cast.town.pk, place_id=cast.unit("qiaoyuan").pk, kind="request")
    filed = filing.file(NOBODY, told, NOW)
    acts.take(cast.who("clerk"), filed.matter.pk, "open_up", {}, NOW)
    path = f"/t/xiqiao/progress/{filed.matter.pk}"
    for _ in range(2):
        assert ask(shelf, path)[0] == HTTPStatus.OK
    for path in ("/t/xiqiao/say", "/find", f"/r/{filed.key}"):
        ask(shelf, path)
    assert {key[3] for key in shelf.kept} == {"/t/xiqiao/tree"}
