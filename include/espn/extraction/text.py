"""Makes text fit for PostgreSQL."""

from __future__ import annotations

from typing import TypeVar

Json = TypeVar("Json")


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
