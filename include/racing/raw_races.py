"""The archived answers of a country's day, read again as races."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from include.errors import ParamError, PayloadError
from include.lake.boto3_get import boto3_get
from include.lake.bulk_read import BulkReader
from include.lake.s3_errors import ArchiveNotFoundError, archive_errors
from include.racing.archive import read_archived, read_race_key
from include.racing.listing import is_listed
from include.racing.rows import Race
from include.racing.same_race import Identity, identity, is_same_race
from include.warehouse.ledger import LedgerEntry, Status

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ADAPTERS = ("racing_api", "racing_post")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RawRace:
    """An archived answer.

    :param adapter: whose answer it is.
    :param scraped_at: when the source gave it, as well as that is known.
    :param is_listed: the source still lists the race.
    """

    id: str
    key: str
    adapter: str
    scraped_at: datetime
    is_listed: bool


@dataclass(frozen=True, slots=True)
class RawDay:
    """What could be made of the archived answers of a day; every race is there once.

    :param races: by id, with the time when the source gave them.
    :param unreadable: why an answer could not be read, by race id.
    :param doubles: other ids of some of `races`: of another source, or of an earlier listing.
    """

    races: dict[str, tuple[Race, datetime]]
    unreadable: dict[str, PayloadError]
    doubles: frozenset[str]


def raw_races(
    s3: S3Client, bucket: str, prefix: str, country: str, day: date, entries: Mapping[str, LedgerEntry]
) -> list[RawRace]:
    """The archived answers of a day that are whole, of all sources, in the order of their keys.

    What the ledger does not know was archived by another platform, or before the ledger was lost, and counts
    as whole; as listed only where the ledger does not know the day's list either.

    Errors as `include.lake.s3_errors`.
    """
    found = []
    for adapter in ADAPTERS:
        for key, written_at in _objects(s3, bucket, f"{prefix}/{adapter}/{country}/{day}/"):
            try:
                race_id = read_race_key(key).race_id
            except ParamError:
                continue  # not one of ours
            entry = entries.get(race_id)
            if entry is None or entry.status is Status.STORED:
                scraped_at = (entry and entry.checked_at) or written_at
                is_known_as_listed = is_listed(entry) if entry else not entries
                found.append(RawRace(race_id, key, adapter, scraped_at, is_known_as_listed))
    return found


def _objects(s3: S3Client, bucket: str, folder: str) -> Iterable[tuple[str, datetime]]:
    with archive_errors("list", bucket, folder):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder):
            for entry in page.get("Contents", []):
                yield entry["Key"], entry["LastModified"].astimezone(UTC)


def read_day(s3: S3Client, bucket: str, raws: Iterable[RawRace]) -> RawDay:
    """Read and parse the answers; one that cannot be read spoils no other one.

    Of one race in two answers the one under a number that is listed is taken, else the younger.

    Errors as `include.lake.s3_errors`.
    """
    found: list[tuple[RawRace, Race]] = []
    unreadable: dict[str, PayloadError] = {}
    best_first = sorted(raws, key=lambda raw: (raw.is_listed, raw.scraped_at), reverse=True)
    client_config: Any = s3.meta.config  # its type declares none of its settings
    with BulkReader(boto3_get(s3, bucket), concurrency=client_config.max_pool_connections) as reader:
        for raw, fetched in zip(best_first, reader.read(raw.key for raw in best_first), strict=True):
            if isinstance(fetched, ArchiveNotFoundError):
                continue  # deleted since it was listed
            try:
                found.append((raw, read_archived(raw.key, _unpacked(raw.key, fetched.body))))
            except PayloadError as error:
                unreadable[raw.id] = error
    races, doubles = _each_once(found)
    return RawDay(races, {key: error for key, error in unreadable.items() if key not in races}, doubles)


def _unpacked(key: str, body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise PayloadError(f"expected a gzip file under {key}, it is damaged: {error}") from error


def _each_once(
    found: Iterable[tuple[RawRace, Race]],
) -> tuple[dict[str, tuple[Race, datetime]], frozenset[str]]:
    taken: list[tuple[RawRace, Identity]] = []
    races: dict[str, tuple[Race, datetime]] = {}
    doubles = set()
    for raw, race in found:
        own = identity(race.course, race.off, (runner.horse for runner in race.runners))
        # One source tells its races apart, but for one that it listed under another number before.
        others = (known for other, known in taken if other.adapter != raw.adapter or not raw.is_listed)
        if any(is_same_race(own, known) for known in others):
            doubles.add(raw.id)
            continue
        taken.append((raw, own))
        races[raw.id] = race, raw.scraped_at
    return races, frozenset(doubles - set(races))
