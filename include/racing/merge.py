"""How a country's day that was read again joins the day that stands in the lake: nothing good is lost.

- A race that was read now replaces what was there, whole. Fewer runners than before: the race before stays.
- A rating that was there is never erased by an empty one.
- A race that could not be read now stays as it was, whatever else is said.
- A race that the source declares void or no longer lists stays, too, but does not come back once it is gone.
- A race that stands under another id (of the other source, or of a file that has no ids) is the same race:
  never two copies of it.

With `allow_shrink` the source is right in all of this, but for races that could not be read. Without it a
source that has no race at all of a day that had some is not believed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from include.lake.partition_errors import PartitionShrinkError
from include.lake.partition_overwrite import Merged, NewRows
from include.racing.same_race import has_same_horses, has_same_place, identity
from include.racing.table_races import TableRace, races_of

RATINGS = ("or", "rpr", "ts")


def merge(old: pa.Table | None, new: NewRows, allow_shrink: bool) -> Merged:
    """Join what was read now to what is there. The rows come out in the order of course, off and race.

    `new.details` tells of the day: `listed`, ids of the races that the source lists, or None where nobody
    knows; `failed` and `void`, ids of those that could not be read and that were declared void; `places`,
    course and off by id, where known, for races that stand under another id in the lake.

    The report has counts (`races`, `kept_races`, `ratings_kept`, `duplicates_dropped`), `renamed` (new id by
    the one before), and lists of ids: `failed_kept`, `shrunk_kept`, `unlisted_kept`, `unlisted_dropped`,
    `void_kept`, `void_dropped`.

    :raises PartitionShrinkError: the source lists no race, and some are there.
    """
    before = new.table.slice(0, 0) if old is None else old
    both = pa.concat_tables([before, new.table], promote_options="default")
    old_races = races_of(both, range(before.num_rows))
    new_races = races_of(both, range(before.num_rows, both.num_rows))
    standing = _Standing.of(new.details)
    if old_races and standing.is_blank and not allow_shrink:
        raise PartitionShrinkError(
            f"the source lists no race of a day of which {len(old_races)} are there. Nothing was written: "
            "look at its page; if they really are gone, run that day with allow_shrink."
        )
    merging = _Merging(standing, allow_shrink, is_first=old is None)
    for race, earlier in _paired(old_races, new_races, standing):
        merging.decide(race, earlier)
    named = sum(len(race.rows) for races in (old_races, new_races) for race in races.values())
    return merging.merged(both, before.num_rows, duplicates=both.num_rows - named)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the source says of the day's races."""

    listed: frozenset[str] | None
    failed: frozenset[str]
    void: frozenset[str]
    places: Mapping[str, tuple[str | None, str | None]]

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> _Standing:
        listed = details.get("listed")
        return cls(
            listed=None if listed is None else frozenset(listed),
            failed=frozenset(details.get("failed", ())),
            void=frozenset(details.get("void", ())),
            places={race_id: (course, off) for race_id, (course, off) in details.get("places", {}).items()},
        )

    @property
    def is_blank(self) -> bool:
        """Whether the source says that there is no race."""
        return self.listed is not None and not self.listed and not self.failed

    def is_told_of(self, race_id: str) -> bool:
        """Whether the source itself has a race of this id."""
        return race_id in self.failed or race_id in self.void or race_id in (self.listed or ())

    def id_at_source(self, race: TableRace) -> str:
        """The id under which the source tells of the race: its own, else that of the same course and off."""
        if self.is_told_of(race.id):
            return race.id
        for race_id, (course, off) in self.places.items():
            if self.is_told_of(race_id) and has_same_place(race.identity, identity(course, off, ())):
                return race_id
        return race.id


def _paired(
    old: Mapping[str, TableRace], new: Mapping[str, TableRace], standing: _Standing
) -> list[tuple[TableRace | None, list[TableRace]]]:
    """Each new race with the old ones that are the same race, then each old race that is left alone."""
    earlier: dict[str, list[TableRace]] = {race_id: [] for race_id in new}
    alone: list[tuple[TableRace | None, list[TableRace]]] = []
    for race in old.values():
        # The source itself tells races apart that it numbers differently, unless the same horses ran.
        is_other_at_source = standing.is_told_of(race.id)
        same = race.id if race.id in new else _twin(race, new.values(), by_place=not is_other_at_source)
        if same is None:
            alone.append((None, [race]))
        else:
            earlier[same].append(race)
    return [(new[race_id], found) for race_id, found in earlier.items()] + alone


