"""Which races a source lists for a country's day, and how they stand in the ledger from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from include.errors import PayloadError
from include.racing.adapter import Adapter, ListedRace
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status

if TYPE_CHECKING:
    from psycopg import Connection

DATASET = "racing"
MOST_PAGES = 100


def ask_races(
    adapter: Adapter, fetch: Callable[[str], bytes], country: str, day: date
) -> tuple[ListedRace, ...]:
    """The races that the source lists, each once, after the last page was read.

    :param fetch: gives the body of an address.
    :raises PayloadError: the pages do not come to an end.
    """
    races: dict[str, ListedRace] = {}
    skip: int | None = 0
    for _ in range(MOST_PAGES):
        page = adapter.read_listing(fetch(adapter.listing_address(country, day, skip)), country, day)
        races |= {race.id: race for race in page.races}
        if page.next_skip is None:
            return tuple(races.values())
        if page.next_skip <= skip:
            raise PayloadError(
                f"the list of races of {country} {day} goes on at {page.next_skip} after {skip}"
            )
        skip = page.next_skip
    raise PayloadError(f"the list of races of {country} {day} has more than {MOST_PAGES} pages")


def known_races(connection: Connection[Any], country: str, day: date) -> dict[str, LedgerEntry]:
    """The races of a country's day in the ledger, by id."""
    entries = ledger.read_days(connection, DATASET, [day])
    return {race_id: entry for race_id, entry in entries.items() if entry.details.get("country") == country}


def is_listed(entry: LedgerEntry) -> bool:
    """Whether the source listed the race when it was asked last."""
    return entry.details.get("listed", True) is True


def listed_race(entry: LedgerEntry) -> ListedRace:
    """The race as it was listed."""
    return ListedRace(
        id=entry.item,
        country=entry.details["country"],
        day=entry.day,
        course=entry.details["course"],
        off=entry.details["off"],
        address=entry.details["address"],
    )


def note_listing(
    connection: Connection[Any],
    adapter: str,
    country: str,
    day: date,
    races: Sequence[ListedRace],
    *,
    allow_shrink: bool,
) -> None:
    """Put the races into the ledger, and mark those that the source no longer lists.

    :raises PayloadError: it lists none although races of the day are known: rather its page is broken.
    """
    known = known_races(connection, country, day)
    if not races and any(is_listed(entry) for entry in known.values()) and not allow_shrink:
        raise PayloadError(
            f"the source lists no race of {country} {day}, and {len(known)} are known: look at its page; "
            "if they really are gone, run that day with allow_shrink"
        )
    listed = {race.id for race in races}
    details: dict[str, dict[str, Any]] = {
        race.id: {
            "adapter": adapter,
            "country": country,
            "course": race.course,
            "off": race.off,
            "address": race.address,
            "listed": True,
        }
        for race in races
    }
    withdrawn = {race_id: {"listed": False} for race_id in known if race_id not in listed}
    with connection.transaction():
        ledger.list_items(
            connection,
            [
                LedgerEntry(
                    dataset=DATASET,
                    item=race.id,
                    day=race.day,
                    status=Status.PENDING,
                    reason="listed",
                    address=race.address,
                    details=details[race.id],
                )
                for race in races
            ],
        )
        ledger.annotate(connection, DATASET, details | withdrawn)
