"""How fast the enrichment is beside two plain ways to do it: `python -m benchmarks.enrichment`.

The same games, the same S3 and PostgreSQL servers (both started here, durable as usual), a fresh copy of the
same table for each contestant:

- plain: one boto3 GET at a time, `json`, whole documents read, changed and written back with
  `execute_values`, 100 a batch; one process.
- threads: 32 boto3 threads that read a batch ahead, orjson (msgspec into dicts where it is not installed),
  the same write; one process.
- product: `Enricher`, with its reader and its ledger, in two worker processes over two halves of the games.

The slow ones do fewer games; all figures are per game. Rows of the same games must be equal afterwards, or
the benchmark fails. Then each part of the product is measured alone, with the same two processes.

S3 is a server made for this, which adds the latency and takes a quarter of the CPU of the local platform's
(see `enrichment_parts/s3_server.py`). Games are simulated, of the size of recorded ones.

Figures: `ratio` and `ratio_threads` are games a second over the baseline's, `cpu_ratio` the plain
baseline's CPU per game over the product's (client processes, user and system; servers are told apart),
`limit_share` the product's rate over that of its slowest part alone, `machine_share` how much of all cores
clients and servers had. Statements are those with data, counted by the cursors of the client; commits are
the different transactions that wrote the rows and ledger entries that stand there afterwards. Peak memory
is of the largest worker process. A ratio says nothing without its latency and document size.

The last line on stdout is one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

GAMES = 3_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status: 1 when it failed."""
    from benchmarks.command import at_least, make_parser, tell
    from benchmarks.enrichment_parts.games import ORIGINALS
    from benchmarks.enrichment_parts.report import table
    from benchmarks.enrichment_parts.run import Settings, run

    parser = make_parser("enrichment", __doc__)
    parser.add_argument("--games", type=at_least(2), default=GAMES, help=f"of the product (default {GAMES})")
    parser.add_argument("--get-latency-ms", type=float, default=100.0, help="of each GET (default 100)")
    parser.add_argument("--document-kb", type=float, default=0.3, help="of other keys (default 0.3)")
    parser.add_argument(
        "--originals", type=at_least(2), default=ORIGINALS, help=f"different games (default {ORIGINALS})"
    )
    wishes = parser.parse_args(arguments)
    settings = Settings(wishes.games, wishes.get_latency_ms, wishes.document_kb, wishes.originals)
    return tell(lambda: run(settings), table, only_json=wishes.json)


if __name__ == "__main__":
    sys.exit(main())
