"""`lianxin intake` with a folder of its own, and a file of invented answered texts."""

import pytest
from typer.testing import CliRunner

from lianxin.cli.root import app
from tests.cli.answered import HEAD
from tests.intake.test_learned import examples


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("LIANXIN_VAR", str(tmp_path / "var"))
    return lambda *arguments: CliRunner().invoke(app, ["intake", *map(str, arguments)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "settled.csv"
    lines = [f"{one.views[0]},{one.label},{one.group}\n" for one in examples()]
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path
