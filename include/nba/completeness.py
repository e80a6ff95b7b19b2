"""Which games of a run should be in the warehouse and are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from include.archive.book import INCOMPLETE_AT_SOURCE
from include.nba.archive import DATASET
from include.nba.listing import is_given_up
from include.nba.transform import TABLES, is_whole
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status


def missing_games(conn: psycopg.Connection[Any], game_ids: Sequence[str]) -> list[str]:
    """The games whose rows are absent or not those of the archived payloads, in the order given.

    A game that a person gave up is not missing, nor is one that NBA.com has not finished and that a later
    run asks for again.
    """
    archived, loaded = (ledger.read(conn, dataset, game_ids) for dataset in (DATASET, TABLES))
    return [
        game_id
        for game_id in game_ids
        if not is_whole(loaded.get(game_id))
        and not is_given_up(loaded.get(game_id))
        and not _is_asked_again(archived.get(game_id))
    ]


def _is_asked_again(archived: LedgerEntry | None) -> bool:
    """A game that nobody asks for again is `failed`, not pending."""
    return (
        archived is not None and archived.status is Status.PENDING and archived.reason == INCOMPLETE_AT_SOURCE
    )
