"""Asks for the schedules of seasons and keeps each one in S3, so that it is only sent when it changed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol

import psycopg

from include import days
from include.errors import PayloadError
from include.lake.publish import put_document, read_object
from include.lake.s3_errors import ArchiveNotFoundError
from include.nba.archive import SCHEDULE_ADDRESS
from include.nba.errors import WrongSeasonError
from include.nba.schedule import Schedule, read_schedule
from include.seasons import read_season, season_label, season_of
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)

DATASET = "nba_schedules"


class Answer(Protocol):
    """What a source answered; `body` is empty when the copy at hand is still current."""

    @property
    def body(self) -> bytes: ...
    @property
    def address(self) -> str: ...
    @property
    def etag(self) -> str | None: ...
    @property
    def last_modified(self) -> str | None: ...
    @property
    def not_modified(self) -> bool: ...


Ask = Callable[[str, str | None, str | None], Answer]
"""Asks for an address, with etag and last_modified of the copy at hand."""


def schedule_key(season: str, prefix: str) -> str:
    """Where the schedule of a season is kept."""
    return f"{prefix}/{season}/schedule.json"


def past_schedule_address(season: str) -> str:
    """Where a season's schedule is, below the address of the stats endpoints."""
    return f"scheduleleaguev2?LeagueID=00&Season={season}"


def kept_schedule(s3: S3Client, bucket: str, season: str, prefix: str) -> Schedule:
    """The schedule as it was last kept, without asking anybody.

    :raises ArchiveNotFoundError: it was never kept.
    """
    return read_schedule(read_object(s3, bucket, schedule_key(season, prefix)), season)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedules:
    """The schedules for one run.

    :param ask_live: asks the host of live data, which has the current season's schedule only.
    :param ask_stats: asks the stats endpoints, which have every season's.
    :param connection: warehouse connection with autocommit.
    :param dry_run: ask and read, but write neither object nor row.
    """

    run_id: str
    bucket: str
    prefix: str
    s3: S3Client
    connection: psycopg.Connection[Any]
    ask_live: Ask
    ask_stats: Ask
    now: datetime
    dry_run: bool

    def current(self) -> Schedule:
        """The schedule that NBA.com shows now. In summer it is last season's until the new one is out."""
        season = self._this_season()
        try:
            return self._refreshed(season, self.ask_live, SCHEDULE_ADDRESS)
        except WrongSeasonError as other:
            log.info("season=%s is not on show now: %s", season, other)
            return self._refreshed(other.came, self.ask_live, SCHEDULE_ADDRESS)

    def of_season(self, season: str) -> Schedule:
        """The schedule of a season such as 2024-25.

        :raises SourceError: the source refuses us or cannot be reached.
        :raises PayloadError: what came is not that season's schedule.
        """
        if season == self._this_season():
            try:
                return self._refreshed(season, self.ask_live, SCHEDULE_ADDRESS)
            except WrongSeasonError as other:
                log.info("season=%s is not on show now: %s", season, other)
        elif (adopted := self._adopted(season)) is not None:
            return adopted
        return self._refreshed(season, self.ask_stats, past_schedule_address(season))

    def of_season_from(self, season: str, first: date) -> Schedule:
        """The schedule of a season for days from `first` on.

        A past season that ended before needs no question: its kept copy says that there is nothing. So no
        run in September depends on the host that has the past seasons.
        """
        if season != self._this_season():
            try:
                kept = kept_schedule(self.s3, self.bucket, season, self.prefix)
            except ArchiveNotFoundError:
                return self.of_season(season)
            if kept.games and kept.games[-1].day < first:
                return kept
        return self.of_season(season)

    def _adopted(self, season: str) -> Schedule | None:
        """The kept copy of a past season that a lost ledger does not know, if the season is over by it.

        So that what stands in S3 can be loaded again when the host that has the past seasons refuses us.
        """
        if ledger.read(self.connection, DATASET, [season]):
            return None
        try:
            kept = kept_schedule(self.s3, self.bucket, season, self.prefix)
        except (ArchiveNotFoundError, PayloadError):
            return None
        if not kept.is_over:
            return None
        log.info("season=%s schedule=adopted reason=the kept copy has the whole season", season)
        return kept

    def _this_season(self) -> str:
        return season_label(season_of(days.local_day(self.now, days.GAME_ZONE)))

    def _refreshed(self, season: str, ask: Ask, address: str) -> Schedule:
        entry = ledger.read(self.connection, DATASET, [season]).get(season)
        copy = self._copy(season, entry)
        details = entry.details if entry is not None and copy is not None else {}
        answer = ask(address, details.get("etag"), details.get("last_modified"))
        if answer.not_modified and copy is not None:
            log.info("season=%s schedule=unchanged", season)
            return read_schedule(copy, season)
        schedule = read_schedule(answer.body, season)
        if not self.dry_run:
            self._keep(season, answer)
        return schedule

    def _copy(self, season: str, entry: LedgerEntry | None) -> bytes | None:
        """The copy at hand, if it is the one that the ledger speaks of."""
        if entry is None:
            return None
        try:
            body = read_object(self.s3, self.bucket, schedule_key(season, self.prefix))
        except ArchiveNotFoundError:
            return None
        return body if hashlib.sha256(body).hexdigest() == entry.content_hash else None

    def _keep(self, season: str, answer: Answer) -> None:
        put_document(self.s3, self.bucket, schedule_key(season, self.prefix), answer.body)
        with self.connection.transaction():
            ledger.record_stored(
                self.connection,
                DATASET,
                season,
                day=datetime(read_season(season), 6, 30, tzinfo=UTC).date(),
                content_hash=hashlib.sha256(answer.body).hexdigest(),
                address=answer.address,
                run_id=self.run_id,
                now=datetime.now(UTC),
                details={"etag": answer.etag, "last_modified": answer.last_modified},
            )
