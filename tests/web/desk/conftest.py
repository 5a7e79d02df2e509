"""The desk on the cast's town, on a fixed Wednesday morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone
from tests.cast import NOW, Cast, xiqiao

from lianxin.kernel.acts import filing
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.filing import Filed, Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import versions
from lianxin.kernel.who import NOBODY


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Pages think it is NOW, and versions stay believed, so that query counts do not depend on the second."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(versions, "FRESH", 1e9)
    return NOW


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    versions.forget()
    yield xiqiao()
    versions.forget()


@pytest.fixture
def tell(cast: Cast) -> Callable[..., Filed]:
    """File a request as a resident."""

    def file(text: str, place: str | None = "jiangpu", **more: Any) -> Filed:
        contact = Contact(more.pop("name", ""), more.pop("phone", ""))
        place_id = cast.unit(place).pk if place else None
        more.setdefault("kind", "request")
        return filing.file(NOBODY, Telling(text, cast.town.pk, place_id=place_id, contact=contact, **more), NOW)

    return file


@pytest.fixture
def lamp(cast: Cast, tell: Callable[..., Filed]) -> Matter:
    """A request that waits for the works office."""
    filed = tell("江浦路路灯不亮，晚上看不清路", nature="complaint", topic="light", phone="13800138031", name="黎婆婆")
    works = cast.unit("office_works").pk
    return acts.take(cast.who("clerk"), filed.matter.pk, "transfer", {"unit": works, "reason": "路灯归口"}, NOW)


@pytest.fixture
def at_desk(cast: Cast) -> Callable[[str], Client]:
    """A browser without scripts, logged in as somebody of the cast."""

    def enter(name: str) -> Client:
        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(cast.account(name))
        assert SESSION_KEY in client.session
        return client

    return enter


@pytest.fixture
def enter(cast: Cast, live_server: Any, open_page: Callable[..., Any]) -> Callable[..., Any]:
    """A page of the real browser, logged in as somebody of the cast: `enter("worker", "/desk/", width=390)`."""

    def go(name: str, path: str, width: int = 1440) -> Any:
        client = Client()
        client.force_login(cast.account(name))
        page = open_page(width=width)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return go
