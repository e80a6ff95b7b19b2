"""Simulated box scores and plays of NBA.com: everything adds up, and both tell the same game."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.nba.recordings import NbaRecordings
from include.devstack.simulator.nba.results import NbaSettings
from include.devstack.simulator.nba.season import build_season
from include.devstack.simulator.nba.source import NbaSource, NoDocumentError
from include.nba.checks import game_contradictions
from include.nba.games import read_game

SIDES = ("homeTeam", "awayTeam")
END = datetime(2026, 6, 30, tzinfo=UTC)
SOME = [f"00225{number:05d}" for number in (1, 77, 400, 801, 1201, 1230)] + ["0062500001", "0032500001"]


def source_at(now: datetime = END, **settings: Any) -> NbaSource:
    return NbaSource(NbaSettings(**{"postponed_rate": 0, **settings}), Clock(now), NbaRecordings())


def box_score(source: NbaSource, game_id: str) -> dict[str, Any]:
    return json.loads(source.document("boxscore", game_id))["game"]


def actions(source: NbaSource, game_id: str) -> list[dict[str, Any]]:
    return json.loads(source.document("playbyplay", game_id))["game"]["actions"]


def seconds(text: str) -> float:
    minutes, rest = text.removeprefix("PT").removesuffix("S").split("M")
    return int(minutes) * 60 + float(rest)


def player_sum(team: dict[str, Any], key: str) -> int:
    return sum(player["statistics"][key] for player in team["players"])


@pytest.fixture(scope="module", params=[0.0, 1.0], ids=["regulation", "overtime"])
def source(request: pytest.FixtureRequest) -> NbaSource:
    return source_at(overtime_rate=request.param)


@pytest.mark.parametrize("game_id", SOME)
def test_points_of_players_team_periods_schedule_and_last_play_agree(source: NbaSource, game_id: str) -> None:
    game, plays = box_score(source, game_id), actions(source, game_id)
    listed = source.find(game_id).situation
    scores = [game[side]["score"] for side in SIDES]
    assert [player_sum(game[side], "points") for side in SIDES] == scores
    assert [game[side]["statistics"]["points"] for side in SIDES] == scores
    assert [sum(period["score"] for period in game[side]["periods"]) for side in SIDES] == scores
    assert [int(plays[-1]["scoreHome"]), int(plays[-1]["scoreAway"])] == scores
    assert [sum(listed.home_quarters), sum(listed.away_quarters)] == scores


@pytest.mark.parametrize("game_id", SOME[:4])
def test_minutes_add_up_to_240_and_25_for_each_overtime(source: NbaSource, game_id: str) -> None:
    game = box_score(source, game_id)
    expected = 60 * (240 + 25 * (game["period"] - 4))
    for side in SIDES:
        played = sum(seconds(player["statistics"]["minutes"]) for player in game[side]["players"])
        assert round(played, 2) == expected
        assert seconds(game[side]["statistics"]["minutes"]) == expected


HEAVES = ("fieldGoalsAttempted", "threePointersAttempted")
TOTALS = {
    "assists", "blocks", "blocksReceived", "fieldGoalsAttempted", "fieldGoalsMade", "foulsDrawn",
    "foulsOffensive", "foulsPersonal", "freeThrowsAttempted", "freeThrowsMade", "pointsFastBreak",
    "pointsInThePaint", "pointsSecondChance", "reboundsDefensive", "reboundsOffensive", "steals",
    "threePointersAttempted", "threePointersMade", "turnovers", "twoPointersAttempted", "twoPointersMade",
}  # fmt: skip


@pytest.mark.parametrize("game_id", SOME[:4])
def test_team_totals_are_the_players_sums(source: NbaSource, game_id: str) -> None:
    game, plays = box_score(source, game_id), actions(source, game_id)
    for side in SIDES:
        totals, team_id = game[side]["statistics"], game[side]["teamId"]
        sums = {key: player_sum(game[side], key) for key in TOTALS}
        # A missed heave is an attempt of the team and of no player.
        thrown = sum(play["actionType"] == "heave" and play["teamId"] == team_id for play in plays)
        sums |= {key: sums[key] + thrown for key in HEAVES}
        assert sums == {key: totals[key] for key in TOTALS}
        assert totals["reboundsTotal"] == totals["reboundsPersonal"] + totals["reboundsTeam"]
        assert totals["turnoversTotal"] == totals["turnovers"] + totals["turnoversTeam"]
    home, away = (game[side]["statistics"] for side in SIDES)
    assert (home["foulsDrawn"], away["foulsDrawn"]) == (away["foulsPersonal"], home["foulsPersonal"])
    assert (home["blocksReceived"], away["blocksReceived"]) == (away["blocks"], home["blocks"])
    assert home["pointsAgainst"] == away["points"]


def counted(plays: list[dict[str, Any]]) -> dict[str, Counter[int]]:
    """What the plays give each player."""
    found: dict[str, Counter[int]] = {key: Counter() for key in (*PLAYER_COUNTS, "assists")}
    for play in plays:
        kind, person, made = play["actionType"], play["personId"], play.get("shotResult") == "Made"
        if kind in ("2pt", "3pt", "freethrow"):
            worth = {"2pt": 2, "3pt": 3, "freethrow": 1}[kind]
            found["points"][person] += worth * made
            name = "freeThrowsAttempted" if kind == "freethrow" else "fieldGoalsAttempted"
            found[name][person] += 1
            if "assistPersonId" in play:
                found["assists"][play["assistPersonId"]] += 1
        elif kind == "rebound" and person:
            name = "reboundsOffensive" if play["subType"] == "offensive" else "reboundsDefensive"
            found[name][person] += 1
        elif kind == "foul" and play["subType"] == "technical":
            found["foulsTechnical"][person] += 1
        elif kind in SIMPLE and person:
            found[SIMPLE[kind]][person] += 1
    return found


SIMPLE = {"turnover": "turnovers", "foul": "foulsPersonal", "block": "blocks", "steal": "steals"}
PLAYER_COUNTS = (
    "points", "freeThrowsAttempted", "fieldGoalsAttempted", "reboundsOffensive", "reboundsDefensive",
    "foulsTechnical",
    *SIMPLE.values(),
)  # fmt: skip


@pytest.mark.parametrize("game_id", SOME[:4])
def test_the_plays_give_every_player_what_the_box_score_says(source: NbaSource, game_id: str) -> None:
    game, found = box_score(source, game_id), counted(actions(source, game_id))
    for side in SIDES:
        for player in game[side]["players"]:
            numbers = {key: counts[player["personId"]] for key, counts in found.items()}
            assert numbers == {key: player["statistics"][key] for key in numbers}


@pytest.mark.parametrize("game_id", SOME[:2])
def test_substitutions_give_the_minutes_of_the_box_score(source: NbaSource, game_id: str) -> None:
    game = box_score(source, game_id)
    on = {p["personId"] for side in SIDES for p in game[side]["players"] if p["starter"] == "1"}
    played: Counter[int] = Counter()
    clock = 7200
    for play in actions(source, game_id):
        now = round(seconds(play["clock"]) * 10)
        if now < clock:
            played.update(dict.fromkeys(on, clock - now))
        clock = now
        if play["actionType"] == "substitution":
            (on.add if play["subType"] == "in" else on.discard)(play["personId"])
    minutes = {
        p["personId"]: round(seconds(p["statistics"]["minutes"]) * 10)
        for side in SIDES
        for p in game[side]["players"]
    }
    assert {person: tenths for person, tenths in minutes.items() if tenths} == dict(played)


def test_the_final_floor_is_marked_as_on_court() -> None:
    game = box_score(source_at(), SOME[0])
    for side in SIDES:
        assert sum(player["oncourt"] == "1" for player in game[side]["players"]) == 5


def test_plus_minus_adds_up_to_five_times_the_difference() -> None:
    game = box_score(source_at(), SOME[0])
    difference = game["homeTeam"]["score"] - game["awayTeam"]["score"]
    assert player_sum(game["homeTeam"], "plusMinusPoints") == 5 * difference
    assert player_sum(game["awayTeam"], "plusMinusPoints") == -5 * difference


def test_action_numbers_have_gaps_and_order_numbers_ascend() -> None:
    plays = actions(source_at(), SOME[0])
    numbers = [play["actionNumber"] for play in plays]
    orders = [play["orderNumber"] for play in plays]
    assert len(set(numbers)) == len(numbers) < max(numbers)
    assert orders == sorted(set(orders))
    assert len(plays) > 400


def test_every_rebound_names_a_missed_shot_or_free_throw() -> None:
    plays = actions(source_at(), SOME[0])
    missed = {
        play["actionNumber"]
        for play in plays
        if play.get("shotResult") == "Missed" or play["actionType"] == "heave"
    }
    rebounds = [play["shotActionNumber"] for play in plays if play["actionType"] == "rebound"]
    assert rebounds
    assert set(rebounds) == missed


def test_an_overtime_game_says_so() -> None:
    source = source_at(overtime_rate=1.0)
    game, plays = box_score(source, SOME[1]), actions(source, SOME[1])
    assert game["period"] > 4
    assert game["gameStatusText"] == ("Final/OT" if game["period"] == 5 else f"Final/OT{game['period'] - 4}")
    assert game["homeTeam"]["periods"][4]["periodType"] == "OVERTIME"
    assert {play["periodType"] for play in plays if play["period"] > 4} == {"OVERTIME"}
    assert next(play["clock"] for play in plays if play["period"] == 5) == "PT05M00.00S"


def test_a_correction_changes_both_documents_and_no_points() -> None:
    source = source_at()
    before = (box_score(source, SOME[0]), actions(source, SOME[0]))
    source.marks.correct(SOME[0])
    after = (box_score(source, SOME[0]), actions(source, SOME[0]))
    assert player_sum(after[0]["homeTeam"], "assists") == player_sum(before[0]["homeTeam"], "assists") + 1
    assert sum("assistPersonId" in play for play in after[1]) == sum(
        "assistPersonId" in play for play in before[1]
    ) + 1  # fmt: skip
    assert after[0]["homeTeam"]["score"] == before[0]["homeTeam"]["score"]


def test_a_game_under_way_has_a_beginning_that_adds_up() -> None:
    start = build_season(2026, NbaSettings(postponed_rate=0)).games[SOME[1]].game.start
    source = source_at(start + timedelta(minutes=70))
    game, plays = box_score(source, SOME[1]), actions(source, SOME[1])
    final = box_score(source_at(), SOME[1])
    assert game["gameStatus"] == 2
    for side, key in zip(SIDES, ("scoreHome", "scoreAway"), strict=True):
        assert player_sum(game[side], "points") == game[side]["score"] == int(plays[-1][key])
        assert 0 < game[side]["score"] < final[side]["score"]


@pytest.mark.parametrize("game_id", ["0022509999", "0072500001", "401810084", SOME[1]])
def test_there_are_no_documents_of_unknown_games_and_of_games_to_come(game_id: str) -> None:
    with pytest.raises(NoDocumentError):
        source_at(datetime(2025, 10, 1, tzinfo=UTC)).document("boxscore", game_id)


def test_another_source_gives_the_same_bytes() -> None:
    one, other = source_at(), source_at()
    assert one.schedule(2026) == other.schedule(2026)
    for document in ("boxscore", "playbyplay"):
        assert one.document(document, SOME[2]) == other.document(document, SOME[2])


def test_another_seed_gives_other_games() -> None:
    assert source_at(seed=1).document("boxscore", SOME[2]) != source_at(seed=2).document("boxscore", SOME[2])


MANY = [f"00225{number:05d}" for number in range(1, 9)]
EARLIER = [game_id.replace("00225", "00224") for game_id in MANY]


@pytest.fixture(scope="module")
def season() -> NbaSource:
    return source_at(END)


@pytest.fixture(scope="module")
def many(season: NbaSource) -> list[list[dict[str, Any]]]:
    """The plays of some games of 2025-26."""
    return [actions(season, game_id) for game_id in MANY]


def test_heaves_are_late_missed_shots_of_a_team_and_nobody(many: list[list[dict[str, Any]]]) -> None:
    thrown = [play for plays in many for play in plays if play["actionType"] == "heave"]
    assert thrown
    for play in thrown:
        assert (play["personId"], play["subType"], "shotResult" in play) == (0, "", False)
        assert play["period"] in (1, 2, 3)
        assert seconds(play["clock"]) <= 3
        assert play["shotDistance"] >= 36


def test_no_season_before_2025_26_has_heaves(season: NbaSource) -> None:
    kinds = {play["actionType"] for game_id in EARLIER for play in actions(season, game_id)}
    assert "heave" not in kinds
    assert kinds >= {"2pt", "3pt", "freethrow"}


def test_missed_technical_free_throw_is_followed_by_a_dead_ball_rebound(
    many: list[list[dict[str, Any]]],
) -> None:
    found = [
        rows
        for plays in many
        for rows in zip(plays, plays[1:], plays[2:], strict=False)
        if rows[0]["subType"] == "technical"
    ]
    assert found
    for foul, throw, rebound in found:
        kind = throw["actionType"], throw["subType"], throw["descriptor"], throw["shotResult"]
        assert kind == ("freethrow", "1 of 1", "technical", "Missed")
        assert throw["teamId"] == rebound["teamId"] != foul["teamId"]
        assert (rebound["actionType"], rebound["qualifiers"]) == ("rebound", ["deadball", "team"])
        assert rebound["shotActionNumber"] == throw["actionNumber"]
        assert {row["possession"] for row in (foul, throw, rebound)} == {foul["teamId"]}


@pytest.mark.parametrize("game_id", MANY)
def test_a_game_does_not_contradict_itself(season: NbaSource, game_id: str) -> None:
    bodies = season.document("boxscore", game_id), season.document("playbyplay", game_id)
    assert game_contradictions(read_game(game_id, *bodies)) == []
