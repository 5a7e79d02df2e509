"""`lianxin prepare`: bring database, packs and static files to this version. Quick when nothing changed."""

import hashlib
import json
from collections.abc import Iterable
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

        from lianxin.kernel.acts import seal

        migrate()
        seal.continue_after_restore()
        _collect_static()
        now = timezone.localtime()
        if demo:
            clear_half_a_demo()
        load_packs(now)
        if demo:
            _build_demo(now)
        _note_logins(demo)


def _step(text: str) -> None:
    typer.echo(f"  · {text}")


def _fingerprint(files: Iterable[tuple[str, Path]]) -> str:
    """Changes when a file does: by name, size and time."""
    seen = hashlib.sha256()
    for name, path in files:
        stat = path.stat()
        seen.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def migrate() -> None:
    """Bring the tables to this version; quick when they are."""
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection

    from lianxin.adapters.postgresql.migrating import Executor

    executor = Executor(connection)
    executor.loader.check_consistent_history(connection)
    newest = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(newest)
    if plan:
        _step(f"更新数据表 / migrating the database ({len(plan)})")
        executor.migrate(newest, plan)
        emit_post_migrate_signal(0, False, connection.alias)
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        # Counters need not survive a crash, and no filing waits for them to reach the disk.
        cursor.execute("SELECT 1 FROM pg_class WHERE oid = 'lianxin_cache'::regclass AND relpersistence <> 'u'")
        if cursor.fetchone():
            cursor.execute("ALTER TABLE lianxin_cache SET UNLOGGED")


def _collect_static() -> None:
    """Copy and hash the static files when one of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = ((name, Path(storage.path(name))) for finder in get_finders() for name, storage in finder.list([]))
    seen, note = _fingerprint(files), Path(settings.STATIC_ROOT) / ".fingerprint"
    if not note.exists() or note.read_text() != seen:
        _step("整理页面资源 / collecting static files")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        note.write_text(seen)


def load_packs(now: datetime) -> None:
    """Publish what changed in the packs. A wrong pack stops here with file and line, and nothing is published."""
    from lianxin.kernel.acts import pack
    from lianxin.kernel.models import PackVersion
    from lianxin.language.source import BadPack

    folder, note = configuration.packs_folder(), configuration.var_folder() / "packs.seen"
    seen = _fingerprint((str(path), path) for path in sorted(folder.rglob("*.yaml")))
    seen = f"{now:%Y-%m-%d} {seen}"  # values are dated: each day is asked anew
    if note.exists() and note.read_text() == seen and PackVersion.objects.exists():
        return
    try:
        pack.load_all(folder, now)
    except BadPack as bad:
        for fault in bad.faults:
            typer.echo(f"{fault.say('zh')}\n    {fault.say('en')}", err=True)
        raise typer.Exit(1) from None
    note.write_text(seen)


def clear_half_a_demo() -> None:
    """A demo that was cut off while it was built is begun anew."""
    if find_spec("lianxin.demo") and import_module("lianxin.demo").cut_off():
        _step("演示数据上次没有建完，重新建立 / the demo was cut off while it was built: begun anew")
        import_module("lianxin.demo").clear_all()


def _build_demo(now: datetime) -> None:
    from django.contrib.auth import get_user_model

    if find_spec("lianxin.demo") is None or get_user_model().objects.exists():
        return
    _step("建立演示数据：五个镇街、四十天 / building the demo: five towns, forty days")
    import_module("lianxin.demo").build(now, _step)


def _note_logins(demo_wanted: bool) -> None:
    """Leave the demo's log-ins where `lianxin up` prints them from; public by design, and in the demo only."""
    note = configuration.var_folder() / "demo-logins.json"
    if demo_wanted and find_spec("lianxin.demo"):
        rows = [list(row) for row in import_module("lianxin.demo").logins()]
        note.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    else:
        note.unlink(missing_ok=True)
