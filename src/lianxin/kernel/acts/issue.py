"""Issues: matters of one kind at one place that say the same belong together, one by one as they come.

Two matters are tied when they came within SPAN, their place is the same and their sketches are near; an issue is what
hangs together by such ties. That does not depend on the order in which they are looked at, and looking again changes
nothing; but of two that a person told apart (reads.distinct), what is near both goes with one. How near is near enough:
less where the topic is the same as well; where no place is known, only texts long enough to name theirs in their own
words, or nearly the same ones.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import OuterRef, Q, Subquery

from lianxin.intake.likeness import SIZE
from lianxin.kernel.models import Issue, Sketch
from lianxin.kernel.reads.distinct import among
from lianxin.kernel.reads.mates import Mate, mates, vector

NEAR = 0.45
"""Cosine of two sketches from which on they are about one issue without anybody's word (bench/issues.md), …"""
NEAR_BY_TOPIC = 0.28
"""… at one place and of one topic, …"""
NEAR_NOWHERE = 0.8
"""… and of short texts that name no place: 甲路路灯不亮 and 乙路路灯不亮 differ by one character."""
SPAN = timedelta(days=28)
WEEK = timedelta(days=7)
COUNTED = timedelta(days=35)
"""The week that is counted, and the four before it."""
TELLINGS = """
UPDATE kernel_issue AS i SET week = n.week, before = n.before, counted_at = %(now)s FROM (
    SELECT s.issue_id, count(*) FILTER (WHERE told.at > %(week)s) AS week,
        count(*) FILTER (WHERE told.at <= %(week)s AND told.at > %(since)s) AS before
    FROM kernel_sketch AS s LEFT JOIN kernel_tie AS t ON t.matter_id = s.matter_id AND t.kind = 'reporter',
        LATERAL (SELECT CASE WHEN t.data ? 'merged' THEN t.since WHEN t.id IS NOT NULL THEN s.at END AS at) AS told
    WHERE s.issue_id = ANY(%(issues)s) GROUP BY s.issue_id) AS n
WHERE i.id = n.issue_id
"""


def group(now: datetime, most: int = 300) -> int:
    """Put what waits into the issues it belongs to; how many matters were looked at."""
    with transaction.atomic():
        if not alone(5):
            return 0
        asked = Sketch.objects.filter(waits=True).select_related("matter").order_by("matter_id")
        columns = ("place_id", "at", "keys", "weights", "issue_id", "matter__town_id", "matter__kind", "matter__topic")
        waiting = list(asked.only(*columns)[:most])
        touched = {pk for sketch in waiting for pk in _tie(sketch, now)}
        Sketch.objects.filter(pk__in=[sketch.pk for sketch in waiting]).update(waits=False)
        _settle(touched, now)
    return len(waiting)


def alone(key: int) -> bool:
    """Whether this transaction is the only one at this work (a lock of the database, gone with the transaction)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(7316, %s)", [key])
        return bool(cursor.fetchone()[0])


def _tie(sketch: Sketch, now: datetime) -> set[int]:
    """Tie one matter to its mates; the issues that changed."""
    left = {sketch.issue_id} if sketch.issue_id is not None else set()
    Sketch.objects.filter(pk=sketch.pk, issue__isnull=False).update(issue=None)
    near = mates(vector(sketch), sketch.matter.town_id, itself=sketch.pk, kind=sketch.matter.kind)
    tied = _together(sketch, [mate for mate in near if _belongs(sketch, mate)])
    if not tied:
        return left
    known = {mate.issue_id for mate in tied if mate.issue_id is not None}
    new = [sketch.pk, *(mate.matter_id for mate in tied if mate.issue_id is None)]
    kept = min(known) if known else None
    if kept is None:
        town, place = sketch.matter.town_id, sketch.place_id
        kept = Issue.objects.create(town_id=town, place_id=place, first_id=min(new), counted_at=now).pk
    joined = Q(pk__in=new) | Q(issue_id__in=known - {kept})
    Sketch.objects.filter(joined).update(issue_id=kept)
    return left | known | {kept}


def _together(sketch: Sketch, tied: list[Mate]) -> list[Mate]:
    """Those mates to which it is tied: no issue may hold two that a person told apart, so of two such it goes with the
    nearer. Mates come likest first."""
    if not tied:
        return []
    issues = {mate.issue_id for mate in tied if mate.issue_id is not None}
    distinct = among(issues, [sketch.pk, *(mate.matter_id for mate in tied if mate.issue_id is None)])
    here, found = {-sketch.pk}, []
    for mate in tied:
        stands = mate.issue_id or -mate.matter_id
        if not any((stands, one) in distinct for one in here):
            here.add(stands)
            found.append(mate)
    return found


def look_again(ids: Collection[int]) -> None:
    """Whatever hangs in one issue with these is looked at anew: a person told two of it apart, and what was tied to the
    one alone goes with it."""
    issues = Sketch.objects.filter(pk__in=ids, issue__isnull=False).values("issue_id")
    Sketch.objects.filter(issue_id__in=issues).update(waits=True)


def _belongs(sketch: Sketch, mate: Mate) -> bool:
    if mate.at is None or mate.place_id != sketch.place_id or abs(mate.at - sketch.at) > SPAN:
        return False
    if sketch.place_id is None:
        long = mate.full and len(sketch.keys) >= SIZE
        return mate.near >= (NEAR if long else NEAR_NOWHERE)
    topic = sketch.matter.topic
    return mate.near >= (NEAR_BY_TOPIC if topic and topic == mate.topic else NEAR)


def _settle(touched: Collection[int], now: datetime) -> None:
    """What changed gets its first matter and its numbers again; what nothing hangs in any more goes."""
    firsts = Sketch.objects.filter(issue_id=OuterRef("pk")).order_by("matter_id").values("matter_id")[:1]
    changed = Issue.objects.filter(pk__in=touched)
    changed.filter(sketches__isnull=True).delete()
    changed.update(first_id=Subquery(firsts))
    count(touched, now)


def count(issues: Collection[int | None], now: datetime) -> None:
    """Count the tellings of these issues anew: every reporter of every matter in them, by when he told."""
    asked = [pk for pk in issues if pk is not None]
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(TELLINGS, {"issues": asked, "now": now, "week": now - WEEK, "since": now - COUNTED})


def recount(now: datetime) -> int:
    """Count the living issues anew as time goes on, and drop those of which nothing is left; how many live."""
    alive = list(Issue.objects.filter(Q(week__gt=0) | Q(before__gt=0)).values_list("pk", flat=True))
    count(alive, now)
    Issue.objects.filter(week=0, before=0, sketches__isnull=True).delete()
    return len(alive)
