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
        runners = _halve_last_prize(race, runners)
    if mark.revision:
        runners = _pay(runners, "1", runners[0].prize + _CORRECTION * mark.revision)
    if race.void:
        runners = [_void(one) for one in runners]
    kept = max(0, len(runners) - mark.fewer_runners)
    return replace(result, runners=tuple(runners[:kept]))


def _halve_last_prize(race: SimRace, runners: list[SimRunner]) -> list[SimRunner]:
    paid = [one for one in runners if one.prize]
    if not paid:
        return runners
    prize = round(paid[-1].prize / 2, 2 if race.country == "gb" else 0)
    return _pay(runners, paid[-1].position, prize)


def _pay(runners: list[SimRunner], position: str, prize: float) -> list[SimRunner]:
    """Return the runners with another prize for a position, for both where two share it."""
    return [replace(one, prize=prize) if one.position == position else one for one in runners]


def _void(one: SimRunner) -> SimRunner:
    return replace(
        one, position=VOID, beaten="", overall="", seconds=None, rpr=None, ts=None, prize=0.0, price=""
    )
