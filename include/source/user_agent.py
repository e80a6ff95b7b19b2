"""The name under which Scorebook asks its sources: always its own, never a browser's."""

from __future__ import annotations

PRODUCT = "Scorebook"
VERSION = "0.1.0"


def user_agent(contact: str | None = None) -> str:
    """The `User-Agent` header, with the address at which a source's owner reaches us, if there is one."""
    name = f"{PRODUCT}/{VERSION}"
    return f"{name} (+{contact})" if contact else name
