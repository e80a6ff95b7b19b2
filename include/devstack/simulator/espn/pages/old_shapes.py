"""Payloads as older crawls have them: whole games with pieces missing. Nothing given is changed."""

from __future__ import annotations

from include.devstack.simulator.espn.wording import Json


def summary_without_plays(payload: Json) -> Json:
    """Return a summary from before there were plays."""
    rest = {key: part for key, part in payload.items() if key not in ("plays", "winprobability")}
    return {**_with_source(rest, "playByPlaySource"), "wallclockAvailable": False}


def summary_without_players(payload: Json) -> Json:
    """Return a summary whose box score has team statistics only."""
    box = {key: part for key, part in payload["boxscore"].items() if key != "players"}
    rest = {key: part for key, part in payload.items() if key != "leaders"}
    return {**_with_source(rest, "boxscoreSource"), "boxscore": box}


def summary_with_labels_only(payload: Json) -> Json:
    """Return a trimmed summary: columns have labels but no keys, and no team says its place in the order."""
    box = payload["boxscore"]
    players = []
    for side in box["players"]:
        groups = [_without(group, "keys", "names", "descriptions") for group in side["statistics"]]
        players.append({**_without(side, "displayOrder"), "statistics": groups})
    teams = [_without(side, "displayOrder") for side in box["teams"]]
    return {**payload, "boxscore": {**box, "teams": teams, "players": players}}


def summary_without_extras(payload: Json) -> Json:
    """Return a summary without officials, attendance and channels."""
    header = payload["header"]
    competition = _without(header["competitions"][0], "broadcasts")
    return {
        **_without(payload, "broadcasts"),
        "gameInfo": _without(payload["gameInfo"], "attendance", "officials"),
        "header": {**header, "competitions": [competition]},
    }


def page_without_plays(page: Json) -> Json:
    """Return a play-by-play page whose periods are empty."""
    package = page["page"]["content"]["gamepackage"]
    return _with_package(page, {**package, "pbp": {**package["pbp"], "playGrps": []}})


def page_without_extras(page: Json) -> Json:
    """Return a page without officials, attendance and channels."""
    package = page["page"]["content"]["gamepackage"]
    info = _without(package["gmInfo"], "attnd", "refs", "cvrg", "broadcasts")
    return _with_package(page, {**_without(package, "network"), "gmInfo": info})


def _with_source(payload: Json, name: str) -> Json:
    header = payload["header"]
    competition = {**header["competitions"][0], name: "none"}
    return {**payload, "header": {**header, "competitions": [competition]}}


def _with_package(page: Json, package: Json) -> Json:
    inner = page["page"]
    return {**page, "page": {**inner, "content": {**inner["content"], "gamepackage": package}}}


def _without(part: Json, *names: str) -> Json:
    return {key: value for key, value in part.items() if key not in names}
