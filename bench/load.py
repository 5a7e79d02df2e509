"""A closed-loop HTTP client: so many connections, each sends its next request when the last answer is whole.

It shares the processors with what it measures, so it is made of bare sockets and epoll: `python -m bench.load` says
what one request costs it. Requests are bytes made beforehand where they differ.
"""

from __future__ import annotations

import heapq
import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Next = Callable[[], bytes | None]
"""Gives the next request as bytes; None when there are no more."""
PATIENCE = 30.0
LARGE = 1 << 18


@dataclass
class Load:
    """What one run came to. Times in milliseconds; `own` is the client's own processor time."""

    took: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    size: int = 0
    wrong: bytes = b""
    own: float = 0.0
    lost: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.took if self.took else 0.0

    def percentile(self, share: float) -> float:
        """The time within which so large a share was answered."""
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


class Line:
    """One connection. It opens when it has something to send and closes when its source is at an end."""

    __slots__ = ("begun", "got", "have", "need", "requests", "sent", "socket")

    def __init__(self, requests: Next) -> None:
        self.requests, self.socket = requests, None
        self.got, self.have, self.need, self.begun, self.sent = b"", 0, 0, 0.0, b""
        self.socket: socket.socket | None


class Client:
    """Drives lines until their sources are at an end or the time is over."""

    def __init__(self, port: int, good: frozenset[int], until: float) -> None:
        self.port, self.good, self.until = port, good, until
        self.load, self.poll = Load(), select.epoll()
        self.lines: dict[int, Line] = {}

    def drive(self, starts: Iterable[tuple[float, Next]]) -> Load:
        """Each line begins at its moment (seconds from now)."""
        begun, used = time.perf_counter(), time.process_time()
        waiting = [(begun + at, number, Line(requests)) for number, (at, requests) in enumerate(starts)]
        heapq.heapify(waiting)
        while waiting or self.lines:
            now = time.perf_counter()
            while waiting and waiting[0][0] <= now:
                self._send(heapq.heappop(waiting)[2])
            pause = min(waiting[0][0] - now, 1.0) if waiting else 1.0
            for number, event in self.poll.poll(max(pause, 0.0)):
                line = self.lines.get(number)
                if line is not None:
                    (self._take if event & select.EPOLLIN else self._connected)(line)
            self._give_up(now)
        self.load.took, self.load.own = time.perf_counter() - begun, time.process_time() - used
        self.poll.close()
        return self.load

    def _give_up(self, now: float) -> None:
        if now > self.until + PATIENCE:
            for line in list(self.lines.values()):
                self.load.lost += 1
                self._close(line)

    def _send(self, line: Line) -> None:
        request = line.requests() if time.perf_counter() < self.until else None
        if request is None:
            self._close(line)
            return
        line.begun, line.got, line.need, line.sent = time.perf_counter(), b"", 0, request
        if line.socket is None:
            self._open(line)
            return
        try:
            line.socket.send(request)
        except OSError as error:
            self._lose(line, error)

    def _open(self, line: Line) -> None:
        """Connect without waiting: a full queue of the server must not hold up the other visitors."""
        line.socket = socket.socket()
        line.socket.setblocking(False)
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.socket.connect_ex(("127.0.0.1", self.port))
        self.lines[line.socket.fileno()] = line
        self.poll.register(line.socket.fileno(), select.EPOLLOUT)

    def _connected(self, line: Line) -> None:
        assert line.socket is not None
        self.poll.modify(line.socket.fileno(), select.EPOLLIN)
        try:
            line.socket.send(line.sent)
        except OSError as error:
            self._lose(line, error)

    def _take(self, line: Line) -> None:
        assert line.socket is not None
        try:
            some = line.socket.recv(LARGE)
        except OSError as error:
            self._lose(line, error)
            return
        if not some:
            self._lose(line, ConnectionResetError("closed before the answer was whole"))
            return
        if line.need > 0:  # the rest of a body is counted, not kept
            line.have += len(some)
        else:
            line.got += some
            line.have = len(line.got)
            end = line.got.find(b"\r\n\r\n")
            if end < 0:
                return
            line.need = end + 4 + _length(line.got[: end + 2].lower(), line.got, end + 4)
        if 0 < line.need <= line.have:
            self._answered(line)

    def _answered(self, line: Line) -> None:
        load, got = self.load, line.got
        load.times.append((time.perf_counter() - line.begun) * 1000)
        status = int(got[9:12])
        load.statuses[status] += 1
        load.size = max(load.size, line.have)
        if status not in self.good and not load.wrong:
            load.wrong = line.sent[:300] + b"\n" + got[:1800]
        if b"connection: close" in got[:1500].lower():
            self._close(line)
            line.socket = None
        self._send(line)

    def _lose(self, line: Line, error: OSError) -> None:
        self.load.lost += 1
        self.load.wrong = self.load.wrong or line.sent[:300] + str(error).encode()
        self._close(line)

    def _close(self, line: Line) -> None:
        if line.socket is not None:
            self.lines.pop(line.socket.fileno(), None)
            self.poll.unregister(line.socket.fileno())
            line.socket.close()
            line.socket = None


def _length(head: bytes, got: bytes, begin: int) -> int:
    """Bytes of the body. Of a chunked one: as far as it has come, once its last chunk is there (else far away)."""
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        return int(head[at + 17 : head.index(b"\r\n", at + 17)])
    if b"chunked" in head:
        return len(got) - begin if got.endswith(b"0\r\n\r\n") else -1 - begin
    return 0


def run(port: int, requests: Next, connections: int, seconds: float, good: frozenset[int]) -> Load:
    """Send for so long (or until there are no more requests) and say what came back."""
    until = time.perf_counter() + seconds
    return Client(port, good, until).drive([(0.0, requests)] * connections)


def arrive(port: int, starts: Iterable[tuple[float, Next]], seconds: float, good: frozenset[int]) -> Load:
    """Many lines, each beginning at its own moment and ending with its own last request."""
    return Client(port, good, time.perf_counter() + seconds).drive(starts)


def endless(requests: Iterator[bytes]) -> Next:
    """An iterator as a source of requests; its end ends the run."""
    return lambda: next(requests, None)


def _cost() -> None:
    """What a request costs the client: against a server that does nothing, in a process of its own."""
    import subprocess
    import sys

    server = (
        "import socket,threading\n"
        "s=socket.create_server(('127.0.0.1',0),backlog=64);print(s.getsockname()[1],flush=True)\n"
        "a=b'HTTP/1.1 200 OK\\r\\ncontent-length: 50000\\r\\n\\r\\n'+b'x'*50000\n"
        "def f(c):\n while c.recv(4096): c.sendall(a)\n"
        "while 1: threading.Thread(target=f,args=(s.accept()[0],),daemon=True).start()\n"
    )
    with subprocess.Popen([sys.executable, "-c", server], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        load = run(port, lambda: request, 16, 3.0, frozenset({200}))
        child.terminate()
    print(f"{load.rate:,.0f}/s, {load.own / max(len(load.times), 1) * 1e6:.0f} µs of processor a request of 50 kB")


if __name__ == "__main__":
    _cost()
