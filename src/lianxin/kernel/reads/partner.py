"""The partner's link: which tie it opens, and who comes with it."""

from __future__ import annotations

from datetime import datetime

from lianxin.adapters import seal
from lianxin.kernel.models import Tie
from lianxin.kernel.tie_facts import in_force
from lianxin.kernel.who import Who


def of_link(key: str, now: datetime, language: str = "zh") -> tuple[Who, Tie] | None:
    """Who comes with a partner's link, and the tie in force that it opens; None for any other link."""
    found = Tie.objects.filter(key_hash=seal.token_hash(key), town__isnull=False).first()
    if found is None or not in_force(found, now):
        return None
    return Who(tie_id=found.pk, language=language, via="link"), found
