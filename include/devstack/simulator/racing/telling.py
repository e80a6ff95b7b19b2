"""What is known of a race at a moment: ratings come late, prizes are corrected, marks change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from include.devstack.simulator.racing.field import run
from include.devstack.simulator.racing.marks import RaceMark
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import VOID, Result, SimRunner
from include.devstack.simulator.racing.settings import RacingSettings

_CORRECTION = 100


def tell(race: SimRace, today: date, mark: RaceMark, settings: RacingSettings) -> Result:
    """Return the result of a race that was run, as it is known on a day in London."""
    if mark.void is not None and mark.void != race.void:
        race = replace(race, void=mark.void, dead_heat=False, timed=not mark.void)
    result = run(race, settings.seed)
    days = (today - race.day).days
    official, rpr, ts = (days >= after for after in settings.rating_days())
    runners = [
        replace(
            one,
            official_rating=one.official_rating if official else None,
            rpr=one.rpr if rpr else None,
            ts=one.ts if ts else None,
        )
        for one in result.runners
    ]
    if race.corrected and days >= settings.prize_corrected_after_days:
        _halve_last_prize(race, runners)
    if mark.revision:
        runners[0] = replace(runners[0], prize=runners[0].prize + _CORRECTION * mark.revision)
    if race.void:
        runners = [_void(one) for one in runners]
    kept = max(0, len(runners) - mark.fewer_runners)
    return replace(result, runners=tuple(runners[:kept]))


def _halve_last_prize(race: SimRace, runners: list[SimRunner]) -> None:
    last = max((place for place, one in enumerate(runners) if one.prize), default=None)
    if last is not None:
        prize = round(runners[last].prize / 2, 2 if race.country == "gb" else 0)
        runners[last] = replace(runners[last], prize=prize)


def _void(one: SimRunner) -> SimRunner:
    return replace(
        one, position=VOID, beaten="", overall="", seconds=None, rpr=None, ts=None, prize=0.0, price=""
    )
