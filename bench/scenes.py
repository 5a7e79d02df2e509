"""What many people do at once, and what the worker does after a day's stop."""

from __future__ import annotations

import re
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from bench import load, stage
from bench.load import Next
from bench.requests import Asks
from bench.stack import Stack
from lianxin.kernel.acts import matter
from lianxin.kernel.models import Entry, Matter, Notice, Seal
from lianxin.web.shelf import EVERY

VISITORS, WITHIN = 5000, 5.0
BUSY_DAY, DUE = 3000, 1000
PATIENCE = 5.0
"""Seconds within which a change must show."""


@dataclass
class Scene:
    """One scene in numbers, ready to print."""

    name: str
    said: list[str] = field(default_factory=list)


def _once(path: str, port: int) -> tuple[float, bytes]:
    begun = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        body = answer.read()
    return (time.perf_counter() - begun) * 1000, body


def _anew(path: str, port: int, change: Callable[[], None]) -> float:
    """Milliseconds of the first page after a change that is made anew. The change must show."""
    before = _once(path, port)[1]
    change()
    time.sleep(2 * EVERY)
    took, after = _once(path, port)
    if after == before:
        raise RuntimeError(f"{path} does not show the change")
    return took


def _seen(path: str, port: int, change: Callable[[], None]) -> float:
    """Milliseconds from a change until whoever asks again and again sees another page."""
    before = _once(path, port)[1]
    change()
    begun = time.perf_counter()
    while _once(path, port)[1] == before:
        if time.perf_counter() - begun > PATIENCE:
            raise RuntimeError(f"{path} does not show the change")
        time.sleep(0.01)
    return (time.perf_counter() - begun) * 1000


