"""A backup brings everything back, and nothing is ever overwritten."""

import os
import subprocess
import sys

import psycopg

from lianxin.adapters import database, keys


def lianxin(var, *arguments):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"LIANXIN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "lianxin.settings"}
    command = [sys.executable, "-m", "lianxin", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_a_backup_comes_back_whole(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    first, second, saved = tmp_path / "first", tmp_path / "second", tmp_path / "saved"
    secret = keys.secret("field", 32, first)
    (first / "photos").mkdir()
    (first / "photos" / "a1").write_bytes(b"picture")
    with database.running(first), psycopg.connect(database.target(first)) as connection:
        connection.execute("CREATE TABLE wishes AS SELECT '一盏路灯' AS text")
    assert lianxin(first, "backup", "create", saved).returncode == 0
    assert saved.stat().st_mode & 0o777 == 0o700

    restored = lianxin(second, "backup", "restore", saved)
    assert restored.returncode == 0, restored.stderr
    assert keys.secret("field", 32, second) == secret
    assert (second / "photos" / "a1").read_bytes() == b"picture"
    with database.running(second), psycopg.connect(database.target(second)) as connection:
        assert connection.execute("SELECT text FROM wishes").fetchone() == ("一盏路灯",)

    again = lianxin(second, "backup", "restore", saved)
    assert again.returncode == 2
    assert "holds keys or photos" in again.stderr
    assert lianxin(first, "backup", "create", saved).returncode == 2


def test_a_command_explains_a_problem_without_a_traceback(tmp_path):
    (tmp_path / "lianxin.toml").write_text("colour = 'red'")
    ended = lianxin(tmp_path, "check")
    assert ended.returncode == 2
    assert "colour" in ended.stderr
    assert "Traceback" not in ended.stderr
