"""What the views of schema `espn` cost: `python -m benchmarks.sql_views`.

A season of enriched games with all of their plays lies in `raw_data.nba_games` of a PostgreSQL server that is
started here. The same questions are answered in two ways, by one connection:

- plain: read the documents (`SELECT data`), decode them with `json` and pick the values in Python.
- product: a query on the view.

Both must give the same rows, or the benchmark fails. Times are medians of a number of runs, with everything
in the server's memory; `ratio` is plain by product, so above 1 the view is faster. Games are simulated, a
few of them copied under other ids.

The last line on stdout is one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    # As a script, its own folder would stand where the repository has to.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

GAMES = 1300


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status: 1 when it failed."""
    from benchmarks.command import at_least, make_parser, tell
    from benchmarks.sql_views_parts.run import Settings, run, table

    parser = make_parser("sql_views", __doc__)
    parser.add_argument("--games", type=at_least(1), default=GAMES, help=f"of the season (default {GAMES})")
    parser.add_argument("--originals", type=at_least(1), default=24, help="different games (default 24)")
    parser.add_argument("--runs", type=at_least(1), default=3, help="of each question (default 3)")
    wishes = parser.parse_args(arguments)
    settings = Settings(wishes.games, wishes.originals, wishes.runs)
    return tell(lambda: run(settings), table, only_json=wishes.json)


if __name__ == "__main__":
    sys.exit(main())
