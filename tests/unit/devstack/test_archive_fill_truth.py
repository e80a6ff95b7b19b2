"""What the filled archive claims of a game is what its payloads tell."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache

import pytest

from include.devstack.archive_fill import KINDS, TROUBLED_KINDS, FilledGame, bodies
from tests.unit.devstack.archive_reading import Told, read

FINAL_KINDS = [*KINDS, "shell", "shell_pages"]
TOLD_NOTHING = ("not_json", "unknown_format")


@lru_cache(maxsize=64)
def archive(kind: str, lean: bool) -> list[tuple[FilledGame, list[bytes]]]:
    """Four games of a kind with their distinct bodies."""
    found: dict[FilledGame, dict[bytes, None]] = defaultdict(dict)
    for _, body, truth in bodies(4, 2, kinds={kind: 1}, lean=lean):
        found[truth][body] = None
    return [(truth, list(different)) for truth, different in found.items()]


def together(payloads: list[bytes]) -> Told:
    """What the documents of one game tell together: the players of the one, the plays of the other."""
    told = [read(body) for body in payloads]
    whole = told[0]
    for other in told[1:]:
        assert (other.game_id, other.scores) == (whole.game_id, whole.scores)
        whole.players = whole.players or other.players
        whole.plays = whole.plays or other.plays
    return whole


@pytest.mark.parametrize("lean", [False, True])
@pytest.mark.parametrize("kind", [*FINAL_KINDS, "postponed"])
def test_payloads_tell_the_truth(kind: str, lean: bool) -> None:
    for truth, payloads in archive(kind, lean):
        told = together(payloads)
        assert (told.game_id, told.home_id, told.away_id) == (truth.game_id, truth.home_id, truth.away_id)
        assert told.scores.get(truth.home_id) == truth.home_score
        assert told.scores.get(truth.away_id) == truth.away_score
        assert told.quarters.get(truth.home_id, ()) == truth.home_quarters
        assert told.quarters.get(truth.away_id, ()) == truth.away_quarters
        assert told.plays == truth.plays
        assert sum(map(len, told.players.values())) == truth.player_rows
        assert told.attendance == truth.attendance
        assert told.officials == truth.officials


@pytest.mark.parametrize("kind", KINDS)
def test_points_of_players_and_quarters_add_up_to_the_score(kind: str) -> None:
    for truth, payloads in archive(kind, True):
        told = together(payloads)
        assert {team: sum(quarters) for team, quarters in told.quarters.items()} == told.scores
        sums = {team: sum(points or 0 for _, points in rows) for team, rows in told.players.items()}
        assert sums == (told.scores if truth.has_box_score else {})


@pytest.mark.parametrize("kind", ["shell", "shell_pages"])
def test_an_empty_shell_has_rows_of_zeros(kind: str) -> None:
    for truth, payloads in archive(kind, True):
        assert not truth.has_box_score
        points = {points for rows in together(payloads).players.values() for _, points in rows}
        assert points == {0}


def test_the_labels_kind_has_columns_without_keys_and_teams_without_an_order() -> None:
    for _, (body,) in archive("old_summary_labels", False):
        box = json.loads(body)["boxscore"]
        assert not {"keys", "names"} & {key for side in box["players"] for key in side["statistics"][0]}
        assert not any("displayOrder" in side for side in [*box["teams"], *box["players"]])


@pytest.mark.parametrize("kind", ["pages_no_extras", "old_summary_no_extras"])
def test_kinds_without_extras_name_no_channels(kind: str) -> None:
    for truth, payloads in archive(kind, False):
        assert truth.attendance is None
        assert truth.officials == ()
        for body in payloads:
            assert b'"broadcasts":[{' not in body
            assert b'"cvrg"' not in body


@pytest.mark.parametrize("kind", [kind for kind in TROUBLED_KINDS if kind in TOLD_NOTHING])
def test_a_body_that_is_no_game_claims_nothing(kind: str) -> None:
    for truth, _ in archive(kind, True):
        assert (truth.format, truth.home_score, truth.plays, truth.player_rows) == (None, None, 0, 0)


def test_a_cut_body_is_not_json() -> None:
    for _, (body,) in archive("not_json", True):
        with pytest.raises(json.JSONDecodeError):
            json.loads(body)


def test_format_and_wrapping_are_those_of_the_bodies() -> None:
    for kind in KINDS:
        for truth, payloads in archive(kind, True):
            for body in payloads:
                payload = json.loads(body)
                assert truth.format == (1 if "page" in payload else 2)
                assert truth.wrapped == ("gamepackageJSON" in payload)


@pytest.mark.parametrize("kind", ["summary", "pages"])
def test_a_lean_game_is_smaller_by_more_than_a_quarter(kind: str) -> None:
    whole = sum(truth.size for truth, _ in archive(kind, False))
    lean = sum(truth.size for truth, _ in archive(kind, True))
    assert lean < 0.75 * whole
