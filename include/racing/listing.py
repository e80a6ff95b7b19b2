"""How the races that a source lists for a country's day stand in the ledger from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from include.errors import PayloadError
from include.racing.adapter import ListedRace
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status

if TYPE_CHECKING:
    from psycopg import Connection

DATASET = "racing"


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
