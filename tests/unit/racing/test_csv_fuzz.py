"""Broken files of results give typed errors or right values, never a shifted line; ours come back equal."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from include.errors import PayloadError
from include.racing import values
from include.racing.csv_file import read_csv, read_results, write_csv
from include.racing.rows import COLUMNS, RunnerRow
from include.racing.table import table_of
from tests.unit.racing.csv_mutations import LINES, broken_file, joined, sound_cells

FILES = int(os.environ.get("SCOREBOOK_FUZZ_FILES", "400"))
"""20,000 were read by hand once."""

SOUND = read_results(joined(sound_cells()).encode(), name="sound.csv", country="gb").records
BY_HORSE = {record["horse"]: record for record in SOUND}


def shifted(record: dict[str, Any], changed: int) -> dict[str, Any]:
    """The columns of a record that hold what stood in another column or line of the sound file."""
    sound = BY_HORSE.get(record["horse"])
    if sound is None:
        return {}
    elsewhere = {
        value
        for other in SOUND
        for name, value in other.items()
        if value is not None and isinstance(value, str | int | float)
    }
    different = {name: value for name, value in record.items() if value is not None and value != sound[name]}
    moved = {name: value for name, value in different.items() if value in elsewhere}
    return moved if len(different) > changed else {}


def test_the_sound_file_is_read_and_every_value_stands_once() -> None:
    values = Counter(
        value
        for record in SOUND
        for name, value in record.items()
        if value is not None and name not in ("date", "country", "region", "pos", "off", "course", "race_id")
    )
    assert len(SOUND) == LINES
    assert set(values.values()) == {1}


def test_broken_files_give_typed_errors_or_the_right_values() -> None:
    outcomes: Counter[str] = Counter()
    nameless: list[int] = []
    for seed in range(FILES):
        body, changed = broken_file(random.Random(seed))
        try:
            found = read_results(body, name="broken.csv", country="gb")
        except PayloadError as error:
            outcomes[type(error).__name__] += 1
            nameless += [] if str(error).startswith("broken.csv: ") else [seed]
            continue
        outcomes["read"] += 1
        for record in found.records:
            assert shifted(record, changed) == {}, seed
    print(dict(outcomes))
    assert nameless == []
    assert set(outcomes) >= {"read", "UnknownMarkupError", "UnreadableValueError"}
    assert outcomes["read"] > FILES / 10


_LETTERS = "AZaz09'\"`;:/()[]&$-_.éßĐ€£\u2013\u738b\U0001f600 "


def _text(rng: random.Random) -> str | None:
    """A text on one line with single blanks, as the adapters make them, or None."""
    return values.text("".join(rng.choices(_LETTERS, k=rng.randrange(12))))


def _number(rng: random.Random) -> float | None:
    return rng.choice((None, 0.0, 0.05, 1e-7, 123456789.25, rng.randrange(10**9) / 100))


def _integer(rng: random.Random) -> int | None:
    return rng.choice((None, 0, rng.randrange(10_000)))


def _runner(rng: random.Random, place: int) -> RunnerRow:
    kinds = {"text": _text, "number": _number, "integer": _integer}
    row = {column.name: kinds[column.kind](rng) for column in COLUMNS if column.kind != "timestamp"}
    row |= {
        "date": date(2020, 6, 3), "country": "gb", "region": rng.choice(("GB", None)),
        "race_id": f"r{place // 3}", "horse_id": f"h{place}", "horse": _text(rng) or "Never Dark (GB)",
        "pos": rng.choice(("1", "12", "PU")),
    }  # fmt: skip
    python_names = {"class": "class_", "or": "or_"}
    return RunnerRow(**{python_names.get(name, name): value for name, value in row.items()})


@pytest.mark.parametrize("seed", range(40))
def test_what_is_written_is_read_back_equal(seed: int) -> None:
    rng = random.Random(seed)
    day = date(2020, 6, 3)
    rows = [_runner(rng, place) for place in range(rng.randrange(30))]
    table = table_of(rows, {"r0": datetime(2020, 6, 4, 0, 30, 1, 234567, tzinfo=UTC)})
    body = write_csv(table, "gb", day)
    read = read_csv(body, "gb", day)
    assert read.to_pylist() == table.to_pylist()
    assert write_csv(read, "gb", day) == body


@pytest.mark.parametrize(
    "body", [b"," * 30_000, b'"' * 300_000, b'a,b\n"' + b'x,""' * 100_000, b"\n" * 300_000]
)
def test_files_that_are_made_to_be_slow_are_refused(body: bytes) -> None:
    with pytest.raises(PayloadError):
        read_results(body, name="slow.csv", country="gb")
