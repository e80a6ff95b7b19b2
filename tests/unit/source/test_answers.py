import re

import pytest

from include.errors import (
    SourceBlockedError,
    SourceContentError,
    SourceCredentialsError,
    SourceError,
    SourceNotFoundError,
    SourceNotJsonError,
    SourceRequestError,
    SourceUnavailableError,
)
from include.source.advice import when_refused
from include.source.answers import Answer, judge


def answer(status: int, body: bytes = b"{}", host: str = "h.example.com", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, body, f"http://{host}/x", host)


def test_json_is_no_trouble() -> None:
    assert judge(answer(200), expect="json") is None


@pytest.mark.parametrize(
    ("status", "error", "again", "blocked"),
    [
        (401, SourceCredentialsError, False, False),
        (403, SourceBlockedError, True, True),
        (404, SourceNotFoundError, False, False),
        (406, SourceBlockedError, True, True),
        (408, SourceUnavailableError, True, False),
        (410, SourceNotFoundError, False, False),
        (422, SourceRequestError, False, False),
        (429, SourceBlockedError, True, True),
        (500, SourceUnavailableError, True, False),
        (503, SourceUnavailableError, True, False),
        (304, SourceContentError, False, False),
        (302, SourceContentError, False, False),
    ],
)
def test_each_status_has_its_error(status: int, error: type[SourceError], again: bool, blocked: bool) -> None:
    trouble = judge(answer(status), expect="json")
    assert trouble is not None
    assert (type(trouble.error), trouble.again, trouble.blocked) == (error, again, blocked)
    assert str(status) in str(trouble.error)
    assert "http://h.example.com/x" in str(trouble.error)
    assert trouble.error.address == "http://h.example.com/x"


def test_304_is_an_answer_to_a_conditional_request() -> None:
    assert judge(answer(304, b""), expect="json", conditional=True) is None


def test_html_with_status_200_is_tried_again() -> None:
    trouble = judge(answer(200, b"<html>"), expect="json")
    assert trouble is not None
    assert (type(trouble.error), trouble.again) == (SourceNotJsonError, True)


def test_retry_after_is_handed_on() -> None:
    trouble = judge(answer(429, Retry_After="7"), expect="json")
    assert trouble is not None
    assert trouble.retry_after == "7"


def test_an_absent_object_behind_a_cdn_is_not_found_and_blocks_nobody() -> None:
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'
    trouble = judge(answer(403, body, Content_Type="application/xml"), expect="json")
    assert trouble is not None
    assert (type(trouble.error), trouble.again, trouble.blocked) == (SourceNotFoundError, False, False)


def test_a_page_that_quotes_such_an_error_is_a_refusal() -> None:
    trouble = judge(answer(403, b"<html><Code>AccessDenied</Code>", Content_Type="text/html"), expect="json")
    assert trouble is not None
    assert trouble.blocked


def test_a_refusal_ends_with_what_its_source_is_known_for() -> None:
    page = answer(403, b"<HTML><TITLE>Access Denied</TITLE>", Content_Type="text/html")
    trouble = judge(page, expect="json", source="espn_api")
    assert trouble is not None
    assert trouble.error.advice == when_refused("espn_api", 403)
    assert str(trouble.error) == f"{trouble.error.cause} {trouble.error.advice}"
    assert trouble.error.cause.endswith(
        "refuses us: HTTP 403 with an HTML page titled 'Access Denied' (34 bytes)."
    )


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("espn_api", 403, "The likely cause is the User-Agent"),
        ("espn_api", 403, "Only the owner of the Airflow connection `espn_api`"),
        ("nba_api", 403, "headers that only the owner of the Airflow connection `nba_api`"),
        ("racing_post", 406, "those whom its owner permits"),
        ("espn_api", 429, "a larger `every`"),
        ("", 403, "a larger `every`"),
    ],
)
def test_a_refusal_says_what_to_do(source: str, status: int, words: str) -> None:
    assert words in when_refused(source, status)


def test_no_advice_names_another_client_to_pass_for() -> None:
    for source in ("espn_api", "nba_api", "nba_stats", "racing_post", "racing_api"):
        for status in (403, 406, 429):
            assert not re.search(r"mozilla|chrome|curl|browser|nba\.com/", when_refused(source, status), re.I)
