"""NBA.com's side of the simulator as a client sees it: addresses, faults, conditional requests, control."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.fixtures.simulator import DEFAULT_NOW, SimulatorServer

GAME = "0022500100"
SCHEDULE = "/static/json/staticData/scheduleLeagueV2.json"
BOX = f"/static/json/liveData/boxscore/boxscore_{GAME}.json"
PLAYS = f"/static/json/liveData/playbyplay/playbyplay_{GAME}.json"
CONTROL = "/_control/nba"


class Client:
    """Requests to a simulator; `control` fails on a refusal."""

    def __init__(self, server: SimulatorServer) -> None:
        self.server = server
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._session.get(f"{self.server.base_url}{path}", timeout=180, **options)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._session.request(
            method, f"{self.server.base_url}{CONTROL}{path}", json=body, timeout=60
        )
        assert answer.ok, answer.text
        return answer.json()

    def games(self, query: str) -> list[dict[str, Any]]:
        return self.control("GET", f"/games?{query}")["games"]

    def close(self) -> None:
        self._session.close()


@pytest.fixture
def nba(simulator: SimulatorServer) -> Iterator[Client]:
    client = Client(simulator)
    client.control("DELETE", "/season")
    client.control("DELETE", "/games")
    yield client
    client.control("DELETE", "/season")
    client.control("DELETE", "/games")
    client.close()


def test_the_current_schedule_box_score_and_plays_are_served(nba: Client) -> None:
    assert nba.get(SCHEDULE).json()["leagueSchedule"]["seasonYear"] == "2025-26"
    assert nba.get(BOX).json()["game"]["gameId"] == GAME
    assert nba.get(PLAYS).json()["game"]["gameId"] == GAME


def test_other_seasons_have_the_address_of_the_stats_host(nba: Client) -> None:
    answer = nba.get("/stats/scheduleleaguev2?LeagueID=00&Season=2023-24")
    assert answer.json()["leagueSchedule"]["seasonYear"] == "2023-24"


@pytest.mark.parametrize(
    "query", ["", "LeagueID=00&Season=2023", "LeagueID=00&Season=2018-19", "Season=2023-24"]
)
def test_a_season_that_cannot_be_had_is_refused(nba: Client, query: str) -> None:
    assert nba.get(f"/stats/scheduleleaguev2?{query}").status_code == 400


@pytest.mark.parametrize("game_id", ["0022509999", "0022501000", "nonsense"])
def test_what_is_absent_is_answered_with_403_and_xml(nba: Client, game_id: str) -> None:
    answer = nba.get(f"/static/json/liveData/boxscore/boxscore_{game_id}.json")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("application/xml")


def test_the_schedule_follows_the_clock(nba: Client) -> None:
    nba.server.set_clock("2024-03-01T12:00:00+00:00")
    assert nba.get(SCHEDULE).json()["leagueSchedule"]["seasonYear"] == "2023-24"
    nba.server.set_clock("2018-03-01T12:00:00+00:00")
    assert nba.get(SCHEDULE).status_code == 403


@pytest.mark.parametrize("path", [SCHEDULE, BOX, PLAYS])
def test_a_known_etag_is_answered_with_304(nba: Client, path: str) -> None:
    etag = nba.get(path).headers["ETag"]
    again = nba.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_schedule_keeps_its_etag_until_a_game_begins_or_ends(nba: Client) -> None:
    tags = []
    for now in ("2026-01-20T12:00:00+00:00", "2026-01-20T16:00:00+00:00", "2026-01-21T12:00:00+00:00"):
        nba.server.set_clock(now)
        tags.append(nba.get(SCHEDULE).headers["ETag"])
    assert tags[0] == tags[1] != tags[2]


def test_a_correction_changes_the_etag(nba: Client) -> None:
    etag = nba.get(BOX).headers["ETag"]
    assert nba.control("POST", "/games", {"id": GAME, "corrected": True})["revision"] == 1
    assert nba.get(BOX, headers={"If-None-Match": etag}).status_code == 200


def test_a_postponed_game_moves_under_the_same_id(nba: Client) -> None:
    (before,) = [row for row in nba.games("season=2025-26") if row["id"] == GAME]
    after = nba.control("POST", "/games", {"id": GAME, "postponed": True})
    assert (after["first_day"], after["id"]) == (before["day"], GAME)
    assert after["day"] > before["day"]


def test_a_marked_status_holds_whatever_the_clock_says(nba: Client) -> None:
    for status in ("in_progress", "scheduled", "postponed", "final"):
        assert nba.control("POST", "/games", {"id": GAME, "status": status})["status"] == status
    assert nba.control("POST", "/games", {"id": GAME, "status": None})["status"] == "final"


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"id": "0022509999", "corrected": True}, "no game"),
        ({"id": GAME, "status": "lost"}, "expected one of"),
        ({"id": "0022500001", "postponed": True}, "cannot be postponed"),
        ({"id": GAME, "shell": True}, "unknown"),
    ],
)
def test_an_impossible_mark_is_refused(nba: Client, wish: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        nba.control("POST", "/games", wish)


def test_the_truth_lists_the_days_that_the_schedule_lists(nba: Client) -> None:
    days = nba.get(SCHEDULE).json()["leagueSchedule"]["gameDates"]
    listed = {
        (row["gameId"], day["gameDate"][:10], row["homeTeam"]["teamTricode"], row["homeTeam"]["score"])
        for day in days
        for row in day["games"]
    }
    told = {
        (
            row["id"],
            f"{row['day'][5:7]}/{row['day'][8:]}/{row['day'][:4]}",
            row["home"],
            row["home_score"] or 0,
        )
        for row in nba.games("season=2025-26")
    }
    assert told == listed


def test_the_truth_can_be_asked_by_day_and_kind(nba: Client) -> None:
    day = nba.games("day=2026-01-12")
    assert {row["day"] for row in day} == {"2026-01-12"}
    assert nba.games("day=2026-01-12&kind=playoffs") == []
    assert nba.games("") == nba.games(f"day={DEFAULT_NOW[:10]}")
    assert {row["kind"] for row in nba.games("season=2025-26&kind=cup_final")} == {"cup_final"}


@pytest.mark.parametrize("query", ["day=today", "season=2025", "kind=friendly"])
def test_a_question_that_makes_no_sense_is_refused(nba: Client, query: str) -> None:
    with pytest.raises(AssertionError, match="error"):
        nba.games(query)


def test_the_rates_of_a_season_can_be_set(nba: Client) -> None:
    nba.control("POST", "/season", {"postponed_rate": 0.2, "overtime_rate": 1.0})
    games = nba.games("season=2025-26&kind=regular")
    assert sum(row["first_day"] is not None for row in games) > 100
    assert {row["periods"] for row in games if row["periods"]} >= {5, 6}


def test_a_refusal_comes_as_403_with_html(nba: Client) -> None:
    nba.server.add_faults({"match": "static/json", "kind": "html", "status": 403})
    answer = nba.get(SCHEDULE)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_cut_ends_before_the_declared_length(nba: Client) -> None:
    nba.server.add_faults({"match": "playbyplay", "kind": "cut", "bytes": 1000})
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="1000 bytes read"):
        nba.get(PLAYS)


def test_a_status_acts_as_often_as_its_count(nba: Client) -> None:
    nba.server.add_faults({"match": "boxscore", "kind": "status", "status": 503, "count": 1})
    assert [nba.get(BOX).status_code for _ in range(2)] == [503, 200]


def test_a_wrong_game_is_another_one(nba: Client) -> None:
    nba.server.add_faults({"match": "boxscore", "kind": "wrong_game"})
    assert nba.get(BOX).json()["game"]["gameId"] != GAME


def test_requests_are_counted_by_path(nba: Client) -> None:
    nba.get(BOX)
    nba.get(PLAYS)
    assert nba.server.requests()["paths"] == {BOX: 1, PLAYS: 1}


def test_two_processes_give_the_same_bytes(nba: Client) -> None:
    other = SimulatorServer()
    twin = Client(other)
    try:
        for path in (SCHEDULE, BOX, PLAYS):
            assert nba.get(path).content == twin.get(path).content
    finally:
        twin.close()
        other.stop()
