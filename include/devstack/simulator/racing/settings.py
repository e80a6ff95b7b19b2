"""What a test may set about racing: the seed, how often odd things happen, and when late data arrives."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

Markup = Literal["classic", "next"]
MARKUPS: tuple[str, ...] = get_args(Markup)


class SettingError(ValueError):
    """A setting cannot be used. The message says which, and what is possible."""


@dataclass(frozen=True, slots=True)
class RacingSettings:
    """Rates are shares of races, 0 to 1; days are counted from the day of the race in London.

    :param markup: which markup the pages have: until August 2026, or since.
    :param ratings_after_days: when or, rpr and ts appear; None = each at its own time, as below.
    :param prize_corrected_after_days: when the last prize of some races is halved.
    """

    seed: int = 1
    markup: Markup = "classic"
    void_rate: float = 0.004
    dead_heat_rate: float = 0.015
    untimed_rate: float = 0.02
    corrected_rate: float = 0.05
    ratings_after_days: int | None = None
    or_after_days: int = 0
    rpr_after_days: int = 1
    ts_after_days: int = 3
    prize_corrected_after_days: int = 5

    def rating_days(self) -> tuple[int, int, int]:
        """Return after how many days or, rpr and ts appear."""
        if self.ratings_after_days is not None:
            return (self.ratings_after_days,) * 3
        return self.or_after_days, self.rpr_after_days, self.ts_after_days


_NAMES = tuple(field.name for field in fields(RacingSettings))


def check_settings(wishes: dict[str, Any]) -> None:
    """Check what a test asks for.

    :raises SettingError: a name is unknown, or a value is not of its kind.
    """
    for name, value in wishes.items():
        if name not in _NAMES:
            raise SettingError(f"unknown setting {name!r}; known are {', '.join(_NAMES)}")
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if name == "markup":
            if value not in MARKUPS:
                raise SettingError(f"markup is {value!r}, expected one of {', '.join(MARKUPS)}")
        elif name.endswith("_rate"):
            if not is_number or not 0 <= value <= 1:
                raise SettingError(f"{name} is {value!r}, expected a number from 0 to 1")
        elif not (name == "ratings_after_days" and value is None) and (
            not is_number or not isinstance(value, int) or value < 0
        ):
            raise SettingError(f"{name} is {value!r}, expected a whole number from 0")
