"""Which games of the archive are whole, and which of their objects to read in which order."""

from __future__ import annotations

from collections.abc import Sequence

from include.lake.archive_listing import Listing
from include.warehouse.nba_games import ArchivedGame


def whole_games(listings: Sequence[Listing]) -> list[ArchivedGame]:
    """The games whose last object is there, in the order of their numbers.

    The last object of a game lies in the last of the folders that holds any game: play-by-play in our own
    archive, another one where an adopted archive has fewer folders. A game that lacks it is still being
    written and left out.

    :param listings: of the folders in publishing order, as `EspnPrefixes.of_a_game` has them; the last of
        them, play-by-play, is read first, then the others in that order.
    """
    filled = [listing.objects for listing in listings if listing.objects]
    if not filled:
        return []
    in_reading_order = [listings[-1].objects, *(listing.objects for listing in listings[:-1])]
    games = []
    for game_id in sorted(filled[-1], key=lambda name: (len(name), name)):
        found = [objects[game_id] for objects in in_reading_order if game_id in objects]
        first = found[0]
        keys = tuple(listed.key for listed in found)
        games.append(ArchivedGame(game_id, keys, first.etag, first.size, first.written_at))
    return games
