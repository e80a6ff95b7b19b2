"""Free ports on loopback.

Ports are drawn below the range from which systems take the ports of outgoing connections, so that a
remembered port is not lost to a browser between two starts.
"""

from __future__ import annotations

import random
import socket
from collections.abc import Collection

LOWEST = 20000
HIGHEST = 32000
TRIES = 200


class NoFreePortError(RuntimeError):
    """No port could be bound, although many were tried."""


def is_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """Say whether nothing listens on the port, on this address or on all addresses."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Connections of an earlier server that are still closing do not count as a listener.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(*, preferred: int | None = None, taken: Collection[int] = ()) -> int:
    """Return a port of 127.0.0.1 that nobody listens on: `preferred` if it is free.

    :param taken: ports that are promised to somebody who does not listen yet.
    """
    if preferred is not None and preferred not in taken and is_free(preferred):
        return preferred
    for _ in range(TRIES):
        port = random.randrange(LOWEST, HIGHEST)
        if port not in taken and is_free(port):
            return port
    raise NoFreePortError(f"no free port found between {LOWEST} and {HIGHEST} in {TRIES} tries")
