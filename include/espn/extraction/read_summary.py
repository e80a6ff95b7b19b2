"""Reads Format 2. Teams are joined by id with the header's `homeAway`; an index tells nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from include.errors import WrongGameError
from include.espn.errors import PayloadShapeError
from include.espn.extraction.payload import SummaryPayload
from include.espn.extraction.plays import summary_plays
from include.espn.extraction.read_common import channels_in_order, quarters_of, score_of, winner_claims
from include.espn.extraction.reading import (
    GameReading,
    TeamReading,
    game_id_of,
    home_and_away,
    instant_of,
    team_of_box,
)
from include.espn.extraction.stats import Columns, columns_of, player_stats, team_stats
from include.espn.extraction.summary_format import (
    AthleteRow,
    BoxScore,
    Competition,
    Competitor,
    GameInfo,
    Meta,
    PlayersBox,
)

_HEADER = "header.competitions[0]"
_SANE_MINUTES = range(60, 361)
_NO_STATISTICS: tuple[()] = ()


def read_summary(payload: SummaryPayload) -> GameReading:
    """Read a summary.

    :raises PayloadShapeError: when a part is not what it always is; WrongGameError when parts are about
        different games.
    """
    header, summary = payload.header, payload.summary
    game_id = game_id_of(header.id, "header.id")
    if len(header.competitions) != 1:
        raise PayloadShapeError(
            f"expected one game in header.competitions, got {len(header.competitions)} in game {game_id}"
        )
    competition = header.competitions[0]
    if competition.id is not None and competition.id != game_id:
        raise WrongGameError(f"header.id is {game_id}, {_HEADER}.id is {competition.id[:40]}")
    pairs = [(_team(row), row) for row in competition.competitors]
    home, away = home_and_away([(team, row.homeAway) for team, row in pairs], f"{_HEADER}.competitors")
    claims = winner_claims([(team, row.winner) for team, row in pairs])
    _read_box_score(summary.boxscore, home, away, claims)
    abbreviations = {team.id: team.abbreviation for team in (home, away)}
    plays = summary_plays(summary.plays or (), abbreviations, {home.id: 0, away.id: 1})
    season = header.season
    status = competition.status.type if competition.status else None
    info = summary.gameInfo
    return GameReading(
        format=2,
        wrapped=payload.wrapped,
        game_id=game_id,
        tipoff=instant_of(competition.date, f"{_HEADER}.date"),
        season_year=season.year if season else None,
        season_type=season.type if season else None,
        completed=status.completed if status else None,
        attendance=info.attendance if info else None,
        minutes=_minutes(summary.meta),
        broadcast=_broadcast(competition),
        venue=_venue(info),
        officials=_officials(info),
        home=home,
        away=away,
        plays=plays,
        claims=claims,
    )


def _team(row: Competitor) -> TeamReading:
    where = f"{_HEADER}.competitors[team {row.id[:20]}]"
    team = row.team
    if team and team.id is not None and team.id != row.id:
        raise PayloadShapeError(f"expected team.id {row.id[:20]}, got {team.id[:20]} at {where}")
    return TeamReading(
        id=row.id,
        name=(team.displayName or team.name) if team else None,
        abbreviation=team.abbreviation if team else None,
        score=score_of(row.score, where),
        quarters=quarters_of(row.linescores, where),
    )


def _read_box_score(
    boxscore: BoxScore | None, home: TeamReading, away: TeamReading, claims: list[bool]
) -> None:
    teams = {home.id: home, away.id: away}
    sides = {home.id: "home", away.id: "away"}
    statistics: dict[str, list[tuple[str | None, str | None]]] = {}
    for box in (boxscore.teams if boxscore else None) or ():
        team = team_of_box(teams, box.team.id, "boxscore.teams")
        if box.homeAway is not None:
            claims.append(box.homeAway == sides[team.id])
        statistics[team.id] = [(one.name, one.displayValue) for one in box.statistics or ()]
        team.team_stats = team_stats(None, columns_of(None, None), statistics[team.id], _place(team))
        _name(team, box.team.displayName, box.team.abbreviation, claims)
    read: set[str] = set()
    for players in (boxscore.players if boxscore else None) or ():
        team = team_of_box(teams, players.team.id, "boxscore.players")
        if team.id in read:
            raise PayloadShapeError(f"expected one box score a team, got two at {_place(team)}")
        read.add(team.id)
        _name(team, players.team.displayName, players.team.abbreviation, claims)
        _read_players(players, team, statistics.get(team.id) or [])


def _name(team: TeamReading, name: str | None, abbreviation: str | None, claims: list[bool]) -> None:
    team.box_name = name or team.box_name
    team.box_abbreviation = abbreviation or team.box_abbreviation
    if abbreviation and team.abbreviation:
        claims.append(abbreviation == team.abbreviation)


def _read_players(
    box: PlayersBox, team: TeamReading, statistics: list[tuple[str | None, str | None]]
) -> None:
    where = _place(team)
    for table in box.statistics or ():
        columns = columns_of(table.keys, table.labels)
        team.players.extend(_player(row, columns, where) for row in table.athletes or ())
        if table.totals:
            team.team_stats = team_stats(table.totals, columns, statistics, where)


def _player(row: AthleteRow, columns: Columns, where: str) -> dict[str, Any]:
    athlete = row.athlete
    name = (athlete.displayName or athlete.shortName) if athlete else None
    where = f"{where} player {name}"
    stats = player_stats(row.stats or (), columns, where, is_said_absent=row.didNotPlay is True)
    return {
        "player_id": athlete.id if athlete else None,
        "name": name,
        "jersey": athlete.jersey if athlete else None,
        "position": athlete.position.abbreviation if athlete and athlete.position else None,
        "starter": row.starter,
        "played": stats["points"] is not None or stats["minutes"] is not None,
        "stats": stats,
    }


def _place(team: TeamReading) -> str:
    return f"boxscore, team {team.id[:20]}"


def _broadcast(competition: Competition) -> list[str]:
    return channels_in_order(
        (one.media.shortName if one.media else None, one.market.type if one.market else None)
        for one in competition.broadcasts or ()
    )


def _venue(info: GameInfo | None) -> dict[str, str | None]:
    venue = info.venue if info else None
    address = venue.address if venue else None
    return {
        "name": venue.fullName if venue else None,
        "city": address.city if address else None,
        "state": address.state if address else None,
    }


def _officials(info: GameInfo | None) -> list[dict[str, str | None]]:
    officials = [one for one in (info.officials if info else None) or () if one.displayName or one.fullName]
    officials.sort(key=lambda one: one.order if one.order is not None else len(officials))
    return [{"name": one.displayName or one.fullName, "number": None} for one in officials]


def _minutes(meta: Meta | None) -> int | None:
    """Minutes from the first to the last play by the source's wall clock; None where it has none.

    A wall clock that was set right days later is not the game's length either.
    """
    if meta is None or not meta.firstPlayWallClock or not meta.lastPlayWallClock:
        return None
    try:
        first = datetime.fromisoformat(meta.firstPlayWallClock)
        last = datetime.fromisoformat(meta.lastPlayWallClock)
        minutes = round((last - first).total_seconds() / 60)
    except (ValueError, TypeError) as error:
        raise PayloadShapeError(f"expected two wall clock times with a zone in meta: {error}") from error
    return minutes if minutes in _SANE_MINUTES else None
