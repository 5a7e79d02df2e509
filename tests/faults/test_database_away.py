"""The database restarts under the real web server and the real worker: pages say so, and everything recovers."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psycopg
import pytest

from lianxin.adapters import database
from lianxin.adapters.processes import die_with_parent
from lianxin.kernel.reads import audit_view
from tests.patience import PATIENCE, until


class Away:
    """An installation whose database can be taken away and brought back."""

    def __init__(self, var):
        self.var = var
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANXIN_")}
        self.environment |= {
            "LIANXIN_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "lianxin.settings",
            "DATABASE_URL": database.conninfo(var),
        }
        self.children = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = database.start(var, durable=False)

    def lianxin(self, *arguments):
        with (self.var / f"{arguments[0]}.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "lianxin", *arguments],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self.children.append(child)
        return child

    def log(self, name):
        return (self.var / f"{name}.log").read_text(encoding="utf-8")

    def get(self, path="/"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Accept-Language": "zh"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers
        except OSError:
            return 0, "", {}

    def seen(self):
        """When the worker last gave a sign of life (seconds since 1970), 0 when never."""
        with psycopg.connect(database.conninfo(self.var)) as connection:
            row = connection.execute("SELECT tx FROM kernel_cursor WHERE name = %s", [audit_view.WORKER]).fetchone()
        return row[0] if row else 0

    def query(self, statement):
        with psycopg.connect(database.conninfo(self.var)) as connection:
            return connection.execute(statement).fetchall()

    def end(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.wait(PATIENCE)
        database.stop(self.server)


@pytest.fixture(scope="module")
def away(tmp_path_factory):
    running = Away(tmp_path_factory.mktemp("away") / "var")
    assert running.lianxin("prepare", "--no-demo").wait(PATIENCE) == 0, running.log("prepare")
    yield running
    running.end()


def test_pages_say_so_and_recover(away):
    web = away.lianxin("web", f"--port={away.port}", "--workers=1")
    until(lambda: away.get()[0] == 200, "the first page")
    assert away.get("/healthz")[0] == 200
    database.stop(away.server)
    status, page, headers = until(lambda: (got := away.get())[0] == 503 and got, "the page that says so")
    assert "数据库正在重新启动" in page and "没有保存" in page and headers["Retry-After"]
    assert away.get("/healthz")[0] == 503
    away.server = database.start(away.var, durable=False)
    until(lambda: away.get()[0] == 200, "the pages to recover")
    assert web.poll() is None, "the web server itself never ended"
    assert "Traceback" not in away.log("web")


def test_the_worker_recovers_and_a_killed_one_leaves_no_trace(away):
    worker = away.lianxin("worker")
    until(away.seen, "the worker's first sign of life")
    # Killed outright, in the middle of whatever it does; the next one goes on.
    worker.kill()
    worker.wait(PATIENCE)
    died = int(time.time())
    worker = away.lianxin("worker")
    until(lambda: away.seen() > died, "the next worker's sign of life")
    # The database goes and comes back. The worker may wait or end (then systemd or `lianxin up` starts it again).
    database.stop(away.server)
    away.server = database.start(away.var, durable=False)
    back = int(time.time())

    def alive():
        nonlocal worker
        if worker.poll() is not None:
            worker = away.lianxin("worker")
        return away.seen() > back

    until(alive, "a sign of life after the restart")
    # Nothing piles up in the queue: good rounds go at once, one of a kind waits at most.
    waiting = away.query("SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'todo' GROUP BY 1")
    assert all(count == 1 for _, count in waiting), waiting
    assert not away.query("SELECT 1 FROM procrastinate_jobs WHERE status = 'succeeded'")
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    said = away.log("worker")
    assert "AlreadyEnqueued" not in said and "UniqueViolation" not in said
