"""When a stored item is asked for again, because its source corrects what is young."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from include import days
from include.warehouse.ledger import REPLACING, LedgerEntry


def is_half_replaced(entry: LedgerEntry | None) -> bool:
    """Whether a run died while it replaced the item's objects."""
    return entry is not None and entry.reason == REPLACING


def is_due_for_refresh(
    day: date, entry: LedgerEntry | None, refresh_days: int, now: datetime, zone: ZoneInfo
) -> bool:
    """Whether an item of `day` is to be asked for again: once per local day while it is young.

    :param refresh_days: how many days an item stays young. 0: it is never asked for again.
    """
    today = days.local_day(now, zone)
    if refresh_days == 0 or (today - day).days > refresh_days:
        return False
    if entry is None or entry.checked_at is None:
        return True
    return days.local_day(entry.checked_at, zone) < today
