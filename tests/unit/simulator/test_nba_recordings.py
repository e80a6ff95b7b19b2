"""NBA.com's real payloads: served first and byte for byte, and the model of the simulated ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.nba.recordings import NbaRecordings, load_nba_recordings
from include.devstack.simulator.nba.results import NbaSettings
from include.devstack.simulator.nba.source import NbaSource

END = datetime(2026, 6, 30, tzinfo=UTC)
# What the simulator leaves out of its schedule: broadcasters of other kinds, and the best scorers.
LEFT_OUT = ("intlOtt", "intlTv", "nationalRadio", "pointsLeaders[]")


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    if not (shared_data / "nba_com").is_dir():
        pytest.skip(f"no real payloads of NBA.com at {shared_data / 'nba_com'}")
    return shared_data


@pytest.fixture(scope="module")
def recorded(folder: Path) -> NbaSource:
    return NbaSource(NbaSettings(), Clock(END), load_nba_recordings(folder))


@pytest.fixture(scope="module")
def simulated() -> NbaSource:
    return NbaSource(NbaSettings(overtime_rate=0), Clock(END), NbaRecordings())


def real(folder: Path, name: str) -> bytes:
    path = folder / "nba_com" / name
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def shape(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every path of a payload with the type of what stands there."""
    yield path, type(value).__name__
    if isinstance(value, dict):
        for key, part in value.items():
            yield from shape(part, f"{path}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from shape(part, f"{path}[]")


def test_a_box_score_has_the_real_keys_and_types(folder: Path, simulated: NbaSource) -> None:
    model = set(shape(json.loads(real(folder, "boxscore_0022000001.json"))))
    assert set(shape(json.loads(simulated.document("boxscore", "0022500300")))) == model


def test_plays_have_the_real_keys_and_types(folder: Path, simulated: NbaSource) -> None:
    model = set(shape(json.loads(real(folder, "playbyplay_0022400500.json.gz"))))
    made = set()
    for number in range(300, 305):
        made |= set(shape(json.loads(simulated.document("playbyplay", f"00225{number:05d}"))))
    assert made == model


def test_each_kind_of_action_has_no_key_that_the_real_ones_lack(folder: Path, simulated: NbaSource) -> None:
    def keys(body: bytes) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for action in json.loads(body)["game"]["actions"]:
            found.setdefault(action["actionType"], set()).update(action)
        return found

    model = keys(real(folder, "playbyplay_0022400500.json.gz"))
    for kind, names in keys(simulated.document("playbyplay", "0022500300")).items():
        assert names <= model[kind], kind


def test_a_schedule_has_the_real_keys_and_types(folder: Path, simulated: NbaSource) -> None:
    model = set(shape(json.loads(real(folder, "scheduleLeagueV2_2024-25.json.gz"))))
    made = set(shape(json.loads(simulated.schedule(2026))))
    assert made <= model
    missing = {path for path, _ in model - made if not any(part in path for part in LEFT_OUT)}
    assert missing == {
        ".leagueSchedule.gameDates[].games[].broadcasters.nationalTvBroadcasters[].broadcasterRanking"
    }


@pytest.mark.parametrize(
    ("document", "game_id", "name"),
    [
        ("boxscore", "0022000001", "boxscore_0022000001.json"),
        ("playbyplay", "0022000001", "playbyplay_0022000001.json"),
        ("playbyplay", "0022400500", "playbyplay_0022400500.json.gz"),
    ],
)
def test_recorded_documents_are_served_byte_for_byte(
    recorded: NbaSource, folder: Path, document: Any, game_id: str, name: str
) -> None:
    assert recorded.document(document, game_id) == real(folder, name)


def test_a_recorded_schedule_is_served_byte_for_byte(recorded: NbaSource, folder: Path) -> None:
    assert recorded.schedule(2025) == real(folder, "scheduleLeagueV2_2024-25.json.gz")


def test_games_of_a_recorded_schedule_get_documents_that_agree(recorded: NbaSource) -> None:
    days = json.loads(recorded.schedule(2025))["leagueSchedule"]["gameDates"]
    rows = {row["gameId"]: row for day in days for row in day["games"]}
    overtimes = [game_id for game_id, row in rows.items() if row["gameStatusText"] == "Final/OT2"]
    guests = [game_id for game_id, row in rows.items() if row["awayTeam"]["teamTricode"] == "NZB"]
    for game_id in ("0022400001", "0062400001", "0042400407", "0032400004", overtimes[0], guests[0]):
        row = rows[game_id]
        game = json.loads(recorded.document("boxscore", game_id))["game"]
        last = json.loads(recorded.document("playbyplay", game_id))["game"]["actions"][-1]
        for side, score in (("homeTeam", last["scoreHome"]), ("awayTeam", last["scoreAway"])):
            assert game[side]["teamTricode"] == row[side]["teamTricode"]
            assert game[side]["score"] == row[side]["score"] == int(score)
        assert game["gameStatusText"] == row["gameStatusText"]
        assert game["gameTimeUTC"] == row["gameDateTimeUTC"]


def test_a_recorded_box_score_takes_its_place_in_a_simulated_schedule(recorded: NbaSource) -> None:
    days = json.loads(recorded.schedule(2021))["leagueSchedule"]["gameDates"]
    (row,) = [row for day in days for row in day["games"] if row["gameId"] == "0022000001"]
    assert row["gameCode"] == "20201222/GSWBKN"
    assert (row["homeTeam"]["score"], row["awayTeam"]["score"]) == (125, 99)


def test_a_folder_without_payloads_of_nba_com_records_nothing(tmp_path: Path) -> None:
    assert load_nba_recordings(tmp_path) == NbaRecordings()
