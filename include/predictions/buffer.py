"""What `tables.get` tells of a table: where it is, its columns, and its streaming buffer.

The buffer is that of the whole table, and an estimate: only an UPDATE that is refused proves that rows of a
day are locked. cloud.google.com/bigquery/docs/reference/rest/v2/tables#Streamingbuffer
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from include.errors import ParamError
from include.predictions.answers import bigquery_errors
from include.predictions.errors import BigQueryLocationError
from include.predictions.identifiers import TableName

if TYPE_CHECKING:
    from google.cloud import bigquery

REQUEST_SECONDS = 60.0
RETRY_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class StreamingBuffer:
    """Rows that came by streaming and are not in the table's storage yet.

    :param rows: BigQuery's estimate; None where it gives none.
    :param oldest: when the oldest of them came (UTC), where BigQuery tells.
    """

    rows: int | None
    oldest: datetime | None

    def __str__(self) -> str:
        rows = "an unknown number of rows" if self.rows is None else f"about {self.rows} rows"
        since = "" if self.oldest is None else f", the oldest since {self.oldest:%Y-%m-%d %H:%M:%S} UTC"
        return f"{rows} of the table are in the streaming buffer{since}"


@dataclass(frozen=True, slots=True)
class TableState:
    """A table as it is now. `buffer` is None where BigQuery shows none."""

    location: str | None
    columns: tuple[str, ...]
    buffer: StreamingBuffer | None

    def check(self, table: TableName, location: str, key_columns: tuple[str, ...]) -> None:
        """Refuse a location or key columns that are not the table's.

        :raises BigQueryLocationError: the table is elsewhere.
        :raises ParamError: a key column is not there.
        """
        if self.location and self.location.lower() != location.lower():
            raise BigQueryLocationError(
                f"The table {table} is in {self.location}, not in {location}: set the Airflow Variable "
                f"scorebook_predictions_location to {self.location}."
            )
        known = {column.lower() for column in self.columns}
        if absent := [column for column in key_columns if column.lower() not in known]:
            raise ParamError(
                f"key_columns holds {', '.join(absent)}, which {table} does not have; "
                f"it has {', '.join(self.columns)}"
            )


def look_at(client: bigquery.Client, table: TableName) -> TableState:
    """Ask for the table's state; this is no job and costs nothing.

    :raises BigQueryError: typed by what it means.
    """
    from google.cloud.bigquery import DEFAULT_RETRY

    with bigquery_errors(f"look at the table {table}"):
        found = client.get_table(
            str(table), retry=DEFAULT_RETRY.with_timeout(RETRY_SECONDS), timeout=REQUEST_SECONDS
        )
    buffer = found.streaming_buffer
    return TableState(
        found.location,
        tuple(field.name for field in found.schema),
        None if buffer is None else StreamingBuffer(buffer.estimated_rows, buffer.oldest_entry_time),
    )
