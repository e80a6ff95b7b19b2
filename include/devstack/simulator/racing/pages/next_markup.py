"""The result page since August 2026: the race with all its runners as JSON, `raceResult.data` of the state.

Keys and nesting are those of the facts about pages that were really served. What a void race looks like there
was not seen: here, as on the classic page, all runners have the outcome VOI.
"""

from __future__ import annotations

import re
from typing import Any

from include.devstack.simulator.racing.api import winning_time
from include.devstack.simulator.racing.courses import slug
from include.devstack.simulator.racing.horses import Person
from include.devstack.simulator.racing.margins import lengths
from include.devstack.simulator.racing.pages.next_state import state_page
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import Result, SimRunner

_NONE = "–"  # noqa: RUF001 (what the pages write where there is no rating)
_TYPE_CODES = {"Flat": "F", "Hurdle": "H", "Chase": "C", "NH Flat": "B"}


def next_page(result: Result) -> bytes:
    """Return the page."""
    race = result.race
    title = f"{race.clock_time} {race.course.label} Results"
    return state_page(title, f"{address(race)}/", "raceResult", race_result(result))


def address(race: SimRace) -> str:
    """Return the path of a race's result."""
    return f"/results/{race.course.id}/{race.course.slug}/{race.day}/{race.id}"


def race_result(result: Result) -> dict[str, Any]:
    """Return the race as the page has it."""
    race = result.race
    return {
        "raceId": int(race.id),
        "raceDatetime": race.off.isoformat(),
        "localRaceDatetime": race.off.isoformat(),
        "courseUid": race.course.id,
        "courseKey": race.course.slug,
        "courseName": race.course.name,
        "countryCode": race.region,
        "header": _header(result),
        "details": {
            "numberOfRunners": result.declared,
            "offTime": None,
            "winningTime": winning_time(result.seconds) or None,
        },
        "nonRunners": [{"horseName": name, "reason": "going"} for name in result.non_runners],
        "raceComments": None,
        "runners": [_runner(one) for one in result.runners],
        "analysis": None,
    }


def _header(result: Result) -> dict[str, Any]:
    race = result.race
    sign, digits = ("£", 2) if race.country == "gb" else ("€", 0)
    paid = [one.prize for one in result.runners if one.prize]
    return {
        "raceTime": race.clock_time,
        "raceDate": f"{race.day:%d %b %Y}",
        "courseDisplayName": race.course.name,
        "raceTitle": race.name,
        "raceTypeCode": "X" if race.course.all_weather and race.type == "Flat" else _TYPE_CODES[race.type],
        "raceClass": race.race_class.removeprefix("Class ") or None,
        "agesAllowed": race.age_band,
        "distanceShort": race.distance,
        "distanceFull": race.full_distance or None,
        "distanceYard": race.yards,
        "going": race.going,
        "obstacles": race.obstacles or None,
        "prizes": [
            {"position": place, "formatted": f"{sign}{prize:,.{digits}f}"}
            for place, prize in enumerate(paid, 1)
        ],
    }


def _runner(one: SimRunner) -> dict[str, Any]:
    horse = one.horse
    stones, pounds = one.stones
    beaten = one.beaten if one.finished and one.beaten else None
    is_left_out = one.position == "2" and one.overall == one.beaten
    return {
        "horseUid": horse.id,
        "horseName": horse.name,
        "horseUrl": f"/profile/horse/{horse.id}/{slug(horse.name)}/",
        "horseSuffix": None if horse.bred == "GB" else f"({horse.bred})",
        "saddleClothNo": one.number,
        "silkUrl": one.silk_url,
        "outcomeCode": one.position,
        "isDisqualified": one.position == "DSQ",
        "drawLabel": None if one.draw is None else f"({one.draw})",
        "beatenDistance": beaten,
        "beatenDistanceToWinner": None if beaten is None or is_left_out else one.overall or None,
        "distanceToWinnerNative": _native(one),
        "odds": one.price.replace("Evens", "Evs") or "No Odds",
        **_person("jockey", one.jockey),
        "jockeyWeightAllowance": one.claim or None,
        **_person("trainer", horse.trainer),
        **_person("owner", horse.owner),
        "age": one.age,
        "weightStones": stones,
        "weightPounds": pounds,
        "weightCarriedLbs": one.pounds,
        "officialRating": _rating(one.official_rating),
        "topspeed": _rating(one.ts),
        "rpRating": _rating(one.rpr),
        **_headgear(one.headgear),
        "pedigree": _pedigree(one),
        "comment": {"comment": one.comment or None, "bettingMovements": None},
    }


def _native(one: SimRunner) -> float | None:
    if not one.finished:
        return None
    return lengths(one.overall) if one.overall else 0


def _person(role: str, person: Person) -> dict[str, Any]:
    return {
        f"{role}Name": person.name,
        f"{role}Url": f"/profile/{role}/{person.id}/{slug(person.name)}/",
    }


def _headgear(words: str) -> dict[str, Any]:
    is_first = words.endswith("1")
    return {"headgear": words.removesuffix("1") or None, "isFirstTimeHeadgear": is_first}


def _pedigree(one: SimRunner) -> dict[str, Any]:
    horse = one.horse
    sire, suffix = _apart(horse.sire)
    return {
        "colourSex": f"{horse.colour} {one.sex.lower()}",
        "sireName": sire,
        "sireSuffix": suffix,
        "sireUrl": f"/profile/horse/{horse.sire_id}/{slug(sire)}/",
        "damName": horse.dam,
        "damSuffix": None if horse.dam_bred == "GB" else f"({horse.dam_bred})",
        "damUrl": f"/profile/horse/{horse.dam_id}/{slug(horse.dam)}/",
        "damSireName": horse.damsire,
        "damSireUrl": f"/profile/horse/{horse.damsire_id}/{slug(horse.damsire)}/",
    }


def _apart(name: str) -> tuple[str, str | None]:
    """Return a name and its country in brackets, None for Great Britain."""
    found = re.fullmatch(r"(.*) (\([A-Z]+\))", name)
    if found is None or found[2] == "(GB)":
        return name.removesuffix(" (GB)"), None
    return found[1], found[2]


def _rating(value: int | None) -> str:
    return _NONE if value is None else str(value)
