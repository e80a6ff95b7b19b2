"""Several writers, lost replies, and readers while a partition is overwritten."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as fs
import pytest

from include.devstack.aws import LocalAws
from include.errors import (
    ArchiveConflictError,
    ArchiveError,
    ArchiveForbiddenError,
    ArchiveUnavailableError,
)
from include.lake.glue_catalog import GlueTable
from include.lake.partition_overwrite import Overwritten
from include.lake.read_partition import read_partition
from tests.fixtures.s3 import make_s3_client
from tests.integration.lake.lost_reply import LostReplies
from tests.integration.lake.partitions import DAY, Lake, Races, facts, make_glue_client, told_by
from tests.integration.lake.watched_objects import WatchedObjects, nothing

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration
OVERWRITES = 200
Overwrite = Callable[..., Overwritten]


@pytest.fixture(params=["boto3", "obstore"])
def overwrite(request: pytest.FixtureRequest, lake: Lake) -> Overwrite:
    """Overwrites with `s3`; whole objects go through it, or through obstore with the same settings.

    `before` is told of each of their requests.
    """

    def by_boto3(races: Races, s3: S3Client, before: Callable[[str], None]) -> Overwritten:
        def told(model: Any, **_: object) -> None:
            before(model.name)

        s3.meta.events.register("before-call.s3", told)
        try:
            return lake.overwrite(races, s3=s3)
        finally:
            s3.meta.events.unregister("before-call.s3", told)

    def by_obstore(races: Races, s3: S3Client, before: Callable[[str], None]) -> Overwritten:
        return lake.overwrite(races, s3=s3, whole=WatchedObjects(s3, lake.table.bucket, before))

    chosen = {"boto3": by_boto3, "obstore": by_obstore}[request.param]
    return lambda races, s3=lake.s3, before=nothing: chosen(races, s3, before)


@pytest.mark.parametrize("stands", [{}, {"0": 50}], ids=["new", "replacing"])
def test_writer_that_comes_between_loses_nothing(
    lake: Lake, aws: LocalAws, overwrite: Overwrite, stands: Races
) -> None:
    lake.overwrite(stands)
    other = make_s3_client(aws.endpoint)
    turns = iter([True])

    def come_between(operation: str) -> None:
        if operation == "PutObject" and next(turns, False):
            lake.overwrite({"2": 70}, s3=other)

    done = overwrite({"1": 80}, before=come_between)

    other.close()
    assert (done.status, done.tries) == ("written", 2)
    assert facts(lake.read()) == told_by({**stands, "1": 80, "2": 70})


def test_writers_at_once_lose_no_race(lake: Lake, aws: LocalAws, overwrite: Overwrite) -> None:
    writers = 3
    together = threading.Barrier(writers)

    def write(number: int) -> list[Overwritten]:
        s3 = make_s3_client(aws.endpoint)
        done = []
        for race in range(4):
            together.wait(20)
            done.append(overwrite({f"{number}-{race}": number}, s3))
        s3.close()
        return done

    with ThreadPoolExecutor(writers) as pool:
        done = list(pool.map(write, range(writers)))

    assert {one.status for several in done for one in several} == {"written"}
    races = {f"{number}-{race}": number for number in range(writers) for race in range(4)}
    assert facts(lake.read()) == told_by(races)


def test_someone_who_never_stops_changing_it_is_a_conflict(
    lake: Lake, aws: LocalAws, overwrite: Overwrite
) -> None:
    lake.overwrite({"0": 0})
    other = make_s3_client(aws.endpoint)
    calls: Counter[str] = Counter()

    def change(operation: str) -> None:
        calls[operation] += 1
        if operation == "PutObject":
            lake.overwrite({"0": calls[operation]}, s3=other)

    with pytest.raises(ArchiveConflictError, match=r"kept changing .*part-0"):
        overwrite({"1": 80}, before=change)

    other.close()
    assert calls["PutObject"] == 5
    assert facts(lake.read()) == told_by({"0": 5})


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_put_whose_reply_is_lost_is_done_in_one(
    lake: Lake, aws: LocalAws, overwrite: Overwrite, reset: bool
) -> None:
    for races in ({"1": 80}, {"1": 81}):
        proxy = LostReplies(aws.port, "PUT", reset=reset)
        with proxy.running() as endpoint:
            s3 = make_s3_client(endpoint)
            proxy.lose = 1

            done = overwrite(races, s3)

            s3.close()
        assert proxy.lost == 1
        assert (done.status, done.tries, done.etag) == ("written", 1, lake.etag())
        assert facts(lake.read()) == told_by(races)


@pytest.mark.parametrize("attempts", [1, 2])
@pytest.mark.parametrize("instead", [(500, "InternalError"), (503, "SlowDown"), (409, "OperationAborted")])
def test_put_that_took_effect_and_was_answered_with_an_error_is_done_in_one(
    lake: Lake, aws: LocalAws, overwrite: Overwrite, instead: tuple[int, str], attempts: int
) -> None:
    for races in ({"1": 80}, {"1": 81}):
        proxy = LostReplies(aws.port, "PUT", instead=instead)
        with proxy.running() as endpoint:
            s3 = make_s3_client(endpoint, retries={"mode": "standard", "total_max_attempts": attempts})
            proxy.lose = 1

            done = overwrite(races, s3)

            s3.close()
        assert (done.status, done.tries, done.etag) == ("written", 1, lake.etag())
        assert facts(lake.read()) == told_by(races)


def refused(
    aws: LocalAws, overwrite: Overwrite, instead: tuple[int, str], error: type[ArchiveError]
) -> Counter[str]:
    """Every PUT is answered so, and that is an error; the requests for whole objects come back."""
    calls: Counter[str] = Counter()
    proxy = LostReplies(aws.port, "PUT", instead=instead)
    proxy.takes_effect = False
    proxy.lose = 100
    with proxy.running() as endpoint:
        s3 = make_s3_client(endpoint, retries={"mode": "standard", "total_max_attempts": 1})
        with pytest.raises(error):
            overwrite({"1": 80}, s3, lambda operation: calls.update([operation]))
        s3.close()
    return calls


def test_server_that_takes_no_writes_is_unavailable(lake: Lake, aws: LocalAws, overwrite: Overwrite) -> None:
    assert refused(aws, overwrite, (503, "SlowDown"), ArchiveUnavailableError)["PutObject"] == 5
    assert lake.stored() == []


def test_refusal_is_not_tried_again(lake: Lake, aws: LocalAws, overwrite: Overwrite) -> None:
    assert refused(aws, overwrite, (403, "AccessDenied"), ArchiveForbiddenError)["PutObject"] == 1
    assert lake.stored() == []


def test_readers_see_whole_writes_only_while_it_is_overwritten(lake: Lake, aws: LocalAws) -> None:
    """An engine that reads ranges may fail in the moment of an overwrite; it never gets mixed rows."""
    lake.overwrite({"1": 0, "2": 0})
    catalog, over = GlueTable(lake.glue, lake.table), threading.Event()
    objects = WatchedObjects(lake.s3, lake.table.bucket)

    def whole(rows: pa.Table | None) -> None:
        assert rows is not None
        assert rows.num_rows == 6
        assert len(set(rows["rating"].to_pylist())) == 1
        assert len(set(rows["created_at"].to_pylist())) == 1

    def read_in_one() -> int:
        s3, glue = make_s3_client(aws.endpoint), make_glue_client(aws.endpoint)
        reads = 0
        while not over.is_set():
            whole(read_partition(s3, glue, lake.table.database, "races", DAY))
            reads += 1
        s3.close()
        glue.close()
        return reads

    def read_in_ranges() -> Counter[str]:
        told: Counter[str] = Counter()
        files = fs.S3FileSystem(
            endpoint_override=aws.endpoint,
            access_key=aws.access_key,
            secret_key=aws.secret_key,
            region=aws.region,
        )
        folder = f"{lake.table.bucket}/{lake.table.folder(DAY)}"
        while not over.is_set():
            try:
                rows = ds.dataset(folder, filesystem=files, format="parquet").to_table()
            except (OSError, pa.ArrowException):
                told["failed"] += 1
            else:
                whole(rows)
                told["good"] += 1
        return told

    with ThreadPoolExecutor(2) as pool:
        in_one, in_ranges = pool.submit(read_in_one), pool.submit(read_in_ranges)
        try:
            for number in range(1, OVERWRITES + 1):
                done = lake.overwrite({"1": number, "2": number}, catalog=catalog, whole=objects)
                assert done.status == "written"
        finally:
            over.set()
        reads, told = in_one.result(), in_ranges.result()

    print(f"{OVERWRITES} overwrites; one GET: {reads} reads, all good; ranges: {dict(told)}")
    assert reads > 0
    assert told["good"] > 0
