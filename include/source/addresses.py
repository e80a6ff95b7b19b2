"""Addresses of sources: what may be asked, what may be shown, and where a redirect may lead."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from include.errors import SourceRequestError

UNUSABLE = re.compile(r"[\x00-\x20\x7f\\#]")
SECRET_NAME = re.compile(r"key|token|secret|passw|signature|credential|auth", re.IGNORECASE)
HIDDEN = "***"


def host_of(url: str) -> str:
    """Host and port of an address, without credentials: the name of the source in `ops.source_limits`."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def public_address(url: str) -> str:
    """An address as it may be logged and stored: no credentials, no values of params that look like keys."""
    parts = urlsplit(url)
    query = "&".join(_public_pair(pair) for pair in parts.query.split("&"))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def _public_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}={HIDDEN}" if equals and value and SECRET_NAME.search(name) else pair


def checked_url(base_url: str, url: str) -> str:
    """The address `url`, if it stays on the host and below the path of `base_url`.

    Ids of payloads and params end up in addresses, so that white space, control characters, fragments
    and dot segments are refused.

    :raises SourceRequestError: with the address that cannot be used.
    """
    parts = urlsplit(url)
    dots = any(part.lower().replace("%2e", ".") in {".", ".."} for part in parts.path.split("/"))
    if UNUSABLE.search(url) or dots or not url.startswith(base_url) or host_of(url) != host_of(base_url):
        shown = public_address(UNUSABLE.sub("?", url))
        raise SourceRequestError(
            f"The address {shown!r} cannot be used: give a path below {public_address(base_url)} "
            "without spaces, '#', '\\' or dot segments.",
            address=shown,
        )
    return url


def redirect_target(url: str, location: str) -> str | None:
    """Where a redirect from `url` leads, if that is the same host; None if it leaves it.

    The same host means the same name and port; http may become https, never the other way round.
    """
    target = urljoin(url, location)
    if UNUSABLE.search(target):
        return None
    old, new = urlsplit(url), urlsplit(target)
    upgrade = (old.scheme, new.scheme) == ("http", "https")
    if host_of(target) != host_of(url) or not (new.scheme == old.scheme or upgrade):
        return None
    return urlunsplit((new.scheme, old.netloc, new.path or "/", new.query, ""))
