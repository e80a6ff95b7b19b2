"""Reads a liveData box score: is it the final one of its game, and which rows does it make?"""

from __future__ import annotations

from typing import Any

import msgspec

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.nba import live_box_score as live
from include.nba.clocks import decimal_minutes, live_seconds
from include.nba.decoding import game_day, optional_text
from include.nba.ids import payload_game_id
from include.nba.kinds import GameKind, SourceShape
from include.nba.rows import GameRow, PlayerBoxScoreRow, TeamBoxScoreRow
from include.nba.schedule import ListedGame
from include.seasons import season_label

_REGULATION = 4
_SHARED = tuple(name for name in live.Counts.__struct_fields__ if name != "minutes")


class BoxScore(msgspec.Struct, frozen=True):
    """The rows of a box score; teams and players with the home team first."""

    game: GameRow
    teams: tuple[TeamBoxScoreRow, TeamBoxScoreRow]
    players: tuple[PlayerBoxScoreRow, ...]


def verify_box_score(body: bytes, game_id: str) -> live.Game:
    """Raise unless `body` is the whole box score of the final game `game_id`; return what it says.

    :raises WrongGameError: it is about another game.
    :raises IncompletePayloadError: not final, or the players' points do not add up to the score (yet).
    :raises PayloadError: it is not a box score.
    """
    game = live.decode_box_score(body, game_id)
    if game.game_id != game_id:
        raise WrongGameError(f"asked for game {game_id}, got game {game.game_id} at game.gameId")
    if game.game_status != live.FINAL:
        raise IncompletePayloadError(
            f"game {game_id} is not final in its box score (gameStatus {game.game_status}, "
            f"{game.game_status_text!r})"
        )
    # An All-Star game can be a short one to a number of points; every other game has four periods.
    is_short = payload_game_id(game_id, "a game's id").kind is GameKind.ALL_STAR
    if game.period < _REGULATION and not is_short:
        raise IncompletePayloadError(
            f"the box score of game {game_id} is final in period {game.period}, before period {_REGULATION}"
        )
    if game.home_team.team_id == game.away_team.team_id:
        raise PayloadError(f"the box score of game {game_id} has team {game.home_team.team_id} on both sides")
    for team in game.teams:
        _check_points(game_id, team)
    if game.home_team.score == game.away_team.score:
        raise IncompletePayloadError(f"game {game_id} is final with a tie of {game.home_team.score} points")
    return game


def read_box_score(body: bytes, game_id: str, listed: ListedGame | None = None) -> BoxScore:
    """The rows of the box score of the final game `game_id`.

    `listed` is the game as the schedule lists it: its day counts, and it may know the day for which a
    postponed game was scheduled first. Without it, the day is the New York day of the scheduled start. Home
    and away are those of the box score, also where the schedule lists them the other way round
    (`include.nba.checks.listing_contradictions`).

    :raises PayloadError: see `verify_box_score`.
    """
    game = verify_box_score(body, game_id)
    home, away = game.teams
    teams = (_team_row(game, home, away, is_home=True), _team_row(game, away, home, is_home=False))
    players = [_player_row(game_id, team, player) for team in game.teams for player in team.players]
    if len({player.player_id for player in players}) < len(players):
        raise PayloadError(f"the box score of game {game_id} lists a player twice")
    return BoxScore(_game_row(game, listed), teams, tuple(players))


def _check_points(game_id: str, team: live.Team) -> None:
    points = sum(player.statistics.points for player in team.players)
    if not points == team.statistics.points == team.score:
        raise IncompletePayloadError(
            f"game {game_id}: the players of team {team.team_id} have {points} points in the box score, "
            f"the team {team.statistics.points}, its score is {team.score}"
        )


