"""Which finished games a run asks for: absent, half written, forced, or young enough to be corrected."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime

from include import days
from include.archive.item import FetchGroup
from include.archive.refresh import is_due_for_refresh, is_half_replaced
from include.espn.archive import game_item
from include.espn.keys import EspnPrefixes
from include.espn.listing import DayListing
from include.espn.params import EspnIncrementalParams
from include.warehouse.ledger import LedgerEntry, Status

log = logging.getLogger(__name__)


def plan_day(
    listing: DayListing,
    *,
    absent: Collection[str],
    entries: Mapping[str, LedgerEntry],
    params: EspnIncrementalParams,
    prefixes: EspnPrefixes,
    now: datetime,
) -> FetchGroup:
    """Return the games of a day to fetch now, in the scoreboard's order.

    :param absent: ids that lack one of their three objects.
    :param entries: the ledger of the day's games.
    """
    is_last_ask = not days.is_asked_again(listing.day, now, params.lookback_days, days.GAME_ZONE)
    items = []
    for game_id in listing.final:
        entry = entries.get(game_id)
        is_unfinished = game_id in absent or is_half_replaced(entry)
        refetch = params.force or (
            not is_unfinished
            and is_due_for_refresh(listing.day, entry, params.refresh_days, now, days.GAME_ZONE)
        )
        if is_unfinished or refetch:
            items.append(game_item(game_id, listing.day, prefixes, refetch=refetch, is_last_ask=is_last_ask))
        else:
            log.info("item=%s day=%s outcome=already_there reason=whole in the archive", game_id, listing.day)
    return FetchGroup(label=str(listing.day), items=tuple(items), problem=listing.problem)


def whole_but_not_noted(
    listing: DayListing,
    group: FetchGroup,
    *,
    absent: Collection[str],
    entries: Mapping[str, LedgerEntry],
) -> list[str]:
    """Return the games of a day that stand whole in the archive without the ledger saying so.

    They are of an archive that was there before the ledger, or of a run that was killed after its last
    object. Nobody asks for them; without a note in the ledger nothing after the archive would see them.

    :param group: what is fetched of the day; its games are noted when they are.
    """
    fetched = {item.id for item in group.items}
    return [
        game_id
        for game_id in listing.final
        if game_id not in absent
        and game_id not in fetched
        and ((entry := entries.get(game_id)) is None or entry.status is not Status.STORED)
    ]
