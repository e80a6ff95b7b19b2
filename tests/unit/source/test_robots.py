import tomllib
from pathlib import Path

import pytest

from include.source.errors import SourceDisallowedError
from include.source.robots import Robots, robots_address
from include.source.user_agent import VERSION, user_agent

RULES = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private/
Allow: /

User-agent: scorebook
Disallow: /no-programs/
"""


def test_no_file_allows_everything() -> None:
    assert Robots(None).refusal("http://h.example.com/private/x") is None


def test_an_html_page_in_its_place_allows_everything() -> None:
    assert Robots(b"<html>User-agent").refusal("http://h.example.com/private/x") is None


def test_rules_for_everyone_hold() -> None:
    rules = Robots(b"User-agent: *\nDisallow: /private/\n")
    refusal = rules.refusal("http://me:secret@h.example.com/private/x")
    assert isinstance(refusal, SourceDisallowedError)
    assert "http://h.example.com/robots.txt" in str(refusal)
    assert "secret" not in str(refusal)
    assert rules.refusal("http://h.example.com/public") is None


@pytest.mark.parametrize(("path", "allowed"), [("/no-programs/x", False), ("/private/x", True)])
def test_rules_for_us_by_name_win(path: str, allowed: bool) -> None:
    assert (Robots(RULES).refusal(f"http://h.example.com{path}") is None) is allowed


def test_address_is_the_root_of_the_host() -> None:
    assert robots_address("https://h.example.com:8443/a/b?c=d") == "https://h.example.com:8443/robots.txt"


def test_user_agent_is_ours_and_names_a_contact() -> None:
    assert user_agent() == f"Scorebook/{VERSION}"
    assert user_agent("https://example.com/bots") == f"Scorebook/{VERSION} (+https://example.com/bots)"


def test_version_is_the_project_s() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION
