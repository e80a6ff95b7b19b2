from __future__ import annotations

import json
from datetime import date

import pytest

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.nba.archive import fingerprint, game_item, game_keys, verify_game
from tests.unit.nba.payloads import action, box_score, plays

GAME, DAY = "0022400001", date(2024, 11, 2)


def test_game_is_two_documents_with_the_plays_last() -> None:
    item = game_item(GAME, DAY, is_last_ask=True)
    assert [document.address for document in item.documents] == [
        "liveData/boxscore/boxscore_0022400001.json",
        "liveData/playbyplay/playbyplay_0022400001.json",
    ]
    assert item.keys == (
        "nba_raw/2024-25/0022400001/boxscore.json",
        "nba_raw/2024-25/0022400001/playbyplay.json",
    )
    assert (item.refetch, item.is_last_ask) == (False, True)


def test_prefix_can_be_another() -> None:
    assert game_keys(GAME, "old/nba")[0] == "old/nba/2024-25/0022400001/boxscore.json"


def test_real_game_may_be_stored(real_box_score: bytes, real_plays: bytes) -> None:
    item = game_item("0022000001", date(2020, 12, 22))
    assert len(verify_game(item, [real_box_score, real_plays])) == 64


def test_whole_game_may_be_stored() -> None:
    assert verify_game(game_item(GAME, DAY), [box_score(), plays()]) == fingerprint([box_score(), plays()])


def test_plays_of_another_game_are_refused() -> None:
    with pytest.raises(WrongGameError):
        verify_game(game_item(GAME, DAY), [box_score(), plays("0022400002")])


def test_box_score_of_another_game_is_refused() -> None:
    with pytest.raises(WrongGameError):
        verify_game(game_item(GAME, DAY), [box_score("0022400002"), plays()])


def test_plays_with_another_score_are_incomplete() -> None:
    with pytest.raises(IncompletePayloadError):
        verify_game(game_item(GAME, DAY), [box_score(), plays(home=99)])


def test_hash_ignores_when_it_was_asked_or_edited() -> None:
    def body(time: str) -> bytes:
        one = action(1, "2pt", edited=time)
        return json.dumps({"meta": {"time": time}, "game": {"gameId": GAME, "actions": [one]}}).encode()

    assert fingerprint([body("2024-11-02")]) == fingerprint([body("2024-11-05")])


def test_hash_tells_a_correction() -> None:
    assert fingerprint([box_score(), plays()]) != fingerprint([box_score(attendance=18_000), plays()])


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"game": 1}', b'{"game": {"actions": [1]}}'])
def test_hash_of_what_is_no_game_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError, match="expected a liveData payload with game"):
        fingerprint([body])
