import pytest

from include.errors import SourceRequestError
from include.source.addresses import checked_url, host_of, public_address, redirect_target

BASE = "http://api.example.com/v2"


def test_host_is_name_and_port_without_credentials() -> None:
    assert host_of("https://me:secret@API.example.com:8443/x") == "api.example.com:8443"


def test_credentials_and_keys_are_not_shown() -> None:
    shown = public_address("https://me:secret@h.com/x?dates=20250101&api_key=abc&accessToken=def#frag")
    assert shown == "https://h.com/x?dates=20250101&api_key=***&accessToken=***"


@pytest.mark.parametrize("path", ["/scoreboard?dates=20250101", "/summary?event=401704627", "/a/b.json"])
def test_usable_addresses_pass(path: str) -> None:
    assert checked_url(BASE, BASE + path) == BASE + path


@pytest.mark.parametrize(
    "url",
    [
        BASE + "/../admin",
        BASE + "/%2e%2E/admin",
        BASE + "/a b",
        BASE + "/a\r\nX-Injected: 1",
        BASE + "/a#b",
        BASE + "/a\\b",
        "http://evil.example.com/v2/x",
        "http://api.example.com@evil.example.com/v2",
    ],
)
def test_addresses_that_leave_the_base_are_refused(url: str) -> None:
    with pytest.raises(SourceRequestError, match="cannot be used"):
        checked_url(BASE, url)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/moved?x=1", "http://api.example.com/moved?x=1"),
        ("moved", "http://api.example.com/v2/moved"),
        ("http://API.example.com/moved", "http://api.example.com/moved"),
        ("https://api.example.com/moved", "https://api.example.com/moved"),
    ],
)
def test_redirects_on_the_host_have_a_target(location: str, target: str) -> None:
    assert redirect_target("http://api.example.com/v2/x", location) == target


@pytest.mark.parametrize(
    "location",
    [
        "http://evil.example.com/x",
        "//evil.example.com/x",
        "http://api.example.com:8080/x",
        "http://api.example.com@evil.example.com/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://api.example.com/x",
        "http://api.example.com\\@evil.example.com/",
    ],
)
def test_redirects_off_the_host_have_none(location: str) -> None:
    assert redirect_target("http://api.example.com/v2/x", location) is None


def test_a_redirect_never_gives_up_encryption() -> None:
    assert redirect_target("https://api.example.com/x", "http://api.example.com/x") is None
