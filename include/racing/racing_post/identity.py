"""Which race a page is about, and whether it is the one that was asked for."""

from __future__ import annotations

from datetime import date, datetime

from include.days import RACING_ZONE
from include.racing.errors import UnreadableValueError, WrongRaceError


def check_identity(came_id: str, came_day: date, race_id: str, day: date) -> None:
    """Whether a page is about race `race_id` of `day`.

    :raises WrongRaceError: it is about another one.
    """
    if (came_id, came_day) != (race_id, day):
        raise WrongRaceError(f"expected race {race_id} of {day}, got race {came_id} of {came_day}")


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
