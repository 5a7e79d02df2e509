"""A closed-loop HTTP client: so many connections, each sends its next request when the last one is answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Next = Callable[[], bytes | None]
"""Gives the next request as bytes; None when there are no more."""
PATIENCE = 30.0


@dataclass
class Load:
    """What one run came to. Times in milliseconds."""

    took: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    size: int = 0
    wrong: bytes = b""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.took if self.took else 0.0

    def percentile(self, share: float) -> float:
        """The time within which so large a share was answered."""
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


async def _one(port: int, requests: Next, until: float, load: Load, good: frozenset[int]) -> None:
    reader = writer = None
    while time.perf_counter() < until and (request := requests()) is not None:
        if writer is None or reader is None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        begun = time.perf_counter()
        writer.write(request)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        body, stays = await _body(reader, head.lower())
        load.times.append((time.perf_counter() - begun) * 1000)
        status = int(head[9:12])
        load.statuses[status] += 1
        load.size = max(load.size, len(body))
        if status not in good and not load.wrong:
            load.wrong = head[:300] + body[:1500]
        if not stays:
            writer.close()
            reader = writer = None
    if writer is not None:
        writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> tuple[bytes, bool]:
    stays = b"connection: close" not in head
    if b"content-length:" in head:
        length = int(head.split(b"content-length:")[1].split(b"\r\n", 1)[0])
        return await reader.readexactly(length), stays
    if b"chunked" not in head:
        return b"", stays
    parts = []
    while length := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(length))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts), stays


def run(port: int, requests: Next, connections: int, seconds: float, good: frozenset[int]) -> Load:
    """Send for so long (or until there are no more requests) and say what came back."""

    async def all_of_them() -> Load:
        load, begun = Load(), time.perf_counter()
        await asyncio.gather(*(_one(port, requests, begun + seconds, load, good) for _ in range(connections)))
        load.took = time.perf_counter() - begun
        return load

    return asyncio.run(all_of_them())


def endless(requests: Iterator[bytes]) -> Next:
    """An iterator as a source of requests; its end ends the run."""
    return lambda: next(requests, None)
