"""The Racing API, the licensed source: `/v1/results`, described by its published OpenAPI 1.4.3."""

from __future__ import annotations

from datetime import date
from typing import Literal

from include.errors import IncompletePayloadError
from include.racing.adapter import ListedRace, ListingPage
from include.racing.errors import WrongRaceError
from include.racing.ids import checked_country, checked_day, checked_id
from include.racing.racing_api.result import check_country, local_off, read_result
from include.racing.racing_api.shapes import Listed, Page, decode
from include.racing.rows import Race
from include.racing.values import text

PAGE_SIZE = 100


class RacingApi:
    """Races of The Racing API. A day is listed in pages of at most 100 races."""

    name = "racing_api"
    suffix: Literal["json", "html"] = "json"
    expect: Literal["json", "html"] = "json"
    respect_robots = False

    def listing_address(self, country: str, day: date, skip: int = 0) -> str:
        """Where the races of a day and country are listed, from the `skip`th on."""
        region = checked_country(country)
        return f"v1/results?start_date={day}&end_date={day}&region={region}&limit={PAGE_SIZE}&skip={skip:d}"

    def read_listing(self, body: bytes, country: str, day: date) -> ListingPage:
        """The races of a page; `next_skip` goes on until the list's own total is reached.

        :raises WrongRaceError: a race of another day or country is on it.
        :raises IncompletePayloadError: the page is empty although the list goes on.
        :raises PayloadError: it is no page of results.
        """
        page = decode(body, Page, f"the results of {country} {day}")
        listed = [self._listed(one, country, day) for one in page.results or []]
        after = page.skip + len(listed)
        if after < page.total and not listed:
            raise IncompletePayloadError(
                f"the results of {country} {day}: {page.total} in all, none came from {page.skip} on"
            )
        return ListingPage(
            races=tuple(listed),
            next_skip=after if after < page.total else None,
            skip=page.skip,
            total=page.total,
        )

    def race_address(self, race: ListedRace) -> str:
        """Where the result of a race is."""
        return _address(race.id)

    def read_race(self, body: bytes, race_id: str, country: str, day: date) -> Race:
        """The race that an answer tells about; see `read_result` for what it raises."""
        return read_result(body, race_id, country, day)

    def _listed(self, listed: Listed, country: str, day: date) -> ListedRace:
        race_id = checked_id(listed.race_id, f"a race of {country} {day}")
        came = checked_day(listed.date, f"race {race_id}")
        if came != day:
            raise WrongRaceError(f"asked for the races of {day}, got race {race_id} of {came}")
        check_country(listed, country)
        return ListedRace(
            id=race_id,
            country=country,
            day=day,
            course=text(listed.course),
            off=local_off(listed),
            address=_address(race_id),
        )


def _address(race_id: str) -> str:
    return f"v1/results/{checked_id(race_id, 'a race')}"
