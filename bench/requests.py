"""The requests that are measured, as bytes on the wire, and how often each asks the database."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.load import Next, endless
from bench.town import THINGS, sentence
from lianxin.kernel.models import Account, Matter, Unit

TOKEN = "bench" * 6 + "ok"
CLERK = "clerk"


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

    def __init__(self, town: Unit) -> None:
        self.town, self.dice = town, random.Random(7)
        self.key = town.pack_key
        self.places = list(Unit.objects.filter(town=town, kind="community").values_list("pk", "name"))
        self.account = Account.objects.get(username=CLERK)
        self.session = self._session()
        open_ = Matter.objects.filter(town=town, kind="request", is_open=True)
        self.open = list(open_.order_by("?").values_list("pk", flat=True)[:2000])
        self.filed = list(open_.filter(step="filed").order_by("pk").values_list("pk", flat=True)[:20_000])
        self.taking = iter(self.filed)

    def _session(self) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(self.account.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = self.account.get_session_auth_hash()
        store.save()
        return str(store.session_key)

    def all(self) -> list[Ask]:
        """In the order in which they are measured: reading before writing."""
        detail = f"/matter/{self.open[0]}"
        town, word = f"/t/{self.key}", urlencode({"q": THINGS[3]})
        return [
            self._page("desk list, 50 rows", "/desk/?scope=all", True),
            self._page("desk, my turn", "/desk/", True),
            Ask("matter, detail", lambda: endless(self._details()), path=detail, logged_in=True),
            self._page("text search", f"/search?{word}", True),
            self._page("search by phone", "/search?q=13812345678", True),
            self._page("street board", "/board/", True),
            self._page("public board", f"{town}/progress"),
            self._page("wish tree", f"{town}/tree"),
            self._page("town's home", f"{town}/"),
            Ask("filing, Open311", lambda: endless(self._open311()), frozenset({200, 201}), writes=True),
            Ask("filing, resident's form", lambda: endless(self._forms()), frozenset({302}), writes=True),
            Ask("status change", lambda: endless(self._accepts()), frozenset({302}), writes=True),
        ]

    def _page(self, name: str, path: str, logged_in: bool = False) -> Ask:
        request = self._request("GET", path, logged_in=logged_in)
        return Ask(name, lambda: lambda: request, path=path, logged_in=logged_in)

    def _request(self, method: str, path: str, body: str = "", *, logged_in: bool = False, origin: str = "") -> bytes:
        cookies = f"csrftoken={TOKEN}" + (f"; {settings.SESSION_COOKIE_NAME}={self.session}" if logged_in else "")
        lines = [
            f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html", "Accept-Language: zh-CN",
            f"Cookie: {cookies}",
        ]  # fmt: skip
        if origin:
            lines.append(f"X-Forwarded-For: {origin}")
        if method == "POST":
            lines += [
                f"X-CSRFToken: {TOKEN}", "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body.encode())}",
            ]  # fmt: skip
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def _details(self) -> Iterator[bytes]:
        while True:
            yield self._request("GET", f"/matter/{self.dice.choice(self.open)}", logged_in=True)

    def _told(self) -> tuple[int, str]:
        place_id, place = self.dice.choice(self.places)
        return place_id, f"{sentence(self.dice, place)}（{uuid.uuid4().hex[:6]}）"

    def _open311(self) -> Iterator[bytes]:
        while True:
            _, text = self._told()
            phone = f"138{self.dice.randrange(10**8):08d}"
            body = {"api_key": "demo", "service_code": "request", "description": text, "first_name": "小满",
                    "phone": phone}  # fmt: skip
            yield self._request("POST", "/open311/v2/requests.json", urlencode(body))

    def _forms(self) -> Iterator[bytes]:
        while True:
            place, text = self._told()
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
            yield self._request("POST", f"/t/{self.key}/say", urlencode(body), origin=origin)

    def _accepts(self) -> Iterator[bytes]:
        for pk in self.taking:
            yield self._request("POST", f"/matter/{pk}/do/accept", "", logged_in=True)

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
