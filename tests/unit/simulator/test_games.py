"""Simulated games: sums, statuses across the clock, marks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.espn.calendar import NEW_YORK
from include.devstack.simulator.espn.recordings import Recordings
from include.devstack.simulator.espn.season import SeasonSettings
from include.devstack.simulator.espn.source import EspnSource, UnknownGameError
from tests.unit.simulator.sums import last_play_score, player_sums, quarter_sums, scores

DAY = date(2026, 1, 12)


def make_source(now: datetime = datetime(2026, 6, 30, tzinfo=UTC), **settings: Any) -> EspnSource:
    return EspnSource(SeasonSettings(**{"postponed_rate": 0, **settings}), Clock(now), Recordings())


def events(source: EspnSource, day: date = DAY) -> list[dict[str, Any]]:
    return json.loads(source.scoreboard(day))["events"]


def tip(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["date"])


@pytest.mark.parametrize("overtime_rate", [0.0, 1.0])
def test_points_score_quarters_and_plays_agree(overtime_rate: float) -> None:
    source = make_source(overtime_rate=overtime_rate)
    days = [DAY + timedelta(days=offset) for offset in range(6)]
    ids = [event["id"] for day in days for event in events(source, day)]
    assert len(ids) >= 25
    for event_id in ids:
        payload = json.loads(source.summary(event_id))
        expected = scores(payload)
        assert quarter_sums(payload) == expected
        assert player_sums(payload) == expected
        assert last_play_score(payload) == expected


def test_scoreboard_and_summary_tell_the_same_score() -> None:
    source = make_source()
    for event in events(source):
        listed = {row["id"]: int(row["score"]) for row in event["competitions"][0]["competitors"]}
        assert listed == scores(json.loads(source.summary(event["id"])))


def test_an_overtime_game_says_so() -> None:
    source = make_source(overtime_rate=1.0)
    event = events(source)[0]
    periods = len(event["competitions"][0]["competitors"][0]["linescores"])
    assert periods > 4
    assert event["status"]["type"]["detail"] == ("Final/OT" if periods == 5 else f"Final/{periods - 4}OT")


def test_the_box_score_has_the_away_team_first_and_the_header_the_home_team() -> None:
    source = make_source()
    payload = json.loads(source.summary(events(source)[0]["id"]))
    sides = {row["homeAway"]: row["id"] for row in payload["header"]["competitions"][0]["competitors"]}
    assert list(sides) == ["home", "away"]
    assert [row["team"]["id"] for row in payload["boxscore"]["players"]] == [sides["away"], sides["home"]]
    assert [row["homeAway"] for row in payload["boxscore"]["teams"]] == ["away", "home"]
    assert all("homeAway" not in row for row in payload["boxscore"]["players"])


def test_a_final_has_enough_plays_players_and_weight() -> None:
    source = make_source()
    for event in events(source):
        body = source.summary(event["id"])
        payload = json.loads(body)
        rows = [row for side in payload["boxscore"]["players"] for row in side["statistics"][0]["athletes"]]
        assert len(payload["plays"]) >= 400
        assert len(rows) >= 24
        assert any(row["didNotPlay"] and row["stats"] == [] for row in rows)
        assert 250_000 < len(body) < 750_000


@pytest.mark.parametrize(
    ("after", "name", "state", "completed"),
    [
        (timedelta(minutes=-1), "STATUS_SCHEDULED", "pre", False),
        (timedelta(minutes=70), "STATUS_IN_PROGRESS", "in", False),
        (timedelta(hours=2, minutes=30), "STATUS_FINAL", "post", True),
    ],
)
def test_the_status_follows_the_clock(after: timedelta, name: str, state: str, completed: bool) -> None:
    first = events(make_source())[0]
    event = events(make_source(tip(first) + after))[0]
    found = event["status"]["type"]
    assert (found["name"], found["state"], found["completed"]) == (name, state, completed)


def test_a_scheduled_game_has_score_zero_listed_and_no_score_in_its_summary() -> None:
    first = events(make_source())[0]
    source = make_source(tip(first) - timedelta(hours=3))
    listed = events(source)[0]["competitions"][0]["competitors"]
    payload = json.loads(source.summary(first["id"]))
    assert [row["score"] for row in listed] == ["0", "0"]
    for row in payload["header"]["competitions"][0]["competitors"]:
        assert not {"score", "winner", "linescores"} & set(row)
    assert "players" not in payload["boxscore"]
    assert "plays" not in payload
    assert "attendance" not in payload["gameInfo"]


def test_a_game_under_way_has_a_partial_score_that_adds_up() -> None:
    first = events(make_source())[0]
    source = make_source(tip(first) + timedelta(minutes=80))
    payload = json.loads(source.summary(first["id"]))
    final = scores(json.loads(make_source().summary(first["id"])))
    now = scores(payload)
    assert player_sums(payload) == quarter_sums(payload) == last_play_score(payload) == now
    assert all(0 < now[team] < final[team] for team in final)


def test_a_shell_has_a_score_and_empty_rows() -> None:
    source = make_source()
    event = events(source)[0]
    source.marks.set_shell(event["id"], True)
    payload = json.loads(source.summary(event["id"]))
    assert min(scores(payload).values()) > 50
    assert set(player_sums(payload).values()) == {0}
    row = payload["boxscore"]["players"][0]["statistics"][0]["athletes"][0]
    assert row["didNotPlay"] is False
    assert "--" in row["stats"]


def test_a_correction_changes_one_statistic_and_no_points() -> None:
    source = make_source()
    event_id = events(source)[0]["id"]
    before = json.loads(source.summary(event_id))
    source.marks.correct(event_id)
    after = json.loads(source.summary(event_id))
    assert player_sums(after) == player_sums(before)
    assert sum(player_sums(after, "assists").values()) == sum(player_sums(before, "assists").values()) + 1


def test_a_postponed_game_is_post_and_not_completed() -> None:
    source = make_source()
    event_id = events(source)[0]["id"]
    source.marks.postpone(event_id)
    event = next(row for row in events(source) if row["id"] == event_id)
    assert event["status"]["type"]["name"] == "STATUS_POSTPONED"
    assert event["status"]["type"]["state"] == "post"
    assert event["status"]["type"]["completed"] is False
    assert [row["score"] for row in event["competitions"][0]["competitors"]] == ["0", "0"]


def test_the_makeup_game_is_listed_once_the_postponement_is_known() -> None:
    source = make_source()
    event = events(source)[0]
    source.marks.postpone(event["id"])
    makeup = source.makeup_of(event["id"])
    assert makeup is not None
    early = make_source(tip(event) - timedelta(days=3))
    early.marks.postpone(event["id"])
    assert scores(json.loads(source.summary(makeup)))
    with pytest.raises(UnknownGameError):
        early.summary(makeup)


def test_a_day_without_games_has_an_empty_list() -> None:
    assert events(make_source(), date(2026, 2, 15)) == []
    assert events(make_source(), date(2026, 8, 1)) == []
    assert events(make_source(), date(1999, 1, 1)) == []


def test_ids_do_not_depend_on_which_day_is_asked_first() -> None:
    one, other = make_source(), make_source()
    earlier = DAY - timedelta(days=20)
    forward = [events(one, day) for day in (earlier, DAY)]
    backward = [events(other, day) for day in (DAY, earlier)]
    assert forward == backward[::-1]


def test_another_seed_gives_other_games() -> None:
    assert make_source(seed=1).scoreboard(DAY) != make_source(seed=2).scoreboard(DAY)


def test_the_season_settings_make_shells_and_postponements() -> None:
    source = make_source(shell_rate=1.0, postponed_rate=0.5)
    names = {row["status"] for row in source.games(DAY)}
    assert names == {"STATUS_FINAL", "STATUS_POSTPONED"}
    final = next(row["id"] for row in source.games(DAY) if row["completed"])
    assert set(player_sums(json.loads(source.summary(final))).values()) == {0}


def test_a_scheduled_status_names_the_new_york_time() -> None:
    first = events(make_source())[0]
    event = events(make_source(tip(first) - timedelta(days=1)))[0]
    local = tip(first).astimezone(NEW_YORK)
    detail = event["status"]["type"]["detail"]
    assert detail == f"Mon, January 12th at {local.hour - 12}:{local:%M} PM EST"
