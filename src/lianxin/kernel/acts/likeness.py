"""Keeping what matters are about, so that mates are found: sketches follow the entries, seconds behind them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from lianxin.intake import likeness
from lianxin.intake.fingerprint import fingerprint
from lianxin.intake.traditional import simplified
from lianxin.kernel.acts import issue
from lianxin.kernel.acts.known import signed
from lianxin.kernel.acts.seal import horizon, until
from lianxin.kernel.models import Cursor, Entry, Matter, Sketch
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.mates import common, said

KEPT = timedelta(days=90)
"""How long after its receipt a matter may still have mates; open ones as long as they are open."""
NEW = ("matter.file", "matter.correct", "matter.split")
"""Acts after which a matter's sketch is made (again), …"""
TOLD = ("matter.join", "matter.merge", "matter.absorb", "matter.split", "matter.let_go")
"""… and after which an issue is counted anew."""
POSTED = """
INSERT INTO kernel_posting (key, matter_id)
SELECT key, matter_id FROM kernel_sketch, unnest(keys) AS key WHERE matter_id = ANY(%s) ORDER BY key, matter_id
ON CONFLICT DO NOTHING
"""
UNPOSTED = """
DELETE FROM kernel_posting AS p USING (SELECT matter_id, unnest(keys) AS key FROM kernel_sketch
    WHERE matter_id = ANY(%s)) AS g WHERE p.key = g.key AND p.matter_id = g.matter_id
"""
GONE = """
WITH gone AS (
    DELETE FROM kernel_sketch WHERE matter_id IN (
        SELECT s.matter_id FROM kernel_sketch AS s JOIN kernel_matter AS m ON m.id = s.matter_id
        WHERE s.at < %s AND NOT m.is_open ORDER BY s.at LIMIT %s)
    RETURNING matter_id, keys),
posted AS (
    DELETE FROM kernel_posting AS p USING (SELECT matter_id, unnest(keys) AS key FROM gone) AS g
    WHERE p.key = g.key AND p.matter_id = g.matter_id)
SELECT count(*) FROM gone
"""


def follow(now: datetime, most: int = 1000) -> int:
    """Sketch what was filed or put right since last time, and count anew the issues that were told again; how many
    entries were read. The position moves in the same transaction: killed half-way it loses and doubles nothing."""
    with transaction.atomic():
        if not issue.alone(4):
            return 0
        at, _ = Cursor.objects.get_or_create(name="issues", defaults={"tx": horizon()})
        written = Entry.objects.filter(tx__gte=at.tx).order_by("tx", "id")
        end = until(written, horizon(), most)
        rows = list(written.filter(tx__lt=end).values_list("act", "matter_id"))
        keep({pk for act, pk in rows if act in NEW and pk is not None}, now)
        issue.look_again({pk for act, pk in rows if act == "matter.split" and pk is not None})
        told = {pk for act, pk in rows if act in TOLD and pk is not None}
        issue.count(set(Sketch.objects.filter(pk__in=told).values_list("issue_id", flat=True)), now)
        Cursor.objects.filter(pk="issues").update(tx=end)
    return len(rows)


def look_back(now: datetime, most: int = 1000) -> int:
    """Sketch what had been filed before anybody followed (an update of the program), the newest first; how many
    matters were looked at, 0 when all are done."""
    with transaction.atomic():
        if not issue.alone(4):
            return 0
        newest = Matter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        at, _ = Cursor.objects.get_or_create(name="issues-back", defaults={"tx": newest + 1})
        rows = dict(
            Matter.objects.filter(pk__lt=at.tx).order_by("-pk").values_list("pk", "received_at")[: most if at.tx else 0]
        )
        recent = {pk for pk, received in rows.items() if received > now - KEPT}
        keep(recent, now)
        Cursor.objects.filter(pk="issues-back").update(tx=min(rows) if recent else 0)
    return len(rows) if recent else 0


def renew(now: datetime, span: int = 5000) -> int:
    """Make anew what was made of texts before traditional characters and counted house numbers were read as the other
    form: the fingerprints of open matters, and the sketches of those that may have mates. From the newest backwards,
    `span` numbers at once; where it came to is kept, and at the end nothing is left. How many were written."""
    with transaction.atomic():
        if not issue.alone(4):
            return 0
        newest = Matter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        at, _ = Cursor.objects.get_or_create(name="folded-back", defaults={"tx": newest + 1})
        if not at.tx:
            return 0
        first = max(at.tx - span, 0)
        there = Matter.objects.filter(pk__gte=first, pk__lt=at.tx).order_by("pk")
        changed = _fingerprints(there.filter(is_open=True)) | _sketches(there.filter(received_at__gt=now - KEPT), now)
        Cursor.objects.filter(pk="folded-back").update(tx=first)
    return len(changed)


def _fingerprints(there: QuerySet[Matter]) -> set[int]:
    """Write the fingerprints of matters that have another now, each row locked in the order of the numbers."""
    other = {}
    for matter in there.only("text", "simhash", "bands"):
        found = fingerprint(matter.text)
        if (matter.simhash, matter.bands) != (signed(found.simhash), list(found.bands)):
            other[matter.pk] = found
    rows = list(Matter.objects.select_for_update(of=("self",)).filter(pk__in=other).order_by("pk").only("pk"))
    for matter in rows:
        matter.simhash, matter.bands = signed(other[matter.pk].simhash), list(other[matter.pk].bands)
    Matter.objects.bulk_update(rows, ["simhash", "bands"], batch_size=500)
    return set(other)


def _sketches(there: QuerySet[Matter], now: datetime) -> set[int]:
    """Sketch anew what was written in traditional characters; what it was tied to before is looked at anew too."""
    texts = there.filter(pk__in=Sketch.objects.values("matter_id")).values_list("pk", "text", "place_text")
    other = {pk for pk, *said in texts if any(simplified(text) != text for text in said)}
    if other:
        with connection.cursor() as cursor:
            cursor.execute(UNPOSTED, [list(other)])
        keep(other, now, anew=True)
        issue.look_again(other)
    return other


def keep(ids: Collection[int], now: datetime, *, anew: bool = False) -> None:
    """Write the sketches of these matters and the postings that find them. Done again it changes nothing, but that a
    matter whose place was put right is looked at anew; `anew`: the pieces of the text are written again too."""
    asked = Matter.objects.filter(pk__in=ids, secret=False, parent__isnull=True)
    rows = []
    for matter in asked.only("text", "place_text", "town_id", "place_id", "kind", "pack_id", "received_at"):
        found = likeness.sketch(said(matter), matter.town_id, common())
        if not found:
            continue
        merges = packs.pinned(matter.pack_id).kind(matter.kind).merges
        rows.append(
            Sketch(
                matter_id=matter.pk,
                place_id=matter.place_id,
                at=matter.received_at,
                keys=list(found),
                weights=[round(weight * 1000) for weight in found.values()],
                waits=merges and matter.received_at > now - issue.COUNTED,
            )
        )
    Sketch.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["matter"],
        update_fields=["place", "waits", *(("keys", "weights") if anew else ())],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute(POSTED, [[row.matter_id for row in rows]])


def forget(now: datetime, most: int = 2000) -> int:
    """Take away the sketches of what was received long ago and is closed; how many."""
    with connection.cursor() as cursor:
        cursor.execute(GONE, [now - KEPT, most])
        return int(cursor.fetchone()[0])
