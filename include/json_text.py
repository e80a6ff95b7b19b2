"""The character NUL in JSON: PostgreSQL cannot store it in a text."""

from __future__ import annotations

from typing import TypeVar

Json = TypeVar("Json")


def has_nul(body: bytes) -> bool:
    """Whether JSON has the character U+0000 in a text or key.

    A backslash is found at the speed of memory and is rare; the whole escape is found at a fiftieth of it.
    """
    at = body.find(b"\\")
    while at >= 0:
        if body.startswith(b"\\u0000", at):
            return True
        at = body.find(b"\\", at + 2)
    return False


def without_nul(value: Json) -> Json:
    """The same JSON without the character U+0000 in its texts and keys, which `jsonb` cannot hold."""
    stripped: object = value
    if isinstance(value, str):
        stripped = value.replace("\0", "")
    elif isinstance(value, list):
        stripped = [without_nul(one) for one in value]
    elif isinstance(value, dict):
        stripped = {without_nul(key): without_nul(one) for key, one in value.items()}
    return stripped  # type: ignore[return-value]
