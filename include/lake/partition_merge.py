"""The lake's own merge rules: what becomes of rows that are there and that the new rows do not name."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from include.lake.partition_file import keys_of
from include.lake.partition_overwrite import Merge, Merged, NewRows


def merge_by_key(key: Sequence[str]) -> Merge:
    """A new row takes the place of that with the same key; other rows that are there are kept.

    With `allow_shrink` nothing is kept: the new rows are the partition. Told: `not_in_new`, rows that are
    there and not among the new ones.
    """
    return _keeping(tuple(key), "not_in_new")


def merge_by_group(group: Sequence[str]) -> Merge:
    """The new rows of a group (a race, a game) take the place of all its rows; other groups are kept.

    With `allow_shrink` nothing is kept: the new rows are the partition. Told: `groups_not_in_new`.
    """
    return _keeping(tuple(group), "groups_not_in_new")


def _keeping(columns: tuple[str, ...], told: str) -> Merge:
    def merge(old: pa.Table | None, new: NewRows, allow_shrink: bool) -> Merged:
        if old is None or not old.num_rows:
            return Merged(table=new.table, kept=0, report={told: 0})
        named = set(keys_of(new.table, columns))
        absent = [key not in named for key in keys_of(old, columns)]
        kept = old.filter(pa.array(absent, pa.bool_()))
        by_group = told.startswith("groups")
        count = len(set(keys_of(kept, columns))) if by_group else kept.num_rows
        if allow_shrink or not count:
            return Merged(table=new.table, kept=0, report={told: count})
        return Merged(table=pa.concat_tables([kept, new.table]), kept=kept.num_rows, report={told: count})

    return merge
