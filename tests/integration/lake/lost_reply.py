"""A proxy that lets a request take effect and then loses the reply, cuts it, or answers something else."""

from __future__ import annotations

import http.client
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LostReplies:
    """`lose` says how many replies to requests with `method` are still to be lost, `lost` how many were.

    `takes_effect` False: those requests do not even reach the server.

    :param keep_bytes: so much of a lost reply's body reaches the client; None: not even its status line.
    :param instead: status and S3 error code that reach the client in place of a lost reply.
    :param reset: a lost reply's connection is reset, not closed.
    """

    def __init__(
        self,
        server_port: int,
        method: str,
        *,
        keep_bytes: int | None = None,
        instead: tuple[int, str] | None = None,
        reset: bool = False,
    ) -> None:
        self.server_port = server_port
        self.method = method
        self.keep_bytes = keep_bytes
        self.instead = instead
        self.reset = reset
        self.lose = 0
        self.lost = 0
        self.takes_effect = True
        self._lock = threading.Lock()

    def takes(self, method: str) -> bool:
        """Whether this reply is to be lost; counts it."""
        with self._lock:
            if self.lose <= 0 or method != self.method:
                return False
            self.lose -= 1
            self.lost += 1
            return True

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve during the block; its address comes back."""
        replies = self

        class Handler(_Forward):
            faults = replies

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
    faults: LostReplies
    resets = False

    def forward(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_lost = self.faults.takes(self.command)
        if is_lost and not self.faults.takes_effect and self.faults.instead is not None:
            self.refuse(*self.faults.instead)
            return
        server = http.client.HTTPConnection("127.0.0.1", self.faults.server_port, timeout=10)
        server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "expect":
                server.putheader(name, value)
        server.endheaders(body)
        reply = server.getresponse()
        content = reply.read()
        server.close()
        if not is_lost:
            self.answer(reply, content)
            return
        self.resets = self.faults.reset
        if self.faults.instead is not None:
            self.refuse(*self.faults.instead)
        elif self.faults.keep_bytes is not None:
            self.answer(reply, content[: self.faults.keep_bytes])

    def finish(self) -> None:
        super().finish()
        if self.resets:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()

    def end_answer(self) -> None:
        # Said, so that no client sends its next request into a connection that is about to close.
        self.send_header("Connection", "close")
        self.end_headers()

    def answer(self, reply: http.client.HTTPResponse, content: bytes) -> None:
        self.send_response_only(reply.status, reply.reason)
        for name, value in reply.getheaders():
            if name.lower() != "connection":
                self.send_header(name, value)
        self.end_answer()
        self.wfile.write(content)

    def refuse(self, status: int, code: str) -> None:
        content = f"<Error><Code>{code}</Code><Message>said the proxy</Message></Error>".encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_answer()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_GET = do_PUT = forward

    def log_message(self, *_: object) -> None:
        """Quiet: what matters is in `lost`."""
