"""robots.txt: which addresses of a host a program may ask for (RFC 9309)."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from include.source.addresses import public_address
from include.source.errors import SourceDisallowedError
from include.source.user_agent import PRODUCT

MAX_BYTES = 500 * 1024


def robots_address(url: str) -> str:
    """Where the robots.txt of an address's host stands."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))


class Robots:
    """The rules of one host. `Robots(None)` is a host without robots.txt: everything may be asked.

    :param body: the file as it came; what stands behind its first 500 KiB is not read, as the RFC allows.
    """

    def __init__(self, body: bytes | None) -> None:
        self._parser = RobotFileParser()
        lines = (body or b"")[:MAX_BYTES].decode("utf-8-sig", "replace").splitlines()
        self._parser.parse(lines)

    def refusal(self, url: str) -> SourceDisallowedError | None:
        """The error for an address that the host asks programs to stay away from, or None."""
        if self._parser.can_fetch(PRODUCT, url):
            return None
        address = public_address(url)
        return SourceDisallowedError(
            f"{public_address(robots_address(url))} asks programs not to read {address}. Ask the source's "
            "owner for permission; only then may the task's hook be made with respect_robots=False.",
            address=address,
        )
