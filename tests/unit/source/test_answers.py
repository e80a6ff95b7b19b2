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


def test_a_blocked_nba_page_says_what_only_the_owner_may_do() -> None:
    page = answer(403, b"<HTML><TITLE>Access Denied</TITLE>", host="cdn.nba.com", Content_Type="text/html")
    trouble = judge(page, expect="json")
    assert trouble is not None
    assert "headers that only the owner" in str(trouble.error)
    assert "an HTML page titled 'Access Denied'" in str(trouble.error)
