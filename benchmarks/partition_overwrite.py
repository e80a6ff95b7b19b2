"""How fast partitions are overwritten: `python -m benchmarks.partition_overwrite`.

The same rows, 300 of 40 columns a partition, into three tables on one local S3 and Glue server (started
here), in turns; each round has other ratings, so every partition changes. One process, 8 requests at once.

- awswrangler: `to_parquet(mode="overwrite_partitions")` with its plain Python engine, warmed up. It deletes
  what is there and reads nothing.
- product: `include.lake.partition_batch.overwrite_many`: reads what is there, merges, compares, writes under
  a condition, brings up Glue and looks for strays. As in the operator, obstore reads and writes the objects.
- floor: boto3's bare PUTs of bytes made before, one look at the table and one at each partition in Glue.

Times are medians of the rounds after two to warm up. `ratio_21` is awswrangler over product, `floor_21` is
product over floor; likewise for 180. The rows of all three must be equal in the end, or the benchmark fails.

The local server answers within a millisecond, so what counts is CPU, and the floor has none but that of its
requests, which cost boto3 four times what they cost obstore. With `--latency-ms 20` requests take as long as
those to Amazon do, and what counts is how many follow each other.

The last line on stdout is one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

SIZES = (21, 180)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status: 1 when it failed."""
    from benchmarks.command import at_least, make_parser, tell
    from benchmarks.partition_overwrite_parts.report import table
    from benchmarks.partition_overwrite_parts.run import Settings, run

    parser = make_parser("partition_overwrite", __doc__)
    parser.add_argument(
        "--partitions", type=at_least(1), nargs="+", default=SIZES, help="sizes of a run (default 21 180)"
    )
    parser.add_argument("--rows", type=at_least(1), default=300, help="in a partition (default 300)")
    parser.add_argument("--columns", type=at_least(5), default=40, help="of a row (default 40)")
    parser.add_argument("--rounds", type=at_least(1), default=7, help="that are measured (default 7)")
    parser.add_argument(
        "--latency-ms",
        type=float,
        default=0.0,
        help="each request waits so long, as in a network (default 0)",
    )
    wishes = parser.parse_args(arguments)
    settings = Settings(
        tuple(wishes.partitions), wishes.rows, wishes.columns, wishes.rounds, wishes.latency_ms
    )
    return tell(lambda: run(settings), table, only_json=wishes.json)


if __name__ == "__main__":
    sys.exit(main())
