"""Simulated predictions for the local BigQuery.

client = LocalBigQuery(...).client()
make_table(client, table)
rows = day_rows(Day(day, keys=100, duplicates=30, ties=5, same_ids=2), seed=1)
load(client, table, rows)       # as a load job: can be changed at once
stream(client, table, rows)     # by insertAll: in the streaming buffer
"""

from include.devstack.predictions.rows import Day, day_rows
from include.devstack.predictions.table import LOCAL_TABLE, load, make_table, stream

__all__ = ["LOCAL_TABLE", "Day", "day_rows", "load", "make_table", "stream"]