def _game_row(game: live.Game, listed: ListedGame | None) -> GameRow:
    game_id = payload_game_id(game.game_id, "game.gameId of the box score")
    if listed:
        day = listed.day
    elif game.starts_at:
        day = game_day(game.starts_at, f"game {game.game_id}")
    else:
        raise PayloadError(f"expected game.gameTimeUTC in the box score of game {game.game_id}, got none")
    totals = game.home_team.statistics
    arena = game.arena or live.Arena()
    return GameRow(
        game_id=game_id.text,
        season=season_label(game_id.season),
        kind=game_id.kind,
        game_date=day,
        original_date=listed.original_day if listed else None,
        starts_at=game.starts_at or (listed.starts_at if listed else None),
        home_team_id=str(game.home_team.team_id),
        away_team_id=str(game.away_team.team_id),
        home_score=game.home_team.score,
        away_score=game.away_team.score,
        periods=game.period,
        arena=optional_text(arena.arena_name),
        arena_city=optional_text(arena.arena_city),
        attendance=game.attendance,
        duration_minutes=game.duration,
        lead_changes=totals.lead_changes,
        times_tied=totals.times_tied,
        source_shape=SourceShape.LIVE_DATA,
    )


def _team_row(game: live.Game, team: live.Team, opponent: live.Team, *, is_home: bool) -> TeamBoxScoreRow:
    totals = team.statistics
    points = {period.period: period.score for period in team.periods}
    overtimes = [score for period, score in points.items() if period > _REGULATION]
    return TeamBoxScoreRow(
        game_id=game.game_id,
        team_id=str(team.team_id),
        opponent_team_id=str(opponent.team_id),
        is_home=is_home,
        is_winner=team.score > opponent.score,
        tricode=team.team_tricode,
        team_city=optional_text(team.team_city),
        team_name=optional_text(team.team_name),
        minutes=decimal_minutes(live_seconds(totals.minutes)),
        points_q1=points.get(1),
        points_q2=points.get(2),
        points_q3=points.get(3),
        points_q4=points.get(4),
        points_overtime=sum(overtimes) if overtimes else None,
        rebounds_team_offensive=totals.rebounds_team_offensive,
        rebounds_team_defensive=totals.rebounds_team_defensive,
        turnovers_team=totals.turnovers_team,
        points_from_turnovers=totals.points_from_turnovers,
        points_bench=totals.bench_points,
        biggest_lead=totals.biggest_lead,
        biggest_run=totals.biggest_scoring_run,
        seconds_leading=None if totals.time_leading is None else live_seconds(totals.time_leading),
        **{**_shared(totals), "fouls_technical": _all_technical_fouls(totals)},
    )


def _shared(counts: live.Counts) -> dict[str, Any]:
    """The numbers that have the same name in the payload and in a row."""
    shared = {name: getattr(counts, name) for name in _SHARED}
    return {**shared, "rebounds": counts.rebounds_offensive + counts.rebounds_defensive}


def _all_technical_fouls(totals: live.TeamCounts) -> int | None:
    if totals.fouls_technical is None:
        return totals.fouls_team_technical
    return totals.fouls_technical + (totals.fouls_team_technical or 0)


def _player_row(game_id: str, team: live.Team, player: live.Player) -> PlayerBoxScoreRow:
    counts = player.statistics
    seconds = live_seconds(counts.minutes)
    # Somebody who only got a technical foul on the bench has not played, but has a number to keep.
    has_numbers = player.played == "1" or seconds > 0 or bool(counts.points or counts.fouls_technical)
    row = PlayerBoxScoreRow(
        game_id=game_id,
        player_id=str(player.person_id),
        team_id=str(team.team_id),
        player_name=player.name,
        jersey=optional_text(player.jersey_num),
        position=optional_text(player.position),
        is_starter=player.starter == "1",
        has_played=player.played == "1" or seconds > 0,
        reason_not_played=optional_text(player.not_playing_reason),
    )
    if not has_numbers:
        return row
    return msgspec.structs.replace(
        row,
        minutes=decimal_minutes(seconds),
        plus_minus=None if counts.plus_minus_points is None else round(counts.plus_minus_points),
        **_shared(counts),
    )
