"""Fill the local table: `python -m include.devstack.predictions --endpoint URL --day 2026-03-09`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from include.devstack.bigquery import make_client
from include.devstack.predictions.rows import Day, day_rows
from include.devstack.predictions.table import LOCAL_TABLE, load, make_table, stream


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the table where it is absent, add the days to it, say what was added, and return 0."""
    words = _parser().parse_args(arguments)
    with make_client(words.endpoint) as client:
        make_table(client, words.table)
        for day in words.day:
            wanted = Day(
                day=day,
                keys=words.keys,
                duplicates=words.duplicates,
                ties=words.ties,
                same_ids=words.same_ids,
                inactive=words.inactive,
            )
            rows = day_rows(wanted, seed=words.seed)
            split = rows.num_rows - words.streamed
            load(client, words.table, rows.slice(0, split))
            stream(client, words.table, rows.slice(split))
            print(
                f"{day}: {rows.num_rows} rows, {words.duplicates} of them duplicates, "
                f"{words.streamed} in the streaming buffer"
            )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m include.devstack.predictions", description=__doc__)
    parser.add_argument("--endpoint", required=True, help="address of the local BigQuery")
    parser.add_argument("--table", default=LOCAL_TABLE, help="PROJECT.DATASET.TABLE")
    parser.add_argument("--day", type=date.fromisoformat, action="append", required=True)
    parser.add_argument("--keys", type=int, default=450, help="games x players x systems of a day")
    parser.add_argument("--duplicates", type=int, default=0)
    parser.add_argument("--ties", type=int, default=0)
    parser.add_argument("--same-ids", type=int, default=0)
    parser.add_argument("--inactive", type=int, default=0)
    parser.add_argument("--streamed", type=int, default=0, help="so many of the rows by insertAll")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
