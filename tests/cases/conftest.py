"""A town with a file of cases of its own, played as `lianxin pack check` plays them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lianxin import cases
from lianxin.cases import Outcome

ROOT = Path(__file__).resolve().parents[2] / "packs"
ON = date(2026, 11, 21)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """石围塘 and what it extends, without its cases."""
    for name in ("base", "guangdong", "liwan", "shiweitang"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for path in (tmp_path / "shiweitang" / "cases").glob("*.yaml"):
        path.unlink()
    return tmp_path / "shiweitang"


@pytest.fixture
def run(town: Path) -> Callable[[str], list[Outcome]]:
    """Plays the town with these cases."""

    def play(text: str) -> list[Outcome]:
        (town / "cases" / "one.yaml").write_text(text, encoding="utf-8")
        return cases.run(town, ON)

    return play
