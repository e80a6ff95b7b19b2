"""What holds for any two scrapes of a day, whatever failed, vanished or came under another id."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from include.lake.partition_overwrite import Merged, NewRows
from include.racing.merge import RATINGS, merge
from tests.unit.racing.runners import Row, table

OFFS = ("13:00", "13:30", "14:00", "14:30", "15:00")
# Each off has its own horses, so that an off is a race, whatever its id.
FIELDS = {off: [f"{name}{place}" for name in "ABCD"] for place, off in enumerate(OFFS)}
rating = st.one_of(st.none(), st.integers(1, 99))


@st.composite
def scrapes(draw: st.DrawFn, *, natural: bool) -> list[Row]:
    """Some races of the day with some of their runners; ids of a source, or natural ones."""
    found: list[Row] = []
    for off in draw(st.lists(st.sampled_from(OFFS), unique=True)):
        names = draw(st.lists(st.sampled_from(FIELDS[off]), unique=True, min_size=1))
        race_id = f"natural_{off}" if natural and draw(st.booleans()) else f"rac_{off}"
        for name in names:
            horse_id = name if race_id.startswith("natural") else f"h{name}"
            row: Row = {"race_id": race_id, "course": "Ascot", "off": off, "horse": name}
            found.append(
                row | {"horse_id": horse_id, "pos": "1", **{column: draw(rating) for column in RATINGS}}
            )
    return found


@st.composite
def days(draw: st.DrawFn) -> tuple[pa.Table, NewRows]:
    """What is there, and what was read now with what the source says of it."""
    old, new = draw(scrapes(natural=True)), draw(scrapes(natural=False))
    read = {row["race_id"] for row in new}
    others = [f"rac_{off}" for off in OFFS if f"rac_{off}" not in read]
    said = {race_id: draw(st.sampled_from(("failed", "void", "unlisted"))) for race_id in others}
    details: dict[str, Any] = {
        "listed": [*read, *(race_id for race_id, what in said.items() if what != "unlisted")],
        "failed": [race_id for race_id, what in said.items() if what == "failed"],
        "void": [race_id for race_id, what in said.items() if what == "void"],
        "places": {f"rac_{off}": ("Ascot", off) for off in OFFS},
    }
    # A list without a race, where there are rows, is refused; other tests show that.
    assume(details["listed"] or not old)
    return table(old), NewRows(table(new), details)


def by_off(rows: pa.Table) -> dict[str, set[str]]:
    """The horses of each off."""
    found: dict[str, set[str]] = {}
    for row in rows.to_pylist():
        found.setdefault(row["off"], set()).add(row["horse"])
    return found


def check(result: Merged) -> None:
    """A race is there once, and so is each of its runners."""
    rows = result.table.to_pylist()
    assert len({(row["race_id"], row["horse_id"]) for row in rows}) == len(rows)
    assert len({row["race_id"] for row in rows}) == len({row["off"] for row in rows})


@settings(max_examples=100, deadline=None)
@given(days())
def test_no_race_no_runner_and_no_rating_is_lost(day: tuple[pa.Table, NewRows]) -> None:
    old, new = day

    result = merge(old, new, False)

    check(result)
    before, read, after = by_off(old), by_off(new.table), by_off(result.table)
    assert after.keys() == before.keys() | read.keys()
    assert all(len(after[off]) >= len(horses) for off, horses in before.items())
    ratings = {(row["off"], row["horse"]): row for row in result.table.to_pylist()}
    for row in old.to_pylist():
        kept = ratings.get((row["off"], row["horse"]))
        for name in RATINGS:
            assert kept is None or row[name] is None or kept[name] is not None


@settings(max_examples=100, deadline=None)
@given(days(), st.booleans())
def test_merging_once_more_changes_nothing(day: tuple[pa.Table, NewRows], allow_shrink: bool) -> None:
    once = merge(*day, allow_shrink)

    again = merge(once.table, day[1], allow_shrink)

    assert again.table.equals(once.table)


@settings(max_examples=100, deadline=None)
@given(days())
def test_only_what_failed_outlives_allow_shrink(day: tuple[pa.Table, NewRows]) -> None:
    old, new = day

    result = merge(old, new, True)

    check(result)
    failed = {race_id.removeprefix("rac_") for race_id in new.details["failed"]}
    kept = {off: horses for off, horses in by_off(old).items() if off in failed}
    assert by_off(result.table) == by_off(new.table) | kept
