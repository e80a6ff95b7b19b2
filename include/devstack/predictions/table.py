"""The table of predictions, made and filled as production does it."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from include.devstack.bigquery import PROJECT

if TYPE_CHECKING:
    import pyarrow as pa
    from google.cloud import bigquery

# The one of the local platform.
LOCAL_TABLE = f"{PROJECT}.nba_predictions.player_prop_predictions"
# In the order of the Parquet files: the emulator loads by position.
COLUMNS = {
    "prediction_id": "STRING",
    "system_id": "STRING",
    "player_lookup": "STRING",
    "game_id": "STRING",
    "game_date": "DATE",
    "current_points_line": "NUMERIC",
    "predicted_points": "NUMERIC",
    "confidence_score": "NUMERIC",
    "recommendation": "STRING",
    "is_active": "BOOL",
    "superseded_by": "STRING",
    "created_at": "TIMESTAMP",
    "updated_at": "TIMESTAMP",
    # Two of the sixty that no rule of ours reads.
    "model_version": "STRING",
    "explanation": "STRING",
}
EXPIRATION_MS = 365 * 24 * 3600 * 1000
_ROWS_IN_A_REQUEST = 500


class StreamError(RuntimeError):
    """Rows were refused by `insertAll`."""


def make_table(client: bigquery.Client, table: str, *, location: str = "US") -> None:
    """Make the table, and its data set, where they are absent.

    :param table: PROJECT.DATASET.TABLE.
    """
    from google.api_core.exceptions import Conflict
    from google.cloud import bigquery

    project, dataset, _ = table.split(".")
    place = bigquery.Dataset(f"{project}.{dataset}")
    place.location = location
    client.create_dataset(place, exists_ok=True)
    wanted = bigquery.Table(table, [bigquery.SchemaField(name, kind) for name, kind in COLUMNS.items()])
    wanted.time_partitioning = bigquery.TimePartitioning(field="game_date", expiration_ms=EXPIRATION_MS)
    wanted.clustering_fields = ["system_id", "player_lookup"]
    wanted.require_partition_filter = True
    try:
        client.create_table(wanted)
    except Conflict:
        return


def load(client: bigquery.Client, table: str, rows: pa.Table) -> int:
    """Append rows by a load job: they can be changed at once. Returns how many."""
    import pyarrow.parquet as pq
    from google.cloud import bigquery

    file = io.BytesIO()
    pq.write_table(rows, file)
    settings = bigquery.LoadJobConfig(
        source_format=bigquery.SourceFormat.PARQUET,
        write_disposition=bigquery.WriteDisposition.WRITE_APPEND,
    )
    client.load_table_from_file(file, table, rewind=True, job_config=settings).result()
    return int(rows.num_rows)


def stream(client: bigquery.Client, table: str, rows: pa.Table) -> int:
    """Append rows by `insertAll`: they are in the streaming buffer. Returns how many.

    :raises StreamError: a row was refused.
    """
    for start in range(0, rows.num_rows, _ROWS_IN_A_REQUEST):
        some = [
            {name: _json_value(value) for name, value in row.items()}
            for row in rows.slice(start, _ROWS_IN_A_REQUEST).to_pylist()
        ]
        if errors := client.insert_rows_json(table, some):
            raise StreamError(f"{table}: {json.dumps(errors[:3])}")
    return int(rows.num_rows)


def _json_value(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
