"""The lengths that runners' times follow from: none lost in rounding, none counted twice."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from include.racing import conditions, values
from include.racing.racing_post.distances import lengths_behind, lengths_for_times
from include.racing.racing_post.runner import Runner

Told = tuple[str, float | None, float | None]
"""Position, margin to the horse in front, overall distance; a margin of 0 is a dead heat."""

COUNTED_TWICE = 9
"""Rows of the recorded file whose time has a small margin once more than their overall distance has it."""


def reckoned(*told: Told) -> list[float | None]:
    runners = [Runner(pos, btn, ovr, btn == 0.0 and pos != "1", {}) for pos, btn, ovr in told]
    return lengths_for_times(runners, lengths_behind(runners, "a race"))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # A head takes the overall distance on; a short head behind it does not.
        ([("2", 6.0, 6.0), ("3", 0.2, 6.25), ("4", 0.1, 6.25)], [6.0, 6.25, 6.35]),
        ([("2", 6.0, 6.0), ("3", 0.2, 6.25), ("3", 0.0, 6.25)], [6.0, 6.25, 6.25]),
        ([("2", 3.0, None), ("3", 0.1, 3.0), ("3", 0.0, 3.0)], [3.0, 3.1, 3.1]),
        ([("2", 2.0, None), ("3", 0.05, 2.0), ("4", 0.05, 2.0)], [2.0, 2.05, 2.1]),
        ([("2", 0.75, None), ("3", 0.1, 0.75)], [0.75, 0.85]),
        ([("2", 0.1, None), ("3", 0.05, 0.05)], [0.1, 0.15]),
        # The exact distances of pages since August 2026 have the margin.
        ([("2", 3.0, 3.0), ("3", 0.1, 3.1), ("4", 0.3, 3.4)], [3.0, 3.1, 3.4]),
        # Put back to 4th, without a distance of its own for 5th.
        ([("2", 4.0, None), ("3", 2.0, 6.0), ("4", 1.0, 1.0), ("5", 0.1, 6.0)], [4.0, 6.0, 1.0, 6.1]),
        ([("2", None, None), ("3", 2.0, 2.0), ("PU", None, None)], [None, 2.0, None]),
    ],
)
def test_a_margin_counts_once(told: list[Told], expected: list[float | None]) -> None:
    assert reckoned(("1", None, None), *told) == [0.0, *expected]


def test_times_are_those_of_the_recorded_file_but_where_it_counts_a_margin_twice(shared_data: Path) -> None:
    """The file was made at 5 lengths a second."""
    races: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with (shared_data / "racing_post" / "gb_2020_06_03_v2.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if values.seconds(row["Time"]) is not None:
                races[row["Course"], row["Off"]].append(row)
    others = []
    for rows in races.values():
        winner = values.seconds(rows[0]["Time"])
        lengths = reckoned(
            *(
                (row["Pos"], float(row["Btn"]) if row["Pos"] != "1" else None, float(row["Ovr_Btn"]))
                for row in rows
            )
        )
        secs = [conditions.runner_seconds(winner, one, 5.0) or 0.0 for one in lengths]
        assert all(before <= after for before, after in pairwise(secs))
        others += [
            round((values.seconds(row["Time"]) or 0.0) - one - float(row["Btn"]) / 5.0, 2)
            for row, one in zip(rows, secs, strict=True)
            if abs((values.seconds(row["Time"]) or 0.0) - one) > 0.006
        ]
    assert others == pytest.approx([0.0] * COUNTED_TWICE, abs=0.006)
