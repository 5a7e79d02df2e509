"""The requests that are measured, as bytes on the wire, and how often each asks the database."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import sayings, stage
from bench.lives import FIRST
from bench.load import Next, endless
from lianxin.kernel.models import Account, Matter, Unit

TOKEN = "bench" * 6 + "ok"
CLERK, KEY = "clerk", "demo"
COMMON = ("路灯", "垃圾", "停车", "电梯", "希望尽快", "老人")
RARE = ("仁和码头", "葵蓬牌坊", "增滘大院", "马蜂窝", "助听器", "水上巴士")
SEVERAL = ("路灯 桥头", "电梯 又停了", "垃圾 北门 苍蝇", "松塘路 停车", "井盖 小学旁边", "高龄津贴 材料")
FILTERS = ("kind=request&step=filed", "kind=request&step=doing", "kind=request&step=filed&topic=rubbish")
READY = 6000
"""Writing requests made before the clock starts, at most a second of measuring."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of request: `make` gives its source; `good` the statuses that count; `path` is asked for its queries."""

    name: str
    make: Callable[[], Next]
    good: frozenset[int] = frozenset({200})
    path: str = ""
    logged_in: bool = False
    writes: bool = False


class Asks:
    """All requests against one town."""

    def __init__(self, town: Unit, seconds: float = 4.0) -> None:
        self.town, self.dice, self.seconds = town, random.Random(uuid.uuid4().int), seconds
        self.key = town.pack_key
        self.places = list(Unit.objects.filter(town=town, kind="community").values_list("pk", "name"))
        self.session = stage.session(Account.objects.get(username=CLERK))
        made = Matter.objects.filter(town=town, kind="request", pk__gte=FIRST)
        ends = made.aggregate(first=Min("pk"), last=Max("pk"))
        self.first, self.last = int(ends["first"]), int(ends["last"])
        self.open = list(made.filter(is_open=True).order_by("pk").values_list("pk", flat=True)[:2000])

    def all(self) -> list[Ask]:
        """In the order in which they are measured: reading before writing."""
        town = f"/t/{self.key}"
        return [
            self._page("desk list, 50 rows", ["/desk/?scope=all"], True),
            self._page("desk list, by step and kind", [f"/desk/?scope=all&{one}" for one in FILTERS], True),
            self._page("desk, my turn", ["/desk/"], True),
            Ask(
                "matter, detail", lambda: endless(cycle(self.details())), path=f"/matter/{self.open[0]}", logged_in=True
            ),
            self._searches("text search", (*COMMON, *RARE, *SEVERAL)),
            self._searches("text search, common words", COMMON),
            self._searches("text search, rare words", RARE),
            self._searches("text search, several words", SEVERAL),
            self._page("search by phone", ["/search?q=13812345678"], True),
            self._page("street board", ["/board/"], True),
            self._page("public board", [f"{town}/progress"]),
            self._page("wish wall", [f"{town}/tree"]),
            self._page("town's home", [f"{town}/"]),
            Ask("filing, Open311", lambda: self._ready(self.open311()), frozenset({200, 201}), writes=True),
            Ask("filing, resident's form", lambda: self._ready(self.forms()), frozenset({302}), writes=True),
            Ask("status change", lambda: self._ready(self.accepts()), frozenset({302}), writes=True),
        ]

    def some(self, requests: Iterator[bytes], count: int) -> Iterator[bytes]:
        """So many of them, made now."""
        return iter(list(islice(requests, count)))

    def _ready(self, requests: Iterator[bytes]) -> Next:
        return endless(self.some(requests, max(int(READY * min(self.seconds, 4.0) / 4), 200)))

    def _page(self, name: str, paths: list[str], logged_in: bool = False) -> Ask:
        session = self.session if logged_in else ""
        requests = [self.request("GET", path, session=session) for path in paths]
        return Ask(name, lambda: endless(cycle(requests)), path=paths[0], logged_in=logged_in)

    def _searches(self, name: str, words: tuple[str, ...]) -> Ask:
        return self._page(name, [f"/search?{urlencode({'q': word})}" for word in words], True)

    def request(
        self, method: str, path: str, body: str = "", *, session: str = "", origin: str = "", cookies: bool = True
    ) -> bytes:
        """One request on the wire."""
        carried = f"csrftoken={TOKEN}" + (f"; {settings.SESSION_COOKIE_NAME}={session}" if session else "")
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html", "Accept-Language: zh-CN"]
        lines += [f"Cookie: {carried}"] if cookies else ["Accept-Encoding: gzip"]
        lines += [f"X-Forwarded-For: {origin}"] if origin else []
        if method == "POST":
            lines += [
                f"X-CSRFToken: {TOKEN}", "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body.encode())}",
            ]  # fmt: skip
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def details(self, count: int = 4000) -> list[bytes]:
        """Matters of the whole history at random, one in ten of those that are open."""
        ids = [self.dice.randint(self.first, self.last) for _ in range(count * 2)]
        there = set(Matter.objects.filter(pk__in=ids, town=self.town).values_list("pk", flat=True))
        chosen = [pk for pk in ids if pk in there][:count]
        chosen[::10] = [self.dice.choice(self.open) for _ in chosen[::10]]
        return [self.request("GET", f"/matter/{pk}", session=self.session) for pk in chosen]

    def told(self) -> tuple[int, str]:
        """A place and what somebody says of it."""
        place_id, place = self.dice.choice(self.places)
        return place_id, sayings.sentence(self.dice, place)

    def open311(self) -> Iterator[bytes]:
        """Filings by another system."""
        while True:
            phone = f"138{self.dice.randrange(10**8):08d}"
            body = {"api_key": KEY, "service_code": "request", "description": self.told()[1], "first_name": "小满",
                    "phone": phone}  # fmt: skip
            yield self.request("POST", "/open311/v2/requests.json", urlencode(body))

    def forms(self) -> Iterator[bytes]:
        """Filings by residents: the form's last step, each from an address of its own."""
        while True:
            place, text = self.told()
            phone = f"138{self.dice.randrange(10**8):08d}"
            body = {
                "go": "file",
                "ref": uuid.uuid4().hex,
                "text": text,
                "place": place,
                "name": "黎小满",
                "phone": phone,
            }
            origin = ".".join(["10", *(str(self.dice.randrange(256)) for _ in range(3))])
            yield self.request("POST", f"/t/{self.key}/say", urlencode(body), origin=origin)

    def accepts(self) -> Iterator[bytes]:
        """The first step of matters that have just come in, each once."""
        waiting = Matter.objects.filter(town=self.town, kind="request", is_open=True, step="filed")
        for pk in waiting.order_by("pk").values_list("pk", flat=True)[:READY]:
            yield self.request("POST", f"/matter/{pk}/do/accept", session=self.session)

    def queries(self, ask: Ask) -> int | None:
        """Statements one reading of the page takes, log-in and session included, once the memories are warm."""
        if not ask.path:
            return None
        client = Client()
        if ask.logged_in:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(ask.path, HTTP_HOST="127.0.0.1")
        if answer.status_code != 200:
            raise RuntimeError(f"{ask.path}: {answer.status_code}")
        return len(seen)
