"""The text of `docs/TABLES.md`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from include.data_dictionary.predictions import PredictionColumn
from include.data_dictionary.relations import Relation
from include.espn.catalog import FEATURES
from include.lake.glue_types import glue_type
from include.racing.columns import COLUMNS, CREATED_AT, Column
from include.racing.table import TYPES

OPENING = """\
# Tables: what each column means

Made by `make docs` from the comments of the warehouse, the columns of the lake in
`include/racing/columns.py`, the catalogue of features in `include/espn/catalog.py` and
`docs/operations/predictions-table.sql`. Do not edit it: change the comment in a new migration, or the
description in those files, and run `make docs`.

How to ask: [QUERYING](QUERYING.md). Times are stored with their time zone and shown in the session's. Null
means that the source does not say it. In JSON, a name that is absent means the same as null.
"""
SCHEMA_TITLES = {
    "espn": "views over the features of ESPN's games",
    "nba": "games of NBA.com and metrics derived from them",
    "ops": "state of the workflows",
    "raw_data": "documents",
}
LAKE = """\
## Lake and CSV: `rpscrape`, runners of races

One row per runner of a race. Source: the source of races (connection `racing_source`). Written by:
racing_rescrape_7_days, racing_retry_failures. Key: race_id, horse_id.

- **Parquet in S3**, one object per partition:
  `datasets/rpscrape/country=gb/date=2025-11-17/part-0.parquet`. The prefix is the Variable
  `scorebook_prefix_racing_lake`. In Glue it is the table `rpscrape` of the database in
  `scorebook_racing_glue_database`. The partition keys are `country` and `date`; they are no columns of the
  file.
- **CSV**, one file per country and day: `data/dates/gb/2025_11_17.csv` below the Variable
  `scorebook_prefix_racing_dates`. UTF-8, LF, a header, fields joined by commas and never quoted: a comma in
  a value is written as ` - `, null as an empty field. The columns are in this order; `created_at` is not
  among them.

"""
PREDICTIONS = """\
## BigQuery: `player_prop_predictions`

One row per prediction of a player's points in a game. Source: the system that predicts; Scorebook never
adds a prediction. Written by: bigquery_dedup_cleanup (only `is_active`, `superseded_by` and `updated_at`;
[DEDUP](DEDUP.md)). The table may have more columns; Scorebook neither reads nor changes them. Partition
key: `game_date`. Clustered by `system_id`, `player_lookup`.

"""
FEATURE_GROUPS = {"game": "games", "player": "player_box_scores", "play": "plays"}


def page(relations: Sequence[Relation], predictions: Sequence[PredictionColumn]) -> str:
    """The whole page."""
    parts = [OPENING]
    for schema in dict.fromkeys(relation.schema for relation in relations):
        parts.append(f"## Warehouse: `{schema}`, {SCHEMA_TITLES[schema]}\n")
        parts += [_relation(relation) for relation in relations if relation.schema == schema]
    return "\n".join([*parts, _features(), _lake(), _predictions(predictions)])


def _relation(relation: Relation) -> str:
    key = f" Key: {', '.join(relation.key)}." if relation.key else ""
    rows = [
        (f"`{one.name}`", one.type + (", not null" if one.is_required else ""), one.unit or "", one.meaning)
        for one in relation.columns
    ]
    kind = "View" if relation.is_view else "Table"
    return (
        f"### `{relation.schema}.{relation.name}`\n\n{kind}. {relation.meaning} Source: {relation.source}. "
        f"Written by: {relation.writer}.{key}\n\n" + _table(("column", "type", "unit", "meaning"), rows)
    )


def _features() -> str:
    rows = [
        (
            f"`{one.name}`",
            f"`espn.{FEATURE_GROUPS[one.group]}`",
            f"`{one.path}`",
            "derived" if one.derived else "direct",
            ", ".join(map(str, sorted(one.formats))) or "none",
            one.note,
        )
        for one in FEATURES
    ]
    heads = ("feature", "column of", "path in `data.espn_features`", "value", "formats", "note")
    return (
        f"## The {len(FEATURES)} features of `raw_data.nba_games`\n\n"
        "The path is PostgreSQL's jsonpath. `direct` is written by the source, `derived` computed from "
        "other values. Formats: 1 is ESPN's page, 2 its summary.\n\n" + _table(heads, rows)
    )


def _lake() -> str:
    rows = [_racing_row(column, in_csv=True) for column in COLUMNS]
    heads = ("column", "in the CSV", "in the lake", "unit", "meaning")
    return LAKE + _table(heads, [*rows, _racing_row(CREATED_AT, in_csv=False)])


def _racing_row(column: Column, *, in_csv: bool) -> tuple[str, ...]:
    if column.in_file:
        place = glue_type(TYPES[column.kind])
    else:
        place = f"partition key, {'date' if column.name == 'date' else 'string'}"
    return f"`{column.name}`", column.kind if in_csv else "", place, column.unit or "", f"{column.meaning}."


def _predictions(columns: Sequence[PredictionColumn]) -> str:
    return PREDICTIONS + _table(
        ("column", "type", "meaning"), [(f"`{one.name}`", one.type, one.description) for one in columns]
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
