"""An S3 that can only GET, for the benchmark: it costs as little CPU as possible and is slow on request.

Of a game's 6 ms of CPU the local platform's S3 server (ministack) would take 0.6, and the proxy in front of
it that adds the latency would copy each body once more; on two cores all of that slows what is measured.
This one takes 0.15 ms: a thread a connection, which gives the pieces of a body to the kernel as they are.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.enrichment_parts.games import etag_of, make_originals, original_of

BUCKET = "benchmark"
LONGEST_REQUEST = 65_536
NOT_FOUND = b"<Error><Code>NoSuchKey</Code><Message>There is no such game.</Message></Error>"


def serve(latency_seconds: float, originals: int, tell: Connection) -> None:
    """Serve the copies of so many originals until the parent process ends. `tell` gets the port.

    :param latency_seconds: each GET waits so long before its answer begins.
    """
    answers = _Answers(originals, latency_seconds)
    # Ctrl-C reaches every process of the terminal; the parent ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    threading.Thread(target=_accept, args=(listener, answers), daemon=True).start()
    tell.send(listener.getsockname()[1])
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)


class _Answers:
    def __init__(self, originals: int, latency_seconds: float) -> None:
        self._originals = make_originals(originals)
        self._latency_seconds = latency_seconds

    def answer(self, target: str) -> list[bytes]:
        """The whole answer to GET `target`, in pieces."""
        if self._latency_seconds:
            time.sleep(self._latency_seconds)
        game_id = target.partition("?")[0].rpartition("/")[2].removesuffix(".json")
        if not game_id.isdigit():
            return [_head("404 Not Found", len(NOT_FOUND), '"none"'), NOT_FOUND]
        body = original_of(game_id, self._originals).segments(game_id)
        size = sum(map(len, body))
        return [_head("200 OK", size, etag_of(game_id, self._originals)), *body]


def _head(status: str, size: int, etag: str) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\nContent-Type: application/json\r\nETag: {etag}\r\n"
        "Last-Modified: Sun, 01 Nov 2026 00:00:00 GMT\r\n\r\n"
    ).encode()


def _accept(listener: socket.socket, answers: _Answers) -> None:
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_converse, args=(connection, answers), daemon=True).start()


def _converse(connection: socket.socket, answers: _Answers) -> None:
    """Answer the GETs of one connection, one after the other, until the client has enough."""
    received = b""
    with connection:
        while True:
            while b"\r\n\r\n" not in received:
                more = connection.recv(LONGEST_REQUEST)
                if not more:
                    return
                received += more
            request, _, received = received.partition(b"\r\n\r\n")
            target = request.split(b" ", 2)[1].decode()
            try:
                _send(connection, answers.answer(target))
            except (BrokenPipeError, ConnectionResetError):
                return


def _send(connection: socket.socket, pieces: list[bytes]) -> None:
    left: list[Any] = [memoryview(piece) for piece in pieces]
    while left:
        sent = connection.sendmsg(left)
        while left and sent >= len(left[0]):
            sent -= len(left.pop(0))
        if sent:
            left[0] = left[0][sent:]