def cold(stack: Stack, asks: Asks, rounds: int = 15) -> Scene:
    """Public pages right after something changed: a filing before the board, a claim before the tree. Two figures: what
    the first page made anew takes (asked once the last look is no longer believed), and how long after the change a
    visitor who asks again and again sees another page."""
    found = Scene("public pages right after a change")
    hung, filings = stage.wishes(asks.town)[0], asks.open311()
    doers = [stage.who_of(stage.NAME.format(number)) for number in (0, 1)]

    def filed() -> None:
        load.run(stack.port, load.endless(iter([next(filings)])), 1, 5.0, frozenset({200, 201}))

    def claimed() -> None:
        open_ = Matter.objects.get(pk=hung).step == "tree"
        action, given = ("claim", {}) if open_ else ("release", {"reason": "办不了"})
        matter.take(doers[0], hung, action, given, timezone.now())

    changes: list[tuple[str, str, Callable[[], None]]] = [
        ("progress board after a filing", f"/t/{asks.key}/progress", filed),
        ("wish wall after a claim or a release", f"/t/{asks.key}/tree", claimed),
    ]
    for name, path, change in changes:
        anew = [_anew(path, stack.port, change) for _ in range(rounds // 2)]
        seen = [_seen(path, stack.port, change) for _ in range(rounds // 2)]
        found.said.append(
            f"{name}: made anew in {statistics.median(anew):.1f} ms, slowest {max(anew):.1f} ms; "
            f"seen {statistics.median(seen):.0f} ms after the change, at most {max(seen):.0f} ms"
        )
    stage.release([hung])
    return found


def landing(stack: Stack, asks: Asks) -> Scene:
    """Five thousand visitors come to one wish wall within five seconds, each over a connection of his own, with nothing
    in his browser's memory: the page, then its style sheets, scripts and pictures."""
    path = f"/t/{asks.key}/tree"
    _, page = _once(path, stack.port)
    assets = dict.fromkeys(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
    wanted = [path, *(one.decode() for one in assets)]
    requests = [asks.request("GET", one, cookies=False) for one in wanted]
    times: list[float] = []

    def visitor() -> Next:
        left, begun = iter(requests), [0.0]

        def following() -> bytes | None:
            begun[0] = begun[0] or time.perf_counter()
            request = next(left, None)
            if request is None:
                times.append(time.perf_counter() - begun[0])
            return request

        return following

    starts = ((number * WITHIN / VISITORS, visitor()) for number in range(VISITORS))
    done = load.arrive(stack.port, starts, 60.0, frozenset({200}))
    times.sort()
    wrong = sum(count for status, count in done.statuses.items() if status != 200) + done.lost
    return Scene(
        f"{VISITORS:,} people land on one wish wall within {WITHIN:.0f} s",
        [
            f"{len(wanted)} files each, {len(done.times):,} answers in {done.took:.1f} s, {wrong} wrong or lost",
            f"a visitor had everything after {_at(times, 0.5):.2f} s (median), {_at(times, 0.95):.2f} s (95 %), "
            f"{_at(times, 1.0):.2f} s (the last)",
        ],
    )


def _at(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)] if times else 0.0


def claims(stack: Stack, asks: Asks) -> Scene:
    """A thousand members claim a hundred wishes in the same moment, ten each, over a thousand connections."""
    hung = stage.wishes(asks.town)
    people = stage.members(asks.town)
    sessions = [stage.session(account) for account in people]
    first, begun = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0], timezone.now()
    posts = []
    for number, key in enumerate(sessions):
        path = f"/t/{asks.key}/wishes/{hung[number % len(hung)]}/claim"
        posts.append((0.0, load.endless(iter([asks.request("POST", path, session=key)]))))
    done = load.arrive(stack.port, posts, 60.0, frozenset({302, 409}))
    made = Entry.objects.filter(pk__gt=first, act="matter.claim")
    wins = set(made.values_list("matter_id", flat=True))
    winners = set(Matter.objects.filter(pk__in=hung, step="claimed").values_list("claimer_id", flat=True))
    others = sum(done.statuses.values()) - done.statuses[302] - done.statuses[409]
    told, waited = 0, time.monotonic()
    while told < len(wins) and time.monotonic() - waited < 60:
        told = Notice.objects.filter(entry__in=made, tie__isnull=False).values("matter_id").distinct().count()
        time.sleep(0.5)
    stage.release(hung)
    return Scene(
        f"{len(people):,} people claim {len(hung)} wishes at once",
        [
            f"{done.statuses[302]} winners, {done.statuses[409]} told kindly that somebody was faster, "
            f"{others} other answers, {done.lost} lost",
            f"{len(wins)} wishes claimed, by {len(winners)} different people, in {made.count()} entries; all answers "
            f"within {done.took:.2f} s, half within {done.percentile(0.5) / 1000:.2f} s",
            f"{told} wishers had their notice {(timezone.now() - begun).total_seconds():.0f} s after the first claim",
        ],
    )


def night(stack: Stack, asks: Asks) -> Scene:
    """The worker is away while a busy day comes in; then it wakes."""
    stack.calm()
    stack.sleep()
    first = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    filed = load.run(stack.port, load.endless(asks.some(asks.open311(), BUSY_DAY)), 16, 120.0, frozenset({200, 201}))
    due = stage.make_due(asks.town, DUE)
    day, notices = Entry.objects.filter(pk__gt=first).count(), Notice.objects.count()
    begun = time.monotonic()
    stack.wake()
    ends: dict[str, float] = {}
    while len(ends) < 3 and time.monotonic() - begun < 300:
        for name, done in (("clocks", _rung), ("notices", _told), ("seal", _sealed)):
            if name not in ends and done():
                ends[name] = time.monotonic() - begun
        time.sleep(0.25)
    made = Notice.objects.count() - notices
    after = {
        name: f"{ends[name]:.0f} s" if name in ends else "not within 300 s" for name in ("clocks", "notices", "seal")
    }
    return Scene(
        "the worker wakes after a day's stop",
        [
            f"waiting: {len(filed.times):,} filings ({day:,} entries), {due:,} matters with a clock that ran out",
            f"clocks done after {after['clocks']}, notices ({made:,}) after {after['notices']}, all sealed after "
            f"{after['seal']} (its start and the wait for its first rounds included)",
        ],
    )


def _ask(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row: Iterable[object] = cursor.fetchone() or (False,)
    return bool(next(iter(row)))


def _rung() -> bool:
    return not Matter.objects.filter(is_open=True, next_at__lte=timezone.now()).exists()


def _told() -> bool:
    """Every entry has become notices, and none of them waits any more."""
    behind = _ask(
        "SELECT EXISTS (SELECT 1 FROM kernel_entry WHERE tx >= (SELECT tx FROM kernel_cursor WHERE name = 'notices'))"
    )
    return not behind and not Notice.objects.filter(state="waiting", kind="now", channel="none").exists()


def _sealed() -> bool:
    last = Seal.objects.order_by("-pk").values_list("tx_to", flat=True).first() or 0
    return not Entry.objects.filter(tx__gte=last).exists()


SCENES = {"cold": cold, "landing": landing, "claims": claims, "night": night}
