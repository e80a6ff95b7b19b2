"""How `SourceHook` treats a source: rate, Retry-After, circuit, redirects, robots.txt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import psycopg
import pytest

from include.errors import (
    SourceBlockedError,
    SourceContentError,
    SourceNotFoundError,
    SourcePausedError,
    SourceUnavailableError,
)
from include.source.errors import SourceDisallowedError
from include.warehouse import source_limits
from tests.integration.hooks.lines import Lines
from tests.integration.hooks.server import BLOCKED, OK, Reply, Server

pytestmark = pytest.mark.integration
MakeHook = Callable[..., Any]


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(status, b"", {"Location": location})


def test_every_request_takes_a_slot(
    source: Server, make_hook: MakeHook, sleeps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "100")
    source.replies.update({"/x": [redirect("/y")], "/y": [OK]})
    make_hook(respect_robots=False).fetch("x")
    make_hook(respect_robots=False).fetch("y")
    assert len(sleeps) == 2
    assert 95 < sleeps[0] <= 100
    assert 195 < sleeps[1] <= 200


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_wins(
    source: Server, make_hook: MakeHook, sleeps: list[float], status: int
) -> None:
    source.replies["/x"] = [Reply(status, headers={"Retry-After": "7"}), OK]
    make_hook().fetch("x")
    assert sleeps == [7.0]


def test_retry_after_as_date_wins(source: Server, make_hook: MakeHook, sleeps: list[float]) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=50), usegmt=True)
    source.replies["/x"] = [Reply(429, headers={"Retry-After": later}), OK]
    make_hook().fetch("x")
    assert len(sleeps) == 1
    assert 40 < sleeps[0] <= 50


@pytest.mark.parametrize("value", ["soon", "-5", "0"])
def test_a_useless_retry_after_is_ignored(
    source: Server, make_hook: MakeHook, sleeps: list[float], value: str
) -> None:
    source.replies["/x"] = [Reply(429, headers={"Retry-After": value}), OK]
    make_hook().fetch("x")
    assert sleeps == [2.0]


@pytest.mark.parametrize("status", [429, 503])
def test_a_long_retry_after_shuts_the_circuit_for_all(
    source: Server, make_hook: MakeHook, sleeps: list[float], status: int
) -> None:
    source.replies["/x"] = [Reply(status, headers={"Retry-After": "3600"}), OK]
    with pytest.raises(SourceBlockedError) as caught:
        make_hook().fetch("x")
    until = caught.value.until
    assert until is not None
    assert timedelta(minutes=59) < until - datetime.now(UTC) <= timedelta(minutes=60)
    with pytest.raises(SourceBlockedError) as again:
        make_hook().fetch("y")
    assert again.value.until == until
    assert (source.content_paths(), sleeps) == (["/x"], [])


def test_the_base_of_waits_is_a_variable(
    source: Server, make_hook: MakeHook, sleeps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RETRY_BASE_SECONDS", "0.5")
    source.replies["/x"] = [Reply(500), Reply(500), Reply(500), OK]
    make_hook(tries=4).fetch("x")
    assert sleeps == [0.5, 1.0, 2.0]


def test_five_refusals_in_a_row_open_the_circuit(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [BLOCKED]
    with pytest.raises(SourceBlockedError) as first:
        make_hook().fetch("x")
    assert first.value.until is None
    with pytest.raises(SourceBlockedError) as second:
        make_hook(respect_robots=False).fetch("x")
    assert second.value.until is not None
    assert timedelta(minutes=29) < second.value.until - datetime.now(UTC) <= timedelta(minutes=30)
    with pytest.raises(SourceBlockedError):
        make_hook().fetch("y")
    assert source.content_paths() == ["/x"] * 5


def test_a_good_answer_ends_the_row_of_refusals(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [BLOCKED, BLOCKED, OK]
    hook = make_hook(block_threshold=3)
    for _ in range(3):
        hook.fetch("x")
        source.asked.clear()
    assert hook.requests_made == 9


def test_a_missing_page_also_ends_the_row(source: Server, make_hook: MakeHook) -> None:
    source.replies.update({"/x": [BLOCKED, BLOCKED, OK], "/gone": [Reply(404)]})
    hook = make_hook(tries=2, block_threshold=3)
    with pytest.raises(SourceBlockedError):
        hook.fetch("x")
    with pytest.raises(SourceNotFoundError):
        hook.fetch("gone")
    source.asked.clear()
    with pytest.raises(SourceBlockedError) as caught:
        hook.fetch("x")
    assert caught.value.until is None


def test_server_errors_do_not_open_the_circuit(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(500)]
    hook = make_hook(block_threshold=2)
    for _ in range(2):
        with pytest.raises(SourceUnavailableError):
            hook.fetch("x")
    assert hook.requests_made == 8


def test_a_paused_host_is_not_asked(
    source: Server, make_hook: MakeHook, warehouse: psycopg.Connection[Any]
) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    with warehouse.transaction():
        source_limits.pause(warehouse, source.host, until, "maintenance", "anna")
    with pytest.raises(SourcePausedError):
        make_hook().fetch("x")
    assert source.paths() == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_on_the_host_are_followed(source: Server, make_hook: MakeHook, status: int) -> None:
    source.replies.update({"/x": [redirect("/y?b=1", status)], "/y?b=1": [OK]})
    response = make_hook().fetch("x")
    assert (response.requests, response.body) == (2, OK.body)


def test_three_redirects_are_the_most(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [redirect("/x")]
    with pytest.raises(SourceContentError, match="more than 3 redirects"):
        make_hook().fetch("x")
    assert source.content_paths() == ["/x"] * 4


def test_a_redirect_to_another_host_is_never_followed(source: Server, make_hook: MakeHook) -> None:
    with Server().running() as login_page:
        login_page.replies["/login"] = [OK]
        source.replies["/x"] = [redirect(f"{login_page.url}/login?session=secret-word")]
        with pytest.raises(SourceBlockedError) as caught:
            make_hook().fetch("x")
        assert login_page.paths() == []
    assert source.content_paths() == ["/x"]
    assert login_page.host in str(caught.value)
    assert "secret-word" not in str(caught.value)


def test_the_body_of_a_redirect_is_not_read_to_its_end(source: Server, make_hook: MakeHook) -> None:
    source.replies.update({"/x": [Reply(302, headers={"Location": "/y"}, endless=True)], "/y": [OK]})
    assert make_hook().fetch("x").requests == 2
    assert source.bytes_sent < 50_000_000


def test_robots_is_asked_once_and_counted_apart(source: Server, make_hook: MakeHook) -> None:
    source.replies.update({"/robots.txt": [Reply(body=b"User-agent: *\nAllow: /")], "/v2/x": [OK]})
    hook = make_hook({"host": source.url + "/v2"})
    assert hook.fetch("x").requests == 1
    assert hook.fetch("x").requests == 1
    assert source.paths() == ["/robots.txt", "/v2/x", "/v2/x"]
    assert (hook.robots_requests, hook.requests_made) == (1, 2)


def test_a_forbidden_address_is_not_asked(source: Server, make_hook: MakeHook, sleeps: list[float]) -> None:
    source.replies["/robots.txt"] = [Reply(body=b"User-agent: *\nDisallow: /private/")]
    with pytest.raises(SourceDisallowedError, match="permission"):
        make_hook().fetch("private/x")
    assert (source.paths(), sleeps) == (["/robots.txt"], [])


def test_a_redirect_into_a_forbidden_place_is_not_followed(source: Server, make_hook: MakeHook) -> None:
    source.replies["/robots.txt"] = [Reply(body=b"User-agent: *\nDisallow: /private/")]
    source.replies["/x"] = [redirect("/private/x")]
    with pytest.raises(SourceDisallowedError):
        make_hook().fetch("x")
    assert source.content_paths() == ["/x"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_missing_or_refused_robots_allows_everything(
    source: Server, make_hook: MakeHook, status: int
) -> None:
    source.replies.update({"/robots.txt": [Reply(status)], "/x": [OK]})
    hook = make_hook(block_threshold=1)
    hook.fetch("x")
    assert hook.robots_requests == 1


def test_an_unreachable_robots_is_asked_again_before_anything_else(
    source: Server, make_hook: MakeHook, sleeps: list[float]
) -> None:
    source.replies.update({"/robots.txt": [Reply(503), Reply(body=b"")], "/x": [OK]})
    hook = make_hook()
    hook.fetch("x")
    assert source.paths() == ["/robots.txt", "/robots.txt", "/x"]
    assert (hook.robots_requests, hook.requests_made, sleeps) == (2, 1, [2.0])


def test_robots_may_be_switched_off(source: Server, make_hook: MakeHook) -> None:
    source.replies.update({"/robots.txt": [Reply(body=b"User-agent: *\nDisallow: /")], "/x": [OK]})
    make_hook(respect_robots=False).fetch("x")
    assert source.paths() == ["/x"]


def test_each_request_is_a_line_and_each_retry_a_warning(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [Reply(500), OK]
    hook = make_hook(respect_robots=False)
    lines = hook._log = Lines()
    hook.fetch("x")
    first, second = lines.of("debug")
    assert first.startswith(f"GET {source.url}/x -> 500, 12 bytes in ")
    assert second.startswith(f"GET {source.url}/x -> 200, 12 bytes in ")
    (warning,) = lines.of("warning")
    assert warning.startswith("Try 1 of 4 failed: ")
    assert "HTTP 500" in warning
    assert warning.endswith("Next try in 2.00 s.")


def test_closing_twice_and_reading_again_works(source: Server, make_hook: MakeHook) -> None:
    source.replies["/x"] = [OK]
    hook = make_hook()
    with hook:
        hook.fetch("x")
    hook.close()
    assert hook.fetch("x").status == 200
    assert (hook.requests_made, hook.robots_requests) == (2, 1)