def _twin(race: TableRace, others: Collection[TableRace], *, by_place: bool) -> str | None:
    for other in others:
        if has_same_horses(race.identity, other.identity):
            return other.id
    for other in others:
        if by_place and has_same_place(race.identity, other.identity):
            return other.id
    return None


def _empty_report() -> dict[str, Any]:
    ids = ("failed_kept", "shrunk_kept", "unlisted_kept", "unlisted_dropped", "void_kept", "void_dropped")
    counts = dict.fromkeys(("races", "kept_races", "ratings_kept", "duplicates_dropped"), 0)
    return {**counts, "renamed": {}, **{name: [] for name in ids}}


@dataclass(slots=True)
class _Merging:
    """What is decided so far.

    :param is_first: there is no partition yet.
    :param chosen: races of the result with the id that they get there.
    :param before: for rows that were read now, the row that was there for the same runner.
    """

    standing: _Standing
    allow_shrink: bool
    is_first: bool
    chosen: list[tuple[TableRace, str]] = field(default_factory=list)
    before: dict[int, list[int]] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=_empty_report)

    def decide(self, race: TableRace | None, earlier: list[TableRace]) -> None:
        """Choose between a race that was read now and what was there of it; one of both may be missing."""
        if race is None:
            (left,) = earlier
            if self._stays(left, was_read=False):
                self.chosen.append((left, left.id))
            return
        if not self._stays(race, was_read=True, is_wanted=self.is_first or bool(earlier)):
            return
        self.report["renamed"] |= {one.id: race.id for one in earlier if one.id != race.id}
        largest = max(earlier, key=lambda one: len(one.rows), default=race)
        if len(largest.rows) > len(race.rows) and not self.allow_shrink:
            self.report["shrunk_kept"].append(race.id)
            self.chosen.append((largest, race.id))
            return
        self.chosen.append((race, race.id))
        for horse_id, row in race.by_id.items():
            found = [one.row_of(horse_id, race.names[row]) for one in earlier]
            self.before[row] = [earlier_row for earlier_row in found if earlier_row is not None]

    def _stays(self, race: TableRace, *, was_read: bool, is_wanted: bool = True) -> bool:
        """Whether the race is in the result, by what the source says of it; noted when that is not plain.

        :param is_wanted: false for a race that was taken out of the partition, or never was in it: only what
            the source has gets in.
        """
        race_id = self.standing.id_at_source(race)
        if race_id in self.standing.void:
            reason = "void"
        elif self.standing.is_told_of(race_id):
            if not was_read:
                self.report["failed_kept"].append(race.id)
            return True
        elif self.standing.listed is None:
            return True
        else:
            reason = "unlisted"
        if not is_wanted:
            return False
        self.report[f"{reason}_dropped" if self.allow_shrink else f"{reason}_kept"].append(race.id)
        return not self.allow_shrink

    def merged(self, both: pa.Table, rows_before: int, *, duplicates: int) -> Merged:
        """The chosen rows in order, with the ratings that they keep."""
        order = sorted(self.chosen, key=_place_in_table)
        rows = [row for race, _ in order for row in race.rows]
        table = both.take(pa.array(rows, type=pa.int64()))
        table = _with_column(table, "race_id", [race_id for race, race_id in order for _ in race.rows])
        if not self.allow_shrink:
            for name in RATINGS:
                table = self._with_ratings(table, name, both[name].to_pylist(), rows)
        self.report["races"] = len(order)
        self.report["kept_races"] = sum(race.rows[0] < rows_before for race, _ in order)
        self.report["duplicates_dropped"] = duplicates
        return Merged(table=table, kept=sum(row < rows_before for row in rows), report=self.report)

    def _with_ratings(self, table: pa.Table, name: str, ratings: list[Any], rows: list[int]) -> pa.Table:
        values = []
        for row in rows:
            known = [
                ratings[place] for place in (row, *self.before.get(row, ())) if ratings[place] is not None
            ]
            self.report["ratings_kept"] += bool(known) and ratings[row] is None
            values.append(known[0] if known else None)
        return _with_column(table, name, values)


def _place_in_table(chosen: tuple[TableRace, str]) -> tuple[str, int, str]:
    race, race_id = chosen
    return race.course, -1 if race.identity.off is None else race.identity.off, race_id


def _with_column(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    place = table.schema.get_field_index(name)
    own = table.schema.field(place)
    return table.set_column(place, own, pa.array(values, type=own.type))
