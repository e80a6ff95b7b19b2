"""Recorded cases and the values that are right for them, as `cases/*/EXPECTED.tsv` says."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from include.control.read.__main__ import read_file
from include.control.read.payload import Asked

Line = Mapping[str, Any]
LINGFIELD_VOID = "racing_post/pages/result_lingfield_20220304_1555_void.html.gz"


def rows(line: Line, *names: str) -> list[tuple[Any, ...]]:
    """The values of some columns, a tuple a row."""
    assert line["ok"], line["message"]
    return [tuple(row[name] for name in names) for row in line["data"]["rows"]]


def races(line: Line) -> list[tuple[str, str, str | None]]:
    assert line["ok"], line["message"]
    return [(race["country"], race["race_id"], race["off"]) for race in line["data"]["races"]]


def next_result(line: Line) -> None:
    first, second, third = rows(line, "pos", "horse", "btn", "ovr_btn", "secs")
    assert (first[0], first[2]) == ("1", 0)
    assert first[1].startswith("Runner A")
    assert second == ("2", "Runner B (IRE)", 2, 2, 100.33)
    assert (third[0], third[2:]) == ("PU", (None, None, None))
    assert set(rows(line, "ran", "course_id", "off")) == {(3, "77", "14:30")}
    assert rows(line, "lbs", "rpr", "or", "ts")[0] == (154, 92, None, None)


def next_day(line: Line) -> None:
    assert [race[:2] for race in races(line)] == [("gb", "900100"), ("ire", "900102"), ("fr", "900103")]


def day_2022(line: Line) -> None:
    assert races(line) == [
        ("gb", "900001", "17:30"),
        ("gb", "900002", "18:00"),
        ("ire", "900003", "13:35"),
    ]


def one_foreign(line: Line) -> None:
    assert [race[1] for race in races(line) if race[0] == "gb"] == ["900001", "900002"]
    assert "900006" not in [race[1] for race in races(line)]


def newmarket_july(line: Line) -> None:
    assert [race[1] for race in races(line)] == ["900001", "900002", "900003"]


def disqualified(line: Line) -> None:
    assert rows(line, "ovr_btn") == [(0,), (12,), (13,), (None,)]
    assert rows(line, "secs") == [(100.0,), (102.0,), (102.17,), (None,)]
    assert rows(line, "btn")[0] == (0,)


def fin_time(line: Line) -> None:
    assert rows(line, "jockey", "trainer", "time", "secs") == [
        ("Jockey One", "Trainer One", "1:26.30", 86.3),
        ("Jockey Two", "Trainer Two", "1:26.55", 86.55),
    ]


def furlongs_and_metres(line: Line) -> None:
    assert rows(line, "jockey", "trainer", "secs", "dist_f", "dist_m") == [
        ("Jockey One", "Trainer One", 403.88, 26.5, 5300)
    ]


def course_id(line: Line) -> None:
    assert set(rows(line, "course_id")) == {("77",)}


def whole_numbers(line: Line) -> None:
    assert rows(line, "num", "pos") == [(1, "1"), (2, "2")]


def horse_name(line: Line) -> None:
    assert rows(line, "horse", "jockey", "secs") == [("Horse Alpha", "Jockey One", 403.88)]
    # The file has no am or pm.
    assert line["data"]["rows"][0]["off"] in ("3:20", "15:20")


def cloth_dot(line: Line) -> None:
    assert line["ok"], line["message"]
    assert len(line["data"]["rows"]) > 0
    assert set(rows(line, "num")) == {(None,)}


def position_zero(line: Line) -> None:
    if not line["ok"]:
        assert line["error"] == "IncompletePayloadError"
        return
    assert all(row[0] is None or not row[0].startswith("0") for row in rows(line, "pos"))


def possessions(first: int, second: int) -> Callable[[Line], None]:
    def check(line: Line) -> None:
        assert line["ok"], line["message"]
        assert list(line["data"]["possessions"].values()) == [first, second]

    return check


def by_team(line: Line) -> None:
    assert line["ok"], line["message"]
    assert line["data"]["possessions"] == {"1610612737": 1, "1610612738": 1}


def possessions_or_refused(first: int, second: int) -> Callable[[Line], None]:
    def check(line: Line) -> None:
        if line["ok"]:
            assert sorted(line["data"]["possessions"].values(), reverse=True) == [first, second]
        else:
            assert line["error"].endswith("Error")

    return check


def incomplete_or_failed_check(line: Line) -> None:
    if not line["ok"]:
        assert line["error"] == "IncompletePayloadError"
        return
    data = line["data"]
    assert not all(data["checks"].values()) or not data["archive_check"]["ok"]


def no_score_before_the_first_basket(line: Line) -> None:
    if not line["ok"]:
        assert line["error"].endswith("Error")
        return
    plays = line["data"]["plays"]
    before = [(play["home_score"], play["away_score"]) for play in plays if play["clock_seconds"] > 680]
    assert before == [(0, 0)] * len(before)
    assert len(before) > 0


RACING: Mapping[str, Callable[[Line], None]] = {
    "F01_next_result.html": next_result,
    "F01_next_day.html": next_day,
    "F02_day_2022.html": day_2022,
    "F02_day_2022_one_foreign.html": one_foreign,
    "F03_day_newmarket_july.html": newmarket_july,
    "F04_dsq_first_past_the_post.html": disqualified,
    "F05a_csv_2018_12_fin_time.csv": fin_time,
    "F05b_csv_2019_02_dist_f.csv": furlongs_and_metres,
    "F07_course_id_slash.html": course_id,
    "F08_csv_num_float.csv": whole_numbers,
    "F08b_csv_pos_float.csv": whole_numbers,
    "F09_csv_2019_03_horse_name.csv": horse_name,
    "F11_cloth_dot.html": cloth_dot,
    "F12_position_0.html": position_zero,
}
ESPN_NBA: Mapping[str, Callable[[Line], None]] = {
    "01_heave.json": by_team,
    "01_heave_as_3pt_until_2024-25.json": by_team,
    "02_missed_technical_free_throw.json": possessions(2, 2),
    "03_espn_minutes_zero_for_all.json": incomplete_or_failed_check,
    "04_stats_score_on_the_first_record.json": no_score_before_the_first_basket,
    "05_stats_rebound_before_its_miss.json": possessions_or_refused(3, 2),
}
CASES = {
    **{f"racing/{name}": check for name, check in RACING.items()},
    **{f"espn_nba/{name}": check for name, check in ESPN_NBA.items()},
}

OK_ELSEWHERE = {
    "espn_page/401585183_final.json": "espn_page",
    "espn_scoreboard/20201223_postponed.json": "espn_scoreboard",
    "espn_scoreboard/20240115_11_finals.json": "espn_scoreboard",
    "espn_scoreboard/20250214_no_games.json": "espn_scoreboard",
    "espn_scoreboard/20261003_scheduled.json": "espn_scoreboard",
    "espn_summary/401810084_final.json": "espn_summary",
    "espn_summary/401810849_final.json": "espn_summary",
    "espn_summary/401810854_pregame.json": "espn_summary",
    "nba_com/boxscore_0022000001.json": "nba_box_score",
    "nba_com/playbyplay_0022000001.json": "nba_play_by_play",
    "nba_com/playbyplay_0022400500.json.gz": "nba_play_by_play",
    "nba_com/scheduleLeagueV2_2024-25.json.gz": "nba_schedule",
    "racing_post/fr-2018.csv": "racing_csv",
    "racing_post/gb_2020_06_03_v1.csv": "racing_csv",
    "racing_post/gb_2020_06_03_v2.csv": "racing_csv",
    "racing_post/pages/daily_results_20220511.html.gz": "racing_post_day",
    LINGFIELD_VOID: "racing_post_result",
    "racing_post/pages/results_auteuil_20220507_1641_disqualified.html.gz": "racing_post_result",
    "racing_post/pages/results_compiegne_20220406_1150_carriedout.html.gz": "racing_post_result",
    "racing_post/pages/results_les_landes_20220508_1430_no_racecard_numbers.html.gz": "racing_post_result",
    "racing_post/pages/results_punchestown_20260428_919174.html.gz": "racing_post_result",
}


def _read(file: Path) -> Line:
    return read_file(str(file), Asked()).line


@pytest.mark.parametrize("name", CASES)
def test_a_recorded_case_gives_the_right_values(shared_data: Path, name: str) -> None:
    CASES[name](_read(shared_data / "cases" / name))


@pytest.mark.parametrize("folder", ["racing", "espn_nba"])
def test_every_recorded_case_stands_in_the_table(shared_data: Path, folder: str) -> None:
    cases = shared_data / "cases" / folder
    with (cases / "EXPECTED.tsv").open(newline="") as file:
        told = {name for row in csv.reader(file, delimiter="\t") for name in ", ".join(row[:2]).split(", ")}
    stored = {file.name for file in cases.iterdir()} - {"EXPECTED.tsv"}
    assert {f"{folder}/{name}" for name in stored} == {name for name in CASES if name.startswith(folder)}
    assert stored <= told


@pytest.mark.parametrize("name", OK_ELSEWHERE)
def test_a_recorded_payload_is_read(shared_data: Path, name: str) -> None:
    line = _read(shared_data / name)
    assert (line["kind"], line["ok"]) == (OK_ELSEWHERE[name], True), line.get("message")


def test_a_void_race_has_no_rows(shared_data: Path) -> None:
    data = _read(shared_data / LINGFIELD_VOID)["data"]
    assert (data["void"], data["rows"]) == (True, [])


def test_a_day_that_was_scraped_twice_differs_in_its_ratings(shared_data: Path) -> None:
    first, second = (
        _read(shared_data / f"racing_post/gb_2020_06_03_v{number}.csv")["data"]["rows"] for number in (1, 2)
    )
    assert [len(first), len(second)] == [201, 201]
    assert [sum(row["rpr"] is not None for row in one) for one in (first, second)] == [0, 198]
    assert {row["date"] for row in first} == {date(2020, 6, 3).isoformat()}


def test_whole_games_have_the_possessions_of_both_teams(shared_data: Path) -> None:
    found = {
        name: sorted(_read(shared_data / "nba_com" / name)["data"]["possessions"].values())
        for name in ("playbyplay_0022000001.json", "playbyplay_0022400500.json.gz")
    }
    # As pbpstats counts them; see tests/unit/nba.
    assert found == {
        "playbyplay_0022000001.json": [111, 112],
        "playbyplay_0022400500.json.gz": [94, 95],
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("stats_boxscoretraditionalv2_0021600270.json", "nba_box_score"),
        ("stats_playbyplayv2_0021600270.json", "nba_play_by_play"),
    ],
)
def test_an_answer_of_the_stats_endpoints_is_known_and_refused_by_name(
    shared_data: Path, name: str, kind: str
) -> None:
    line = _read(shared_data / "nba_com" / name)
    assert (line["kind"], line["ok"], line["error"]) == (kind, False, "StatsShapeError")
