"""NBA.com's simulated calendar: kinds, ids, Cup, postponed games, and what the schedule says when."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.nba.listing import Kind, Listing, season_of_id
from include.devstack.simulator.nba.recordings import NbaRecordings
from include.devstack.simulator.nba.results import NbaSettings
from include.devstack.simulator.nba.season import NbaSeason, build_season
from include.devstack.simulator.nba.source import NbaSource, NoDocumentError

Rows = dict[str, dict[str, Any]]
END = datetime(2026, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def season() -> NbaSeason:
    return build_season(2026, NbaSettings())


@pytest.fixture(scope="module")
def ended() -> Rows:
    """The schedule's rows after the season."""
    return rows(source_at(END))


def of_kind(season: NbaSeason, kind: Kind) -> list[Listing]:
    return [listing for listing in season.games.values() if listing.kind is kind]


def source_at(now: datetime, **settings: Any) -> NbaSource:
    return NbaSource(NbaSettings(**settings), Clock(now), NbaRecordings())


def rows(source: NbaSource, season: int = 2026) -> Rows:
    """The schedule's rows by id, each with its day."""
    days = json.loads(source.schedule(season))["leagueSchedule"]["gameDates"]
    return {row["gameId"]: row | {"listed": day["gameDate"]} for day in days for row in day["games"]}


def test_a_season_has_all_kinds_of_games(season: NbaSeason) -> None:
    kinds = Counter(listing.kind for listing in season.games.values())
    playoffs = kinds.pop(Kind.PLAYOFFS)
    assert kinds == {
        Kind.PRESEASON: 75,
        Kind.REGULAR: 1230,
        Kind.ALL_STAR: 1,
        Kind.PLAY_IN: 6,
        Kind.CUP_FINAL: 1,
    }
    assert 60 <= playoffs <= 105


def test_regular_ids_are_0022500001_to_0022501230(season: NbaSeason) -> None:
    ids = sorted(listing.id for listing in of_kind(season, Kind.REGULAR))
    assert ids == [f"00225{number:05d}" for number in range(1, 1231)]


def test_ids_name_their_season_and_kind(season: NbaSeason) -> None:
    assert {season_of_id(game_id) for game_id in season.games} == {2026}
    assert all(listing.id[2] == listing.kind for listing in season.games.values())


@pytest.mark.parametrize("text", ["401810084", "0072500001", "0022500001x", "022500001", "1022500001"])
def test_what_is_no_id_has_no_season(text: str) -> None:
    assert season_of_id(text) is None


def test_the_order_of_ids_is_not_the_order_of_days(season: NbaSeason) -> None:
    ids = [listing.id for listing in of_kind(season, Kind.REGULAR)]
    assert sum(later < earlier for earlier, later in pairwise(ids)) > 20


@pytest.mark.parametrize("year", [2020, 2025, 2030])
def test_every_team_plays_82_games_and_never_twice_a_day(year: int) -> None:
    season = build_season(year, NbaSettings(postponed_rate=0.02))
    teams = [
        (listing.game.day, team.id)
        for listing in of_kind(season, Kind.REGULAR)
        for team in (listing.game.home, listing.game.away)
    ]
    assert set(Counter(team for _, team in teams).values()) == {82}
    assert len(teams) == len(set(teams))


def test_cup_groups_play_sixty_games_each_pair_once(season: NbaSeason) -> None:
    games = [listing for listing in season.games.values() if listing.subtype == "in-season"]
    pairs = [frozenset((one.game.home.id, one.game.away.id)) for one in games]
    assert len(pairs) == len(set(pairs)) == 60
    assert Counter(one.sub_label for one in games) == {
        f"{side} Group {letter}": 10 for side in ("East", "West") for letter in "ABC"
    }


def test_the_cup_final_is_between_the_semifinals_winners_on_a_free_day(season: NbaSeason) -> None:
    (final,) = of_kind(season, Kind.CUP_FINAL)
    semifinals = [season.games[f"00225{number:05d}"].game for number in (1229, 1230)]
    winners = {game.home if game.home_score > game.away_score else game.away for game in semifinals}
    assert final.id == "0062500001"
    assert {final.game.home, final.game.away} == winners
    assert final.game.day > max(game.day for game in semifinals)


def test_playoff_ids_hold_round_series_and_game(season: NbaSeason) -> None:
    series: dict[str, list[Listing]] = {}
    for listing in of_kind(season, Kind.PLAYOFFS):
        series.setdefault(listing.id[:9], []).append(listing)
    assert sorted(name[7:] for name in series) == [
        *(f"1{number}" for number in range(8)), "20", "21", "22", "23", "30", "31", "40",
    ]  # fmt: skip
    for games in series.values():
        assert [one.id[9] for one in games] == [str(number) for number in range(1, len(games) + 1)]
        assert " wins 4-" in games[-1].series_text


