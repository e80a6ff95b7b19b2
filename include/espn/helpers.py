"""Reads one game's features out of a row of `raw_data.nba_games`.

Every function takes the row (a mapping with `data`) or the `data` document itself, decoded or as JSON
text. Nothing is written. What a game does not have comes back as None, or as an empty list where a list is
asked for. `team` is `home` or `away`; without it the home team is read. `docs/HELPERS.md` has examples.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec

from include.errors import ParamError, PayloadError

Row = Mapping[str, Any] | str | bytes | None
"""A row of `raw_data.nba_games`, or its `data`."""


def get_espn_game_info(row: Row) -> dict[str, Any] | None:
    """The game's day, tipoff, season, attendance, broadcast and margin; None for a game without features."""
    info = _part(row, "game_info")
    return dict(info) if isinstance(info, Mapping) else None


def get_espn_box_score(row: Row, team: str = "home") -> dict[str, Any] | None:
    """One team's box score: team_id, team_name, team_abbreviation, players, team_stats.

    None for a game without features. Before a game, `players` is empty.

    :param team: `home` or `away`.
    :raises ParamError: when `team` is something else.
    """
    box = _of_team(_part(row, "box_score"), team)
    return dict(box) if isinstance(box, Mapping) else None


def get_espn_venue(row: Row) -> dict[str, Any] | None:
    """The venue's name, city and state, each None where the source has none; None without features."""
    venue = _part(row, "venue")
    return dict(venue) if isinstance(venue, Mapping) else None


def get_espn_officials(row: Row) -> list[dict[str, Any]]:
    """The officials as {name, number}, the crew chief first; empty before the game."""
    return [dict(one) for one in _list(_part(row, "officials")) if isinstance(one, Mapping)]


def get_quarter_scores(row: Row, team: str = "home") -> list[int | None]:
    """One team's points by period, overtimes at the end; empty before the game.

    :param team: `home` or `away`.
    :raises ParamError: when `team` is something else.
    """
    scoring = _of_team(_part(row, "scoring"), team)
    return list(_list(scoring.get("quarters"))) if isinstance(scoring, Mapping) else []


def get_player_stats(row: Row, team: str = "home", name: str | None = None) -> dict[str, Any] | None:
    """One player's numbers, flat: player_id, name, jersey, position, starter, played, and all stats.

    None when the team's box score has no such player. Capitals, accents and double spaces do not matter. A
    player who did not play has `played` false and None for every number.

    :param team: `home` or `away`.
    :param name: the player's name, always needed: `get_player_stats(row, name="Luka Doncic")`.
    :raises ParamError: when `team` is something else, or there is no name.
    """
    players = _players(row, team)
    if name is None:
        raise ParamError("name a player, such as get_player_stats(row, 'home', 'Luka Doncic'); got no name")
    wanted = _plain(name)
    for player in players:
        if wanted and _plain(player.get("name")) == wanted:
            return _flat(player)
    return None


def get_top_scorer(row: Row, team: str = "home") -> dict[str, Any] | None:
    """The numbers of the player with most points, like `get_player_stats`; of equals the one listed first.

    None when no player of the team has points in the box score (also before the game).

    :param team: `home` or `away`.
    :raises ParamError: when `team` is something else.
    """
    flat = [_flat(player) for player in _players(row, team)]
    scorers = [player for player in flat if isinstance(player.get("points"), int)]
    return max(scorers, key=lambda player: int(player["points"]), default=None)


def _features(row: Row) -> Mapping[str, Any]:
    document = _decoded(row)
    if isinstance(document, Mapping) and "espn_features" not in document and "data" in document:
        document = _decoded(document["data"])
    features = document.get("espn_features") if isinstance(document, Mapping) else None
    return features if isinstance(features, Mapping) else {}


def _decoded(document: Any) -> Any:
    if not isinstance(document, str | bytes):
        return document
    try:
        return msgspec.json.decode(document)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise PayloadError(f"expected data of raw_data.nba_games as JSON: {error}") from error


def _part(row: Row, name: str) -> Any:
    return _features(row).get(name)


def _of_team(sides: Any, team: str) -> Any:
    if team not in ("home", "away"):
        raise ParamError(f"a team is home or away; got {team!r}. For a player give name=...")
    return sides.get(team) if isinstance(sides, Mapping) else None


def _players(row: Row, team: str = "home") -> list[Mapping[str, Any]]:
    box = _of_team(_part(row, "box_score"), team)
    players = _list(box.get("players")) if isinstance(box, Mapping) else []
    return [player for player in players if isinstance(player, Mapping)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _flat(player: Mapping[str, Any]) -> dict[str, Any]:
    stats = player.get("stats")
    flat = {key: value for key, value in player.items() if key != "stats"}
    return {**flat, **stats} if isinstance(stats, Mapping) else flat


def _plain(name: Any) -> str:
    decomposed = unicodedata.normalize("NFKD", name if isinstance(name, str) else "")
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.casefold().split())
