"""Every pack of the project, loaded once, with its handbook."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from lianxin import handbook
from lianxin.language.load import load
from lianxin.language.pack import Pack

ON = date(2026, 11, 21)
ROOT = Path(__file__).parents[2] / "packs"
PACKS = sorted(path.parent.name for path in ROOT.glob("*/pack.yaml"))


@dataclass(frozen=True)
class Drawn:
    """A pack and the pages drawn from it."""

    pack: Pack
    pages: dict[str, str]


@lru_cache
def drawn(name: str) -> Drawn:
    pack = load(ROOT / name, ON)
    return Drawn(pack, handbook.pages(pack, ON, handbook.read_cases(ROOT / name)))


@pytest.fixture(params=PACKS)
def town(request: pytest.FixtureRequest) -> Drawn:
    return drawn(request.param)
