"""The logs of a day's failures beside its CSV: what is missing now, and what was missing and came.

A line is a JSON object: race_id, course, date, country, url, error_type, message, attempts, time (of the last
failure, UTC). Lines are sorted by race id. Each is a whole copy of what the ledger says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from include.lake.objects import Objects
from include.lake.publish import put_document
from include.lake.s3_errors import ArchiveNotFoundError, archive_errors
from include.racing.day_paths import DayPaths
from include.racing.failures import FailedRace

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONTENT_TYPE = "application/x-ndjson"


def failure_lines(failures: Sequence[FailedRace]) -> list[str]:
    """A line for each failure, in the order of the race ids."""
    return [
        json.dumps(
            {
                "race_id": race.id,
                "course": race.course,
                "date": str(race.day),
                "country": race.country,
                "url": race.address,
                "error_type": race.error_type,
                "message": race.message,
                "attempts": race.attempts,
                "time": race.failed_at.astimezone(UTC).isoformat(timespec="seconds"),
            },
            ensure_ascii=False,
        )
        for race in sorted(failures, key=lambda race: race.id)
    ]


def file_of(lines: Sequence[str]) -> bytes:
    """Lines as a file."""
    return "".join(f"{line}\n" for line in lines).encode()


def write_logs(
    s3: S3Client, bucket: str, paths: DayPaths, failures: Sequence[FailedRace]
) -> tuple[bytes | None, bytes | None, int]:
    """Make the logs of a day say what failed now; what came since goes over to the resolved log.

    No failures: no log of failures. A line enters the resolved log before it leaves the other one, and only
    once, so that a call that was killed between two writes is mended by the next.

    Errors as `include.lake.publish`.

    :returns: the log of failures and the resolved one as they are then, None where there is none; and how
        many races came.
    """
    lines = failure_lines(failures)
    earlier = _lines_of(s3, bucket, paths.failures)
    missing = {race.id for race in failures}
    came = [line for line in earlier or [] if _race_of(line) not in missing]
    resolved = _lines_of(s3, bucket, paths.resolved)
    if came:
        resolved = [*(resolved or []), *(line for line in came if line not in (resolved or []))]
        put_document(s3, bucket, paths.resolved, file_of(resolved), content_type=CONTENT_TYPE)
    if lines:
        put_document(s3, bucket, paths.failures, file_of(lines), content_type=CONTENT_TYPE)
    elif earlier is not None:
        with archive_errors("delete", bucket, paths.failures):
            s3.delete_object(Bucket=bucket, Key=paths.failures)
    return file_of(lines) if lines else None, None if resolved is None else file_of(resolved), len(came)


def logged_races(s3: S3Client, bucket: str, paths: DayPaths) -> frozenset[str]:
    """The races that the log of a day's failures names; for a ledger that has lost them.

    Errors as `include.lake.s3_errors`.
    """
    named = (_race_of(line) for line in _lines_of(s3, bucket, paths.failures) or [])
    return frozenset(race_id for race_id in named if race_id is not None)


def read_logs(s3: S3Client, bucket: str, paths: DayPaths) -> tuple[bytes | None, bytes | None]:
    """The logs of a day as they are, failures and resolved; None where there is none.

    Errors as `include.lake.s3_errors`.
    """
    failed, resolved = (_lines_of(s3, bucket, key) for key in (paths.failures, paths.resolved))
    return None if failed is None else file_of(failed), None if resolved is None else file_of(resolved)


def _lines_of(s3: S3Client, bucket: str, key: str) -> list[str] | None:
    try:
        body = Objects(s3, bucket).read(key)
    except ArchiveNotFoundError:
        return None
    # Not splitlines: a message may hold other characters that end a line, JSON escapes only this one.
    return [line for line in body.decode(errors="replace").split("\n") if line]


def _race_of(line: str) -> str | None:
    """The race of a line; None for a line that we did not write."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told.get("race_id") if isinstance(told, dict) else None
