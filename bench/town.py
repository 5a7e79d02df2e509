"""A town that grows: matters that real acts have lived through are the templates for as many as are asked.

Each copy has its own words (a sentence, a spot, a number), its own day within years, its own reporters, private link
and entries; ids follow time, and entries of different matters lie between each other, as when they were written. The
same size gives the same town. Sets are written by the database: ten million matters take minutes, not days.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from bench import bulk, copies, texts
from bench.bulk import Link
from bench.lives import FIRST, Life, lives
from bench.sayings import NUMBERS
from lianxin.kernel.acts import likeness, measures, tally
from lianxin.kernel.models import Entry, Matter, Notice, Person, Recount, Sketch, Tie, Unit

OPEN_SHARE, OPEN_AT_MOST = 0.08, 2000
"""Open matters among all, and at once: what is told grows with the years, what a street has in hand does not."""
CHUNK = 50_000
SPAN = (730, 3650)
"""Days of history, at least and at most; between them as many as 2,000 matters a day need."""
MANY = 2_000
REQUESTS = 0.85
"""Requests among the closed; the rest are wishes, hazards and what else the town's people told."""
GROWN: tuple[type[models.Model], ...] = (Matter, Entry, Person, Tie, Notice)


def grow(town: Unit, size: int) -> None:
    """Add matters until there are `size`, as many of them open as a street has in hand; then let the planner know."""
    with bulk.link() as link:
        have = Matter.objects.count()
        wanted = min(int(size * OPEN_SHARE), OPEN_AT_MOST)
        opened = max(wanted - Matter.objects.filter(town=town, is_open=True, kind="request").count(), 0)
        closed = max(size - have - opened, 0)
        if closed + opened:
            with bulk.without_indexes(link, GROWN):
                _Growth(link, town, random.Random(f"{town.pk}-{have}-{size}"), closed, opened).run()
        _settled(link)
    with bulk.link() as link:
        link.autocommit = True
        link.execute("VACUUM (ANALYZE)")


def _settled(link: Link) -> None:
    """What was copied is history: told, sealed, counted and compared long ago, as far as the worker is concerned. Only
    the public boards' counts are made anew; no request of the bench asks for an indicator."""
    link.execute("UPDATE kernel_cursor SET tx = pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
                 "WHERE name IN ('notices', 'issues', 'measures')")  # fmt: skip
    link.execute(
        "INSERT INTO kernel_cursor (name, tx) VALUES ('issues-back', 0) ON CONFLICT (name) DO UPDATE SET tx = 0"
    )
    link.execute(
        "INSERT INTO kernel_seal (tx_from, tx_to, count, ids, digests, head, sealed_at) SELECT max(tx_to), "
        "pg_snapshot_xmax(pg_current_snapshot())::text::bigint, 0, '', '', "
        "(SELECT head FROM kernel_seal ORDER BY id DESC LIMIT 1), now() FROM kernel_seal HAVING count(*) > 0"
    )
    link.commit()
    measures.begin(timezone.now())
    Recount.objects.update(ended_at=timezone.now())
    tally.recount()
    _sketched()


def _sketched() -> None:
    """The sketches of what was received lately, by which matters find their mates; grouping them is past too."""
    now = datetime.now().astimezone()
    recent = Matter.objects.filter(received_at__gt=now - likeness.KEPT, sketch__isnull=True).order_by("pk")
    ids = list(recent.values_list("pk", flat=True))
    with transaction.atomic():
        for begin in range(0, len(ids), 2000):
            likeness.keep(ids[begin : begin + 2000], now)
        Sketch.objects.filter(waits=True).update(waits=False)


@dataclass(frozen=True, slots=True)
class Pick:
    """One matter to be: which life on which day, which sentence, at which spot, with which number."""

    id: int
    life: Life
    shift: int
    sentence: int
    spot: int
    n: int


class _Growth:
    """The rows of one growth."""

    def __init__(self, link: Link, town: Unit, dice: random.Random, closed: int, opened: int) -> None:
        self.link, self.dice, self.closed, self.count = link, dice, closed, closed + opened
        count = self.count
        first = max(bulk.next_id(link, Matter), FIRST)
        made = lives(town)
        self.open = [life for life in made if life.is_open]
        self.requests = [life for life in made if not life.is_open and life.matter["kind"] == "request"]
        self.others = [life for life in made if not life.is_open and life.matter["kind"] != "request"]
        self.first, self.lives = first, made
        self.days = min(max(count // MANY, SPAN[0]), SPAN[1])
        self.bodies = min(max(count, 1000), texts.BODIES)
        bulk.table(link, "sentence", texts.SENTENCE)
        bulk.copy(link, "sentence", list(texts.SENTENCE), texts.sentences(dice, self.bodies))
        self.spots = texts.spots(town, dice)
        bulk.table(link, "spot", texts.SPOT)
        bulk.copy(link, "spot", list(texts.SPOT), self.spots)
        for name in ("sentence", "spot"):
            link.execute(f"CREATE UNIQUE INDEX ON {name} (k)")
            link.execute(f"ANALYZE {name}")

    def run(self) -> None:
        """Chunk by chunk, each a transaction."""
        writing = copies.Copies(self.link, self.lives)
        for begin in range(0, self.count, CHUNK):
            picks = list(self._picks(begin, min(begin + CHUNK, self.count)))
            writing.write(picks, last=begin + 400_000 >= self.count)
            self.link.commit()
            if self.count > 500_000 and not (begin // CHUNK) % 10:
                print(f"    {begin + CHUNK:,} {datetime.now():%H:%M:%S}", flush=True)  # noqa: DTZ005
        for model in GROWN:
            bulk.continue_after(self.link, model)
        self.link.commit()

    def _picks(self, begin: int, end: int) -> Iterator[Pick]:
        dice, closed = self.dice, self.closed
        today = datetime.now().astimezone()
        for at in range(begin, end):
            if at < closed:
                life = self._ended()
                received = today - timedelta(days=self.days * (1 - at / max(closed, 1)))
                shift = max((life.start - received).days, 1)
            else:
                life, shift = dice.choice(self.open), dice.randrange(8)
            wishing = life.matter["kind"] == "wish"
            sentence = self.bodies + dice.randrange(texts.WISHES) if wishing else dice.randrange(self.bodies)
            spot = int(dice.random() ** 1.4 * len(self.spots))
            yield Pick(self.first + at, life, shift, sentence, spot, dice.randrange(1, NUMBERS))

    def _ended(self) -> Life:
        wanted: list[Any] = self.requests if self.dice.random() < REQUESTS or not self.others else self.others
        return self.dice.choice(wanted or self.lives)  # type: ignore[no-any-return]
