"""Sessions in the database, as Django keeps them; read with one prepared question (settings.SESSION_ENGINE)."""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.core import signing
from django.utils import timezone

from lianxin.kernel.models import Account
from lianxin.kernel.reads import people

MOST = 4096
"""Sessions a process remembers whose they are."""
_whose: dict[str, int] = {}
"""Account by session key: only what to ask for along with a session. Whose it is, the session itself says each time."""


class _Hand(threading.local):
    account: Account | None = None


_hand = _Hand()


class SessionStore(db.SessionStore):
    """Django's, but for how one is read. Whether it still exists is asked anew at every request, so a log-out counts at
    once in every process; only taking apart the same signed text again is spared. The account comes in the same
    answer, for the one who asks next (`taken`)."""

    def load(self) -> dict[str, Any]:
        """What the session holds; a fresh one when it ended or never was."""
        _hand.account = None
        key = self.session_key
        found = people.session(key, _whose.get(key), timezone.now()) if key else None
        if key is None or found is None:
            self._session_key = None
            return {}
        try:
            kept: dict[str, Any] = json.loads(_opened(found[0], self.key_salt))
        except signing.BadSignature:
            return {}
        _hand.account = found[1]
        _remember(key, kept)
        return kept

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row as Django writes it; whose it is, is remembered for its next reading."""
        row = super().create_model_instance(data)
        _remember(row.session_key, data)
        return row


def taken(account_id: int) -> Account | None:
    """The account that came with the session this thread has just read: once, and only if it is this one."""
    found, _hand.account = _hand.account, None
    return found if found is not None and found.pk == account_id else None


def _remember(key: str, kept: dict[str, Any]) -> None:
    account = str(kept.get(SESSION_KEY, ""))
    if account.isdecimal():
        if len(_whose) >= MOST:
            _whose.clear()
        _whose[key] = int(account)


@lru_cache(maxsize=2048)
def _opened(signed: str, salt: str) -> str:
    """The signed text as JSON. Errors: BadSignature."""
    return json.dumps(signing.loads(signed, salt=salt))
