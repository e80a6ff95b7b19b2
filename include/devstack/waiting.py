"""Whether a local server answers, and waiting for it with a limit."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def answers(port: int) -> bool:
    """Say whether something accepts connections on the port of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for_port(port: int, *, limit: float, alive: Callable[[], bool]) -> bool:
    """Return True once the port answers.

    :param limit: seconds after which the answer is False.
    :param alive: False means that the server has ended: the answer is False at once.
    """
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if answers(port):
            return True
        if not alive():
            return False
        time.sleep(0.05)
    return False
