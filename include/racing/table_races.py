"""The races of a table of runners: which rows are whose, and what tells one race from another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from include.racing.same_race import Identity, horse_key, identity

_LOOKED_AT = ("race_id", "horse_id", "horse", "course", "off")


@dataclass(frozen=True, slots=True)
class TableRace:
    """One race of a table.

    :param course: as the table has it, for sorting.
    :param rows: places of its runners in the table, each horse once.
    :param names: the horse's name of each row.
    :param by_id: the row of each horse id.
    :param by_name: the row of each horse name, as names are compared.
    """

    id: str
    course: str
    identity: Identity
    rows: tuple[int, ...]
    names: dict[int, str | None]
    by_id: dict[str, int]
    by_name: dict[str, int]

    def row_of(self, horse_id: str, horse: str | None) -> int | None:
        """The row of a horse, by its id, else by its name."""
        return self.by_id.get(horse_id, self.by_name.get(horse_key(horse)))


def races_of(table: pa.Table, rows: Iterable[int]) -> dict[str, TableRace]:
    """The races among `rows` of the table, by id, in the table's order.

    Of two rows of one horse in one race the first is taken.
    """
    columns = {name: table[name].to_pylist() for name in _LOOKED_AT}
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(columns["race_id"][row], {}).setdefault(columns["horse_id"][row], row)
    races = {}
    for race_id, by_id in found.items():
        own = tuple(by_id.values())
        names = {row: columns["horse"][row] for row in own}
        # Backwards, so that the first of two equal names stays.
        by_name = {horse_key(names[row]): row for row in own[::-1]}
        by_name.pop("", None)
        course = columns["course"][own[0]]
        what = identity(course, columns["off"][own[0]], names.values())
        races[race_id] = TableRace(race_id, course or "", what, own, names, by_id, by_name)
    return races
