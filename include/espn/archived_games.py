"""Which games the archive holds, and which of their objects to read in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from include.espn.archive import DATASET
from include.lake.archive_listing import Listing
from include.warehouse import ledger
from include.warehouse.nba_games import ArchivedGame


def archived_games(listings: Sequence[Listing]) -> list[ArchivedGame]:
    """The games that stand in any of the folders, in the order of their numbers.

    :param listings: of the folders in publishing order, as `EspnPrefixes.of_a_game` has them; the last of
        them, play-by-play, is read first, then the others in that order.
    """
    in_reading_order = [listings[-1].objects, *(listing.objects for listing in listings[:-1])]
    games = []
    for game_id in sorted(set().union(*in_reading_order), key=lambda name: (len(name), name)):
        found = [objects[game_id] for objects in in_reading_order if game_id in objects]
        first = found[0]
        keys = tuple(listed.key for listed in found)
        etag = ",".join(dict.fromkeys(listed.etag for listed in found))
        games.append(ArchivedGame(game_id, keys, etag, first.size, first.written_at))
    return games


def whole_games(conn: psycopg.Connection[Any], listings: Sequence[Listing]) -> list[ArchivedGame]:
    """The games that are whole, in the order of their numbers.

    A game with a play-by-play object, which we write last, is whole. One without may be half written: it
    is whole when the ledger says so, or knows nothing of it, for then an older system archived it, which
    may have kept one folder only.
    """
    games = archived_games(listings)
    unmarked = [game.game_id for game in games if game.game_id not in listings[-1].objects]
    entries = ledger.read(conn, DATASET, unmarked)
    unfinished = {item for item, entry in entries.items() if entry.status is not ledger.Status.STORED}
    return [game for game in games if game.game_id not in unfinished]
