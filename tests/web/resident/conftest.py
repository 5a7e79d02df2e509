"""The residents' pages on a small invented town, on a fixed Wednesday morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
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
    """File as a resident: `tell("…", phone=…, place="qiaoyuan", kind=…)`."""

    def file(text: str, place: str = "qiaoyuan", phone: str = "", mail: str = "", **more: Any) -> Filed:
        contact = Contact(name="关大叔" if phone else "", phone=phone, mail=mail)
        more.setdefault("kind", "request")
        place_id = cast.unit(place).pk if place else None
        return filing.file(NOBODY, Telling(text, cast.town.pk, place_id=place_id, contact=contact, **more), NOW)

    return file


@pytest.fixture
def show(cast: Cast) -> Callable[[Matter], Matter]:
    """Let the public see a matter, as the clerk does after reading it."""
    return lambda matter: acts.take(cast.who("clerk"), matter.pk, "open_up", {}, NOW)


@pytest.fixture
def hang(cast: Cast, tell: Callable[..., Filed]) -> Callable[..., Matter]:
    """A wish on the tree."""

    def put(text: str = "想要一副老花镜，看报纸用", place: str = "qiaoyuan", kind: str = "wish", **more: Any) -> Matter:
        filed = tell(text, place, kind=kind, **more)
        return acts.take(cast.who("clerk"), filed.matter.pk, "approve", {}, NOW)

    return put


@pytest.fixture
def done(cast: Cast) -> Callable[[Matter], Matter]:
    """A request accepted and finished, waiting for its reporter."""

    def finish(matter: Matter) -> Matter:
        acts.take(cast.who("clerk"), matter.pk, "accept", {}, NOW)
        return acts.take(cast.who("clerk"), matter.pk, "finish", {"result": "路灯换了新的"}, NOW)

    return finish
