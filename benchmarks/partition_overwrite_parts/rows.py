"""Rows like those of a day's races: mostly short texts, some numbers, some nulls."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa

COUNTRIES = ("fr", "gb", "ire")
FIRST_DAY = date(2025, 9, 1)
RUNNERS = 12
KEY = ("race_id", "horse_id")
CHANGING = "number_0"


def partitions(count: int) -> list[dict[str, str]]:
    """Countries and days, the days of all countries side by side."""
    return [
        {
            "country": COUNTRIES[place % len(COUNTRIES)],
            "date": str(FIRST_DAY + timedelta(days=place // len(COUNTRIES))),
        }
        for place in range(count)
    ]


def schema(columns: int) -> pa.Schema:
    """The two columns of the key, numbers and texts, and `created_at`, together `columns`."""
    numbers = max((columns - 3) // 3, 1)
    texts = columns - 3 - numbers
    return pa.schema(
        [
            *((name, pa.string()) for name in KEY),
            *((f"number_{place}", pa.float64()) for place in range(numbers)),
            *((f"text_{place}", pa.string()) for place in range(texts)),
            ("created_at", pa.timestamp("us", tz="UTC")),
        ]
    )


def make_rows(partition: dict[str, str], rows: int, columns: int) -> pa.Table:
    """A partition's rows; the same again for the same partition."""
    draw = random.Random(f"{partition['country']} {partition['date']}")
    day = partition["date"].replace("-", "")
    made: dict[str, Sequence[object]] = {
        "race_id": [f"{day}{place // RUNNERS:03d}" for place in range(rows)],
        "horse_id": [str(1_000_000 + place) for place in range(rows)],
    }
    for field in schema(columns):
        if field.name.startswith("number_"):
            made[field.name] = [
                None if draw.random() < 0.1 else float(draw.randrange(200)) for _ in range(rows)
            ]
        elif field.name.startswith("text_"):
            made[field.name] = [
                None if draw.random() < 0.1 else f"name of {draw.randrange(5000)}" for _ in range(rows)
            ]
        elif field.name == "created_at":
            made[field.name] = [None] * rows
    return pa.table(made, schema=schema(columns))


def of_round(rows: pa.Table, number: int) -> pa.Table:
    """The same rows with other ratings, as a later scrape finds them: one column differs."""
    place = rows.schema.get_field_index(CHANGING)
    ratings = pa.array([float(number)] * rows.num_rows, pa.float64())
    return rows.set_column(place, rows.schema.field(place), ratings)
