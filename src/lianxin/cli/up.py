"""`lianxin up`: database, web and worker as one program, which starts, watches and ends them together."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO, Annotated

import typer

from lianxin.adapters import configuration, database, keys, processes
from lianxin.cli.django import explained

TICK = 0.25  # seconds between two looks at the children
LOG_LOOK = 60.0  # seconds between two looks at the size of the logs
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, systemd, a terminal that was closed
WEB_PATIENCE = 60.0  # seconds the web server is given to answer for the first time


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C or SIGTERM."""


def up(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Web processes.")] = 2,
    demo: Annotated[bool, typer.Option(help="Fill an empty database with the invented demo.")] = True,
) -> None:
    """启动 / start everything: database, web, worker. Ctrl-C stops all of it."""
    var = configuration.var_folder()
    with explained():
        configuration.read(var)
        with _only_one(var):
            _port_is_free(host, port)
            Platform(var, host, port, workers, demo).run()


def say(text: str) -> None:
    """One line for the person at the terminal."""
    typer.echo(text)
    sys.stdout.flush()


def _only_one(var: Path) -> IO[str]:
    """A lock held while we run. Raises ConfigurationError when another `lianxin up` uses this folder."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "up.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise configuration.ConfigurationError(
            f"连心已经在运行（数据文件夹 {var}）。先在那个窗口按 Ctrl-C / "
            "already running on this folder: press Ctrl-C there first."
        ) from None
    return lock


def _port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise configuration.ConfigurationError(
                f"不能使用 {host}:{port}({error.strerror})。换一个端口 / "
                f"cannot listen there, try another port: --port {port + 1}"
            ) from None


class Platform:
    """The children of `lianxin up`, in the order they start; they stop in the opposite order."""

    def __init__(self, var: Path, host: str, port: int, workers: int, demo: bool) -> None:
        self.var, self.host, self.port, self.demo = var, host, port, demo
        self.embedded = database.url() is None
        self.asked = False
        self.server: subprocess.Popen[bytes] | None = None
        environment = self._environment()
        command = [sys.executable, "-m", "lianxin"]
        self.children = [
            self._child(
                "网页 web",
                [*command, "web", f"--host={host}", f"--port={port}", f"--workers={workers}"],
                environment,
                "web",
            ),
            self._child("后台 worker", [*command, "worker"], environment, "worker", signal.SIGKILL),
        ]

    def run(self) -> None:
        """Start, watch, stop. Returns when asked to stop; raises what kept it from starting."""
        begun = time.monotonic()
        for sign in STOPS:
            signal.signal(sign, self._ask)
        try:
            self._start_database()
            self._prepare()
            for child in self.children:
                child.start()
            self._await_web()
            self._greet(time.monotonic() - begun)
            self._watch()
        except Stopped:
            say("\n正在停止…… / stopping")
        finally:
            for sign in STOPS:
                signal.signal(sign, signal.SIG_IGN)  # once is enough: a second Ctrl-C must not cut the end short
            self._stop_all()
        say("已全部停止 / all stopped")

    def _ask(self, number: int, frame: FrameType | None) -> None:
        """Only note that somebody asked: what a handler raises is lost where Python has nobody to give it to (in what
        runs around a fork, in a destructor), and a child that is just being started would be lost with it."""
        self.asked = True

    def _pause(self, seconds: float) -> None:
        """Wait. Raises Stopped when somebody asked us to stop; nothing else does, so nothing is cut in half."""
        until = time.monotonic() + seconds
        while not self.asked:
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, TICK))
        raise Stopped

    def _environment(self) -> dict[str, str]:
        environment = dict(os.environ) | {"LIANXIN_VAR": str(self.var), "PYTHONUNBUFFERED": "1"}
        if self.embedded:
            environment["DATABASE_URL"] = database.conninfo(self.var)
        if not configuration.read(self.var).url:
            environment["LIANXIN_URL"] = f"http://{self._shown_host()}:{self.port}"
        if self.host not in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "::"):
            known = configuration.read(self.var).hosts
            environment["LIANXIN_HOSTS"] = ",".join([*known, self.host])
        return environment

    def _shown_host(self) -> str:
        """The host as it stands in an address that works on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"[{host}]" if ":" in host else host

    def _child(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        log: str,
        orphaned: signal.Signals = signal.SIGTERM,
    ) -> processes.Child:
        return processes.Child(name, command, environment, self.var / "log" / f"{log}.log", say, orphaned=orphaned)

    def _start_database(self) -> None:
        keys.secret("django", 48, self.var)
        if self.embedded:
            first = not (self.var / "pgdata" / "PG_VERSION").exists()
            say("建立数据库…… / creating the database" if first else "启动数据库…… / starting the database")
            self.server = database.start(self.var, pause=self._pause)
        else:
            major = database.version(os.environ["DATABASE_URL"])
            say(f"使用 PostgreSQL {major}(DATABASE_URL) / using the PostgreSQL named by DATABASE_URL")

    def _prepare(self) -> None:
        """Migrations, packs, demo: in a process of its own, so that we stay small."""
        say("准备…… / preparing")
        command = [sys.executable, "-m", "lianxin", "prepare", "--demo" if self.demo else "--no-demo"]
        preparing = subprocess.Popen(
            command, env=self._environment(), stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=processes.die_with_parent(signal.SIGTERM),
        )  # fmt: skip
        code = processes.ended(preparing, self._pause)
        if code:
            raise configuration.ConfigurationError("准备没有完成，原因见上 / preparing failed, the reason is above.")

    def _await_web(self) -> None:
        say("启动网页和后台…… / starting web and worker")
        until = time.monotonic() + WEB_PATIENCE
        while time.monotonic() < until:
            if self._web_answers():
                return
            for child in self.children:
                child.tend()
            self._pause(0.05)
        raise configuration.ConfigurationError(
            f"网页没有响应，请看 / the web server does not answer, see {self.var}/log/web.log"
        )

    def _web_answers(self) -> bool:
        try:
            # The Host header is one we always accept; what matters is that our own process answers.
            request = urllib.request.Request(
                f"http://{self._shown_host()}:{self.port}/healthz", headers={"Host": "localhost"}
            )
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _greet(self, seconds: float) -> None:
        note = self.var / "demo-logins.json"
        if note.exists():
            rows = [[str(cell) for cell in row] for row in json.loads(note.read_text(encoding="utf-8"))]
            _print_table(["岗位 role", "用户名 username", "密码 password"], rows)
        say(
            f"\n连心已启动（{seconds:.1f} 秒） / ready:  http://{self._shown_host()}:{self.port}/\n"
            "按 Ctrl-C 停止 / press Ctrl-C to stop\n"
        )

    def _watch(self) -> None:
        looked = time.monotonic()
        while True:
            self._tend_database()
            for child in self.children:
                child.tend()
            if time.monotonic() - looked > LOG_LOOK:
                looked = time.monotonic()
                for log in (self.var / "log").glob("*.log"):
                    processes.bounded(log)
            self._pause(TICK)

    def _tend_database(self) -> None:
        if not self.embedded:
            return
        gone = self.server.poll() is not None if self.server else database.postmaster(self.var) is None
        if not gone:
            return
        say(f"数据库停了，正在重新启动 / the database ended, starting it again; see {self.var}/log/postgres.log")
        try:
            self.server = database.start(self.var, pause=self._pause)
            say("数据库已恢复 / the database is back")
        except database.DatabaseProblem as problem:
            say(str(problem))
            self._pause(5)

    def _stop_all(self) -> None:
        for child in self.children:
            child.ask()
        for child in self.children:
            child.end()
        if self.server is not None:
            database.stop(self.server)


def _print_table(head: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*head, title="演示登录 / demo log-ins", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*row)
    Console().print(table)
