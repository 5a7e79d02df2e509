"""Publishing rules: a folder becomes a version; open matters stay on the one they were born under."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.db import transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import PackVersion
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.load import load
from lianxin.language.pack import Pack


@transaction.atomic
def publish(who: Who, pack: Pack, now: datetime) -> PackVersion:
    """Make this pack the one in force under its key. The same content again changes nothing."""
    current = PackVersion.objects.select_for_update().filter(key=pack.key, current=True).first()
    if current is not None and current.digest == pack.digest:
        return current
    PackVersion.objects.filter(key=pack.key, current=True).update(current=False)
    version, _ = PackVersion.objects.update_or_create(
        key=pack.key,
        digest=pack.digest,
        defaults={"content": json.dumps(pack.content, ensure_ascii=False), "published_at": now, "current": True},
    )
    bump("packs")
    record(
        who,
        "pack.publish",
        "publish",
        now,
        subject=f"pack:{version.pk}",
        data={"key": pack.key, "digest": pack.digest, "before": current.digest if current else ""},
    )
    return version


def load_all(folder: Path, now: datetime, who: Who = SYSTEM) -> list[PackVersion]:
    """Publish every pack folder below `folder` that changed. Errors: BadPack, before anything is published."""
    day = now.astimezone(SHANGHAI).date()
    folders = sorted(path for path in folder.iterdir() if (path / "pack.yaml").exists())
    return [publish(who, pack, now) for pack in [load(path, day) for path in folders]]
