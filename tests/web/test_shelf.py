"""The shelf of finished pages: when it gives one, when it steps aside, and what it never keeps."""

from __future__ import annotations

import gzip
import threading
from http import HTTPStatus
from typing import Any

import pytest
from django.db import OperationalError
from tests.patience import PATIENCE

from lianxin.kernel.reads.changes import EVERYWHERE, Look
from lianxin.web.shelf import EVERY, LONGEST, OLDEST, ROOM, Note, Shelf

COOKIE = "town=here; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax"


class Site:
    """A web application that counts how often it is asked. What it says changes with `said`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.said, self.status, self.headers = "", "200 OK", [("Content-Type", "text/html"), ("Set-Cookie", COOKIE)]
        self.note: Note | None = Note(1, COOKIE)
        self.meanwhile: Any = lambda: None

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self.asked.append(environ["PATH_INFO"])
        body = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']} {self.said}".encode()
        if self.note is not None:
            environ["lianxin.keep"] = self.note
        self.meanwhile()
        start(self.status, list(self.headers))
        return [body]


class Town:
    """The database, as far as the shelf asks it."""

    def __init__(self) -> None:
        self.now, self.looks, self.changed, self.away = 1000.0, 0, set(), False

    def clock(self) -> float:
        return self.now

    def look(self, before: Look | None) -> Look:
        if self.away:
            raise OperationalError
        self.looks += 1
        changed, self.changed = frozenset(self.changed), set()
        return Look("1:1:", 0, changed if before else None)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def shelf(site, town):
    shelf = Shelf(site, town.look, town.clock)
    ask(shelf)  # the first look: from now on it knows what has changed
    ask(shelf)
    site.asked.clear()
    return shelf


def ask(shelf, path="/t/here/tree", query="", method="GET", **more):
    """(status, headers, body) of a request by somebody without cookies, unless more is said."""
    said: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "lianxin"} | more
    body = b"".join(shelf(environ, lambda status, headers, exc_info=None: said.extend((status, headers))))
    assert len(said) == 2
    return int(said[0][:3]), dict(said[1]), body


def test_given_without_asking_anybody(shelf, site, town):
    looks = town.looks
    answers = [ask(shelf) for _ in range(5)]
    assert site.asked == [] and town.looks == looks and len({body for _, _, body in answers}) == 1
    town.now += EVERY
    for _ in range(5):
        ask(shelf)
    assert site.asked == [] and town.looks == looks + 1, "one look for all who ask within a moment"


def test_made_anew_when_its_town_changed_and_only_then(shelf, site, town):
    town.changed, site.said = {2}, "two"
    town.now += EVERY
    assert "two" not in ask(shelf)[2].decode() and site.asked == []
    for changed in ({1}, {EVERYWHERE}):
        town.changed, site.said = changed, f"after {changed}"
        assert site.said not in ask(shelf)[2].decode(), "a look is believed for a moment"
        town.now += EVERY
        assert site.said in ask(shelf)[2].decode()
        ask(shelf)
    assert len(site.asked) == 2


def test_a_change_while_it_is_made_is_not_missed(shelf, site, town):
    def change():
        town.changed = {1}
        town.now += EVERY
        site.meanwhile = lambda: None
        shelf._watch()  # another request looks meanwhile

    site.meanwhile = change
    ask(shelf, "/t/here/progress")
    ask(shelf, "/t/here/progress")
    assert site.asked == ["/t/here/progress"] * 2


def test_old_without_a_change_is_made_anew(shelf, site, town):
    for _ in range(int(OLDEST / EVERY) - 2):
        town.now += EVERY
        ask(shelf)
    assert site.asked == []
    town.now += 3 * EVERY
    ask(shelf)
    assert len(site.asked) == 1


def test_after_a_pause_nothing_is_believed(shelf, site, town):
    town.now += 3600
    ask(shelf)
    assert len(site.asked) == 1


@pytest.mark.parametrize("cookie", ["lianxin=abc", "a=b; lianxin=abc", "messages=abc", "acted=1; size=large"])
def test_steps_aside_for_somebody(shelf, site, cookie):
    for n in range(2):
        ask(shelf, HTTP_COOKIE=cookie)
        assert len(site.asked) == n + 1
    for header in ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST"):
        ask(shelf, **{header: "x"})
    assert len(site.asked) == 4
    assert ask(shelf)[0] == HTTPStatus.OK and len(site.asked) == 4


def test_each_language_size_query_and_host_is_a_page_of_its_own(shelf, site):
    ways: list[dict[str, str]] = [
        {"HTTP_COOKIE": "size=large"},
        {"HTTP_COOKIE": "django_language=en"},
        {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"},
        {"HTTP_HOST": "other"},
        {"query": "state=open"},
        {"path": "/t/there/tree"},
    ]
    for way in ways:
        ask(shelf, **way)
    # English by cookie and English by header are one page.
    assert len(site.asked) == len(ways) - 1
    for way in ways:
        ask(shelf, **way)
    for way in ({"HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9"}, {"HTTP_COOKIE": "size=normal; csrftoken=abc"}):
        ask(shelf, **way)
    assert len(site.asked) == len(ways) - 1


def test_whoever_sent_something_sees_pages_of_his_own_for_a_moment(shelf, site):
    _, headers, _ = ask(shelf, "/t/here/say", method="POST")
    name, _, rest = headers["Set-Cookie"].partition("=")
    assert name == "acted" and f"Max-Age={int(LONGEST) + 3}" in rest and "HttpOnly" in rest
    ask(shelf, HTTP_COOKIE="acted=1")
    assert site.asked == ["/t/here/say", "/t/here/tree"]
    assert "acted" not in str(ask(shelf, "/open311/v2/requests.json", method="POST")[1])
    site.status = "422 Unprocessable Content"
    assert "acted" not in str(ask(shelf, "/t/here/say", method="POST")[1])


def test_unchanged_is_said_in_few_words(shelf, site):
    _, headers, body = ask(shelf)
    assert headers["Cache-Control"] == "no-cache" and "Cookie" in headers["Vary"]
    status, again, nothing = ask(shelf, HTTP_IF_NONE_MATCH=headers["ETag"])
    assert (status, nothing) == (304, b"") and again["ETag"] == headers["ETag"] and body
    assert ask(shelf, HTTP_IF_NONE_MATCH='W/"other"')[0] == HTTPStatus.OK


def test_compressed_is_the_same(shelf, site):
    _, plain, body = ask(shelf)
    _, packed, small = ask(shelf, HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    assert gzip.decompress(small) == body and packed["Content-Encoding"] == "gzip"
    assert packed["Content-Length"] == str(len(small)) and plain["Content-Length"] == str(len(body))
    assert packed["ETag"] == plain["ETag"]
    assert "Content-Encoding" not in ask(shelf, HTTP_ACCEPT_ENCODING="gzip;q=0")[1]


def test_head_is_the_same_without_a_body(shelf, site):
    _, got, _ = ask(shelf)
    status, headers, body = ask(shelf, method="HEAD")
    assert (status, body, headers) == (200, b"", got) and site.asked == []


def test_the_town_is_remembered_by_whoever_does_not_yet(shelf, site):
    assert ask(shelf)[1]["Set-Cookie"] == COOKIE
    assert "Set-Cookie" not in ask(shelf, HTTP_COOKIE="size=normal; town=here")[1]
    assert ask(shelf, HTTP_COOKIE="size=normal; town=herein")[1]["Set-Cookie"] == COOKIE
    assert site.asked == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda site: setattr(site, "note", None),
        lambda site: setattr(site, "status", "404 Not Found"),
        lambda site: site.headers.append(("Set-Cookie", "csrftoken=abc")),
        lambda site: setattr(site, "said", '<input name="csrfmiddlewaretoken" value="abc">'),
    ],
)
def test_never_kept(shelf, site, spoil):
    spoil(site)
    for n in range(2):
        ask(shelf, "/t/here/other")
        assert len(site.asked) == n + 1
    assert not any(key[3] == "/t/here/other" for key in shelf.kept)


def test_one_makes_it_anew_while_the_others_have_the_old_one(shelf, site, town):
    town.changed, site.said = {1}, "new"
    town.now += EVERY
    others: list[bytes] = []
    site.meanwhile = lambda: others.extend(ask(shelf)[2] for _ in range(3))
    assert b"new" in ask(shelf)[2]
    assert len(others) == 3 and all(b"new" not in body for body in others) and len(site.asked) == 1


def test_what_is_too_old_is_waited_for(shelf, site, town):
    """The one who makes it anew takes long: nobody is given the old one any more."""
    inside, go = threading.Event(), threading.Event()

    def slow():
        inside.set()
        go.wait()

    town.changed, site.said, site.meanwhile = {1}, "new", slow
    town.now += EVERY
    first = threading.Thread(target=ask, args=(shelf,))
    first.start()
    assert inside.wait(PATIENCE)
    town.now += LONGEST
    got: list[bytes] = []
    second = threading.Thread(target=lambda: got.append(ask(shelf)[2]))
    second.start()
    second.join(0.1)
    early = list(got)
    go.set()
    first.join()
    second.join()
    assert not early
    assert b"new" in got[0] and len(site.asked) == 1


def test_the_database_away_empties_it(shelf, site, town):
    town.away, site.status, site.note = True, "503 Service Unavailable", None
    town.now += EVERY
    assert ask(shelf)[0] == HTTPStatus.SERVICE_UNAVAILABLE
    town.away, site.status, site.note = False, "200 OK", Note(1, COOKIE)
    town.now += EVERY
    assert ask(shelf)[0] == HTTPStatus.OK


def test_room_is_bounded_and_what_is_asked_for_stays(shelf, site, town):
    site.said = "x" * (ROOM // 20)
    for n in range(40):
        town.now += EVERY
        ask(shelf)
        ask(shelf, query=f"n={n}")
    assert sum(answer.size for answer in shelf.kept.values()) <= ROOM
    count = len(site.asked)
    ask(shelf)
    assert len(site.asked) == count
