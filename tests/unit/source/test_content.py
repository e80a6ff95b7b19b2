import pytest

from include.errors import SourceContentError, SourceNotJsonError
from include.source.content import content_error, describe

ADDRESS = "http://h.example.com/x"


@pytest.mark.parametrize("body", [b"{}", b' {"a": [1, 2.5, null, "\xc3\xa9"]} \n', b"[]", b"null"])
def test_whole_json_passes(body: bytes) -> None:
    assert content_error(body, "application/json", "json", ADDRESS) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"<html></html>", b'{"a": "\xff"}', b'{"a": 1}x', b"[1,]", b"NaN", b"[" * 200_000],
    ids=["empty", "html", "not-utf8", "trailing", "comma", "nan", "deep"],
)
def test_what_is_not_json_is_an_error(body: bytes) -> None:
    assert type(content_error(body, "application/json", "json", ADDRESS)) is SourceNotJsonError


def test_every_cut_of_a_body_is_noticed() -> None:
    body = b'{"id": "401", "plays": [{"text": "a\\"b", "score": 12}, {"ok": true}]}'
    for length in range(len(body)):
        assert content_error(body[:length], "", "json", ADDRESS) is not None, length


def test_message_says_what_came_and_from_where() -> None:
    error = content_error(b"<!DOCTYPE html><title>\n Access Denied </title>", "text/html", "json", ADDRESS)
    assert str(error) == (
        f"Expected JSON from {ADDRESS}, got an HTML page titled 'Access Denied' (46 bytes): "
        "JSON is malformed: invalid character (byte 0)."
    )


def test_html_is_checked_when_asked_for() -> None:
    assert content_error(b" \n<html>", "", "html", ADDRESS) is None
    assert type(content_error(b"{}", "text/html", "html", ADDRESS)) is SourceContentError


def test_anything_passes_when_nothing_is_expected() -> None:
    assert content_error(b"\x00\xff", "", "any", ADDRESS) is None


def test_description_quotes_nothing_but_the_title() -> None:
    assert describe(b"secret text", "text/plain") == "11 bytes of type text/plain"
    assert describe(b"", "") == "an empty body"
    assert describe(b"<html>token=abc", "") == "an HTML page (15 bytes)"
