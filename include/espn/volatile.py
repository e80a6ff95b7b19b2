"""What changes in ESPN's payloads without the game having changed: links, pictures, colours."""

from __future__ import annotations

from typing import Any

_PRESENTATION = frozenset({"links", "link", "logo", "logos", "headshot", "href", "color", "alternateColor"})


def without_presentation(value: Any, *, also: frozenset[str] = frozenset()) -> Any:
    """Return a decoded JSON value without presentation keys (and the keys in `also`), at every depth."""
    dropped = _PRESENTATION | also
    if isinstance(value, dict):
        return {
            key: without_presentation(child, also=also) for key, child in value.items() if key not in dropped
        }
    if isinstance(value, list):
        return [without_presentation(child, also=also) for child in value]
    return value
