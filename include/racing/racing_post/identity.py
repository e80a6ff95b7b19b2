"""Which race a page is about, and whether it is the one that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from include.days import RACING_ZONE
from include.racing.errors import UnknownMarkupError, UnreadableValueError, WrongRaceError


@dataclass(frozen=True, slots=True)
class Asked:
    """The race that was asked for; what is None is taken from the page."""

    race_id: str | None = None
    country: str | None = None
    day: date | None = None

    def check(self, race_id: str, day: date) -> None:
        """Whether a page is about this race.

        :raises WrongRaceError: it is about another one.
        """
        expected = (self.race_id or race_id, self.day or day)
        if (race_id, day) != expected:
            raise WrongRaceError(f"expected race {expected[0]} of {expected[1]}, got race {race_id} of {day}")

    def settled_country(self, told: str | None, where: str) -> str:
        """The country of the race.

        :param told: what the page says, None where it says nothing.
        :raises WrongRaceError: the page says another country than the one that was asked for.
        :raises UnknownMarkupError: neither says one; a country is never assumed.
        """
        country = told or self.country
        if country is None:
            raise UnknownMarkupError(f"{where}: the page does not say its country; give it to read the page")
        if self.country not in (None, country):
            raise WrongRaceError(f"{where}: expected country {self.country}, got {country[:20]!r}")
        return country


def local_start(text: str, where: str) -> datetime:
    """When a race was off, in London; a time without a zone is London's already.

    :raises UnreadableValueError: it is no ISO time.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(RACING_ZONE) if moment.tzinfo else moment.replace(tzinfo=RACING_ZONE)
    except (ValueError, OverflowError) as error:
        raise UnreadableValueError(
            f"{where}: expected the time of the race as ISO text, got {text[:40]!r}"
        ) from error
