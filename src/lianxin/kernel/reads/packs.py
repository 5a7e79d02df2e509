"""The rules in force: a town's current pack, and the version a matter was born under."""

from __future__ import annotations

import json

from lianxin.kernel.models import PackVersion, Unit
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.pack import Pack, from_content


class NoPack(LookupError):
    """The town has no published rules."""


@remembered(64)
def pinned(pack_id: int) -> Pack:
    """The pack version with this id. Versions never change, so one reading lasts."""
    return from_content(json.loads(PackVersion.objects.values_list("content", flat=True).get(pk=pack_id)))


@remembered(64)
def _current(key: str, _version: int) -> int:
    found = PackVersion.objects.filter(key=key, current=True).values_list("pk", flat=True).first()
    if found is None:
        raise NoPack(key)
    return found


def current_id(key: str) -> int:
    """The id of the version of pack `key` in force. Errors: NoPack."""
    return _current(key, version("packs"))


def current(key: str) -> Pack:
    """The version of pack `key` in force. Errors: NoPack."""
    return pinned(current_id(key))


@remembered(512)
def _key_of_town(town_id: int, _version: int) -> str:
    return Unit.objects.values_list("pack_key", flat=True).get(pk=town_id)


def key_of_town(town_id: int) -> str:
    """Which pack a town runs on ('' for a town that is only in the division list)."""
    return _key_of_town(town_id, version("units"))


def of_town(town_id: int) -> Pack:
    """The rules in force in a town. Errors: NoPack."""
    return current(key_of_town(town_id))
