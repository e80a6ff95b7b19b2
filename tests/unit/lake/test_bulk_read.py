"""`BulkReader` over a `get` made of plain Python: order, bounds, tries, and ending early."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count, islice

import pytest

from include.errors import ArchiveBucketMissingError, ArchiveForbiddenError, ArchiveUnavailableError
from include.lake.bulk_read import BulkReader, Fetched
from include.lake.s3_errors import ArchiveNotFoundError

KEYS = [f"games/{number}.json" for number in range(200)]


def whole(key: str) -> Fetched:
    return Fetched(key, key.encode(), f'"{key}"')


class Store:
    """A `get` that fails as often as `failures` says for each key, and counts what is under way."""

    def __init__(self, failures: dict[str, list[Exception]] | None = None) -> None:
        self.failures = failures or {}
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def get(self, key: str) -> Fetched:
        with self.lock:
            self.asked.append(key)
            errors = self.failures.get(key, [])
            error = errors.pop(0) if errors else None
        if error is not None:
            raise error
        return whole(key)


def reader_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("bulk-read")]


def test_objects_come_in_the_order_asked_for() -> None:
    first_may_answer = threading.Event()

    def get(key: str) -> Fetched:
        if key == KEYS[0]:
            assert first_may_answer.wait(10)
        if key == KEYS[7]:
            first_may_answer.set()
        return whole(key)

    with BulkReader(get, concurrency=8) as reader:
        assert list(reader.read(KEYS)) == [whole(key) for key in KEYS]


def test_requests_and_bytes_are_counted() -> None:
    busy = ArchiveUnavailableError("busy")
    reader = BulkReader(Store({KEYS[3]: [busy], KEYS[5]: [busy, busy]}).get, pause_seconds=0)

    assert sum(1 for _ in reader.read(KEYS)) == len(KEYS)

    assert reader.requests == len(KEYS) + 3
    assert reader.bytes == sum(len(key) for key in KEYS)


def test_no_keys_are_no_objects() -> None:
    assert list(BulkReader(whole).read([])) == []


def test_no_more_keys_are_taken_than_ahead() -> None:
    taken = count()
    latest = 0

    def keys() -> Iterator[str]:
        nonlocal latest
        for latest in taken:
            yield f"{latest}"

    with BulkReader(whole, concurrency=2, ahead=5) as reader:
        for position, fetched in enumerate(islice(reader.read(keys()), 20)):
            assert isinstance(fetched, Fetched)
            assert fetched.key == str(position)
            assert latest <= position + 5


def test_no_more_are_asked_for_at_once_than_allowed() -> None:
    under_way = most = 0
    lock = threading.Lock()
    together = threading.Barrier(4)

    def get(key: str) -> Fetched:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait(10)
        with lock:
            under_way -= 1
        return whole(key)

    list(BulkReader(get, concurrency=4).read(KEYS))

    assert most == 4


def test_an_absent_object_is_an_answer_in_its_place() -> None:
    absent = ArchiveNotFoundError("no such object")
    answers = list(BulkReader(Store({KEYS[1]: [absent]}).get).read(KEYS[:3]))

    assert answers == [whole(KEYS[0]), absent, whole(KEYS[2])]


def test_the_bucket_is_proven_once_before_the_first_absence() -> None:
    proofs: list[None] = []
    store = Store({key: [ArchiveNotFoundError(key)] for key in KEYS})
    reader = BulkReader(store.get, prove_bucket=lambda: proofs.append(None))

    assert all(isinstance(answer, ArchiveNotFoundError) for answer in reader.read(KEYS))
    assert len(proofs) == 1


def test_nothing_is_absent_in_a_bucket_that_is_missing() -> None:
    def missing() -> None:
        raise ArchiveBucketMissingError("no bucket")

    store = Store({key: [ArchiveNotFoundError(key)] for key in KEYS})
    with pytest.raises(ArchiveBucketMissingError, match="no bucket"):
        list(BulkReader(store.get, prove_bucket=missing).read(KEYS))


def test_an_object_that_was_read_proves_the_bucket() -> None:
    def missing() -> None:
        raise AssertionError("asked although an object was read")

    store = Store({KEYS[1]: [ArchiveNotFoundError("no such object")]})
    reader = BulkReader(store.get, concurrency=1, prove_bucket=missing)

    assert isinstance(list(reader.read(KEYS[:2]))[1], ArchiveNotFoundError)


def test_unavailable_is_raised_after_all_tries_and_what_came_before_stands() -> None:
    store = Store({KEYS[2]: [ArchiveUnavailableError("busy")] * 9})
    seen = []

    with pytest.raises(ArchiveUnavailableError, match="busy"):  # noqa: PT012
        for fetched in BulkReader(store.get, tries=3, pause_seconds=0).read(KEYS):
            seen.append(fetched)  # noqa: PERF402

    assert seen == [whole(KEYS[0]), whole(KEYS[1])]
    assert store.asked.count(KEYS[2]) == 3
    assert reader_threads() == []


def test_a_refusal_is_raised_without_another_try() -> None:
    store = Store({KEYS[0]: [ArchiveForbiddenError("no")]})

    with pytest.raises(ArchiveForbiddenError):
        list(BulkReader(store.get).read(KEYS[:1]))

    assert store.asked == [KEYS[0]]


def test_an_error_of_the_consumer_comes_out_and_leaves_no_thread() -> None:
    def consume() -> None:
        with BulkReader(whole, concurrency=4) as reader:
            for _ in reader.read(KEYS):
                raise LookupError("the consumer's own")

    with pytest.raises(LookupError, match="the consumer's own"):
        consume()
    assert reader_threads() == []


def test_an_error_of_the_keys_comes_out_and_leaves_no_thread() -> None:
    def keys() -> Iterator[str]:
        yield from KEYS[:10]
        raise LookupError("the keys' own")

    reader = BulkReader(whole, concurrency=4, ahead=4)
    with pytest.raises(LookupError, match="the keys' own"):
        list(reader.read(keys()))
    assert reader_threads() == []


def test_ending_early_asks_for_nothing_more() -> None:
    store = Store()
    reader = BulkReader(store.get, concurrency=2, ahead=4)

    reading = reader.read(KEYS)
    next(reading)
    reader.close()

    assert len(store.asked) <= 6
    assert reader_threads() == []
    assert list(reading) == []


def test_ending_early_does_not_wait_out_the_pause_before_another_try() -> None:
    failed = threading.Event()

    def get(key: str) -> Fetched:
        if key == KEYS[0]:
            assert failed.wait(10)
            return whole(key)
        failed.set()
        raise ArchiveUnavailableError("busy")

    reader = BulkReader(get, concurrency=2, tries=100, pause_seconds=1e6)
    next(reader.read(KEYS))
    reader.close()

    assert reader_threads() == []
