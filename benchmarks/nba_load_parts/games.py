"""Games to load: a few simulated ones, copied under other ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from include.devstack.simulator.app import make_simulator
from include.nba.games import GameRows, read_game
from include.nba.staging import StagedGame

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
SEASON_END_YEAR = 2026
SEASON = "2025-26"
CHUNK = 54


def make_originals(count: int) -> list[GameRows]:
    """The rows of the season's first games."""
    source = make_simulator(now=NOW).nba
    final = [shown.listing.id for shown in source.shown(SEASON_END_YEAR) if shown.stage == "final"]
    regular = [game_id for game_id in final if game_id.startswith("002")][:count]
    return [
        read_game(game_id, source.document("boxscore", game_id), source.document("playbyplay", game_id))
        for game_id in regular
    ]


def game_ids(count: int) -> list[str]:
    """The ids of all games, of season 2025-26."""
    return [f"00225{number:05d}" for number in range(1, count + 1)]


def chunks(originals: Sequence[GameRows], count: int) -> Iterator[list[StagedGame]]:
    """The games, a chunk at a time, as transform would stage them."""
    ids = game_ids(count)
    for start in range(0, count, CHUNK):
        yield [
            _copy(originals[(start + place) % len(originals)], game_id)
            for place, game_id in enumerate(ids[start : start + CHUNK])
        ]


def _copy(original: GameRows, game_id: str) -> StagedGame:
    home, away = (msgspec.structs.replace(team, game_id=game_id) for team in original.teams)
    rows = GameRows(
        game=msgspec.structs.replace(original.game, game_id=game_id),
        teams=(home, away),
        players=tuple(msgspec.structs.replace(player, game_id=game_id) for player in original.players),
        plays=tuple(msgspec.structs.replace(play, game_id=game_id) for play in original.plays),
    )
    return StagedGame(rows, original.game.game_date, f"content of {game_id}")
