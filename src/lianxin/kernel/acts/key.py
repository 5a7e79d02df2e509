"""Keys of other systems: made once, shown once, ended when no longer needed. Only their hash is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import ApiKey, Unit
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because

PER_MINUTE = 600
"""Calls a minute of an ordinary key, in each web process."""


@transaction.atomic
def make(
    who: Who, unit: Unit, name: str, now: datetime, *, per_minute: int = PER_MINUTE, secret: str = ""
) -> tuple[ApiKey, str]:
    """A new key for a town, or for every town below a unit above towns. Returns the row and the key itself, which is
    never to be had again. `secret` sets it (the demo's key is `demo`). Errors: Refused."""
    name = name.strip()
    if not name or len(name) > 60:
        raise Refused(
            because("name", "请写明是哪个系统用（60 字以内）", "say which system it is for, in 60 characters"),
            field="name",
        )
    if per_minute < 1:
        raise Refused(because("limit", "每分钟次数至少为 1", "at least one call a minute"), field="per_minute")
    secret = secret or seal.secret_token()
    hashed = seal.token_hash(secret)
    if ApiKey.objects.filter(key_hash=hashed).exists():
        raise Refused(because("taken", "这个密钥已经有了", "this key exists already"), field="secret")
    row = ApiKey.objects.create(key_hash=hashed, name=name, town=unit, per_minute=per_minute, made_at=now)
    bump("keys")
    _note(who, "key.make", row, unit, now)
    return row, secret


@transaction.atomic
def end(who: Who, key_id: int, now: datetime) -> ApiKey:
    """End a key: from the next second on it opens nothing. Errors: Refused when there is none."""
    row = ApiKey.objects.select_for_update(of=("self",)).select_related("town").filter(pk=key_id).first()
    if row is None:
        raise Refused(because("key", "没有编号为 {id} 的密钥", "there is no key {id}", id=key_id), field="key")
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        bump("keys")
        _note(who, "key.end", row, row.town, now)
    return row


def _note(who: Who, act: str, row: ApiKey, unit: Unit, now: datetime) -> None:
    about = {"name": row.name, "per_minute": row.per_minute}
    record(who, act, "decide", now, unit_id=unit.pk, town_id=unit.town_id, subject=f"key:{row.pk}", data=about)
