"""Asks for a day's scoreboard, archives it, and tells which of its games are final."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from include.archive.archiver import Answer
from include.errors import (
    ListedItemError,
    PayloadError,
    SourceContentError,
    SourceNotFoundError,
    SourceRequestError,
)
from include.espn import addresses, scoreboard
from include.espn.archive import DATASET
from include.espn.keys import EspnPrefixes
from include.espn.listing import DayListing, is_given_up, ledger_entries, list_day, problem_of
from include.espn.scoreboard import Standing
from include.lake.existence import missing_keys
from include.lake.publish import put_document
from include.warehouse import ledger

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from psycopg import Connection

log = logging.getLogger(__name__)

SCHEDULES = "espn_schedules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Lists the games of days for one run.

    :param fetch: asks the source for an address relative to its connection.
    :param requests_made: how many requests the source has had from us so far, tries included.
    :param connection: warehouse connection with autocommit; each day commits for itself.
    :param dry_run: ask and read, but write neither object nor row.
    """

    run_id: str
    bucket: str
    prefixes: EspnPrefixes
    s3: S3Client
    connection: Connection
    fetch: Callable[[str], Answer]
    requests_made: Callable[[], int]
    dry_run: bool

    def discover(self, days: Sequence[date]) -> list[DayListing]:
        """List the games of each day, in the order given.

        A day whose answer cannot be used is listed empty with a `problem`, and the others go on. An event
        that cannot be read is `failed` in the ledger under its id; the day's other games are listed.

        :raises SourceError: the source blocks us or cannot be reached: nothing is known of the days left.
        :raises ArchiveError: S3 refused or could not be reached.
        """
        keys = [self.prefixes.schedule_key(day) for day in days]
        absent = set(missing_keys(self.s3, self.bucket, keys).missing)
        listings = []
        for day in days:
            before = self.requests_made()
            listing = self._discover_day(day, self.prefixes.schedule_key(day) in absent)
            listings.append(replace(listing, requests=self.requests_made() - before))
        return listings

    def _discover_day(self, day: date, is_absent: bool) -> DayListing:
        address = addresses.scoreboard(day)
        try:
            answer = self.fetch(address)
            board = scoreboard.read_scoreboard(answer.body)
            content_hash = scoreboard.fingerprint(answer.body)
        except (PayloadError, SourceContentError, SourceNotFoundError, SourceRequestError) as error:
            self._record_problem(day, error)
            return DayListing(day=day, problem=f"the scoreboard of {day} cannot be used: {error}")
        games = board.games
        entries = ledger.read(self.connection, DATASET, [game.id for game in games])
        given_up = {item for item, entry in entries.items() if is_given_up(entry)}
        for game in games:
            if game.id in given_up:
                log.info("item=%s day=%s outcome=known_missing reason=marked by a person", game.id, day)
            elif game.standing is not Standing.FINAL:
                outcome = "known_missing" if game.standing.is_called_off else "not_final"
                log.info("item=%s day=%s outcome=%s reason=%s", game.id, day, outcome, game.standing.value)
        for event in board.broken:
            log.warning("item=%s day=%s outcome=failed reason=%s", event.name, day, event.error)
        listing = replace(
            list_day(day, games, given_up),
            bytes=len(answer.body),
            problem=problem_of(day, board.broken),
            broken={event.name: event.error for event in board.broken},
        )
        if self.dry_run:
            return replace(listing, schedule="not written")
        is_rewritten = self._archive_schedule(day, answer, content_hash, is_absent)
        with self.connection.transaction():
            ledger.clear_listing_errors(self.connection, DATASET, [game.id for game in games])
            ledger.list_items(self.connection, ledger_entries(day, games))
            for event in board.broken:
                if event.id is not None:
                    self._record(DATASET, event.id, day, ListedItemError(event.error))
            if listing.problem:
                self._record(SCHEDULES, f"{day:%Y%m%d}", day, ListedItemError(listing.problem))
        return replace(listing, schedule="rewritten" if is_rewritten else "unchanged")

    def _archive_schedule(self, day: date, answer: Answer, content_hash: str, is_absent: bool) -> bool:
        item = f"{day:%Y%m%d}"
        entry = ledger.read(self.connection, SCHEDULES, [item]).get(item)
        is_unchanged = entry is not None and entry.content_hash == content_hash and entry.error is None
        if is_unchanged and not is_absent:
            return False
        put_document(self.s3, self.bucket, self.prefixes.schedule_key(day), answer.body)
        with self.connection.transaction():
            ledger.record_stored(
                self.connection,
                SCHEDULES,
                item,
                day=day,
                content_hash=content_hash,
                address=answer.address,
                run_id=self.run_id,
                now=datetime.now(UTC),
            )
        return True

    def _record_problem(self, day: date, error: Exception) -> None:
        if self.dry_run:
            return
        with self.connection.transaction():
            self._record(SCHEDULES, f"{day:%Y%m%d}", day, error)

    def _record(self, dataset: str, item: str, day: date, error: Exception) -> None:
        ledger.record_failed(
            self.connection,
            dataset,
            item,
            day=day,
            reason=type(error).__name__,
            error=str(error),
            address=addresses.scoreboard(day),
            run_id=self.run_id,
            now=datetime.now(UTC),
        )
