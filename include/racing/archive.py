"""Races as items for the archive, and the rule that decides what may be stored.

A race is one compressed object, `{prefix}/{adapter}/{country}/{YYYY-MM-DD}/{race_id}.json` or `.html`. The
key says which adapter reads it, so that a better parser can be run over history.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from include.archive.item import Document, FetchItem
from include.errors import IncompletePayloadError, ParamError
from include.racing.adapter import Adapter, ListedRace, adapter
from include.racing.errors import UnreadableValueError
from include.racing.ids import checked_country, checked_day, checked_id
from include.racing.rows import Race

PREFIX = "racing_raw"
_KEY = re.compile(
    r"(?:.*/)?(?P<adapter>[a-z_]+)/(?P<country>[a-z]+)/(?P<day>\d{4}-\d\d-\d\d)/(?P<race>[^/]+)\.(?:json|html)"
)


class RaceKey(NamedTuple):
    """What the key of an archived race says."""

    adapter: Adapter
    country: str
    day: date
    race_id: str


def race_key(adapter: Adapter, country: str, day: date, race_id: str, prefix: str = PREFIX) -> str:
    """Where the answer of a race is kept.

    :raises ParamError: racing has no such country.
    :raises UnreadableValueError: `race_id` is no id.
    """
    checked_country(country)
    checked_id(race_id, "a race to archive")
    return f"{prefix}/{adapter.name}/{country}/{day}/{race_id}.{adapter.suffix}"


def read_race_key(key: str) -> RaceKey:
    """What a key says, under whatever prefix.

    :raises ParamError: it is no key of an archived race.
    """
    found = _KEY.fullmatch(key)
    try:
        if found is not None:
            day = checked_day(found["day"], "an archived race")
            race_id = checked_id(found["race"], "an archived race")
            return RaceKey(adapter(found["adapter"]), checked_country(found["country"]), day, race_id)
    except UnreadableValueError as error:
        raise ParamError(f"{key!r} is no key of an archived race: {error}") from error
    raise ParamError(f"{key!r} is no key of an archived race (.../adapter/country/YYYY-MM-DD/race_id.json)")


def race_item(
    adapter: Adapter,
    race: ListedRace,
    prefix: str = PREFIX,
    *,
    refetch: bool = False,
    is_last_ask: bool = False,
) -> FetchItem:
    """One race: its answer, kept under one key.

    :raises ParamError, UnreadableValueError: its country or id cannot become part of a key.
    """
    key = race_key(adapter, race.country, race.day, race.id, prefix)
    document = Document(address=adapter.race_address(race), keys=(key,))
    return FetchItem(
        id=race.id, day=race.day, documents=(document,), refetch=refetch, is_last_ask=is_last_ask
    )


def read_archived(key: str, body: bytes) -> Race:
    """The race that is archived under `key`.

    :param body: the answer as the source gave it, not compressed.
    :raises PayloadError: it cannot be read, or is not whole.
    """
    name = read_race_key(key)
    return name.adapter.read_race(body, name.race_id, name.country, name.day)


def verify_race(item: FetchItem, bodies: Sequence[bytes]) -> str:
    """Return the content hash of an answer that may be stored; the item's key says how it is read.

    :raises WrongRaceError: it is about another race, day or country.
    :raises IncompletePayloadError: it does not tell about all who ran.
    :raises PayloadError: it cannot be read.
    """
    (body,) = bodies
    race = read_archived(item.documents[0].keys[0], body)
    ran = race.declared_runners or 1
    if not race.void and len(race.runners) < ran:
        raise IncompletePayloadError(
            f"race {race.race_id}: {ran} horses ran, the answer tells about {len(race.runners)}"
        )
    return fingerprint(race)


def fingerprint(race: Race) -> str:
    """The sha256 (hex) of what is told about a race, whatever stands around it on its page."""
    return hashlib.sha256(msgspec.json.encode(race)).hexdigest()
