"""The games of a day as items for the archive, and the rule that decides what may be stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from include.archive.item import Document, FetchItem
from include.espn import addresses, summary
from include.espn.keys import EspnPrefixes

DATASET = "espn_raw"


def game_item(
    game_id: str, day: date, prefixes: EspnPrefixes, *, refetch: bool, is_last_ask: bool
) -> FetchItem:
    """One game: its summary, kept under three keys, play-by-play last."""
    document = Document(address=addresses.summary(game_id), keys=prefixes.game_keys(game_id))
    return FetchItem(id=game_id, day=day, documents=(document,), refetch=refetch, is_last_ask=is_last_ask)


def verify_game(item: FetchItem, bodies: Sequence[bytes]) -> str:
    """Return the content hash of a game's summary that may be stored.

    :raises PayloadError: it is not whole, not final, or about another game (see `check_summary`).
    """
    (body,) = bodies
    summary.check_summary(item.id, body)
    return summary.fingerprint(body)
