"""What one mapped task of the racing workflows works on: a country and some of its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from include.racing.failures import FailedRace
from include.racing.params import RescrapeParams

MOST_GROUPS = 200
DAYS_A_RETRY = 2


class RacingGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Days of one country. `races` names those to ask for again, by id; empty: what the source lists."""

    country: str
    days: tuple[date, ...]
    races: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`gb 2025-11-17`, `gb 2025-11-17..2025-11-30`, or with gaps `gb 2025-11-17,2025-11-30`."""
        first, last = self.days[0], self.days[-1]
        is_range = len(self.days) > 1 and (last - first).days + 1 == len(self.days)
        return f"{self.country} " + (f"{first}..{last}" if is_range else ",".join(map(str, self.days)))

    @property
    def partitions(self) -> list[dict[str, str]]:
        """The partitions of the lake that these days are."""
        return [{"country": self.country, "date": str(day)} for day in self.days]


def rescrape_groups(params: RescrapeParams, days: Sequence[date]) -> list[RacingGroup]:
    """A group for each day and country; a history that is only published comes in longer ones."""
    size = -(-len(days) // (MOST_GROUPS // len(params.countries)))
    chunks = [tuple(days[start : start + size]) for start in range(0, len(days), size)]
    return [RacingGroup(country=country, days=chunk) for chunk in chunks for country in params.countries]


def retry_groups(failures: Sequence[FailedRace]) -> list[RacingGroup]:
    """Failed races by country, at most two days a group, so that a source that refused us is asked gently."""
    groups = []
    for country in sorted({race.country for race in failures}):
        own = [race for race in failures if race.country == country]
        days = sorted({race.day for race in own})
        for start in range(0, len(days), DAYS_A_RETRY):
            chunk = tuple(days[start : start + DAYS_A_RETRY])
            ids = tuple(sorted(race.id for race in own if race.day in chunk))
            groups.append(RacingGroup(country=country, days=chunk, races=ids))
    return groups
