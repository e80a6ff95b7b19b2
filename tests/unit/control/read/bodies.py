"""One small payload of each kind, made by the simulator or by hand."""

from __future__ import annotations

import json

from include.devstack.simulator.racing.pages.classic import classic_page
from tests.unit.espn import simulated_game
from tests.unit.nba import payloads
from tests.unit.racing import simulated

RACE = simulated.a_race(country="ire", void=False)
DAY_PAGE = b"""<!DOCTYPE html><html><body>
<section><h2 data-test-selector="text-courseName">SAMPLETOWN</h2><div>
<span data-test-selector="text-raceTime">2:30</span>
<a data-test-selector="link-listCourseNameLink" href="/results/77/sampletown/2026-06-10/900100">A Race</a>
</div></section>
<section><h2 data-test-selector="text-courseName">SAMPLEFORD (IRE)</h2><div>
<span data-test-selector="text-raceTime">1:35</span>
<a data-test-selector="link-listCourseNameLink" href="/results/78/sampleford/2026-06-10/900103">B Race</a>
</div></section></body></html>"""
CSV = b"date,region,course,off,race_name,pos,horse\n2020-06-03,GB,Ascot,1:00,A Race,1,Horse A\n"
STATS_PLAYS_HEADERS = [
    *("GAME_ID", "EVENTNUM", "EVENTMSGTYPE", "PERIOD", "PCTIMESTRING", "HOMEDESCRIPTION"),
    *("NEUTRALDESCRIPTION", "VISITORDESCRIPTION", "SCORE"),
    *("PLAYER1_ID", "PLAYER1_TEAM_ID", "PLAYER2_ID", "PLAYER3_ID"),
]


def stats_plays() -> bytes:
    """A basket of the home team and one of the visitors."""
    game = "0021600001"
    rows = [
        [game, 2, 12, 1, "12:00", None, "Start", None, None, 0, None, 0, 0],
        [game, 4, 1, 1, "11:40", "2PT", None, None, "0 - 2", 1, payloads.HOME, 0, 0],
        [game, 5, 1, 1, "11:20", None, None, "2PT", "2 - 2", 11, payloads.AWAY, 0, 0],
    ]
    table = {"name": "PlayByPlay", "headers": STATS_PLAYS_HEADERS, "rowSet": rows}
    return json.dumps({"resultSets": [table]}).encode()


def _json(document: object) -> bytes:
    return json.dumps(document).encode()


def bodies() -> dict[str, tuple[str, bytes]]:
    """Kind and body by what the body is."""
    result = simulated.told(RACE)
    event = {"id": "401", "status": {"type": {"name": "STATUS_FINAL", "state": "post", "completed": True}}}
    return {
        "classic result": ("racing_post_result", classic_page(result)),
        "day": ("racing_post_day", DAY_PAGE),
        "result of the API": ("racing_api_results", simulated.api_body(result)),
        "page of the API": (
            "racing_api_results",
            _json({"results": [json.loads(simulated.api_body(result))], "total": 1, "skip": 0, "limit": 100}),
        ),
        "CSV": ("racing_csv", CSV),
        "summary": ("espn_summary", _json(simulated_game.summary_payload())),
        "wrapped summary": ("espn_summary", _json(simulated_game.wrapped_payload())),
        "page": ("espn_page", _json(simulated_game.box_page())),
        "scoreboard": ("espn_scoreboard", _json({"events": [event]})),
        "schedule": ("nba_schedule", payloads.schedule({"12/31/2024": [payloads.listed("0022400001")]})),
        "box score": ("nba_box_score", payloads.box_score()),
        "plays": ("nba_play_by_play", _two_teams_plays()),
    }


def _two_teams_plays() -> bytes:
    document = json.loads(payloads.plays())
    document["game"]["actions"] += [
        payloads.action(0, "period", subType="start", clock="PT12M00.00S"),
        *(
            payloads.action(
                number, "2pt", teamId=team, shotResult="Made", subType="Jump Shot", clock=f"PT11M{second}.00S"
            )
            for number, team, second in ((1, payloads.HOME, 40), (2, payloads.AWAY, 20))
        ),
    ]
    return json.dumps(document).encode()
