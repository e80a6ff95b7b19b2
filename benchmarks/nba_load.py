"""How fast NBA.com's games are loaded and asked for: `python -m benchmarks.nba_load`.

Load: the same games, in chunks of 54 as the season backfill cuts them, into two fresh copies of the same
warehouse on one PostgreSQL server (started here, durable as usual); one process for each contestant.

- plain: row by row `INSERT ... ON CONFLICT DO UPDATE` of all columns with `executemany`, nothing compared, no
  ledger, one transaction a chunk.
- product: `include.nba.loading.load`, with ledger and watermark.

Both then load the same again: `second_rows_written` is what the server counted as inserted, updated and
deleted. Rows of all four tables must be equal afterwards, or the benchmark fails. Time is that of loading
alone: making the games is left out, as are transform and derive. Peak memory is of the whole process. Games
are simulated, a few of them copied under other ids.

Asking: 4 worker processes fetch play-by-plays through `SourceHook` from the simulator, while the host's row
in `ops.source_limits` allows `allowed_per_second`; `rate_share` is what they reached of it. It counts the
answers from the first one until `asked_seconds` later.

The last line on stdout is one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(ROOT)

GAMES = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status: 1 when it failed."""
    from benchmarks.command import at_least, make_parser, tell
    from benchmarks.nba_load_parts.report import table
    from benchmarks.nba_load_parts.run import Settings, run

    parser = make_parser("nba_load", __doc__)
    parser.add_argument("--games", type=at_least(1), default=GAMES, help=f"to load (default {GAMES})")
    parser.add_argument("--originals", type=at_least(1), default=20, help="different games (default 20)")
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second allowed (default 20)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of asking; 0: only load (default 10)")
    wishes = parser.parse_args(arguments)
    settings = Settings(wishes.games, wishes.originals, wishes.rate, wishes.seconds)
    return tell(lambda: run(settings), table, only_json=wishes.json)


if __name__ == "__main__":
    sys.exit(main())
