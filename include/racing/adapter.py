"""What a source of races has to be able to do, whatever it serves.

An adapter knows addresses and payloads of one source. It never asks for anything itself, and what
comes out (`ListedRace`, `Race`) does not tell which source it came from. Addresses are relative to
the Airflow connection `racing_source`, whose extra names the adapter.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

import msgspec

from include.errors import ParamError
from include.racing.rows import Race

DEFAULT = "racing_api"


class ListedRace(msgspec.Struct, frozen=True, kw_only=True):
    """A race that a source lists. `off` is London's time as HH:MM, `address` where its result is."""

    id: str
    country: str
    day: date
    course: str | None = None
    off: str | None = None
    address: str


class ListingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a day's list. `next_skip` is None on the last one.

    `skip` says where the page stands in the list and `total` how long the list is, where the source tells.
    """

    races: tuple[ListedRace, ...]
    next_skip: int | None = None
    skip: int = 0
    total: int | None = None


class Adapter(Protocol):
    """A source of races."""

    @property
    def name(self) -> str: ...
    @property
    def suffix(self) -> Literal["json", "html"]:
        """How the name of an archived answer ends."""
        ...

    @property
    def expect(self) -> Literal["json", "html"]:
        """What an answer is."""
        ...

    @property
    def respect_robots(self) -> bool:
        """Whether the source's robots.txt is asked first."""
        ...

    def listing_address(self, country: str, day: date, skip: int = 0) -> str:
        """Where the races of a day are listed, from the `skip`th on."""
        ...

    def read_listing(self, body: bytes, country: str, day: date) -> ListingPage:
        """The races of `country` on a page of the day's list.

        :raises PayloadError: it is no such list, or about another day.
        """
        ...

    def race_address(self, race: ListedRace) -> str:
        """Where the result of a race is."""
        ...

    def read_race(self, body: bytes, race_id: str, country: str, day: date) -> Race:
        """The race that an answer tells about.

        :raises WrongRaceError: it is about another race, day or country.
        :raises IncompletePayloadError: it does not tell about all runners (yet).
        :raises PayloadError: it cannot be read.
        """
        ...


def adapter(name: str) -> Adapter:
    """The adapter that the connection's extra names; an empty name is the default one.

    :raises ParamError: there is no such adapter.
    """
    from include.racing.racing_api.adapter import RacingApi
    from include.racing.racing_post.adapter import RacingPost

    known: dict[str, Adapter] = {one.name: one for one in (RacingApi(), RacingPost())}
    found = known.get(name or DEFAULT)
    if found is None:
        raise ParamError(
            f"connection racing_source: extra adapter is one of {', '.join(known)}, got {name!r}"
        )
    return found
