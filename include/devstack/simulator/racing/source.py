"""Everything that is known of racing at the clock's moment, for both sources alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from include.days import RACING_ZONE, local_day
from include.devstack.simulator.cache import RecentCache
from include.devstack.simulator.clock import Clock
from include.devstack.simulator.racing.courses import COUNTRIES, Country
from include.devstack.simulator.racing.marks import RaceMarks
from include.devstack.simulator.racing.programme import find_race, races_of
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import Result
from include.devstack.simulator.racing.settings import RacingSettings
from include.devstack.simulator.racing.telling import tell


class NoRaceError(Exception):
    """There is no such race, or it has not been run."""


class RacingSource:
    """The races that were run, with their results. A race is known from its off on."""

    def __init__(self, settings: RacingSettings, clock: Clock) -> None:
        self.settings = settings
        self.marks = RaceMarks()
        self._clock = clock
        self._results: RecentCache[Result] = RecentCache(512)

    def now(self) -> datetime:
        """Return the clock's moment."""
        return self._clock.now()

    def today(self) -> date:
        """Return the day in London."""
        return local_day(self._clock.now(), RACING_ZONE)

    def configure(self, settings: RacingSettings) -> None:
        """Use other settings from now on."""
        self.settings = settings
        self._results.clear()

    def programme(self, day: date, countries: Iterable[Country] = COUNTRIES) -> list[SimRace]:
        """Return a day's races, those to come and withdrawn ones too, in order of their off."""
        races = [race for country in countries for race in races_of(day, country, self.settings)]
        return sorted(races, key=lambda race: (race.off, race.id))

    def listed(self, day: date, countries: Iterable[Country] = COUNTRIES) -> list[SimRace]:
        """Return the races of a day that are known and listed."""
        return [race for race in self.programme(day, countries) if self.is_listed(race)]

    def is_listed(self, race: SimRace) -> bool:
        return race.off <= self.now() and not self.marks[race.id].withdrawn

    def planned(self, race_id: str) -> SimRace:
        """Return a race of the programme by its digits.

        :raises NoRaceError: there is none with this id.
        """
        race = find_race(race_id, self.settings)
        if race is None:
            raise NoRaceError(f"there is no race {race_id}")
        return race

    def another_race(self, race_id: str) -> str:
        """Return the id of another race of the same meeting: for wrong answers."""
        race = self.planned(race_id)
        card = [one for one in self.programme(race.day, [race.country]) if one.course == race.course]
        return card[card.index(race) - 1].id

    def result(self, race_id: str) -> Result:
        """Return the result of a listed race by its digits.

        :raises NoRaceError: there is none with this id, it was not run yet, or it was withdrawn.
        """
        race = self.planned(race_id)
        if not self.is_listed(race):
            raise NoRaceError(f"race {race_id} is not known (yet)")
        mark, today = self.marks[race_id], self.today()
        return self._results.get((race_id, mark, today), lambda: tell(race, today, mark, self.settings))
