"""Forty days, lived through in order: people file, act, forget, confirm and dispute, all through the kernel's acts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection, transaction

from lianxin.adapters import seal as crypto
from lianxin.demo import (
    accounts,
    activities,
    alliances,
    campaigns,
    days,
    medals,
    merits,
    moments,
    papers,
    paths,
    reports,
    teams,
    ties,
    town,
)
from lianxin.demo.people import LOGINS, PASSWORD, PROVINCE, Names, logins, settle
from lianxin.kernel.acts import birthday, lacking, notice, path, person, retention, seal, unit
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Account, ApiKey, Cursor, Unit
from lianxin.kernel.reads import packs, versions
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import SHANGHAI

DAYS = 40
KEY = "demo"
"""The Open311 key of the demo; it exists nowhere else."""
BUILDING = "demo.building"
"""The name of a cursor that stands while the demo is built: one that was left says that building was cut off."""
Progress = Callable[[str], None]


def build(now: datetime, progress: Progress = print) -> None:
    """Fill an empty database with the demo's towns. The same day gives the same demo. Errors: what the acts raise."""
    dice = random.Random(20260211)
    last = moments.civil(now)
    start = moments.at(last - timedelta(days=DAYS), "09:00")
    opened = start - timedelta(days=30)
    _flush(at_once=False)
    with transaction.atomic():
        Cursor.objects.create(name=BUILDING)
        days.reach(now)
        names = Names(dice)
        towns = []
        for key in LOGINS:
            founded = unit.found_town(SYSTEM, packs.current(key), opened)
            towns.append((founded, settle(founded, names, opened)))
            _key(founded, opened)
        _province(names, opened)
    for founded, cast in towns:
        with transaction.atomic():
            bound = ties.bind(cast, names, start, last)
        progress(f"{founded.name}：结对、协议、志愿者 {bound} 项")
        progress(f"{founded.name}：{DAYS} 天的往来 …")
        told = town.live(founded, cast, dice, start, last)
        with transaction.atomic():
            accounts.record(cast, names, start, last)
            alliances.gather(cast, names, start, last)
        activities.organise(founded, cast.holding("governance")[0], cast.holding("leader")[0], last)
        campaigns.campaign(founded, cast.holding("governance")[0], last)
        with transaction.atomic():
            merits.honoured(cast, start, last)
            teams.muster(cast, names, start, last)
            medals.awarded(cast, names, last)
            papers.write(cast, last)
            reports.reports(cast, names, start, last)
            paths.walk(cast, names, last)
        progress(f"{founded.name}：{told.filed} 件事，{told.acts} 步办理，{told.merged} 件并入已有的事")
    _flush(at_once=True)
    progress("整理通知、封存记录 …")
    _round(now)
    Cursor.objects.filter(name=BUILDING).delete()


def cut_off() -> bool:
    """Whether building was cut off and nobody but the invented has a log-in, so that clearing takes nothing away."""
    invented = [name for _, name, _ in logins()]
    return Cursor.objects.filter(name=BUILDING).exists() and not Account.objects.exclude(username__in=invented).exists()


def _round(now: datetime) -> None:
    """What the worker does between: notices go out, what is due is erased, entries are sealed."""
    path.remind(now)
    birthday.remind(now)
    lacking.remind(now)
    while notice.make(now, 2000) >= 2000:
        pass
    while (carried := notice.deliver(now, 500)).sent + carried.kept + carried.failed >= 500:
        pass
    notice.digest(now)
    retention.erase_due(now)
    while seal.seal(now) >= 5000:
        pass


def _flush(at_once: bool) -> None:
    """Whether each of the thousands of acts waits until the disk has it. The demo can be built again, so only its end
    does: the first commit after this is on the disk with all before it."""
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit" if at_once else "SET synchronous_commit = off")


def _province(names: Names, now: datetime) -> None:
    """An overseer of the province, so that the whole division list can be looked at once it is imported."""
    province = Unit.objects.get(code=PROVINCE[2])
    found = person.register(next(names), now)
    person.appoint(SYSTEM, found, PROVINCE[1], province, packs.current("base"), now, trusted=True)
    person.open_account(PROVINCE[0], PASSWORD, found, now, checked=False)


def _key(founded: Unit, now: datetime) -> None:
    word = KEY if founded.pack_key == "shiweitang" else f"{KEY}-{founded.pack_key}"
    ApiKey.objects.create(
        key_hash=crypto.token_hash(word), name="演示", town=founded, per_minute=1_000_000, made_at=now
    )


def clear_all() -> int:
    """Empty a demo database: all rows of the kernel and all log-ins. Refuses a database that is not the demo's.
    Returns how many matters it held."""
    if not Account.objects.filter(username="admin", person__ties__unit__pack_key="shiweitang").exists() or not (
        ApiKey.objects.filter(key_hash=crypto.token_hash(KEY)).exists()
    ):
        raise RuntimeError("这不是演示数据库，不清空 / this is not the demo's database; nothing was cleared")
    tables = [model._meta.db_table for model in apps.get_app_config("kernel").get_models()]
    tables += [m._meta.db_table for label in ("sessions", "mfa") for m in apps.get_app_config(label).get_models()]
    quoted = ", ".join(connection.ops.quote_name(table) for table in tables)
    guarded = ("kernel_entry", "kernel_seal", "kernel_erasure")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_matter")
        held = int(cursor.fetchone()[0])
        # The demo's invented books may be emptied; a real town's may not (this function refuses one above).
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only_truncate")
        cursor.execute(f"TRUNCATE {quoted} RESTART IDENTITY CASCADE")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only_truncate")
        bump("units")
    versions.forget_everything()
    return held


def today() -> datetime:
    """Now, Asia/Shanghai."""
    return datetime.now(SHANGHAI)
