"""Is it already known? A telling that says the same at the same place joins the open matter."""

from __future__ import annotations

from datetime import datetime, timedelta

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
MOST = 50
TELLING = 40
"""Characters from which on words alone say enough to be known again where no place could be told."""


def joined(who: Who, telling: Telling, understood: Understanding) -> Matter | None:
    """The matter the reporter asked to follow: staff may, others when it is public or says about the same."""
    found = _open(telling.town_id).filter(pk=telling.joins).first()
    if found is None or who.staff or found.shown:
        return found
    return found if fingerprint.similarity(found.text, understood.public_text) >= ALIKE else None


def same(telling: Telling, understood: Understanding, facts: Facts, pack: Pack, now: datetime) -> Matter | None:
    """An open matter of the same kind at the same place in the safe zone of near-identical texts. Where no place could
    be told, a long text names its place in its own words, so the same long text beside the same address is the same."""
    if facts.place is None and (len(understood.public_text) < TELLING or telling.lat is not None):
        return None
    bands = list(understood.fingerprint.bands)
    with connection.cursor() as cursor:
        # Two near-identical tellings at once must not both find nothing; others must not wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [(facts.place or 0) % 2**31, (bands or [0])[0]])
    beside = {"place_text": telling.place_text[:200], "lat": None} if facts.place is None else {}
    days = int(pack.value("duplicate.days", now.astimezone(SHANGHAI).date()))
    candidates = (
        _open(telling.town_id)
        .filter(kind=facts.kind, place_id=facts.place, received_at__gte=now - timedelta(days=days))
        .filter(bands__overlap=bands, **beside)
        .only("id", "text")
        .order_by("id")[:MOST]
    )
    return next((one for one in candidates if fingerprint.same(one.text, understood.public_text)), None)


def _open(town_id: int) -> QuerySet[Matter]:
    return Matter.objects.filter(town_id=town_id, is_open=True, secret=False)
