"""Items that are not one JSON document: HTML pages, compressed, and items of two documents."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from include.errors import ArchiveForbiddenError, SourceNotFoundError
from include.warehouse import ledger
from scorebook.hooks import s3 as s3_module
from tests.integration.hooks.server import Reply, Server
from tests.integration.operators.archiving import ArchiveTask

pytestmark = pytest.mark.integration

PAGE = b"<!DOCTYPE html><html><title>Ascot</title><body>" + b"14:30 Handicap " * 500 + b"</body></html>"
BOX_KEY, PLAYS_KEY = "nba_raw/2025/1/boxscore.json", "nba_raw/2025/1/playbyplay.json"
GROUP = {
    "label": "a day",
    "items": [
        {
            "id": "1",
            "day": "2026-01-17",
            "documents": [
                {"address": "box/1", "keys": [BOX_KEY]},
                {"address": "plays/1", "keys": [PLAYS_KEY]},
            ],
        }
    ],
}
NBA = {"dataset": "nba_raw", "verify": "tests.integration.operators.verifiers.any_bodies"}


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A source with a box score and a play-by-play, behind the connection `espn_api`."""
    with Server().running() as server:
        connection = {"conn_type": "http", "host": server.url}
        monkeypatch.setenv("AIRFLOW_CONN_ESPN_API", json.dumps(connection))
        server.replies = {"/box/1": [Reply(body=b'{"box": 1}')], "/plays/1": [Reply(body=b'{"plays": 1}')]}
        yield server


def test_html_page_is_stored_compressed_and_says_so(archive_task: ArchiveTask, source: Server) -> None:
    source.replies["/race/7"] = [Reply(body=PAGE, headers={"Content-Type": "text/html"})]
    key = "racing_raw/post/gb/2026-01-17/7.html"
    item = {"id": "7", "day": "2026-01-17", "address": "race/7", "keys": [key]}
    archive_task.run(
        {"label": "gb", "items": [item]},
        expect="html",
        compress=True,
        content_type="text/html",
        dataset="racing",
        verify="tests.integration.operators.verifiers.any_bodies",
    )
    stored = archive_task.s3.get_object(Bucket=archive_task.bucket, Key=key)
    assert (stored["ContentType"], stored["ContentEncoding"]) == ("text/html", "gzip")
    body = stored["Body"].read()
    assert len(body) < len(PAGE) / 5
    assert gzip.decompress(body) == PAGE


def test_page_written_again_is_the_same_object(archive_task: ArchiveTask, source: Server) -> None:
    source.replies["/race/7"] = [Reply(body=PAGE, headers={"Content-Type": "text/html"})]
    item = {"id": "7", "day": "2026-01-17", "address": "race/7", "keys": ["a/7.html"], "refetch": True}
    arguments: dict[str, Any] = {"expect": "html", "compress": True, **NBA}
    first = archive_task.run({"label": "gb", "items": [item]}, **arguments)
    second = archive_task.run({"label": "gb", "items": [item]}, run_id="run-2", **arguments)
    assert (first["uploads"], second["uploads"], second["unchanged"]) == (1, 0, 1)


def test_both_documents_are_stored_the_play_by_play_last(archive_task: ArchiveTask, source: Server) -> None:
    written: list[str] = []

    def remember(params: dict[str, Any], **_: Any) -> None:
        written.append(params["url_path"].rpartition("/")[2])

    returned = _with_handler(archive_task, remember)
    assert written == ["boxscore.json", "playbyplay.json"]
    assert (returned["stored"], returned["uploads"]) == (1, 2)
    assert [archive_task.object(key) for key in (BOX_KEY, PLAYS_KEY)] == [b'{"box": 1}', b'{"plays": 1}']


def test_nothing_is_stored_while_one_document_is_not_to_be_had(
    archive_task: ArchiveTask, source: Server
) -> None:
    source.replies["/plays/1"] = [Reply(404, b"nothing here")]
    with pytest.raises(SourceNotFoundError):
        archive_task.run(GROUP, **NBA)
    assert [archive_task.object(key) for key in (BOX_KEY, PLAYS_KEY)] == [None, None]


def test_item_with_its_first_document_only_is_not_whole_and_is_finished_from_the_buffer(
    archive_task: ArchiveTask, source: Server
) -> None:
    def refuse(params: dict[str, Any], **_: Any) -> None:
        if params["url_path"].endswith("playbyplay.json"):
            raise ClientError(
                {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "PutObject"
            )

    with pytest.raises(ArchiveForbiddenError):
        _with_handler(archive_task, refuse)
    assert [archive_task.object(key) is None for key in (BOX_KEY, PLAYS_KEY)] == [False, True]
    assert ledger.read(archive_task.connection, "nba_raw", ["1"]) == {}
    asked = source.content_paths()

    returned = archive_task.run(GROUP, run_id="run-2", **NBA)
    assert (source.content_paths(), returned["recovered"], returned["stored"]) == (asked, 1, 1)
    assert archive_task.object(PLAYS_KEY) == b'{"plays": 1}'


def _with_handler(archive_task: ArchiveTask, handler: Any) -> Any:
    """Run the task with a client that tells each PutObject to `handler` before it is sent."""
    events = archive_task.s3.meta.events
    events.register("before-call.s3.PutObject", handler)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(s3_module, "s3_client", lambda _: archive_task.s3)
            return archive_task.run(GROUP, **NBA)
    finally:
        events.unregister("before-call.s3.PutObject", handler)
