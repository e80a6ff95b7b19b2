"""Small pages of the markup since August 2026, of our own making."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

DAY = date(2026, 8, 25)
Json = dict[str, Any]


def page(*, head: str = "", **slices: Any) -> bytes:
    """A page with these slices of the state, such as `raceResult={"data": ...}`."""
    state = {"racePage": {"data": None}, "raceResult": {"data": None}, "results": {"data": None}, **slices}
    script = json.dumps({"props": {"pageProps": {"initialState": state}}, "buildId": "b1"})
    return (
        f"<!DOCTYPE html><html><head></head><body>{head}"
        f'<script id="__NEXT_DATA__" type="application/json">{script}</script></body></html>'
    ).encode()


def result_page(result: Json) -> bytes:
    return page(raceResult={"data": result, "isLoading": False, "error": None})


def day_page(*meetings: Json) -> bytes:
    return page(results={"data": list(meetings), "isLoading": False, "error": None})


def runner(number: int, outcome: str | None = None, beaten: str | None = None, **changes: Any) -> Json:
    """Horse `number`, which finished in that place."""
    one = {
        "horseUid": 7000 + number,
        "horseName": f"Horse {number}",
        "horseUrl": f"/profile/horse/{7000 + number}/horse-{number}/",
        "horseSuffix": None,
        "saddleClothNo": number,
        "silkUrl": f"https://silks.example/{number}.svg",
        "outcomeCode": outcome or str(number),
        "isDisqualified": False,
        "drawLabel": f"({number})",
        "beatenDistance": beaten,
        "beatenDistanceToWinner": None,
        "distanceToWinnerNative": None,
        "odds": "9/2",
        "jockeyName": f"Jockey {number}",
        "jockeyUrl": f"/profile/jockey/{300 + number}/jockey-{number}/",
        "trainerName": f"Trainer {number}",
        "trainerUrl": f"/profile/trainer/{500 + number}/trainer-{number}/",
        "ownerName": f"Owner {number}",
        "ownerUrl": f"/profile/owner/{600 + number}/owner-{number}/",
        "age": 4,
        "weightStones": 9,
        "weightPounds": 4,
        "weightCarriedLbs": 130,
        "officialRating": "80",
        "topspeed": "\u2013",
        "rpRating": "92",
        "headgear": None,
        "isFirstTimeHeadgear": False,
        "pedigree": {
            "colourSex": "b g",
            "sireName": "Sire",
            "sireSuffix": "(FR)",
            "sireUrl": "/profile/horse/1/sire/",
            "damName": "Dam",
            "damSuffix": None,
            "damUrl": "/profile/horse/2/dam/",
            "damSireName": "Damsire",
            "damSireUrl": "/profile/horse/3/damsire/",
        },
        "comment": {"comment": "Led, ran on", "bettingMovements": "op 4/1"},
    }
    return one | changes


def result(*runners: Json, header: Json | None = None, details: Json | None = None, **changes: Any) -> Json:
    """Race 900100 at Sampletown, a mile on good ground in 1m 40s."""
    return {
        "raceId": 900100,
        "raceDatetime": f"{DAY}T14:30:00+01:00",
        "localRaceDatetime": f"{DAY}T14:30:00+01:00",
        "courseUid": 77,
        "courseKey": "sampletown",
        "courseName": "Sampletown",
        "countryCode": "GB",
        "header": {
            "raceTime": "2:30",
            "raceDate": "25 Aug 2026",
            "raceTitle": "Sample Fillies' Handicap",
            "raceTypeCode": "F",
            "raceClass": "4",
            "agesAllowed": "3yo+",
            "distanceShort": "1m",
            "distanceFull": None,
            "distanceYard": 1770,
            "going": "Good",
            "obstacles": None,
            "prizes": [{"position": 1, "formatted": "£5,000"}, {"position": 2, "formatted": "£2,000.50"}],
            **(header or {}),
        },
        "details": {
            "numberOfRunners": len(runners),
            "offTime": None,
            "winningTime": "1m 40.00s",
            **(details or {}),
        },
        "nonRunners": [{"horseName": "Horse Z", "reason": "going"}],
        "runners": list(runners),
        **changes,
    }


def race(number: int, course: int = 77, country: str | None = "GB", **changes: Any) -> Json:
    """Race `number` of a day, which has a result."""
    return {
        "raceUid": number,
        "raceTime": "14:30",
        "raceDateTime": f"{DAY}T14:30:00+01:00",
        "raceStatusCode": "R",
        "isResult": True,
        "isAbandoned": False,
        "isVoidRace": False,
        "courseName": None,
        "courseUid": course,
        "courseKey": f"course-{course}",
        "countryCode": country,
        "fullResultAvailable": True,
        "fullResultLink": f"/results/{course}/course-{course}/{DAY}/{number}",
        "runners": [{"position": "1st", "horseName": "Horse 1"}],
        **changes,
    }


def no_link(number: int, course: int = 77, **changes: Any) -> Json:
    """A race without a link to its result."""
    return race(number, course, fullResultAvailable=False, fullResultLink=None, **changes)


def meeting(course: int, country: str | None, *races: Json, **changes: Any) -> Json:
    return {
        "courseId": str(course),
        "courseName": f"Course {course}",
        "countryCode": country,
        "isAbandoned": False,
        "isSpecialMeeting": course < 0,
        "races": list(races),
        **changes,
    }