def test_a_postponed_game_keeps_its_low_id_and_gets_a_late_day() -> None:
    before = build_season(2026, NbaSettings(postponed_rate=0))
    after = build_season(2026, NbaSettings(postponed_rate=0), ("0022500100",))
    old, new = before.games["0022500100"], after.games["0022500100"]
    assert new.first_start == old.game.start
    assert new.game.day >= old.game.day + timedelta(days=10)
    others = {game_id: one.game.day for game_id, one in after.games.items() if one.kind is Kind.REGULAR}
    assert {game_id for game_id, day in others.items() if before.games[game_id].game.day != day} == {
        "0022500100"
    }


def test_a_cup_game_is_not_postponed() -> None:
    assert build_season(2026, NbaSettings(postponed_rate=0), ("0022500001",)).games[
        "0022500001"
    ].first_start is None  # fmt: skip


def test_the_schedule_shows_a_postponement_in_three_steps() -> None:
    first = build_season(2026, NbaSettings(postponed_rate=0)).games["0022500100"].game.start
    seen = []
    day = rows(source_at(first - timedelta(days=1), postponed_rate=0))["0022500100"]["listed"]
    for after in (timedelta(days=-1), timedelta(hours=1), timedelta(days=3)):
        source = source_at(first + after, postponed_rate=0)
        source.marks.postpone("0022500100")
        row = rows(source)["0022500100"]
        seen.append((row["gameStatusText"] == "PPD", row["postponedStatus"], row["gameStatus"]))
        assert (row["listed"] != day) is (after == timedelta(days=3))
    assert seen == [(False, "N", 1), (True, "Y", 1), (False, "N", 1)]


def test_cup_games_that_are_not_drawn_have_no_teams() -> None:
    listed = rows(source_at(datetime(2025, 11, 1, tzinfo=UTC)))
    undrawn = {game_id for game_id, row in listed.items() if row["homeTeam"]["teamTricode"] is None}
    row = listed["0022501201"]
    assert undrawn == {*(f"00225{n:05d}" for n in (1201, 1202, 1203, 1204, 1229, 1230)), "0062500001"}
    assert (row["homeTeam"]["teamId"], row["gameStatusText"], row["gameCode"], row["gameSubLabel"]) == (
        0, "TBD", "", "Quarterfinal",
    )  # fmt: skip
    assert "0022501205" not in listed


def test_the_draw_gives_the_quarterfinals_teams_and_the_rest_games() -> None:
    listed = rows(source_at(datetime(2025, 12, 5, tzinfo=UTC)))
    undrawn = {game_id for game_id, row in listed.items() if row["homeTeam"]["teamTricode"] is None}
    assert undrawn == {"0022501229", "0022501230", "0062500001"}
    assert sum("0022501205" <= game_id <= "0022501228" for game_id in listed) == 22


def test_playoff_games_are_listed_when_they_are_known(ended: Rows) -> None:
    kinds = Counter(game_id[2] for game_id in rows(source_at(datetime(2026, 3, 1, tzinfo=UTC))))
    assert set(kinds) == {"1", "2", "3", "6"}
    assert set(Counter(game_id[2] for game_id in ended)) == {"1", "2", "3", "4", "5", "6"}


def test_after_the_season_every_listed_game_is_final(ended: Rows) -> None:
    assert {row["gameStatus"] for row in ended.values()} == {3}
    assert len(ended) == len(build_season(2026, NbaSettings()).games)


def test_rows_stand_under_their_new_york_day(ended: Rows) -> None:
    for row in ended.values():
        listed = datetime.strptime(row["listed"], "%m/%d/%Y %H:%M:%S")  # noqa: DTZ007 (a day has no zone)
        assert row["gameDateEst"] == f"{listed:%Y-%m-%d}T00:00:00Z"
        assert row["gameDateTimeEst"][:10] == f"{listed:%Y-%m-%d}"


def test_wins_add_up_to_82_games_at_the_end(ended: Rows) -> None:
    last: dict[str, int] = {}
    for game_id, row in ended.items():
        if game_id[2] == "2":
            for side in ("homeTeam", "awayTeam"):
                team = row[side]
                last[team["teamTricode"]] = max(
                    last.get(team["teamTricode"], 0), team["wins"] + team["losses"]
                )
    assert set(last.values()) == {82}


def test_the_current_season_changes_with_the_clock() -> None:
    assert source_at(datetime(2026, 8, 31, 12, tzinfo=UTC)).current_season() == 2026
    assert source_at(datetime(2026, 9, 2, tzinfo=UTC)).current_season() == 2027


@pytest.mark.parametrize("season", [2019, 2031])
def test_seasons_outside_the_calendar_have_no_schedule(season: int) -> None:
    with pytest.raises(NoDocumentError):
        source_at(END).schedule(season)


def test_games_are_listed_by_new_york_days_across_both_clock_changes(ended: Rows) -> None:
    for day in (date(2025, 11, 2), date(2026, 3, 8)):
        games = [row for row in ended.values() if row["listed"].startswith(f"{day:%m/%d/%Y}")]
        offset = {row["gameDateUTC"][11:16] for row in games}
        assert offset == {"04:00" if day.month == 11 else "05:00"}
