"""`lianxin up`, really started: it serves, survives what dies, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from tests.patience import PATIENCE, until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """A `lianxin up` on its own folder and port."""

    def __init__(self, var: Path, *program: str) -> None:
        self.var, self.port = var, free_port()
        self.program = program or ("-m", "lianxin")
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment["LIANXIN_VAR"] = str(var)
        self.environment["DJANGO_SETTINGS_MODULE"] = "lianxin.settings"
        self.output = var.parent / "output.txt"
        self.process = self.start()

    def command(self) -> list[str]:
        return [sys.executable, *self.program, "up", "--no-demo", "--workers=1", f"--port={self.port}"]

    def start(self) -> "subprocess.Popen[bytes]":
        with self.output.open("wb") as output:
            return subprocess.Popen(self.command(), env=self.environment, stdout=output, stderr=output)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "ready:" in self.said()

    def get(self, path: str = "/healthz") -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def owns(self, process: psutil.Process) -> bool:
        """Whether a process of this machine works on this folder."""
        try:
            told = [*process.cmdline(), process.environ().get("LIANXIN_VAR", "")]
        except psutil.Error:
            return False
        return any(str(self.var) in word for word in told)

    def find(self, *words: str) -> psutil.Process:
        return next(child for child in self.family() if all(word in " ".join(child.cmdline()) for word in words))


@pytest.fixture
def install(tmp_path):
    """Starts one with the given program, and ends it whatever became of the test."""
    installed = []
    yield lambda *program: installed.append(Installation(tmp_path / "var", *program)) or installed[-1]
    for running in installed:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def installation(install):
    return install()


def assert_all_gone(children: list[psutil.Process]) -> None:
    gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert not alive, f"left behind: {[child.cmdline() for child in alive]}"


def test_it_starts_recovers_and_stops_cleanly(installation):
    until(installation.ready, "the first start")
    assert installation.get() == (200, "ok\n")
    status, page = installation.get("/static/trouble.css")
    assert status == 200
    assert "#faf7f2" in page

    second = subprocess.run(installation.command(), env=installation.environment, capture_output=True, text=True)
    assert second.returncode == 2
    assert "已经在运行" in second.stderr

    # The database dies: pages say so, and it comes back by itself.
    postgres = installation.find("bin/postgres")
    postgres.send_signal(signal.SIGQUIT)
    until(lambda: "数据库已恢复" in installation.said(), "the database to be started again")
    until(lambda: installation.get() == (200, "ok\n"), "the pages to recover")

    # The web server dies, and its processes with it: it is started again.
    web = installation.find("lianxin.serving")
    forks = web.children()
    assert forks
    web.kill()
    assert_all_gone(forks)
    until(lambda: "网页 web 停了" in installation.said(), "the message that the web server ended")
    until(lambda: installation.get() == (200, "ok\n"), "the web server to answer again")

    children = installation.family()
    assert len(children) >= 4
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(PATIENCE) == 0
    assert "已全部停止" in installation.said()
    assert_all_gone(children)
    assert "database system is shut down" in (installation.var / "log" / "postgres.log").read_text()
    assert (installation.var / "keys").stat().st_mode & 0o777 == 0o700


def test_killing_it_outright_leaves_no_orphans(installation):
    until(installation.ready, "the start")
    children = installation.family()
    installation.process.kill()
    installation.process.wait()
    assert_all_gone(children)


def test_stopping_it_while_it_starts_is_clean_too(installation):
    until(lambda: "准备" in installation.said(), "the preparation to begin")
    children = installation.family()
    installation.process.terminate()
    assert installation.process.wait(PATIENCE) == 0
    assert_all_gone(children)


TOLD_AT_A_FORK = """
import itertools, os, signal, sys
at, forks = int(sys.argv.pop(1)), itertools.count(1)
os.register_at_fork(before=lambda: next(forks) == at and os.kill(os.getpid(), signal.SIGTERM))
from lianxin.cli import main
main()
"""


@pytest.mark.parametrize("child", ["initdb", "postgres", "prepare"])
def test_being_told_while_it_starts_a_child_is_not_lost(install, child):
    """What runs around a fork has nobody to raise to: an exception of a signal's handler would end there."""
    fork = ["initdb", "postgres", "prepare"].index(child) + 1
    installation = install("-c", TOLD_AT_A_FORK, str(fork))
    assert installation.process.wait(PATIENCE) == 0, installation.said()
    assert "已全部停止" in installation.said()
    assert ("准备" in installation.said()) == (child == "prepare")
    assert not (installation.var / "pgdata" / "postmaster.pid").exists()
    assert [p.cmdline() for p in psutil.process_iter() if installation.owns(p)] == []


def test_a_port_in_use_is_said_plainly(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "lianxin", "up", f"--port={port}"]
        environment = os.environ | {"LIANXIN_VAR": str(tmp_path / "var")}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode == 2
    assert f"--port {port + 1}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "var" / "pgdata").exists()
