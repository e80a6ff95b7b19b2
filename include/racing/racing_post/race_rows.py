"""Rows of a race from what its page tells: the same rules for both markups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from include.errors import IncompletePayloadError
from include.racing import conditions, values
from include.racing.checks import check_runners
from include.racing.errors import UnknownMarkupError
from include.racing.positions import UNPLACED, WINNER, is_finisher
from include.racing.racing_post.distances import lengths_behind, lengths_for_times
from include.racing.racing_post.runner import Runner
from include.racing.rows import Race, RunnerRow

METRES_IN_A_YARD = 0.9144
MOST_RUNNERS = 200
"""More than ever ran in one race (66), so that no page can make the comparison of runners long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a page says of the race itself, as its own words.

    :param type: where the page tells it; otherwise it follows from distance, obstacles and name.
    :param surface: likewise, otherwise from the going.
    """

    dist: str | None
    yards: int | None
    going: str | None
    obstacles: str | None
    class_words: str | None
    rating_band: str | None
    age_band: str | None
    type: str | None = None
    surface: str | None = None
    course_detail: str | None = None


def common_row(race: Race, told: Conditions, where: str) -> RunnerRow:
    """What all rows of the race have in common, as a row without its runner.

    :raises UnreadableValueError: the distance cannot be read.
    """
    dist_f = values.furlongs(told.dist, f"{where}: distance")
    yards = told.yards
    if yards is None and dist_f is not None:
        yards = round(dist_f * values.YARDS_IN_A_FURLONG)
    return RunnerRow(
        date=race.date,
        country=race.country,
        region=race.country.upper(),
        course=race.course,
        course_id=race.course_id,
        course_detail=told.course_detail,
        off=race.off,
        race_id=race.race_id,
        race_name=race.name,
        type=told.type or conditions.race_type(dist_f, told.obstacles, race.name),
        class_=conditions.race_class(told.class_words) or conditions.race_class(race.name),
        pattern=conditions.pattern(race.name),
        rating_band=told.rating_band,
        age_band=told.age_band,
        sex_rest=conditions.sex_restriction(race.name),
        dist=told.dist,
        dist_f=dist_f,
        dist_m=None if yards is None else round(yards * METRES_IN_A_YARD),
        dist_y=yards,
        going=told.going,
        surface=told.surface or conditions.surface(told.going),
        ran=race.declared_runners,
        horse_id="",
        horse="",
        pos="",
    )


def winning_seconds(words: str | None, where: str) -> float | None:
    """The winner's time, of `1m 38.85s (fast by 0.15s)`; None for `0.00s`, which stands for no time.

    None too for `standard time`, which tells how the time compares and not what it is.

    :raises UnreadableValueError: it is something else.
    """
    cleaned = values.text(words)
    if cleaned is None or cleaned.lower() == "standard time":
        return None
    return values.seconds(cleaned.partition("(")[0], f"{where}: winning time")


def with_rows(
    race: Race,
    common: RunnerRow,
    runners: Sequence[Runner],
    prizes: Mapping[int, str],
    winner_seconds: float | None,
) -> Race:
    """The race with its rows.

    :param prizes: the amount of each place.
    :raises IncompletePayloadError: fewer runners than ran, or no winner beside runners without a place.
    :raises UnknownMarkupError: a horse is there twice, or there are more than can be.
    """
    where = f"race {race.race_id}"
    if len(runners) > MOST_RUNNERS:
        raise UnknownMarkupError(f"{where}: expected at most {MOST_RUNNERS} runners, got {len(runners)}")
    positions = {one.pos for one in runners}
    if UNPLACED in positions and WINNER not in positions:
        raise IncompletePayloadError(f"{where}: position 0 and no winner: the result is not known (yet)")
    behind = lengths_behind(runners, where)
    scale = conditions.lengths_per_second(common.going, common.type or "Flat")
    times = [
        conditions.runner_seconds(winner_seconds, lengths, scale)
        for lengths in lengths_for_times(runners, behind)
    ]
    rows = tuple(
        _row(common, runner, lengths, secs, _prize(runner, runners, prizes))
        for runner, lengths, secs in zip(runners, behind, times, strict=True)
    )
    check_runners(rows, where, race.declared_runners)
    return msgspec.structs.replace(race, runners=rows)


def _row(
    common: RunnerRow, runner: Runner, behind: float | None, secs: float | None, prize: str | None
) -> RunnerRow:
    """The whole row of a runner, `behind` lengths behind the winner, in `secs` seconds."""
    btn = 0.0 if runner.pos == WINNER else runner.btn if is_finisher(runner.pos) else None
    amount, currency = values.money(prize)
    return msgspec.structs.replace(
        common,
        **runner.fields,
        pos=runner.pos,
        ovr_btn=behind,
        btn=btn,
        time=values.clock(secs),
        secs=secs,
        prize=amount,
        prize_currency=currency,
    )


def _prize(runner: Runner, runners: Sequence[Runner], prizes: Mapping[int, str]) -> str | None:
    """The amount of a runner's place. Those who share a place share amounts, so these have to be equal."""
    if not is_finisher(runner.pos):
        return None
    place = int(runner.pos)
    sharing = sum(one.pos == runner.pos for one in runners)
    amounts = {prizes.get(one) for one in range(place, place + sharing)}
    return amounts.pop() if len(amounts) == 1 else None
