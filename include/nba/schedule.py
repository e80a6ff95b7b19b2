"""Reads a season's schedule: which games NBA.com lists, on which days, and how each one stands.

Format: `staticData/scheduleLeagueV2.json`, `leagueSchedule.gameDates[].games[]`. `gameDate`
(`10/04/2024 00:00:00`) is the New York day; `gameDateTimeUTC` is often on the day after. A game that was
postponed keeps its id and moves to its new day, so neither order of ids nor of days follows the other.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

import msgspec

from include.errors import PayloadError
from include.nba.decoding import Instant, SourceId, decode, optional_id, optional_text
from include.nba.errors import WrongSeasonError
from include.nba.ids import payload_game_id, read_live_season
from include.nba.kinds import GameKind

COUNTED_KINDS = frozenset({GameKind.REGULAR, GameKind.PLAYOFFS, GameKind.PLAY_IN, GameKind.CUP_FINAL})
"""The kinds that are loaded unless a param says more: no preseason, no All-Star games."""

# `postponedStatus` does not tell: some seasons mark every game with it. The text of the status does.
_CALLED_OFF = ("ppd", "postponed", "cancel")


class Standing(StrEnum):
    """How a listed game stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    FINAL = "final"
    POSTPONED = "postponed"


_STANDINGS = {1: Standing.NOT_STARTED, 2: Standing.IN_PROGRESS, 3: Standing.FINAL}


class ListedTeam(msgspec.Struct, frozen=True):
    """A team of a listed game; both are None while it is not drawn (Cup, play-in, playoffs)."""

    id: str | None
    tricode: str | None


class ListedGame(msgspec.Struct, frozen=True, kw_only=True):
    """One game of a schedule. `original_day` is known where the source still tells the first day."""

    id: str
    day: date
    original_day: date | None
    starts_at: datetime | None
    kind: GameKind
    standing: Standing
    home: ListedTeam
    away: ListedTeam


class Schedule(msgspec.Struct, frozen=True):
    """A season's games in order of day, then id; each id once."""

    season: str
    games: tuple[ListedGame, ...]

    def games_of_days(
        self, days: Collection[date], kinds: Collection[GameKind] = COUNTED_KINDS
    ) -> list[ListedGame]:
        """The final games of these New York days, in order of day, then id."""
        return [game for game in self.listed_on(days, kinds) if game.standing is Standing.FINAL]

    @property
    def is_over(self) -> bool:
        """Whether the season is over by this schedule: its Finals are in it, and no game is still to come.

        The games of a round are listed as it is drawn, so a schedule of which all games are over may only be
        one from between two rounds.
        """
        is_played = all(game.standing in (Standing.FINAL, Standing.POSTPONED) for game in self.games)
        return is_played and any(_is_of_the_finals(game) for game in self.games)

    def listed_on(
        self, days: Collection[date], kinds: Collection[GameKind] = COUNTED_KINDS
    ) -> list[ListedGame]:
        """All games of these New York days, however they stand."""
        return [game for game in self.games if game.day in days and game.kind in kinds]


def _is_of_the_finals(game: ListedGame) -> bool:
    # Of a playoff game's number, 0042400401, the eighth digit is the round: the fourth is the Finals.
    return game.kind is GameKind.PLAYOFFS and game.id[7] == "4"


class _Team(msgspec.Struct, rename="camel"):
    team_id: SourceId | None = None
    team_tricode: str | None = None


class _Game(msgspec.Struct, rename="camel"):
    game_id: str
    game_status: int
    home_team: _Team
    away_team: _Team
    game_status_text: str | None = None
    game_code: str | None = None
    starts_at: Instant | None = msgspec.field(name="gameDateTimeUTC", default=None)


class _GameDate(msgspec.Struct, rename="camel"):
    game_date: str
    games: list[_Game]


class _LeagueSchedule(msgspec.Struct, rename="camel"):
    season_year: str
    game_dates: list[_GameDate]


class _Payload(msgspec.Struct, rename="camel"):
    league_schedule: _LeagueSchedule


def read_schedule(body: bytes, season: str) -> Schedule:
    """Read the schedule of `season` ("2024-25").

    :raises ParamError: `season` is no season, or older than liveData.
    :raises WrongSeasonError: the schedule is about another season.
    :raises PayloadError: it is not a schedule.
    """
    end_year = read_live_season(season)
    listing = decode(body, _Payload, f"NBA.com's schedule of season {season}").league_schedule
    if listing.season_year != season:
        raise WrongSeasonError(
            f"asked for the schedule of {season}, got the one of {listing.season_year!r}",
            came=listing.season_year,
        )
    games: dict[str, ListedGame] = {}
    for game_date in listing.game_dates:
        day = _read_day(game_date.game_date)
        for game in game_date.games:
            listed = _listed(game, day, end_year)
            games[listed.id] = _merged(games.get(listed.id), listed)
    return Schedule(season, tuple(sorted(games.values(), key=lambda game: (game.day, game.id))))


def _listed(game: _Game, day: date, season: int) -> ListedGame:
    game_id = payload_game_id(game.game_id, "gameDates[].games[].gameId of the schedule")
    if game_id.season != season:
        raise PayloadError(f"game {game.game_id} of the schedule belongs to another season")
    coded_day = _coded_day(game.game_code)
    return ListedGame(
        id=game.game_id,
        day=day,
        original_day=coded_day if coded_day and coded_day < day else None,
        starts_at=game.starts_at,
        kind=game_id.kind,
        standing=_standing(game),
        home=_team(game.home_team),
        away=_team(game.away_team),
    )


def _merged(before: ListedGame | None, now: ListedGame) -> ListedGame:
    """A game that is listed on two days: the final one counts, else the later day; the earlier is known."""
    if before is None or before.day == now.day:
        return now
    early, late = sorted((before, now), key=lambda game: game.day)
    is_early_final = early.standing is Standing.FINAL and late.standing is not Standing.FINAL
    if is_early_final:
        return early
    return msgspec.structs.replace(late, original_day=early.original_day or early.day)


def _standing(game: _Game) -> Standing:
    text = (game.game_status_text or "").strip().lower()
    if text.startswith(_CALLED_OFF):
        return Standing.POSTPONED
    standing = _STANDINGS.get(game.game_status)
    if standing is None:
        raise PayloadError(
            f"game {game.game_id} of the schedule: expected gameStatus 1, 2 or 3, got {game.game_status}"
        )
    return standing


def _team(team: _Team) -> ListedTeam:
    return ListedTeam(optional_id(team.team_id), optional_text(team.team_tricode))


def _read_day(text: str) -> date:
    try:
        return datetime.strptime(text[:10], "%m/%d/%Y").date()  # noqa: DTZ007 - it has no time, it is a day
    except ValueError as error:
        raise PayloadError(
            f"expected gameDate like 10/04/2024 00:00:00 in the schedule, got {text!r}"
        ) from error


def _coded_day(code: str | None) -> date | None:
    """The day in `20241022/NYKBOS`. A game code that says something else tells no day."""
    try:
        return date.fromisoformat((code or "").partition("/")[0])
    except ValueError:
        return None
