"""Rules for the items of operator tests, named to the operator by their dotted names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from include.archive.item import FetchItem
from include.errors import PayloadError


def any_bodies(item: FetchItem, bodies: Sequence[bytes]) -> str:
    """Takes whatever came, one body a document."""
    if len(bodies) != len(item.documents):
        raise PayloadError(f"item {item.id}: expected {len(item.documents)} bodies, got {len(bodies)}")
    return hashlib.sha256(b"".join(bodies)).hexdigest()
