"""The clean-up of one day: count, update, verify. Each step joins its job where an earlier try left one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from include.predictions.errors import DuplicatesRemainError, RowsLostError
from include.predictions.jobs import Jobs
from include.predictions.statements import Statements


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of a day before the clean-up.

    :param at: when BigQuery counted (UTC).
    :param total: active rows.
    :param duplicates: active rows beyond the first of their key.
    :param alike: active rows that `created_at` and `prediction_id` do not tell from another of their key.
    :param all_rows: also those that are not active.
    """

    at: datetime
    total: int
    duplicates: int
    alike: int
    all_rows: int


@dataclass(frozen=True, slots=True)
class Verified:
    """A day after the clean-up.

    :param before: what was counted.
    :param total: active rows.
    :param remaining: duplicates that are there.
    :param emptied_keys: keys that had a row switched off since the count and have no active one.
    :param switched_off: rows that were switched off since the count.
    :param all_rows: all rows that are there; more where some came in since.
    """

    day: date
    before: Counted
    total: int
    remaining: int
    emptied_keys: int
    switched_off: int
    all_rows: int

    @property
    def lost_keys(self) -> int:
        """Keys that had an active row and have none: at least so many."""
        keys_before, keys_now = self.before.total - self.before.duplicates, self.total - self.remaining
        return max(self.emptied_keys, keys_before - keys_now)

    def check(self) -> None:
        """Refuse a day on which rows are gone, or a key has two active rows or none any more.

        :raises RowsLostError: there are fewer rows than were counted.
        :raises DuplicatesRemainError: there is such a key.
        """
        rows_before = self.before.all_rows
        compare = f"compare the table with FOR SYSTEM_TIME AS OF '{self.before.at}', kept for 7 days"
        if self.all_rows < rows_before:
            raise RowsLostError(
                f"{rows_before - self.all_rows} of {rows_before} rows of {self.day} are gone since "
                f"{self.before.at}, and the clean-up deletes none: {compare}, and put back what is absent"
            )
        if self.lost_keys:
            raise DuplicatesRemainError(
                f"{self.lost_keys} keys of {self.day} have no active row any more: {compare}, and switch one "
                "row of each on again"
            )
        if self.remaining:
            raise DuplicatesRemainError(
                f"{self.remaining} duplicates of {self.day} remain after the clean-up: rows came in "
                "meanwhile; clear the task to clean them, too"
            )


@dataclass(frozen=True, slots=True)
class DayCleanUp:
    """The steps for one day."""

    day: date
    statements: Statements
    jobs: Jobs

    def count(self) -> Counted:
        """Count what is active. A retry gets what was counted at first.

        :raises BigQueryError: typed by what it means.
        """
        done = self.jobs.run(self.statements.count(self.day))
        row = done.rows[0]
        names = ("total", "duplicates", "alike", "all_rows")
        return Counted(done.created, *(int(row[name]) for name in names))

    def estimate(self) -> int:
        """Return the bytes that the clean-up would read. Nothing that modifies is sent.

        :raises BigQueryError: typed by what it means.
        """
        since = datetime.combine(self.day, time.min, UTC)
        steps = (
            self.statements.survivors(self.day),
            self.statements.verify(self.day, since),
        )
        return sum(self.jobs.estimate(step) for step in steps)

    def switch_off(self, counted: Counted, columns: tuple[str, ...]) -> int | None:
        """Switch off all but the newest of each key; returns how many, None where BigQuery does not tell.

        :param columns: all columns of the table.
        :raises StreamingBufferError: rows that would be switched off are locked.
        :raises BigQueryError: any other, typed by what it means.
        """
        if counted.alike:
            self.jobs.run(self.statements.replace_alike(self.day, columns))
            return None
        return self.jobs.run(self.statements.update(self.day)).changed

    def verify(self, counted: Counted) -> Verified:
        """Ask what is active now, by a query of its own; `Verified.check` judges it.

        :raises BigQueryError: typed by what it means.
        """
        row = self.jobs.run(self.statements.verify(self.day, counted.at)).rows[0]
        names = ("total", "remaining", "emptied_keys", "switched_off", "all_rows")
        return Verified(self.day, counted, *(int(row[name]) for name in names))
