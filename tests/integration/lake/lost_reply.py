"""A proxy that lets a request take effect and then loses the reply, or cuts it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LostReplies:
    """`lose` says how many replies to requests with `method` are still to be lost, `lost` how many were.

    :param keep_bytes: so much of a lost reply's body reaches the client; None: not even its status line.
    """

    def __init__(self, server_port: int, method: str, *, keep_bytes: int | None = None) -> None:
        self.server_port = server_port
        self.method = method
        self.keep_bytes = keep_bytes
        self.lose = 0
        self.lost = 0

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

    def forward(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server = http.client.HTTPConnection("127.0.0.1", self.faults.server_port, timeout=10)
        server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "expect":
                server.putheader(name, value)
        server.endheaders(body)
        reply = server.getresponse()
        content = reply.read()
        server.close()
        if self.faults.lose > 0 and self.command == self.faults.method:
            self.faults.lose -= 1
            self.faults.lost += 1
            if self.faults.keep_bytes is None:
                return
            content = content[: self.faults.keep_bytes]
        self.send_response_only(reply.status, reply.reason)
        for name, value in reply.getheaders():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_HEAD = do_GET = do_PUT = forward

    def log_message(self, *_: object) -> None:
        """Quiet: what matters is in `lost`."""
