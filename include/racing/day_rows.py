"""The rows of a country's day from what is stored: archived answers, else a CSV. No source is asked."""

from __future__ import annotations

from collections.abc import Mapping

from include.errors import PayloadError
from include.lake.partition_overwrite import NewRows
from include.lake.partition_table import Partition
from include.lake.partition_tools import Tools
from include.racing.blank_days import read_blank
from include.racing.day_lock import lock_day
from include.racing.day_paths import PREFIX_RAW, day_paths
from include.racing.listing import DATASET, is_listed, known_races
from include.racing.raw_races import RawDay, raw_races, read_day
from include.racing.stored_csv import rows_of_csv
from include.racing.table import table_of
from include.warehouse import ledger
from include.warehouse.ledger import SOURCE_REASONS, LedgerEntry, Status

UNREADABLE = "the archived answer cannot be read: "
"""How the ledger's sentence about such a race begins."""


def rows(partition: Partition, tools: Tools) -> NewRows | None:
    """The rows of a partition `{"country", "date"}`, and what is known of its races (`include.racing.merge`).

    They are those of the archived answers whose races the ledger calls stored. An answer that can no longer
    be read makes its race a failed one, also in the ledger, and the others go on. When nothing is archived
    and `publish_only` is set, the day's CSV is read (`include.racing.stored_csv`). None: nothing is known.
    But for a dry run nobody else publishes the day from now on until `include.racing.day_files.after`.

    Errors as `include.lake.s3_errors`; PayloadError for a CSV that cannot be read.
    """
    paths = day_paths(partition, tools.options)
    if not tools.dry_run:
        lock_day(tools.connection, paths)
    entries = known_races(tools.connection, paths.country, paths.day)
    prefix = tools.options.get("prefix_raw") or PREFIX_RAW
    raws = raw_races(tools.s3, tools.bucket, prefix, paths.country, paths.day, entries)
    if not raws and tools.options.get("publish_only"):
        return rows_of_csv(paths, tools)
    if not raws and not entries and not read_blank(tools.connection, [paths.country], paths.day, paths.day):
        return None
    day = read_day(tools.s3, tools.bucket, raws)
    if not tools.dry_run:
        _note_readability(tools, day, entries)
    # The ledger knows what the source listed, unless another platform archived the day.
    return _new_rows(day, entries, is_list_known=bool(entries) or not raws)


def _new_rows(day: RawDay, entries: Mapping[str, LedgerEntry], *, is_list_known: bool) -> NewRows:
    listed = [
        race_id for race_id, entry in entries.items() if is_listed(entry) and race_id not in day.doubles
    ]
    void = {race_id for race_id, (race, _) in day.races.items() if race.void} | {
        race_id for race_id in listed if _is_called_off(entries[race_id])
    }
    failed = [race_id for race_id in listed if race_id not in day.races and race_id not in void]
    runners = [runner for race, _ in day.races.values() if not race.void for runner in race.runners]
    details = {
        "listed": listed if is_list_known else None,
        "failed": [*failed, *(race_id for race_id in day.unreadable if race_id not in entries)],
        "void": sorted(void),
        "places": {race_id: _place(entries[race_id]) for race_id in listed},
    }
    scraped_at = {race_id: told_at for race_id, (_, told_at) in day.races.items()}
    return NewRows(table_of(runners, scraped_at), details)


def _is_called_off(entry: LedgerEntry) -> bool:
    return entry.status is Status.KNOWN_MISSING and entry.reason in SOURCE_REASONS


def _place(entry: LedgerEntry) -> tuple[str | None, str | None]:
    return entry.details.get("course"), entry.details.get("off")


def _note_readability(tools: Tools, day: RawDay, entries: Mapping[str, LedgerEntry]) -> None:
    """Tell the ledger of answers that cannot be read, and of those that can be read again."""
    for race_id, entry in entries.items():
        was_unreadable = (entry.error or "").startswith(UNREADABLE)
        if error := day.unreadable.get(race_id):
            _note_unreadable(tools, entry, error)
        elif was_unreadable and race_id in day.races:
            with tools.connection.transaction():
                ledger.record_stored(
                    tools.connection,
                    DATASET,
                    race_id,
                    day=entry.day,
                    content_hash=entry.content_hash,
                    address=entry.address,
                    run_id=entry.run_id or tools.run_id,
                    now=entry.checked_at or tools.now,
                )


def _note_unreadable(tools: Tools, entry: LedgerEntry, error: PayloadError) -> None:
    sentence = f"{UNREADABLE}{error}"
    if entry.error == sentence:
        return
    with tools.connection.transaction():
        ledger.record_failed(
            tools.connection,
            DATASET,
            entry.item,
            day=entry.day,
            reason=type(error).__name__,
            error=sentence,
            address=entry.address,
            # The source was not asked: the run that last did stays.
            run_id=entry.run_id or tools.run_id,
            now=tools.now,
        )
