"""The client of the bench: closed loop, whole answers, nothing lost unnoticed."""

import socket
import threading

import pytest

from bench import load

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + b"x" * 70_000
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
REFUSED = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 4\r\nconnection: close\r\n\r\nslow"


@pytest.fixture
def served():
    """A server that gives one answer to every request; how it answers is put into the list."""
    answers = [PLAIN]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(connection):
            with connection:
                while connection.recv(4096):
                    connection.sendall(answers[0])

        def accept():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], answers
        server.shutdown(socket.SHUT_RDWR)


def send(port, count, connections=3):
    requests = iter([b"GET / HTTP/1.1\r\n\r\n"] * count)
    return load.run(port, load.endless(requests), connections, 30.0, frozenset({200}))


@pytest.mark.parametrize("answer", [PLAIN, CHUNKED])
def test_every_request_is_answered_once_and_whole(served, answer):
    port, answers = served
    answers[0] = answer
    done = send(port, 40)
    assert done.statuses == {200: 40} and len(done.times) == 40 and not done.lost and not done.wrong
    assert done.size == len(answer)


def test_what_is_not_good_is_kept_to_be_shown(served):
    port, answers = served
    answers[0] = REFUSED
    done = send(port, 5)
    assert done.statuses == {429: 5} and b"slow" in done.wrong


def test_a_connection_that_breaks_is_counted(served):
    port, answers = served
    answers[0] = PLAIN[:100]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.listen()
        threading.Thread(target=lambda: silent.accept()[0].close(), daemon=True).start()
        done = load.run(silent.getsockname()[1], lambda: b"GET / HTTP/1.1\r\n\r\n", 1, 5.0, frozenset({200}))
    assert done.lost == 1 and not done.times


def test_visitors_come_at_their_own_moments(served):
    port, _ = served
    starts = [(0.01 * n, load.endless(iter([b"GET / HTTP/1.1\r\n\r\n"] * 2))) for n in range(20)]
    assert load.arrive(port, starts, 30.0, frozenset({200})).statuses == {200: 40}
