"""`python -m bench.issues --data FOLDER [--size 1000000 [--apart]]`: are mates found, and how fast?

FOLDER holds `appeals_stream.csv` (id, time, title, body) and `same_issue_pairs.csv` (id1, id2: two messages about one
issue). They are read, put into a database that is thrown away, and asked for through the product's own reads; nothing
of them is kept. Then a town grows to `--size` matters and the same question is timed. The results: issues.md.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import statistics
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.__main__ import folder

if TYPE_CHECKING:
    from lianxin.kernel.models import Matter

FIRST = 10


def options() -> argparse.Namespace:
    """What may be chosen on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.issues", description=__doc__)
    parser.add_argument("--data", default="", help="folder with appeals_stream.csv and same_issue_pairs.csv")
    parser.add_argument("--size", type=int, default=0, help="matters of the town in which the question is timed")
    parser.add_argument("--apart", action="store_true", help="time it once more where pairs were told apart")
    parser.add_argument("--var", default="", help="keep the database in this folder and use it again")
    return parser.parse_args()


def when(said: str) -> datetime:
    """A time as the file writes it, in either of its two ways."""
    form = "%Y-%m-%d %H:%M:%S" if "-" in said else "%Y/%m/%d %H:%M:%S"
    return datetime.strptime(said, form).replace(tzinfo=UTC)


def poured(data: Path) -> tuple[list[int], dict[int, set[int]]]:
    """The messages as matters of a town, in the order of their times; and the mates of each that has any."""
    from django.db import connection

    from lianxin.kernel.acts import likeness
    from lianxin.kernel.models import Matter, Unit
    from lianxin.kernel.reads import packs

    town = Unit.objects.get(kind="town", pack_key="xiqiao")
    read = csv.DictReader((data / "appeals_stream.csv").open(encoding="utf-8-sig"))
    rows = sorted(read, key=lambda row: when(row["time"]))
    now, pack = datetime.now(UTC), packs.current_id("xiqiao")
    known: dict[str, int] = {}
    for at, row in enumerate(rows):
        text = f"{row['title']}\n{row['body'].strip()}"
        one = Matter(
            kind="request", pack_id=pack, town=town, step="filed", channel="web", text=text,
            changed_at=now, entered_at=now,
            received_at=now - timedelta(minutes=len(rows) - at),
        )  # fmt: skip
        one.save(force_insert=True)
        known[row["id"]] = one.pk
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_matter")
    begun = time.process_time()
    likeness.keep(list(known.values()), now)
    print(f"sketched {len(known):,} in {time.process_time() - begun:.1f} s of our processor")
    mates: dict[int, set[int]] = defaultdict(set)
    for row in csv.DictReader((data / "same_issue_pairs.csv").open(encoding="utf-8-sig")):
        mates[known[row["id1"]]].add(known[row["id2"]])
        mates[known[row["id2"]]].add(known[row["id1"]])
    return list(known.values()), mates


def recall(mates: dict[int, set[int]]) -> None:
    """Of the mates that have room in the first ten, how many are there; and whether one is there at all."""
    from lianxin.kernel.models import Matter
    from lianxin.kernel.reads import mates as reads

    whole, earlier, hits, small = [], [], [], []
    for pk, true in mates.items():
        matter = Matter.objects.get(pk=pk)
        found = [one.matter_id for one in reads.mates(reads.of(matter), matter.town_id, itself=pk)]
        share = len(true & {*found[:FIRST]}) / min(FIRST, len(true))
        whole.append(share)
        hits.append(share > 0)
        if len(true) < FIRST:
            small.append(share)
        before = {one for one in true if one < pk}
        if before:
            first = [one for one in found if one < pk][:FIRST]
            earlier.append(len(before & {*first}) / min(FIRST, len(before)))
    print(f"{len(whole)} messages with mates: in the first ten {statistics.mean(whole):.3f} of those that have room")
    print(f"  small groups {statistics.mean(small or [0]):.3f}; at least one {statistics.mean(hits):.3f}")
    print(f"  of the earlier ones, as each came in: {statistics.mean(earlier):.3f} ({len(earlier)} messages)")


def drawn(town_id: int) -> list[Matter]:
    """Three hundred open matters of a town, always the same ones."""
    from lianxin.kernel.models import Matter

    ids = list(Matter.objects.filter(town_id=town_id, is_open=True).order_by("pk").values_list("pk", flat=True))
    return list(Matter.objects.filter(pk__in=random.Random(7).sample(ids, 300)))


