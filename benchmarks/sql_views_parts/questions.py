"""The questions, each answered by a query on a view and by reading documents in Python."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.sql_views_parts.games import SEASON
from include.espn.catalog import FEATURES
from include.espn.extraction.stats import PLAYER_STATS

Connection = psycopg.Connection[Any]
Rows = list[tuple[Any, ...]]
Features = Mapping[str, Any]
OF_SEASON = f"season = '{SEASON}'"
PLAYS = tuple(feature.name for feature in FEATURES if feature.group == "play")


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    :param query: on a view or the table; with `{game}` for the id of a game when it is about one.
    :param condition: of the documents that the plain way has to read.
    :param pick: makes the rows of these documents, by id of the game.
    """

    name: str
    query: str
    condition: str
    pick: Callable[[Iterator[tuple[str, Features]]], Rows]

    def product(self, conn: Connection, game: str) -> Rows:
        """The rows by the view."""
        return conn.execute(self.query.format(game=game).encode()).fetchall()

    def plain(self, conn: Connection, game: str) -> Rows:
        """The rows by reading documents."""
        query = f"SELECT game_id, data::text FROM raw_data.nba_games WHERE {self.condition.format(game=game)}"
        found = conn.execute(query.encode())
        return self.pick((game_id, json.loads(text)["espn_features"]) for game_id, text in found)


def _players(games: Iterator[tuple[str, Features]]) -> Rows:
    return [
        (game_id, box["team_abbreviation"], player["name"], *(player["stats"][name] for name in PLAYER_STATS))
        for game_id, features in games
        for box in features["box_score"].values()
        for player in box["players"]
    ]


def _points(games: Iterator[tuple[str, Features]]) -> Rows:
    counts: Counter[str] = Counter()
    for row in _players(games):
        counts[row[2]] += row[3 + PLAYER_STATS.index("points")] or 0
    return list(counts.items())


def _scores(games: Iterator[tuple[str, Features]]) -> Rows:
    return [
        (
            game_id,
            features["teams"]["home"]["abbreviation"],
            features["teams"]["away"]["abbreviation"],
            features["teams"]["home"]["score"],
            features["teams"]["away"]["score"],
            features["game_info"]["attendance"],
            features["venue"]["name"],
        )
        for game_id, features in games
    ]


def _plays(games: Iterator[tuple[str, Features]]) -> Rows:
    return [
        (game_id, *(play.get(name) for name in PLAYS))
        for game_id, features in games
        for play in features["plays_summary"]["plays"]
    ]


def _coverage(games: Iterator[tuple[str, Features]]) -> Rows:
    enriched = [bool(features) for _, features in games]
    return [(len(enriched), sum(enriched))]


_SCORE_COLUMNS = "game_id, home_team_abbr, away_team_abbr, home_score, away_score, attendance, venue_name"
_PLAYER_COLUMNS = f"game_id, team_abbr, player_name, {', '.join(PLAYER_STATS)}"
QUESTIONS = (
    Question(
        "player box scores of the season",
        f"SELECT {_PLAYER_COLUMNS} FROM espn.player_box_scores WHERE {OF_SEASON}",
        OF_SEASON,
        _players,
    ),
    Question(
        "points of each player in the season",
        "SELECT player_name, coalesce(sum(points), 0) FROM espn.player_box_scores "
        f"WHERE {OF_SEASON} GROUP BY player_name",
        OF_SEASON,
        _points,
    ),
    Question(
        "scores of the season",
        f"SELECT {_SCORE_COLUMNS} FROM espn.games WHERE {OF_SEASON}",
        OF_SEASON,
        _scores,
    ),
    Question(
        "coverage of the season",
        "SELECT count(*), count(*) FILTER (WHERE has_espn_features) "
        f"FROM raw_data.nba_games WHERE {OF_SEASON}",
        OF_SEASON,
        _coverage,
    ),
    Question(
        "score of one game",
        f"SELECT {_SCORE_COLUMNS} FROM espn.games WHERE game_id = '{{game}}'",
        "game_id = '{game}'",
        _scores,
    ),
    Question(
        "player box scores of one game",
        f"SELECT {_PLAYER_COLUMNS} FROM espn.player_box_scores WHERE game_id = '{{game}}'",
        "game_id = '{game}'",
        _players,
    ),
    Question(
        "plays of one game",
        f"SELECT game_id, {', '.join(PLAYS)} FROM espn.plays WHERE game_id = '{{game}}'",
        "game_id = '{game}'",
        _plays,
    ),
)
