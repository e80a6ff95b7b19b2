"""What contradicts itself in a game of NBA.com, for `ops.quality_results`.

Contradictions are noted and nothing else: the game is loaded and its numbers are derived. Only what
contradicts is noted, with status `failed`; a check without a row has passed, or the game was not looked at.
Checks of the rows run when a game is derived, the check of its listing when it is transformed.

| check | observed | expected |
| --- | --- | --- |
| sides | | the box score has the teams, home and away, that the schedule lists |
| points_of_periods | a team's points of the quarters and overtimes | its score |
| points_from_plays | a team's points by its made shots | its score |
| score_of_plays | plays whose score is not the points made so far | 0 |
| shots_from_plays | a team's field goal attempts in the plays | those of its box score |
| clock_of_plays | plays with a later clock than the play before in the period | 0 |
| possessions_counted | | possessions can be counted from the plays (`count_game`) |
| possessions | the counted ones, mean of both teams | the estimate from the box score, up to 6 more or less |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from include.nba import formulas
from include.nba.actions import points_of
from include.nba.derive import count_game, field_goal_attempts, totals
from include.nba.errors import UncountablePlaysError
from include.nba.games import GameRows
from include.nba.rows import GameRow
from include.nba.schedule import ListedGame
from include.warehouse.quality import QualityResult

FAILED = "failed"
MOST_APART = 6.0
"""By how many possessions count and estimate may differ. Our choice: the recorded game differs by 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What a check found. `observed` and the range are numbers of the table above."""

    check: str
    message: str
    observed: float | None = None
    low: float | None = None
    high: float | None = None


def game_contradictions(rows: GameRows) -> list[Contradiction]:
    """What the box score and the plays of a game say differently."""
    checks = (_periods, _totals, _score_of_plays, _clock_of_plays, _possessions)
    return [found for check in checks for found in check(rows)]


def listing_contradictions(game: GameRow, listed: ListedGame | None) -> list[Contradiction]:
    """Whether the box score has other sides than the schedule lists.

    It happens at neutral sites, where one of them names the home team otherwise. The tables follow the box
    score: points, players and plays of a game hang on its sides, the schedule's only say whom to expect.
    """
    if listed is None or listed.home.id is None or listed.away.id is None:
        return []
    expected, came = (listed.home.id, listed.away.id), (game.home_team_id, game.away_team_id)
    if expected == came:
        return []
    what = "has home and away the other way round" if expected == came[::-1] else "is of other teams"
    return [
        Contradiction(
            check="sides",
            message=(
                f"the box score of game {game.game_id} {what}: schedule home {expected[0]}, away "
                f"{expected[1]}; "
                f"box score home {came[0]}, away {came[1]}, which the tables follow"
            ),
        )
    ]


def quality_results(
    found: list[Contradiction], *, dataset: str, game_id: str, day: date, run_id: str, now: datetime
) -> list[QualityResult]:
    """The contradictions of a game as rows of `ops.quality_results`."""
    return [
        QualityResult(
            dataset=dataset,
            check=one.check,
            status=FAILED,
            checked_at=now,
            day=day,
            item=game_id,
            observed=one.observed,
            expected_low=one.low,
            expected_high=one.high,
            message=one.message,
            run_id=run_id,
        )
        for one in found
    ]


def _periods(rows: GameRows) -> Iterator[Contradiction]:
    for team in rows.teams:
        quarters = (team.points_q1, team.points_q2, team.points_q3, team.points_q4)
        points = [one for one in (*quarters, team.points_overtime) if one is not None]
        if points and sum(points) != team.points:
            yield Contradiction(
                check="points_of_periods",
                message=(
                    f"team {team.team_id} has {sum(points)} points in the periods of game {team.game_id}, "
                    f"{team.points} in all"
                ),
                observed=sum(points),
                low=team.points,
                high=team.points,
            )


def _totals(rows: GameRows) -> Iterator[Contradiction]:
    for team in rows.teams:
        points = sum(points_of(play) for play in rows.plays if play.team_id == team.team_id)
        shots = field_goal_attempts(rows.plays, team.team_id)
        pairs = (
            ("points_from_plays", "points", points, team.points),
            ("shots_from_plays", "field goal attempts", shots, team.field_goals_attempted),
        )
        for check, what, observed, expected in pairs:
            if observed != expected:
                yield Contradiction(
                    check=check,
                    message=(
                        f"team {team.team_id} has {observed} {what} in the plays of game {team.game_id}, "
                        f"{expected} in its box score"
                    ),
                    observed=observed,
                    low=expected,
                    high=expected,
                )


def _score_of_plays(rows: GameRows) -> Iterator[Contradiction]:
    made = dict.fromkeys((rows.game.home_team_id, rows.game.away_team_id), 0)
    wrong = []
    for play in rows.plays:
        if play.team_id in made:
            made[play.team_id] += points_of(play)
        if (play.home_score, play.away_score) != tuple(made.values()):
            wrong.append(play)
    if wrong:
        first = wrong[0]
        yield Contradiction(
            check="score_of_plays",
            message=(
                f"{len(wrong)} plays of game {first.game_id} have another score than the points made so "
                "far, first "
                f"action {first.action_number} in period {first.period}: "
                f"{first.home_score}-{first.away_score}"
            ),
            observed=len(wrong),
            low=0,
            high=0,
        )


def _clock_of_plays(rows: GameRows) -> Iterator[Contradiction]:
    pairs = zip(rows.plays, rows.plays[1:], strict=False)
    back = [
        later
        for play, later in pairs
        if later.period == play.period and later.clock_seconds > play.clock_seconds
    ]
    if back:
        yield Contradiction(
            check="clock_of_plays",
            message=(
                f"{len(back)} plays of game {back[0].game_id} have more time left than the play before "
                "them, first "
                f"action {back[0].action_number} in period {back[0].period}"
            ),
            observed=len(back),
            low=0,
            high=0,
        )


def _possessions(rows: GameRows) -> Iterator[Contradiction]:
    home, away = (totals(team) for team in rows.teams)
    estimated = formulas.estimated_possessions(home, away)
    try:
        counted = count_game(rows)
    except UncountablePlaysError as error:
        yield Contradiction(check="possessions_counted", message=str(error))
        return
    mean = sum(counted.values()) / len(counted)
    if abs(mean - estimated) > MOST_APART:
        yield Contradiction(
            check="possessions",
            message=(
                f"game {rows.game.game_id} has {mean:g} possessions a team by its plays, {estimated:.1f} "
                "by its "
                "box score"
            ),
            observed=mean,
            low=estimated - MOST_APART,
            high=estimated + MOST_APART,
        )