def told_apart(each: int) -> None:
    """Say of those matters that they and their `each` nearest are not the same, by an entry on both, as a merge that
    was taken back leaves it."""
    from django.db import connection
    from django.utils import timezone

    from lianxin.kernel.models import Entry
    from lianxin.kernel.reads import mates as reads
    from lianxin.kernel.reads import public

    town, now = public.town_of("shiweitang"), timezone.now()
    assert town is not None
    pairs = {
        (one.pk, mate.matter_id)
        for one in drawn(town.id)
        for mate in reads.mates(reads.of(one), one.town_id, itself=one.pk)[:each]
    }
    said = [
        Entry(act="matter.split", verb="route", at=now, town_id=town.id, matter_id=one, data={"other": other})
        for pair in sorted(pairs) for one, other in (pair, pair[::-1])
    ]  # fmt: skip
    Entry.objects.bulk_create(said, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_entry")
    print(f"told apart: {len(pairs):,} pairs")


def timed() -> None:
    """The question asked of a town of this size: by the clerk of a matter, and by whoever types."""
    from django.db import connection
    from django.utils import timezone

    from lianxin.intake import likeness
    from lianxin.kernel.models import Matter, Sketch
    from lianxin.kernel.reads import mates as reads
    from lianxin.kernel.reads import public, similar

    town = public.town_of("shiweitang")
    assert town is not None
    asked = drawn(town.id)
    common = reads.common()

    def clerk(one: Matter) -> object:
        return reads.mates(reads.of(one), one.town_id, itself=one.pk)

    def unknown(one: Matter) -> object:
        return reads.mates(likeness.sketch(reads.said(one), one.town_id, common), one.town_id, itself=one.pk)

    def typing(one: Matter) -> object:
        return similar.similar(town, one.text[:30], timezone.now(), "zh")

    print(f"{Matter.objects.count():,} matters, {Sketch.objects.count():,} sketches")
    for name, ask in (("matter's page", clerk), ("a new text", unknown), ("while typing", typing)):
        for one in asked[:50]:
            ask(one)
        took = []
        for one in asked:
            begun = time.perf_counter()
            ask(one)
            took.append((time.perf_counter() - begun) * 1000)
        took.sort()
        print(f"  {name}: p50 {took[150]:.1f} ms, p95 {took[285]:.1f} ms, worst {took[-1]:.1f} ms")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('kernel_posting') + pg_total_relation_size('kernel_sketch')")
        print(f"  postings and sketches {cursor.fetchone()[0] / 2**20:.0f} MB")


def sketched() -> None:
    """What the worker does after a filing, for all of the window at once."""
    from django.db import connection
    from django.utils import timezone

    from lianxin.kernel.acts import issue, likeness
    from lianxin.kernel.models import Cursor

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_matter")
    Cursor.objects.filter(name="issues-back").delete()
    begun, used, done = time.perf_counter(), time.process_time(), 0
    while more := likeness.look_back(timezone.now()):
        done += more
    took, used = time.perf_counter() - begun, time.process_time() - used
    each, ours = took / max(done, 1) * 1000, used / max(done, 1) * 1000
    print(f"sketching: {done:,} looked at, {each:.2f} ms each, {ours:.2f} of them ours")
    begun, tied = time.perf_counter(), 0
    while tied < 2000 and (more := issue.group(timezone.now())):
        tied += more
    print(f"tying: {(time.perf_counter() - begun) / max(tied, 1) * 1000:.2f} ms a matter")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_posting, kernel_sketch, kernel_matter")


def main() -> None:
    """Measure in a database of our own."""
    chosen = options()
    var = folder(chosen.var)
    try:
        import django

        from bench.stack import Stack

        var.mkdir(parents=True, exist_ok=True)
        with Stack(var) as stack:
            django.setup()
            from django.db import connections

            from bench import town
            from lianxin.kernel.models import Unit

            if chosen.data:
                recall(poured(Path(chosen.data))[1])
            if chosen.size:
                home = Unit.objects.get(kind="town", pack_key="shiweitang")
                connections.close_all()
                with stack.growing():
                    town.grow(home, chosen.size)
                    connections.close_all()
                sketched()
                timed()
                for each in (3, 20) if chosen.apart else ():
                    told_apart(each)
                    timed()
            connections.close_all()
    finally:
        if not chosen.var:
            shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
