"""Is it already known? A telling that says the same at the same place joins the open matter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lianxin.intake import fingerprint
from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Matter
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack

ALIKE = 0.3
"""Cosine of character n-grams from which on a visitor may join a matter that is not public: he says about the same.
Without it anybody could follow anybody's matter by trying numbers."""
NEAREST = """
WITH candidate AS MATERIALIZED (
    SELECT id, text, bit_count((simhash # %(simhash)s::bigint)::bit(64)) AS away FROM kernel_matter
    WHERE is_open AND NOT secret AND town_id = %(town)s AND kind = %(kind)s AND {where}
      AND received_at >= %(since)s AND bands && %(bands)s::int[]
    LIMIT 400)
SELECT id, text FROM candidate WHERE away <= 24 ORDER BY away, id LIMIT 6
"""
"""The candidates whose simhash lies nearest. Texts at cosine 0.9 differ in about 9 of 64 bits (angle / π), 13 where the
longer n-grams weigh more; comparing whole texts is what costs, so the database leaves only the likeliest. Written out
because a template that many people copy makes hundreds of candidates (bench/README.md)."""
NOWHERE = "place_id IS NULL AND lat IS NULL AND place_text = %(beside)s"
TELLING = 40
"""Characters from which on words alone say enough to be known again where no place could be told."""


def joined(who: Who, telling: Telling, understood: Understanding) -> Matter | None:
    """The matter the reporter asked to follow: staff may, others when it is public or says about the same."""
    found = _open(telling.town_id).filter(pk=telling.joins or 0).first()
    if found is None or who.staff or found.shown:
        return found
    return found if fingerprint.similarity(found.text, understood.public_text) >= ALIKE else None


def same(telling: Telling, understood: Understanding, facts: Facts, pack: Pack, now: datetime) -> Matter | None:
    """An open matter of the same kind at the same place in the safe zone of near-identical texts. Where no place could
    be told, a long text names its place in its own words, so the same long text beside the same address is the same."""
    if facts.place is None and (len(understood.public_text) < TELLING or telling.lat is not None):
        return None
    bands = list(understood.fingerprint.bands)
    days = int(pack.value("duplicate.days", now.astimezone(SHANGHAI).date()))
    asked: dict[str, Any] = {
        "town": telling.town_id,
        "kind": facts.kind,
        "place": facts.place,
        "beside": telling.place_text[:200],
        "since": now - timedelta(days=days),
        "bands": bands,
        "simhash": signed(understood.fingerprint.simhash),
    }
    with connection.cursor() as cursor:
        # Two near-identical tellings at once must not both find nothing; others must not wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [(facts.place or 0) % 2**31, (bands or [0])[0]])
        cursor.execute(NEAREST.format(where="place_id = %(place)s" if facts.place else NOWHERE), asked)
        near = cursor.fetchall()
    found = next((pk for pk, text in near if fingerprint.same(text, understood.public_text)), None)
    return Matter(pk=found) if found is not None else None


def signed(simhash: int) -> int:
    """A simhash as PostgreSQL keeps it: the same 64 bits, the highest one a sign."""
    return simhash - 2**64 if simhash >= 2**63 else simhash


def _open(town_id: int) -> QuerySet[Matter]:
    return Matter.objects.filter(town_id=town_id, is_open=True, secret=False)
