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

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(ROOT)

GAMES = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status: 1 when it failed."""
    from benchmarks.nba_load_parts.report import table
    from benchmarks.nba_load_parts.run import Settings, run
    from benchmarks.nba_load_parts.workers import BenchmarkError

    wishes = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    try:
        told = run(Settings(wishes.games, wishes.originals, wishes.rate, wishes.seconds))
    except BenchmarkError as error:
        print(f"the benchmark failed: {error}", file=sys.stderr)
        return 1
    if not wishes.json:
        print(table(told))
    print(json.dumps(told))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.nba_load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--games", type=_positive, default=GAMES, help=f"to load (default {GAMES})")
    parser.add_argument("--originals", type=_positive, default=20, help="different games (default 20)")
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second allowed (default 20)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of asking; 0: only load (default 10)")
    parser.add_argument("--json", action="store_true", help="print only the JSON object")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {number}")
    return number


def _end(signum: int, _frame: object) -> None:
    """Leave through all `finally`, so that servers and folders go too."""
    sys.exit(128 + signum)


if __name__ == "__main__":
    sys.exit(main())
