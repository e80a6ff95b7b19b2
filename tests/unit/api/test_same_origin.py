"""A page of another site cannot use the login cookie of somebody who looks at Airflow."""

from __future__ import annotations

import pytest
from fastapi import HTTPException, Request

from scorebook.api.same_origin import demand_json, demand_same_origin


@pytest.fixture(autouse=True)
def _base_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example/prefix")


def request(**headers: str) -> Request:
    """A request that reached the server as http://127.0.0.1:8080, as behind a proxy."""
    sent = {"host": "127.0.0.1:8080", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Request(
        {
            "type": "http",
            "method": "POST",
            "scheme": "http",
            "server": ("127.0.0.1", 8080),
            "path": "/scorebook/api/cleanup-duplicates",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        }
    )


@pytest.mark.parametrize(
    "origin",
    [
        "https://airflow.example",
        "https://airflow.example:443",
        "https://AIRFLOW.example",
        "http://127.0.0.1:8080",
    ],
)
def test_airflows_own_pages_may_ask(origin: str) -> None:
    demand_same_origin(request(origin=origin))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://airflow.example.evil.example",
        "http://airflow.example",
        "https://airflow.example:8443",
        "http://127.0.0.1:8081",
        "null",
        "",
        "https://[broken",
        "https://airflow.example:port",
    ],
)
def test_pages_of_other_sites_are_refused_also_with_a_token(origin: str) -> None:
    with pytest.raises(HTTPException) as refused:
        demand_same_origin(request(origin=origin, authorization="Bearer token"))
    assert refused.value.status_code == 403


def test_a_program_with_a_token_needs_no_origin() -> None:
    demand_same_origin(request(authorization="bearer token"))


def test_the_cookie_alone_needs_an_origin() -> None:
    with pytest.raises(HTTPException) as refused:
        demand_same_origin(request(cookie="_token=token"))
    assert refused.value.status_code == 403


def test_an_empty_origin_does_not_equal_an_unset_base_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "")
    with pytest.raises(HTTPException):
        demand_same_origin(request(origin=""))


@pytest.mark.parametrize(
    "declared", ["application/json", "application/json; charset=utf-8", "Application/JSON"]
)
def test_json_is_accepted(declared: str) -> None:
    demand_json(request(content_type=declared))


@pytest.mark.parametrize(
    "declared",
    [
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ],
)
def test_what_a_form_of_another_site_can_send_is_refused(declared: str) -> None:
    with pytest.raises(HTTPException) as refused:
        demand_json(request(content_type=declared))
    assert refused.value.status_code == 415
