"""Racing Post's public pages: only with the owner's permission; The Racing API is the licensed source."""

from __future__ import annotations

from datetime import date
from typing import Literal

from include.racing.adapter import ListedRace, ListingPage
from include.racing.ids import checked_country
from include.racing.racing_post.day_page import read_day
from include.racing.racing_post.race_page import read_result
from include.racing.rows import Race


class RacingPost:
    """Races of Racing Post's pages. A day is one page, of all countries; robots.txt is respected."""

    name = "racing_post"
    suffix: Literal["json", "html"] = "html"
    expect: Literal["json", "html"] = "html"
    respect_robots = True

    def listing_address(self, country: str, day: date, skip: int = 0) -> str:  # noqa: ARG002
        """Where the races of a day are listed."""
        checked_country(country)
        return f"results/{day}"

    def read_listing(self, body: bytes, country: str, day: date) -> ListingPage:
        """The races of `country` on the day's page; see `read_day` for what it raises."""
        checked_country(country)
        races = tuple(race for race in read_day(body, day=day) if race.country == country)
        return ListingPage(races=races, total=len(races))

    def race_address(self, race: ListedRace) -> str:
        """Where the result of a race is, as the day's page linked it."""
        return race.address

    def read_race(self, body: bytes, race_id: str, country: str, day: date) -> Race:
        """The race that a page tells about; see `read_result` for what it raises."""
        return read_result(body, race_id=race_id, country=country, day=day)
