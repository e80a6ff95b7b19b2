"""What a workflow wants in the archive: items, their documents, and the keys in publishing order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from include.errors import ParamError


class Document(msgspec.Struct, frozen=True):
    """One answer of a source and where it is kept.

    `address` is relative to the source's connection. The first key is uploaded, the others are copies.
    """

    address: str
    keys: tuple[str, ...]


class FetchItem(msgspec.Struct, frozen=True):
    """One thing to archive: a game, a race. The last key of its last document says that it is whole.

    `refetch` asks the source again although the item is stored. With `is_last_ask` no later run looks
    back to the item, so what is incomplete now counts as failed.
    """

    id: str
    day: date
    documents: tuple[Document, ...]
    refetch: bool = False
    is_last_ask: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the item, in publishing order."""
        return tuple(key for document in self.documents for key in document.keys)


class FetchGroup(msgspec.Struct, frozen=True):
    """The items of one mapped task: a day, a country's day, a chunk of a season.

    `problem` says why the list of items cannot be trusted to be complete; the items are archived all
    the same, and the task then fails with it.
    """

    label: str
    items: tuple[FetchItem, ...] = ()
    problem: str | None = None


def group_from_mapping(value: Mapping[str, Any]) -> FetchGroup:
    """Read a group as it travels between tasks: `{"label", "items", "problem"}`.

    An item is `{"id", "day", "documents": [{"address", "keys"}]}`, or in short, with one document,
    `{"id", "day", "address", "keys"}`.

    :raises ParamError: when something is missing or of another type.
    """
    try:
        items = [_with_documents(item) for item in value.get("items", [])]
        group = msgspec.convert({**value, "items": items}, FetchGroup, strict=True)
    except (msgspec.ValidationError, AttributeError, TypeError, ValueError) as error:
        raise ParamError(
            f"a group of items to fetch needs label and items (id, day, documents): {error}"
        ) from error
    for item in group.items:
        if not item.documents or not all(document.keys for document in item.documents):
            raise ParamError(f"item {item.id} needs at least one document with at least one key")
    return group


def _with_documents(item: Mapping[str, Any]) -> dict[str, Any]:
    if "documents" in item:
        return dict(item)
    rest = {key: value for key, value in item.items() if key not in ("address", "keys")}
    return {**rest, "documents": [{"address": item.get("address"), "keys": item.get("keys")}]}
