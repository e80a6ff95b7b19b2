"""Rows of one day: batches of predictions, of which later ones repeat keys of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

SYSTEMS = ("catboost_v8", "ensemble_v1", "moving_average", "similarity_v2", "xgboost_v1")
TEAMS = ("BOS", "LAL", "NYK", "PHI", "MIA", "CHI", "DAL", "DEN", "GSW", "PHX", "MIL", "CLE")
LINES = (Decimal("24.5"), Decimal("25"), None, Decimal("18.5"))
PLAYERS_IN_A_GAME = 20
_NEW_YORK = ZoneInfo("America/New_York")
_BATCH = timedelta(minutes=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What the table shall hold of one day.

    A key is (game_id, player_lookup, system_id). The first batch, at 08:00 in New York, has one active row
    for each key; further batches, each seven minutes later, bring `duplicates` more, key by key. Rows of a
    key differ in their line: 24.5, 25, null and 18.5 take turns.

    :param duplicates: active rows beyond the first of their key.
    :param ties: as many of them have the `created_at` of the first batch.
    :param same_ids: as many of those that tie have the `prediction_id` of the first batch, too.
    :param twins: as many of the others are exact copies of their key's first row.
    :param inactive: rows of an older batch, switched off already.
    """

    day: date
    keys: int
    duplicates: int = 0
    ties: int = 0
    same_ids: int = 0
    twins: int = 0
    inactive: int = 0

    def __post_init__(self) -> None:
        if self.keys < 1 or not 0 <= self.same_ids <= self.ties or self.ties + self.twins > self.duplicates:
            raise ValueError(f"{self}: at least 1 key, same_ids <= ties, and ties + twins <= duplicates")

    @property
    def rows(self) -> int:
        return self.keys + self.duplicates + self.inactive


def day_rows(day: Day, *, seed: int = 1) -> pa.Table:
    """Return the rows of a day in the order of the table's columns, in an order that depends on the seed."""
    import numpy as np

    draw = np.random.default_rng([seed, day.day.toordinal()])
    extra = np.arange(day.duplicates)
    is_tie = extra < day.ties
    is_twin = extra >= day.duplicates - day.twins
    has_same_id = (extra < day.same_ids) | is_twin
    older = np.arange(day.inactive)
    key = np.concatenate([np.arange(day.keys), extra % day.keys, older % day.keys])
    batch = np.concatenate([np.zeros(day.keys, int), 1 + extra // day.keys, -1 - older // day.keys])
    # Batches as they show in `created_at`, in `prediction_id` and in the line.
    nothing = np.zeros(day.keys, bool), np.zeros(day.inactive, bool)
    time_batch = np.where(np.concatenate([nothing[0], is_tie | is_twin, nothing[1]]), 0, batch)
    id_batch = np.where(np.concatenate([nothing[0], has_same_id, nothing[1]]), 0, batch)
    id_batch = np.where(batch < 0, batch.max() - batch, id_batch)
    line_batch = np.where(np.concatenate([nothing[0], is_twin, nothing[1]]), 0, batch)
    points = draw.integers(60, 420, day.keys)[key] + 3 * line_batch
    order = draw.permutation(day.rows)
    return _table(
        day.day,
        key=key[order],
        time_batch=time_batch[order],
        id_batch=id_batch[order],
        line=((key + line_batch) % len(LINES))[order],
        points=points[order],
        is_active=(batch >= 0)[order],
    )


def _table(
    day: date,
    *,
    key: np.ndarray,
    time_batch: np.ndarray,
    id_batch: np.ndarray,
    line: np.ndarray,
    points: np.ndarray,
    is_active: np.ndarray,
) -> pa.Table:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numeric = pa.decimal128(38, 9)
    stamp = pa.timestamp("us", tz="UTC")
    player = key // len(SYSTEMS)
    game = player // PLAYERS_IN_A_GAME
    compact = f"{day:%Y%m%d}"

    def text(*parts: pa.Array | str) -> pa.Array:
        return pc.binary_join_element_wise(*parts, "")

    def number(values: np.ndarray) -> pa.Array:
        return pc.cast(pa.array(values), pa.string())

    def pick(choices: tuple[object, ...], index: np.ndarray, kind: pa.DataType | None = None) -> pa.Array:
        return pa.array(choices, kind).take(pa.array(index))

    start = datetime.combine(day, time(8), _NEW_YORK).astimezone(UTC)
    micros = int(start.timestamp()) * 1_000_000 + time_batch * int(_BATCH.total_seconds()) * 1_000_000
    created = pa.array(micros).cast(stamp)
    tenths = pa.array(points).cast(pa.decimal128(19, 0))
    predicted = pc.multiply(tenths, pa.scalar(Decimal("0.1"), pa.decimal128(2, 1))).cast(numeric)
    prediction_id = text(compact, "-", number(key), "-", number(id_batch))
    over = pick(("OVER", "UNDER", "PASS"), points % 3)
    replaced_by = pc.if_else(
        pa.array(is_active), pa.scalar(None, pa.string()), text(compact, "-", number(key), "-0")
    )
    columns = {
        "prediction_id": prediction_id,
        "system_id": pick(SYSTEMS, key % len(SYSTEMS)),
        "player_lookup": text("player", number(player)),
        "game_id": text(
            f"{compact}_",
            pick(TEAMS, 2 * game % len(TEAMS)),
            "_",
            pick(TEAMS, (2 * game + 1) % len(TEAMS)),
            pc.if_else(pa.array(game < len(TEAMS) // 2), "", text("_", number(game))),
        ),
        "game_date": pa.array(np.full(len(key), np.datetime64(day)), pa.date32()),
        "current_points_line": pick(LINES, line, numeric),
        "predicted_points": predicted,
        "confidence_score": pick((Decimal("0.55"), Decimal("0.7"), Decimal("0.85")), points % 3, numeric),
        "recommendation": over,
        "is_active": pa.array(is_active),
        "superseded_by": replaced_by,
        "created_at": created,
        "updated_at": created,
        "model_version": pa.array(["2026.1"]).take(pa.array(np.zeros(len(key), int))),
        "explanation": text("predicted from the last ", number(points % 20), " games"),
    }
    return pa.table(columns)
