"""The deadline of a whole request. Time limits of sockets count from the last byte, so a drip resets them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class Watch:
    """Ends the request of one session that is under way when its time is over.

    It shuts the request's socket from another thread, so that whoever reads headers or body from it
    sees its end at once. Connecting and the TLS handshake have the limits of the request's `timeout`.
    """

    def __init__(self) -> None:
        self._connection: Any = None

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Give the requests made inside this block so many seconds together."""
        self._connection = None
        timer = threading.Timer(seconds, self._shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def mount(self, session: requests.Session) -> None:
        """Watch all requests of a session. Replaces the session's adapters."""
        for scheme in ("http://", "https://"):
            session.mount(scheme, _WatchedAdapter(self._see))

    def _see(self, connection: Any) -> None:
        self._connection = connection

    def _shut(self) -> None:
        sock = getattr(self._connection, "sock", None)
        if sock is not None:
            # Not `sock.shutdown`: that of TLS takes away the state with which the other thread reads.
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _WatchedAdapter(HTTPAdapter):
    """Tells which connection a request uses, a new one or one that was kept open."""

    def __init__(self, see: Callable[[Any], None]) -> None:
        super().__init__()
        self._see = see

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        if not hasattr(pool.ConnectionCls, "seen_by"):
            pool.ConnectionCls = _seen(pool.ConnectionCls, self._see)
        return pool


def _seen(connection_class: type[Any], see: Callable[[Any], None]) -> type[Any]:
    class SeenConnection(connection_class):  # type: ignore[misc]
        seen_by = staticmethod(see)

        def connect(self) -> None:
            see(self)
            super().connect()

        def request(self, *args: Any, **kwargs: Any) -> None:
            see(self)
            super().request(*args, **kwargs)

    return SeenConnection
