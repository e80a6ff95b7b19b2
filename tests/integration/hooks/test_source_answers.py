"""What `SourceHook.fetch` returns and raises for each kind of answer."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from include.errors import (
    SourceBlockedError,
    SourceContentError,
    SourceCredentialsError,
    SourceError,
    SourceNotFoundError,
    SourceNotJsonError,
    SourceRequestError,
    SourceTooLargeError,
    SourceUnavailableError,
)
from tests.integration.hooks.lines import Lines
from tests.integration.hooks.server import BLOCKED, OK, Reply, Server

pytestmark = pytest.mark.integration
MakeHook = Callable[..., Any]
PAGE = Reply(body=b"<html><title>Sign in</title></html>", headers={"Content-Type": "text/html"})


def test_a_good_answer_comes_back_whole(source: Server, make_hook: MakeHook) -> None:
    source.replies["/v2/x?dates=20250101"] = [
        Reply(headers={"ETag": '"abc"', "Last-Modified": "Sun, 08 Mar 2026 12:00:00 GMT"})
    ]
    hook = make_hook({"host": source.url + "/v2"})
    response = hook.fetch("x?dates=20250101")
    assert (response.body, response.status, response.not_modified) == (b'{"ok": true}', 200, False)
    assert response.address == source.url + "/v2/x?dates=20250101"
    assert (response.etag, response.last_modified) == ('"abc"', "Sun, 08 Mar 2026 12:00:00 GMT")
    assert (response.requests, hook.requests_made, hook.bytes_read) == (1, 1, 12)


def test_a_compressed_answer_is_unpacked(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})]
    assert make_hook().fetch("x").body == b'{"a": 1}'


def test_chunks_are_put_together(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(chunked=True)]
    assert make_hook().fetch("x").body == b'{"ok": true}'


def test_a_conditional_request_that_changed_nothing(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(304, b"")]
    response = make_hook().fetch("x", etag='"abc"', last_modified="Sun, 08 Mar 2026 12:00:00 GMT")
    assert (response.not_modified, response.body, response.etag) == (True, b"", '"abc"')
    assert source.asked[-1].headers["If-None-Match"] == '"abc"'
    assert source.asked[-1].headers["If-Modified-Since"] == "Sun, 08 Mar 2026 12:00:00 GMT"


def test_a_conditional_request_that_changed_something(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(headers={"ETag": '"new"'})]
    response = make_hook().fetch("x", etag='"abc"')
    assert (response.not_modified, response.etag) == (False, '"new"')


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (BLOCKED, SourceBlockedError),
        (Reply(403), SourceBlockedError),
        (Reply(429), SourceBlockedError),
        (Reply(500), SourceUnavailableError),
        (Reply(503), SourceUnavailableError),
        (PAGE, SourceNotJsonError),
        (Reply(body=b'{"a": ['), SourceNotJsonError),
        (Reply(announced=1000, cut=True), SourceUnavailableError),
        (Reply(chunked=True, cut=True), SourceUnavailableError),
        (Reply(body=b"not gzip", headers={"Content-Encoding": "gzip"}), SourceUnavailableError),
    ],
    ids=["406", "403", "429", "500", "503", "html", "cut-json", "cut-length", "cut-chunks", "bad-gzip"],
)
def test_passing_trouble_is_tried_four_times(
    source: Server, make_hook: MakeHook, sleeps: list[float], reply: Reply, error: type[SourceError]
) -> None:
    source.replies["/x"] = [reply]
    hook = make_hook()
    with pytest.raises(error) as caught:
        hook.fetch("x")
    assert type(caught.value) is error
    assert caught.value.address == source.url + "/x"
    assert source.content_paths() == ["/x"] * 4
    assert hook.requests_made == 4
    assert sleeps == [2.0, 4.0, 8.0]


@pytest.mark.parametrize("reply", [BLOCKED, Reply(502), PAGE, Reply(announced=1000, cut=True)])
def test_trouble_that_passes_is_forgotten(source: Server, make_hook: MakeHook, reply: Reply) -> None:
    source.replies["/x"] = [reply, OK]
    assert make_hook().fetch("x").requests == 2


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, SourceRequestError),
        (401, SourceCredentialsError),
        (404, SourceNotFoundError),
        (410, SourceNotFoundError),
        (422, SourceRequestError),
    ],
)
def test_hopeless_answers_are_asked_once(
    source: Server, make_hook: MakeHook, sleeps: list[float], status: int, error: type[SourceError]
) -> None:
    source.replies["/x"] = [Reply(status)]
    with pytest.raises(error) as caught:
        make_hook().fetch("x")
    assert type(caught.value) is error
    assert (source.content_paths(), sleeps) == (["/x"], [])


def test_nobody_listening_is_unavailable(make_hook: MakeHook, source: Server) -> None:
    hook = make_hook({"host": "http://127.0.0.1:9"}, respect_robots=False)
    with pytest.raises(SourceUnavailableError, match="ConnectionRefusedError"):
        hook.fetch("x")
    assert hook.requests_made == 4


def test_silence_before_the_answer_ends(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(stall_before=True), OK]
    assert make_hook(timeout=(1.0, 0.2)).fetch("x").requests == 2


def test_silence_in_the_body_ends(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(stall_after=4), OK]
    assert make_hook(timeout=(1.0, 0.2)).fetch("x").requests == 2


@pytest.mark.parametrize("status", [200, 500])
def test_a_steady_drip_ends(source: Server, make_hook: MakeHook, status: int) -> None:
    drip = Reply(status, body=b" " * 1000, drip_seconds=0.02)
    source.replies["/x"] = [drip]
    with pytest.raises(SourceUnavailableError):
        make_hook(timeout=(1.0, 1.0), total_seconds=0.2).fetch("x")


def test_headers_that_never_end_do_end(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(drip_head=True), OK]
    hook = make_hook(timeout=(1.0, 1.0), total_seconds=0.3)
    lines = hook._log = Lines()
    assert hook.fetch("x").requests == 2
    assert "not finished in time" in lines.of("warning")[0]


def test_an_announced_giant_is_not_read(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(announced=200 * 1024 * 1024, cut=True)]
    hook = make_hook(max_bytes=1000)
    with pytest.raises(SourceTooLargeError, match="at most 1000 bytes"):
        hook.fetch("x")
    assert (hook.requests_made, hook.bytes_read) == (1, 0)


def test_an_endless_body_is_left(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(endless=True)]
    hook = make_hook(max_bytes=200_000)
    with pytest.raises(SourceTooLargeError):
        hook.fetch("x")
    assert hook.requests_made == 1
    assert source.bytes_sent < 50_000_000


def test_a_small_answer_that_unpacks_to_a_giant_is_left(source: Server, make_hook: MakeHook) -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    source.replies["/x"] = [Reply(body=bomb, headers={"Content-Encoding": "gzip"})]
    with pytest.raises(SourceTooLargeError):
        make_hook(max_bytes=1_000_000).fetch("x")


def test_a_page_is_read_where_a_page_is_expected(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [PAGE]
    assert make_hook().fetch("x", expect="html").body == PAGE.body


def test_an_unexpected_304_is_not_an_empty_result(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(304, b"")]
    with pytest.raises(SourceContentError):
        make_hook().fetch("x")


def test_a_path_that_leaves_the_connection_s_is_never_asked(source: Server, make_hook: MakeHook) -> None:
    with pytest.raises(SourceRequestError):
        make_hook({"host": source.url + "/v2"}).fetch("../admin")
    assert source.paths() == []


def test_credentials_and_headers_are_the_connection_s(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [OK]
    make_hook({"login": "me", "password": "secret-word", "extra": {"Referer": "https://example.com/"}}).fetch(
        "x"
    )
    headers = source.asked[-1].headers
    assert headers["Authorization"] == "Basic bWU6c2VjcmV0LXdvcmQ="
    assert headers["Referer"] == "https://example.com/"


def test_the_user_agent_is_ours(source: Server, make_hook: MakeHook, monkeypatch: pytest.MonkeyPatch) -> None:
    source.replies["/x"] = [OK]
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_CONTACT", "bots@example.com")
    make_hook().fetch("x")
    assert {asked.headers["User-Agent"] for asked in source.asked} == {"Scorebook/0.1.0 (+bots@example.com)"}


def test_no_secret_in_messages_or_logs(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x?api_key=secret-key"] = [Reply(announced=1000, cut=True), PAGE, Reply(500)]
    host = source.url.replace("http://", "http://me:secret-word@")
    hook = make_hook({"host": host, "extra": {"X-Token": "secret-token"}})
    lines = hook._log = Lines()
    with pytest.raises(SourceUnavailableError) as caught:
        hook.fetch("x?api_key=secret-key")
    assert len(lines.of("warning")) == 3
    assert "secret-" not in f"{lines.written} {caught.value} {caught.value.address}"
    assert caught.value.address == source.url + "/x?api_key=***"


def test_a_header_that_cannot_be_sent_is_not_shown(source: Server, make_hook: MakeHook) -> None:
    hook = make_hook({"extra": {"X-Token": "secret-token\r\nX-Evil: 1"}}, respect_robots=False)
    with pytest.raises(SourceRequestError, match="InvalidHeader") as caught:
        hook.fetch("x")
    assert "secret-" not in str(caught.value)
    assert source.paths() == []
