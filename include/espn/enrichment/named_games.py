"""Whether the archive has the games that a run names: a wrong name must not look like nothing to do."""

from __future__ import annotations

from typing import Any

import psycopg

from include.errors import ParamError
from include.espn.enrichment.params import EnrichmentParams
from include.warehouse.nba_games import Selection, coverage

MOST_SHOWN = 10
KNOWN = "SELECT game_id FROM raw_data.nba_games WHERE source = 'espn' AND game_id = ANY (%(game_ids)s)"


def refuse_unknown_games(
    conn: psycopg.Connection[Any], params: EnrichmentParams, selection: Selection
) -> None:
    """Call it when every archived game has its row.

    :raises ParamError: a game that is named is not in the archive, or no game matches.
    """
    known = {row[0] for row in conn.execute(KNOWN, {"game_ids": list(params.game_ids)})}
    unknown = [game_id for game_id in params.game_ids if game_id not in known]
    if unknown:
        shown = ", ".join(unknown[:MOST_SHOWN]) + (" and others" if len(unknown) > MOST_SHOWN else "")
        raise ParamError(
            f"game_ids holds {len(unknown)} games that are not whole in the archive: {shown}. "
            "Take them out, or let espn_incremental fetch them first"
        )
    named = [
        f"{name} {value}"
        for name in ("season", "from_game_id", "to_game_id")
        if (value := getattr(params, name)) is not None
    ]
    if named and coverage(conn, selection).total == 0:
        raise ParamError(f"no game of the archive matches {', '.join(named)}: correct it, or leave it out")
