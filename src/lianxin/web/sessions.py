"""Sessions in the database, as Django keeps them; read with one prepared question (settings.SESSION_ENGINE)."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends import db
from django.core import signing
from django.utils import timezone

from lianxin.kernel.reads.statement import Statement

_KEPT = Statement("SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > $2")


class SessionStore(db.SessionStore):
    """Django's, but for how one is read. Whether it still exists is asked anew at every request, so a log-out counts at
    once in every process; only taking apart the same signed text again is spared."""

    def load(self) -> dict[str, Any]:
        """What the session holds; a fresh one when it ended or never was."""
        found = _KEPT.row(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
            return {}
        try:
            kept: dict[str, Any] = json.loads(_opened(found[0], self.key_salt))
        except signing.BadSignature:
            return {}
        return kept


@lru_cache(maxsize=2048)
def _opened(signed: str, salt: str) -> str:
    """The signed text as JSON. Errors: BadSignature."""
    return json.dumps(signing.loads(signed, salt=salt))
