"""A small model of the nature, learned from invented sentences and put on the shelf of the tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

from django.conf import settings

from lianxin.intake.model import Manifest
from lianxin.intake.training import Example, Learned, learn
from lianxin.kernel.reads.understanding import shelf

PLACES = tuple(
    f"{side}{place}"
    for side in ("", "大", "旧", "后")
    for place in ("东门", "西桥", "南塘", "北园", "河边", "学校旁", "市场口", "老厂", "新村", "码头")
)
SAID = {
    "投诉": ("{}的路灯坏了没人修", "{}太吵，睡不着", "{}垃圾没人收，很臭"),
    "咨询": ("请问{}几点开门", "想问{}怎么办证", "{}办证要什么材料"),
}


@cache
def _learned() -> Learned:
    """Learned once a run."""
    told = [
        Example((text.format(place),), label, f"{label}{number}{place}")
        for label, texts in SAID.items()
        for number, text in enumerate(texts)
        for place in PLACES
    ]
    return learn(told, "nature", datetime(2026, 3, 1, tzinfo=UTC), source={"from": "test"})


@contextmanager
def taught() -> Iterator[Manifest]:
    """The shared model stands for as long as this lasts."""
    done = _learned()
    shelf().put("shared", "nature", done.manifest.version, done.write)
    try:
        yield done.manifest
    finally:
        shutil.rmtree(settings.VAR / "models")
