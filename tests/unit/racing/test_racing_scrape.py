"""The scraping operator when a try fails: what came is published, and which error is the task's."""

from __future__ import annotations

from typing import Any

import pytest

from include.errors import ArchiveUnavailableError, PayloadError, QualityError, SourceBlockedError
from include.racing.errors import UnknownMarkupError
from scorebook.operators.fetch_to_archive import FetchToArchiveOperator
from scorebook.operators.racing_scrape import PUBLISHED_KEY, RacingScrapeOperator
from scorebook.workflows import racing_publish

PARTITIONS = [{"country": "gb", "date": "2025-11-17"}]
TOLD = [{"partition": "gb 2025-11-17", "status": "written"}]


class TaskInstance:
    """Keeps what the task pushes."""

    def __init__(self) -> None:
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value


def scrape(
    monkeypatch: pytest.MonkeyPatch, error: Exception, unpublished: Exception | None = None
) -> dict[str, Any]:
    """One try that fails with `error`; what it pushed, under `raised` what it raised."""

    def fail(*_: object, **__: object) -> None:
        raise error

    def publish(partitions: Any, options: Any, *, run_id: str) -> Any:
        assert (partitions, options, run_id) == (PARTITIONS, {}, "run-1")
        if unpublished is not None:
            raise unpublished
        return TOLD

    monkeypatch.setenv("AIRFLOW_CONN_RACING_SOURCE", '{"conn_type": "http", "host": "http://127.0.0.1:1"}')
    monkeypatch.setattr(FetchToArchiveOperator, "execute", fail)
    monkeypatch.setattr(racing_publish, "publish_at_once", publish)
    operator = RacingScrapeOperator(
        task_id="scrape",
        dataset="racing",
        group={},
        partitions=PARTITIONS,
        options={},
        verify="include.racing.archive.verify_race",
        source_conn_id="racing_source",
    )
    ti = TaskInstance()
    context: Any = {"run_id": "run-1", "ti": ti}
    with pytest.raises(Exception) as raised:  # noqa: PT011
        operator.execute(context)
    return {**ti.pushed, "raised": raised.value}


def test_a_try_that_fails_publishes_what_it_got(monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = SourceBlockedError("406", address="")
    told = scrape(monkeypatch, blocked)
    assert (told[PUBLISHED_KEY], told["raised"]) == (TOLD, blocked)


@pytest.mark.parametrize("unpublished", [QualityError("shrinks"), PayloadError("moved")])
def test_a_blocked_source_is_asked_again_although_publishing_failed_for_good(
    monkeypatch: pytest.MonkeyPatch, unpublished: Exception
) -> None:
    blocked = SourceBlockedError("406", address="")
    told = scrape(monkeypatch, blocked, unpublished)
    assert (told["raised"], PUBLISHED_KEY in told) == (blocked, False)


def test_publishing_is_tried_again_although_a_race_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    unpublished = ArchiveUnavailableError("S3 is busy")
    assert scrape(monkeypatch, UnknownMarkupError("no main"), unpublished)["raised"] is unpublished
