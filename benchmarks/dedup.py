"""How fast duplicates are switched off: `python -m benchmarks.dedup`.

The same simulated predictions, of ten days, twice: in a DuckDB file, and in the local BigQuery (an emulator
that stands on DuckDB, too, behind a proxy with BigQuery's rules; started here). Three days are clean. Of the
others, two rows in ten are duplicates: later batches and ties; on two days (`alike`) also rows that share
`created_at` and `prediction_id`, some of them exact copies; of one day, a hundredth of the rows are in the
streaming buffer: BigQuery refuses it once, the rows are released, and it is cleaned.

- plain: a count, one UPDATE by row number, a check, in this process, by SQL of its own.
- product: `include.predictions`, the steps of `BigQueryDeduplicateOperator`.

Then the product cleans all days again (`second`). `same_active_ids`: both left the same rows active, or the
benchmark fails. `ratio` is plain's time by the product's: the share of plain DuckDB's speed that is left
behind HTTP, jobs and the translation of BigQuery's SQL. Loading, waiting for the buffer and comparing are
left out. For each kind of day, from the proxy's log of requests: the jobs, those of them that BigQuery
refused because of the buffer, those that changed rows, and the partitions touched.

The last line on stdout is one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(ROOT)

ROWS = 1_000_000
DAYS = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status: 1 when the two ways left other rows active."""
    from benchmarks.command import at_least, make_parser, tell
    from benchmarks.dedup_parts.report import table
    from benchmarks.dedup_parts.run import Settings, run

    parser = make_parser("dedup", __doc__)
    parser.add_argument("--rows", type=at_least(1000), default=ROWS, help=f"in all (default {ROWS})")
    parser.add_argument("--days", type=at_least(2), default=DAYS, help=f"default {DAYS}")
    wishes = parser.parse_args(arguments)
    settings = Settings(wishes.rows, wishes.days)
    return tell(lambda: run(settings), table, only_json=wishes.json, problem=_other_rows)


def _other_rows(told: dict[str, Any]) -> str | None:
    return None if told["same_active_ids"] else "other rows are active than in plain DuckDB"


if __name__ == "__main__":
    sys.exit(main())
