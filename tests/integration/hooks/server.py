"""A web server on loopback that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer.

    :param announced: a Content-Length that may lie.
    :param chunked: send the body as one chunk; with `cut` without the last, empty one.
    :param drip_seconds: pause before each byte of the body.
    :param drip_head: headers that never end.
    """

    status: int = 200
    body: bytes = b'{"ok": true}'
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    chunked: bool = False
    cut: bool = False
    stall_before: bool = False
    stall_after: int | None = None
    drip_seconds: float | None = None
    endless: bool = False
    drip_head: bool = False


OK = Reply()
BLOCKED = Reply(406, b"<html><title>Not Acceptable</title></html>", {"Content-Type": "text/html"})


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]


class Server:
    """`replies` holds what each path answers, in order; the last one is repeated. Unknown paths are 404."""

    def __init__(self) -> None:
        self.replies: dict[str, Sequence[Reply]] = {}
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        self.bytes_sent = 0
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._http.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def paths(self) -> list[str]:
        with self._lock:
            return [asked.path for asked in self.asked]

    def content_paths(self) -> list[str]:
        return [path for path in self.paths() if path != "/robots.txt"]

    def next_reply(self, path: str, headers: dict[str, str]) -> Reply:
        with self._lock:
            before = sum(1 for asked in self.asked if asked.path == path)
            self.asked.append(Asked(path, headers))
            replies = self.replies.get(path, [Reply(404, b"nothing here")])
            return replies[min(before, len(replies) - 1)]

    @contextmanager
    def running(self) -> Iterator[Server]:
        self._thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self._http.shutdown()
            self._thread.join(10)
            self._http.server_close()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            reply = server.next_reply(self.path, dict(self.headers.items()))
            try:
                self.answer(reply)
            except OSError:
                self.close_connection = True

        def answer(self, reply: Reply) -> None:
            if reply.stall_before:
                server.stopping.wait(20)
                self.close_connection = True
                return
            if reply.drip_head:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not server.stopping.wait(0.02):
                    self.wfile.write(b"x")
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            elif not reply.endless and reply.status != 304:
                length = len(reply.body) if reply.announced is None else reply.announced
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.send_body(reply)
            if reply.cut or reply.endless:
                self.close_connection = True

        def send_body(self, reply: Reply) -> None:
            if reply.endless:
                while not server.stopping.is_set():
                    self.wfile.write(b" " * 65536)
                    server.bytes_sent += 65536
            elif reply.drip_seconds is not None:
                for byte in reply.body:
                    if server.stopping.wait(reply.drip_seconds):
                        return
                    self.wfile.write(bytes([byte]))
            elif reply.stall_after is not None:
                self.wfile.write(reply.body[: reply.stall_after])
                server.stopping.wait(20)
            elif reply.chunked:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(reply.body), reply.body))
                if not reply.cut:
                    self.wfile.write(b"0\r\n\r\n")
            else:
                self.wfile.write(reply.body)

    return Handler
