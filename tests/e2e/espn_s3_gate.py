"""A proxy in front of S3 that counts writes, and refuses everything after so many of them."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORBIDDEN = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


class S3Gate:
    """`writes` are the keys written through it, in order.

    :param server_port: of the S3 server on this machine.
    :param allowed_writes: after so many PUTs every request is answered with 403; None: never.
    """

    def __init__(self, server_port: int, *, allowed_writes: int | None = None) -> None:
        self.server_port = server_port
        self.allowed_writes = allowed_writes
        self.writes: list[str] = []

    def is_shut(self) -> bool:
        return self.allowed_writes is not None and len(self.writes) >= self.allowed_writes

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve during the block; its address comes back."""
        outer = self

        class Handler(_Forward):
            gate = outer

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()


class _Forward(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # answers "Expect: 100-continue"
    gate: S3Gate

    def forward(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.gate.is_shut():
            self._answer(403, "Forbidden", [("Content-Type", "application/xml")], FORBIDDEN)
            return
        server = http.client.HTTPConnection("127.0.0.1", self.gate.server_port, timeout=10)
        server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "expect":
                server.putheader(name, value)
        server.endheaders(body)
        reply = server.getresponse()
        content = reply.read()
        server.close()
        if self.command == "PUT" and reply.status == 200:
            self.gate.writes.append(self.path.partition("?")[0].split("/", 2)[2])
        self._answer(reply.status, reply.reason, reply.getheaders(), content)

    do_HEAD = do_GET = do_PUT = forward

    def _answer(self, status: int, reason: str, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status, reason)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "content-length"):
                self.send_header(name, value)
        length = next((value for name, value in headers if name.lower() == "content-length"), None)
        self.send_header("Content-Length", length or str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet: what matters is in `writes`."""
