"""Acts on the cast's town, on a fixed Wednesday morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lianxin.kernel.acts import filing
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.filing import Filed, Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.reads import versions
from lianxin.kernel.who import NOBODY, Who
from tests.cast import NOW, Cast, xiqiao


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    versions.forget()
    yield xiqiao()
    versions.forget()


@pytest.fixture
def tell(cast: Cast) -> Callable[..., Filed]:
    """File a request: `tell("…", place="jiangpu", phone=…, name=…, by=who, at=moment, …)`."""

    def file(text: str, place: str | None = "jiangpu", by: Who = NOBODY, at: Any = NOW, **more: Any) -> Filed:
        contact = Contact(more.pop("name", ""), more.pop("phone", ""))
        place_id = cast.unit(place).pk if place else None
        more.setdefault("kind", "request")
        return filing.file(by, Telling(text, cast.town.pk, place_id=place_id, contact=contact, **more), at)

    return file


@pytest.fixture
def dark(tell: Callable[..., Filed], cast: Cast) -> list[Filed]:
    """Three tellings of one dark street, all at the works office; one has a second reporter."""
    filed = [
        tell(f"江浦路{text}", topic="light", phone=f"1380013800{n}", name="黎婆婆")
        for n, text in enumerate(("路灯都不亮", "晚上一片漆黑，灯坏了好几天", "走路看不清，老人摔了"))
    ]
    works = cast.unit("office_works").pk
    for one in filed:
        acts.take(cast.who("clerk"), one.matter.pk, "transfer", {"unit": works, "reason": "路灯归口"}, NOW)
    return filed
