"""The result page of 2026: the race and its placed runners as JSON in `script#__NEXT_DATA__`, no table.

The JSON has them under `props.pageProps.initialState.racePage.data`, as `race` and `runners`.
"""

from __future__ import annotations

import json
from typing import Any

from include.devstack.simulator.racing.api import winning_time
from include.devstack.simulator.racing.courses import slug
from include.devstack.simulator.racing.pages.document import document
from include.devstack.simulator.racing.runner import Result, SimRunner

_MANY, _SOME = 16, 8


def next_page(result: Result) -> bytes:
    """Return the page."""
    race = result.race
    address = f"/results/{race.course.id}/{race.course.slug}/{race.day}/{race.id}"
    data = {"race": _race(result, address), "runners": [_runner(one) for one in _placed(result)]}
    state = {"user": {"isLoggedIn": False}, "racePage": {"data": data, "status": "success"}}
    page = {"props": {"pageProps": {"initialState": state}}, "page": "/results/[...slug]", "buildId": "r26"}
    text = json.dumps(page, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    body = f"""<div id="__next"><main class="ResultPage_main__x7Qa1" data-testid="result-page">
<h1 class="ResultHeader_title__k3Pz9"><span>{race.clock_time}</span> <span>{race.course.label}</span></h1>
<div class="ResultLogin_wall__m2">Log in to see the full result</div></main></div>
<script id="__NEXT_DATA__" type="application/json">{text}</script>"""
    return document(f"{race.clock_time} {race.course.label} Results", address, body)


def _race(result: Result, address: str) -> dict[str, Any]:
    race = result.race
    return {
        "raceUid": int(race.id),
        "raceDateTime": race.off.isoformat(),
        "raceTitle": race.name,
        "courseUid": race.course.id,
        "courseKey": race.course.slug,
        "countryCode": race.region,
        "distance": race.distance,
        "going": race.going,
        "raceClass": race.race_class.removeprefix("Class ") or None,
        "raceStatusCode": "V" if race.void else "R",
        "fullResultLink": address,
        "runnersCount": result.declared,
        "winnerTime": winning_time(result.seconds) or None,
        "nonRunners": list(result.non_runners),
    }


def _runner(one: SimRunner) -> dict[str, Any]:
    return {
        "horseName": one.horse.name,
        "horseUrl": f"/profile/horse/{one.horse.id}/{slug(one.horse.name)}",
        "position": one.position,
        "saddleCloth": one.number,
        "distanceToWinner": one.overall or None,
        "sp": one.price,
        "jockey": one.jockey.name,
        "trainer": one.horse.trainer.name,
    }


def _placed(result: Result) -> list[SimRunner]:
    """Return those that each-way bets pay on: two, three of eight or more, four of sixteen."""
    places = 4 if result.declared >= _MANY else 3 if result.declared >= _SOME else 2
    return [one for one in result.runners if one.finished and int(one.position) <= places]
