"""`lianxin prepare`: bring database, packs and static files to this version. Quick when nothing changed."""

import hashlib
import json
import os
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from lianxin.adapters import configuration
from lianxin.cli import django


def prepare(demo: Annotated[bool, typer.Option(help="Fill an empty database with the invented demo.")] = False) -> None:
    """准备 / migrate the database, load the packs, collect static files and, if asked, build the demo."""
    with django.prepared():
        from django.utils import timezone

        _migrate()
        _collect_static()
        now = timezone.localtime()
        _load_packs(now)
        if demo:
            _build_demo(now)
        _note_logins(demo)


def _step(text: str) -> None:
    typer.echo(f"  · {text}")


def _migrate() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        _step(f"更新数据表 / migrating the database ({len(plan)})")
        call_command("migrate", verbosity=0, interactive=False)
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)


def _collect_static() -> None:
    """Copy and hash the static files when one of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    note = Path(settings.STATIC_ROOT) / ".fingerprint"
    if not note.exists() or note.read_text() != seen.hexdigest():
        _step("整理页面资源 / collecting static files")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        note.write_text(seen.hexdigest())


def _load_packs(now: datetime) -> None:
    if find_spec("lianxin.kernel.acts.pack") is None:
        return
    import_module("lianxin.kernel.acts.pack").load_all(now)


def _build_demo(now: datetime) -> None:
    from django.contrib.auth import get_user_model

    if find_spec("lianxin.demo") is None or get_user_model().objects.exists():
        return
    _step("建立演示数据:两个镇街、四十天 / building the demo: two towns, forty days")
    import_module("lianxin.demo").build(now, _step)


def _note_logins(demo_wanted: bool) -> None:
    """Leave the demo's log-ins where `lianxin up` prints them from; public by design, and in the demo only."""
    note = configuration.var_folder() / "demo-logins.json"
    if demo_wanted and find_spec("lianxin.demo"):
        rows = [list(row) for row in import_module("lianxin.demo").logins()]
        note.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    else:
        note.unlink(missing_ok=True)
