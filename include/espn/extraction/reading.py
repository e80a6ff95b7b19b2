"""What both formats are read into, and the rules for what both have: ids, times, who is at home."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from include.errors import WrongGameError
from include.espn.errors import PayloadShapeError
from include.espn.extraction.plays import PlaysReading
from include.espn.extraction.stats import TEAM_STATS
from include.seasons import FIRST_SEASON

Side = Literal["home", "away"]
SIDES: tuple[Side, Side] = ("home", "away")
LAST_SEASON = 2100
"""Times and seasons beyond it are typing errors."""


@dataclass(slots=True)
class TeamReading:
    """One of the two teams: who it is, its points, its box score."""

    id: str
    name: str | None
    abbreviation: str | None
    score: int | None
    quarters: list[int | None]
    box_name: str | None = None
    box_abbreviation: str | None = None
    players: list[dict[str, Any]] = field(default_factory=list)
    team_stats: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(TEAM_STATS))


@dataclass(slots=True)
class GameReading:
    """A game as its source has it. What the source lacks is None or empty.

    `claims` are the places that say who is at home, each True when it agrees with the header.
    """

    format: Literal[1, 2]
    wrapped: bool
    game_id: str
    tipoff: datetime
    season_year: int | None
    season_type: int | None
    completed: bool | None
    attendance: int | None
    minutes: int | None
    broadcast: list[str]
    venue: dict[str, str | None]
    officials: list[dict[str, str | None]]
    home: TeamReading
    away: TeamReading
    plays: PlaysReading
    claims: list[bool]


def game_id_of(text: str, where: str) -> str:
    """The game id, which is digits.

    :raises PayloadShapeError: when it is not.
    """
    if text.isascii() and text.isdigit() and len(text) <= 20:
        return text
    raise PayloadShapeError(f"expected a game id of digits at {where}, got {text[:40]!r}")


def instant_of(text: str | None, where: str) -> datetime:
    """A time like 2026-03-17T23:30Z, in UTC.

    :raises PayloadShapeError: when it is none, has no zone, or no season can have it.
    """
    try:
        instant = datetime.fromisoformat(text or "")
        if instant.tzinfo and FIRST_SEASON <= instant.year + 1 <= LAST_SEASON:
            return instant.astimezone(UTC)
    except ValueError as error:
        raise PayloadShapeError(f"expected a UTC time at {where}, got {(text or '')[:40]!r}") from error
    raise PayloadShapeError(f"expected a UTC time of an NBA season at {where}, got {(text or '')[:40]!r}")


def home_and_away(teams: list[tuple[TeamReading, str | None]], where: str) -> tuple[TeamReading, TeamReading]:
    """The home and the away team of pairs of (team, marker); the marker is `home` or `away`.

    :raises PayloadShapeError: unless they are one of each, with different ids.
    """
    by_side = {marker: team for team, marker in teams}
    if len(teams) != 2 or set(by_side) != set(SIDES) or teams[0][0].id == teams[1][0].id:
        came = ", ".join(f"team {team.id[:20]} as {str(marker)[:20]}" for team, marker in teams) or "none"
        raise PayloadShapeError(f"expected one home and one away team at {where}, got {came}")
    return by_side["home"], by_side["away"]


def team_of_box(teams: dict[str, TeamReading], team_id: str | None, where: str) -> TeamReading:
    """The team that a box score is about.

    :raises WrongGameError: when it does not play in this game.
    """
    team = teams.get(team_id or "")
    if team is None:
        raise WrongGameError(
            f"expected a box score of team {' or '.join(teams)} at {where}, got team {str(team_id)[:20]}"
        )
    return team
