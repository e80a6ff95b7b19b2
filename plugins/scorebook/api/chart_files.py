"""The chart of one run: from XCom to the bytes in S3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.models.xcom import XComModel
from airflow.utils.session import create_session

from include.errors import ScorebookError

XCOM_KEY = "chart"
FOLDER = "reports/"
LARGEST = 10_000_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class ChartAbsentError(ScorebookError):
    """There is no chart to show of this run."""


def read_chart(dag_id: str, run_id: str) -> bytes:
    """Return the PNG that the run's last task with a chart left.

    XCom can also be written by hand, so only the repository's own bucket is read, only below `reports/`, and
    only a PNG is handed out.

    :raises ChartAbsentError: no task named one, it names another place, or the object is gone or no PNG.
    :raises ArchiveError: S3 could not be read.
    """
    from include.lake.s3_errors import ArchiveNotFoundError, archive_errors
    from scorebook import settings
    from scorebook.hooks.s3 import s3_client

    bucket = settings.bucket()
    key = _key(_named(dag_id, run_id), bucket, run_id)
    try:
        with archive_errors("read", bucket, key):
            answer = s3_client().get_object(Bucket=bucket, Key=key)
            with answer["Body"] as stream:
                body = stream.read(LARGEST + 1)
    except ArchiveNotFoundError as error:
        raise ChartAbsentError(f"The chart of run {run_id} is no longer in the archive: {key}.") from error
    if not body.startswith(_SIGNATURE) or len(body) > LARGEST:
        raise ChartAbsentError(f"What run {run_id} left at {key} is no PNG of at most 10 MB.")
    return body


def _named(dag_id: str, run_id: str) -> Any:
    named = XComModel.get_many(run_id=run_id, key=XCOM_KEY, dag_ids=dag_id, limit=1)
    with create_session(scoped=False) as session:
        entry = session.scalar(named)
        if entry is None:
            raise ChartAbsentError(f"No task of run {run_id} of {dag_id} has left a chart.")
        return XComModel.deserialize_value(entry)


def _key(named: Any, bucket: str, run_id: str) -> str:
    if isinstance(named, Mapping) and named.get("bucket") == bucket:
        key = named.get("key")
        if isinstance(key, str) and key.startswith(FOLDER):
            return key
    raise ChartAbsentError(
        f"Run {run_id} names a chart outside of {FOLDER} of the bucket {bucket}: it is not shown."
    )
