"""Reads the list of a day's races to its end, however many pages it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from include.errors import PayloadError
from include.racing.adapter import Adapter, ListedRace
from include.racing.errors import ListingChangedError

TRIES = 3
MOST_PAGES = 100


def read_whole_list(
    adapter: Adapter, fetch: Callable[[str], bytes], country: str, day: date, tries: int = TRIES
) -> tuple[ListedRace, ...]:
    """All races of a country's day, each once, in the source's order.

    A list that changes between its pages shifts: a race then comes twice, and another one not at all. So the
    races that came must be as many as the list says it has, else it is read again from its start.

    :param fetch: gives the body of an address.
    :raises ListingChangedError: it changed in each of `tries` readings.
    :raises PayloadError: a page cannot be read, or is not the one that was asked for.
    """
    for reading in range(tries):
        try:
            return _read_once(adapter, fetch, country, day)
        except ListingChangedError:
            if reading == tries - 1:
                raise
    raise ValueError(f"a list is read at least once, got tries={tries}")


def _read_once(
    adapter: Adapter, fetch: Callable[[str], bytes], country: str, day: date
) -> tuple[ListedRace, ...]:
    where = f"the list of races of {country} {day}"
    races: dict[str, ListedRace] = {}
    skip, total = 0, None
    for _ in range(MOST_PAGES):
        page = adapter.read_listing(fetch(adapter.listing_address(country, day, skip)), country, day)
        if page.skip != skip:
            raise PayloadError(f"{where}: asked for the page from {skip} on, got the one from {page.skip} on")
        if total is not None and page.total != total:
            raise ListingChangedError(f"{where}: had {total} races, then {page.total}, while it was read")
        total = page.total
        races |= {race.id: race for race in page.races}
        if page.next_skip is None:
            if total is not None and len(races) != total:
                raise ListingChangedError(f"{where}: has {total} races, {len(races)} different ones came")
            return tuple(races.values())
        if page.next_skip <= skip:
            raise PayloadError(f"{where} goes on at {page.next_skip} after {skip}")
        skip = page.next_skip
    raise PayloadError(f"{where} has more than {MOST_PAGES} pages")
