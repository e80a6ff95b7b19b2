"""What is no game is refused with an error that says what was expected, what came, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from include.errors import PayloadError, WrongGameError
from include.espn.errors import NotJsonPayloadError, PayloadShapeError, UnknownFormatError
from include.espn.features import extract_features
from tests.unit.espn.simulated_game import Json, box_page, summary_payload, wrapped_payload


def changed(*path: str | int, to: Any, payload: Json | None = None) -> Json:
    """A payload with another value at a path."""
    whole = summary_payload() if payload is None else payload
    holder: Any = whole
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = to
    return whole


def test_an_error_body_names_what_the_source_said(shared_data: Path) -> None:
    body = (shared_data / "broken/summary_404_body.json").read_bytes()
    with pytest.raises(UnknownFormatError, match=r"page.content.gamepackage.* it says code 404"):
        extract_features(body)


def test_a_cut_body_is_no_json(shared_data: Path) -> None:
    body = (shared_data / "broken/summary_truncated.txt").read_bytes()
    with pytest.raises(NotJsonPayloadError, match="got 20,000 bytes"):
        extract_features(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Sign in</body></html>", b"\xff\xfe{}", b'{"header":', b"[" * 100_000, b'{"x":NaN}'],
)
def test_a_body_that_is_no_json(body: bytes) -> None:
    with pytest.raises(PayloadError):
        extract_features(body)


def test_a_skipped_part_that_nests_too_deep() -> None:
    with pytest.raises(NotJsonPayloadError):
        extract_features(b'{"news":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


@pytest.mark.parametrize("body", [b"null", b"[]", b"3", b'"text"'])
def test_json_that_is_no_object(body: bytes) -> None:
    with pytest.raises(PayloadShapeError, match="Expected `object`"):
        extract_features(body)


@pytest.mark.parametrize("payload", [{}, {"events": []}, {"gamepackageJSON": {}}, {"page": {"content": {}}}])
def test_an_object_of_no_known_format(payload: Json) -> None:
    with pytest.raises(UnknownFormatError, match="found none of them"):
        extract_features(payload)


def test_a_lone_surrogate_is_refused_in_bytes_and_in_a_mapping() -> None:
    payload = changed("gameInfo", "venue", "fullName", to="A\ud800B")
    for form in (payload, json.dumps(payload).encode()):
        with pytest.raises(NotJsonPayloadError):
            extract_features(form)


def test_a_mapping_that_contains_itself() -> None:
    payload = summary_payload()
    payload["header"]["league"] = payload
    with pytest.raises(NotJsonPayloadError):
        extract_features(payload)


@pytest.mark.parametrize("number", [10**12, 10**400, 1.5, "19812"])
def test_a_number_that_is_none_is_refused_with_its_place(number: Any) -> None:
    body = json.dumps(changed("gameInfo", "attendance", to=number)).encode()
    with pytest.raises(PayloadShapeError, match=r"\$\.gameInfo\.attendance"):
        extract_features(body)


@pytest.mark.parametrize("text", ["12x", "1_0", "\u0661\u0662", "9" * 30, "1.5", "35:20"])
def test_a_stat_that_is_no_number_is_refused_with_its_place(text: str) -> None:
    path = ("boxscore", "players", 0, "statistics", 0, "athletes", 0, "stats", 0)
    with pytest.raises(
        PayloadShapeError, match=r"whole number, got .* at boxscore, team .* player .*, column 0"
    ):
        extract_features(changed(*path, to=text))


def test_a_shot_column_without_two_numbers_is_refused() -> None:
    path = ("boxscore", "players", 0, "statistics", 0, "athletes", 0, "stats", 1)
    with pytest.raises(PayloadShapeError, match="expected made-attempted"):
        extract_features(changed(*path, to="10"))


def test_a_row_with_too_few_columns_is_refused() -> None:
    path = ("boxscore", "players", 0, "statistics", 0, "athletes", 0, "stats")
    with pytest.raises(PayloadShapeError, match="expected 14 numbers, as many as columns, got 2"):
        extract_features(changed(*path, to=["1", "2"]))


def test_columns_without_known_names_are_refused() -> None:
    path = ("boxscore", "players", 0, "statistics", 0, "keys")
    with pytest.raises(PayloadShapeError, match="expected columns that are known"):
        extract_features(changed(*path, to=list("abcdefghijklmn")))


@pytest.mark.parametrize("marker", [None, "HOME", "away"])
def test_a_missing_or_doubled_marker_is_not_guessed(marker: str | None) -> None:
    path = ("header", "competitions", 0, "competitors", 0, "homeAway")
    with pytest.raises(PayloadShapeError, match="expected one home and one away team at header"):
        extract_features(changed(*path, to=marker))


def test_a_missing_marker_of_a_page_is_not_guessed() -> None:
    path = ("page", "content", "gamepackage", "gmStrp", "tms", 0, "isHome")
    with pytest.raises(PayloadShapeError, match=r"expected one home and one away team at page.*gmStrp\.tms"):
        extract_features(changed(*path, to=None, payload=box_page()))


def test_three_teams_are_refused() -> None:
    payload = summary_payload()
    competitors = payload["header"]["competitions"][0]["competitors"]
    competitors.append(competitors[0])
    with pytest.raises(PayloadShapeError, match="expected one home and one away team"):
        extract_features(payload)


def test_a_box_score_of_another_games_team() -> None:
    payload = changed("boxscore", "players", 1, "team", "id", to="999")
    with pytest.raises(WrongGameError, match=r"expected a box score of team .* got team 999"):
        extract_features(payload)


def test_two_box_scores_of_one_team() -> None:
    payload = summary_payload()
    payload["boxscore"]["players"][1] = payload["boxscore"]["players"][0]
    with pytest.raises(PayloadShapeError, match="one box score a team"):
        extract_features(payload)


def test_a_competition_of_another_game() -> None:
    with pytest.raises(WrongGameError, match=r"header\.id is"):
        extract_features(changed("header", "competitions", 0, "id", to="401"))


def test_a_wrapper_around_another_game() -> None:
    with pytest.raises(WrongGameError, match="the wrapper's gameId is 401"):
        extract_features(changed("gameId", to=401, payload=wrapped_payload()))


@pytest.mark.parametrize("game_id", ["", "abc", "4018/../1", "\u0664", "4" * 30])
def test_an_id_that_is_not_digits(game_id: str) -> None:
    payload = changed("header", "id", to=game_id)
    del payload["header"]["competitions"][0]["id"]
    with pytest.raises(PayloadShapeError, match=r"expected a game id of digits at header\.id"):
        extract_features(payload)


@pytest.mark.parametrize(
    "date", [None, "", "soon", "2026-03-17", "0001-01-01T00:00Z", "9999-12-31T23:59-23:59"]
)
def test_a_date_that_is_no_utc_time(date: str | None) -> None:
    with pytest.raises(PayloadShapeError, match="expected a UTC time"):
        extract_features(changed("header", "competitions", 0, "date", to=date))


def test_a_season_that_cannot_be() -> None:
    with pytest.raises(PayloadShapeError, match="expected the end year of a season"):
        extract_features(changed("header", "season", "year", to=20))


@pytest.mark.parametrize("score", ["-3", "1O9", 10**10])
def test_a_score_that_is_none(score: Any) -> None:
    with pytest.raises(PayloadShapeError):
        extract_features(changed("header", "competitions", 0, "competitors", 0, "score", to=score))


def test_a_page_without_its_game_strip() -> None:
    payload = changed("page", "content", "gamepackage", to={"bxscr": []}, payload=box_page())
    with pytest.raises(PayloadShapeError, match="gmStrp, got none"):
        extract_features(payload)
