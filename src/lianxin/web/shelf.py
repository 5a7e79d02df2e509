"""Finished public pages, kept in each process in front of Django (docs/adr/0053-public-pages-on-a-shelf.md).

A view says that its answer is the same for everybody (`keep`). Visitors who are nobody in particular, that is without
log-in, message or an act of a moment ago, then have it from here: without Django, without a question to the database.
An answer is given only while no entry of its town has appeared since it was made; that is looked up at most `EVERY`
seconds, by one request for all.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest

from lianxin.kernel.reads import changes
from lianxin.kernel.reads.changes import EVERYWHERE, Look
from lianxin.web.visitor import Shown, acted, of_nobody

Headers = list[tuple[str, str]]
Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]
Key = tuple[str, str, str, str, str, Shown]

EVERY = 0.2
"""Seconds a look at the database is believed."""
LONGEST = 2.0
"""Seconds after which an answer is not given any more unless it was looked at again, however busy the process is."""
OLDEST = 15.0
"""Seconds after which an answer is made anew though nothing was written: terms run out by themselves."""
LOST = 10.0
"""Seconds after which what happened since the last look is not worth finding out: all answers are made anew."""
ROOM = 8 * 2**20
"""Bytes of answers a process keeps; those longest unasked go first."""
_NOTE = "lianxin.keep"


@dataclass(frozen=True, slots=True)
class Note:
    """What a view says about its answer: whose entries change it, and the cookie that visitors without it are given."""

    town: int
    cookie: str = ""


def keep(request: HttpRequest, town_id: int, cookie: str = "") -> None:
    """Say of the answer being made that everybody would get it: nothing in it depends on who asks."""
    request.META[_NOTE] = Note(town_id, cookie)


@dataclass(slots=True)
class Answer:
    """A finished answer. `state` is its town's when the making began, `true_at` the last look that found it true."""

    note: Note
    body: bytes
    tag: str
    headers: Headers
    state: int
    made: float
    true_at: float
    making: threading.Lock
    packed: tuple[bytes, Headers] | None = None

    @property
    def size(self) -> int:
        return len(self.body) + (len(self.packed[0]) if self.packed else 0)

    def pack(self) -> tuple[bytes, Headers]:
        """The answer compressed, once."""
        if self.packed is None:
            body = gzip.compress(self.body, 6, mtime=0)
            named = [pair for pair in self.headers if pair[0] != "Content-Length"]
            self.packed = body, [*named, ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
        return self.packed


@dataclass
class _Begun:
    """What an application said to its server."""

    status: str = ""
    headers: Headers = field(default_factory=list)

    def __call__(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self.status, self.headers = status, headers


def look(before: Look | None) -> Look:
    """Look at the database, outside of any request: the connection is looked after as around one."""
    connection.close_if_unusable_or_obsolete()
    try:
        return changes.look(before)
    finally:
        connection.close_if_unusable_or_obsolete()


class Shelf:
    """A WSGI application in front of another. Several threads of a process share one."""

    def __init__(
        self, app: App, ask: Callable[[Look | None], Look] = look, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app, self.ask, self.clock = app, ask, clock
        self.kept: dict[Key, Answer] = {}
        self._ages: defaultdict[int, int] = defaultdict(int)
        self._seen: Look | None = None
        self._looked = -LOST
        self._looking, self._putting = threading.Lock(), threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.app(environ, acted(environ, start))
        shown = of_nobody(environ)
        if shown is None:
            return self.app(environ, start)
        asked = environ.get
        key = (
            asked("HTTP_HOST", ""),
            asked("HTTP_X_FORWARDED_PROTO", ""),
            asked("wsgi.url_scheme", ""),
            environ["PATH_INFO"],
            asked("QUERY_STRING", ""),
            shown,
        )
        answer = self.kept.get(key)
        if answer is None:
            return self._make(key, environ, start, threading.Lock())
        return self._give_or_make(key, answer, environ, start)

    def _give_or_make(self, key: Key, answer: Answer, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """The answer while it is true. One request makes it anew; meanwhile the others have the one that was true a
        moment ago, or wait when that is too long ago."""
        self._watch()
        if self._true(answer):
            return _give(answer, environ, start)
        if not answer.making.acquire(blocking=self.clock() - answer.true_at >= LONGEST):
            return _give(answer, environ, start)
        try:
            made = self.kept.get(key)
            if made is not None and made is not answer and self._true(made):
                return _give(made, environ, start)
            return self._make(key, environ, start, answer.making)
        finally:
            answer.making.release()

    def _true(self, answer: Answer) -> bool:
        if answer.state != self._state(answer.note.town) or self.clock() - answer.made >= OLDEST:
            return False
        answer.true_at = self._looked
        return True

    def _state(self, town: int) -> int:
        """Grows with each change of the town, and with those that concern all towns."""
        return self._ages[EVERYWHERE] + (self._ages[town] if town != EVERYWHERE else 0)

    def _watch(self) -> None:
        """Look what has changed, unless that was just done or is being done."""
        since = self.clock() - self._looked
        if since < EVERY or not self._looking.acquire(blocking=since >= LONGEST):
            return
        try:
            now = self.clock()
            since = now - self._looked
            if since < EVERY:
                return
            try:
                self._seen = self.ask(self._seen if since < LOST else None)
                changed = self._seen.changed
            except Error:
                self._seen = changed = None
            for town in [EVERYWHERE] if changed is None else changed:
                self._ages[town] += 1
            self._looked = now
        finally:
            self._looking.release()

    def _make(self, key: Key, environ: dict[str, Any], start: Start, making: threading.Lock) -> Iterable[bytes]:
        """Let Django answer, and keep the answer if its view said so."""
        states, began = dict(self._ages), self.clock()
        begun = _Begun()
        parts = self.app(environ, begun)
        note = environ.get(_NOTE)
        if note is None or begun.status != "200 OK" or environ["REQUEST_METHOD"] != "GET":
            self.kept.pop(key, None)
            start(begun.status, begun.headers)
            return parts
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        state = states.get(EVERYWHERE, 0) + (states.get(note.town, 0) if note.town != EVERYWHERE else 0)
        answer = Answer(note, body, *_headed(begun.headers, body), state, began, self._looked, making)
        if _personal(begun.headers, body, note):
            self.kept.pop(key, None)
            start(begun.status, begun.headers)
            return [body]
        self._put(key, answer)
        return _give(answer, environ, start)

    def _put(self, key: Key, answer: Answer) -> None:
        with self._putting:
            self.kept[key] = answer
            total = sum(one.size for one in self.kept.values())
            for old in sorted(self.kept, key=lambda one: self.kept[one].true_at) if total > ROOM else ():
                if total <= ROOM:
                    break
                total -= self.kept.pop(old).size


def _headed(headers: Headers, body: bytes) -> tuple[str, Headers]:
    """The answer's tag, and its headers for everybody: no cookie; kept by browsers, but asked about each time."""
    tag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    ours = {"set-cookie", "content-length", "etag", "vary", "cache-control"}
    named = [pair for pair in headers if pair[0].lower() not in ours]
    named += [
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
        ("ETag", tag),
        ("Content-Length", str(len(body))),
    ]
    return tag, named


def _personal(headers: Headers, body: bytes, note: Note) -> bool:
    """Whether something in the answer is somebody's after all: a view was wrong to say it is everybody's."""
    own = note.cookie.partition("=")[0]
    cookies = [value.strip() for name, value in headers if name.lower() == "set-cookie"]
    return any(value.partition("=")[0] != own for value in cookies) or b"csrfmiddlewaretoken" in body


def _give(answer: Answer, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    asked = environ.get
    cookie = answer.note.cookie
    extra = []
    if cookie and cookie.partition(";")[0] + ";" not in asked("HTTP_COOKIE", "") + ";":
        extra.append(("Set-Cookie", cookie))
    known = asked("HTTP_IF_NONE_MATCH", "")
    if known and answer.tag in known:
        unchanged = [pair for pair in answer.headers if pair[0] not in ("Content-Length", "Content-Type")]
        start("304 Not Modified", unchanged + extra)
        return []
    encodings = asked("HTTP_ACCEPT_ENCODING", "")
    packed = "gzip" in encodings and "gzip;q=0" not in encodings.replace(" ", "")
    body, headers = answer.pack() if packed else (answer.body, answer.headers)
    start("200 OK", headers + extra if extra else headers)
    return [body] if environ["REQUEST_METHOD"] == "GET" else []
