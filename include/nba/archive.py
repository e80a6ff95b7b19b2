"""The games of NBA.com as items for the archive, and the rule that decides what may be stored.

A game is two documents: `{prefix}/{season}/{game_id}/boxscore.json`, then `.../playbyplay.json`, whose
presence means that the game is whole. Addresses: `liveData/boxscore/boxscore_{game_id}.json` and
`liveData/playbyplay/playbyplay_{game_id}.json` below the source's base address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from include.archive.item import Document, FetchItem
from include.errors import PayloadError
from include.nba.box_score import verify_box_score
from include.nba.ids import payload_game_id
from include.nba.plays import verify_plays
from include.seasons import season_label

DATASET = "nba_raw"
PREFIX = "nba_raw"
SCHEDULE_ADDRESS = "staticData/scheduleLeagueV2.json"

# Changes without a change of the play: when it was last looked at.
_VOLATILE = frozenset({"edited"})


def box_score_address(game_id: str) -> str:
    """Where a game's box score is, below the source's base address."""
    return f"liveData/boxscore/boxscore_{game_id}.json"


def plays_address(game_id: str) -> str:
    """Where a game's play-by-play is, below the source's base address."""
    return f"liveData/playbyplay/playbyplay_{game_id}.json"


def game_keys(game_id: str, prefix: str = PREFIX) -> tuple[str, str]:
    """The keys of a game's box score and play-by-play, in publishing order.

    :raises PayloadError: `game_id` is no NBA game id.
    """
    season = season_label(payload_game_id(game_id, "a game to archive").season)
    folder = f"{prefix}/{season}/{game_id}"
    return f"{folder}/boxscore.json", f"{folder}/playbyplay.json"


def game_item(
    game_id: str, day: date, prefix: str = PREFIX, *, refetch: bool = False, is_last_ask: bool = False
) -> FetchItem:
    """One game: its box score, then its play-by-play."""
    box_score_key, plays_key = game_keys(game_id, prefix)
    documents = (
        Document(address=box_score_address(game_id), keys=(box_score_key,)),
        Document(address=plays_address(game_id), keys=(plays_key,)),
    )
    return FetchItem(id=game_id, day=day, documents=documents, refetch=refetch, is_last_ask=is_last_ask)


def verify_game(item: FetchItem, bodies: Sequence[bytes]) -> str:
    """Return the content hash of a game's box score and play-by-play that may be stored.

    :raises PayloadError: they are not whole, not final, or about another game.
    """
    box_score, plays = bodies
    game = verify_box_score(box_score, item.id)
    verify_plays(plays, item.id, (game.home_team.score, game.away_team.score), game.period)
    return fingerprint(bodies)


def fingerprint(bodies: Sequence[bytes]) -> str:
    """The sha256 (hex) of what the payloads say about their game, `meta` left out: did a correction come?

    :raises PayloadError: when one has no `game`.
    """
    digest = hashlib.sha256()
    for body in bodies:
        try:
            game: Any = msgspec.json.decode(body)["game"]
            actions = game.get("actions", [])
            content = {**game, "actions": [_lasting(action) for action in actions]}
        except (
            msgspec.DecodeError,
            UnicodeDecodeError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            raise PayloadError(f"expected a liveData payload with game: {error!r}") from error
        digest.update(msgspec.json.encode(content, order="deterministic"))
    return digest.hexdigest()


def _lasting(action: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in action.items() if key not in _VOLATILE}
