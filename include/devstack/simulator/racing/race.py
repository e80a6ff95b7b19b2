"""What a race is before anybody runs: its conditions and how many run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from include.devstack.simulator.racing.courses import Country, Course
from include.devstack.simulator.racing.ids import api_race_id

RaceType = Literal["Flat", "Hurdle", "Chase", "NH Flat"]
YARDS_A_FURLONG = 220
YARDS_A_MILE = 1760
_METRES_A_YARD = 0.9144
_HALF = "½"


@dataclass(frozen=True, slots=True)
class SimRace:
    """A race of the programme. `number` counts the meeting's races from 1, `slot` the day's in its country.

    :param off: when it starts, in London's time.
    :param half_furlongs: the distance in half furlongs; `extra_yards` come on top.
    :param rating_band: of a handicap, such as `0-75`, else empty.
    :param runners: how many run; `non_runners` of those that were declared do not.
    :param winner_prize: in pounds, in euros outside Great Britain.
    :param timed: whether the winner's time was taken.
    :param obstacles: such as `12 hurdles`, empty on the flat.
    """

    id: str
    country: Country
    course: Course
    day: date
    off: datetime
    number: int
    slot: int
    name: str
    type: RaceType
    race_class: str
    pattern: str
    rating_band: str
    age_band: str
    sex_rest: str
    half_furlongs: int
    extra_yards: int
    going: str
    obstacles: str
    runners: int
    non_runners: int
    winner_prize: int
    void: bool
    dead_heat: bool
    timed: bool
    corrected: bool

    @property
    def api_id(self) -> str:
        return api_race_id(self.id)

    @property
    def region(self) -> str:
        return self.country.upper()

    @property
    def surface(self) -> str:
        return "AW" if self.course.all_weather else "Turf"

    @property
    def yards(self) -> int:
        return self.half_furlongs * YARDS_A_FURLONG // 2 + self.extra_yards

    @property
    def metres(self) -> int:
        return round(self.yards * _METRES_A_YARD)

    @property
    def furlongs(self) -> str:
        """The distance as `10.5f`."""
        return f"{self.half_furlongs / 2:g}f"

    @property
    def distance(self) -> str:
        """The distance as `1m2½f`."""
        whole, half = divmod(self.half_furlongs, 2)
        miles, furlongs = divmod(whole, 8)
        rest = (str(furlongs) if furlongs else "") + (_HALF if half else "")
        return (f"{miles}m" if miles else "") + (f"{rest}f" if rest else "")

    @property
    def full_distance(self) -> str:
        """The distance as `1m2f132yds`; empty where `distance` says it all."""
        if self.extra_yards == 0:
            return ""
        miles, rest = divmod(self.yards, YARDS_A_MILE)
        furlongs, yards = divmod(rest, YARDS_A_FURLONG)
        parts = ((miles, "m"), (furlongs, "f"), (yards, "yds"))
        return "".join(f"{number}{unit}" for number, unit in parts if number)

    @property
    def clock_time(self) -> str:
        """The off as both sources print it: of twelve hours, without am or pm."""
        return f"{self.off.hour % 12 or 12}:{self.off.minute:02d}"
