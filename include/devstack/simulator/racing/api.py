"""Results as The Racing API writes them: every value is text, absent ones are empty.

The contract is its OpenAPI document, schemas `ResultStandard` and `RunnerStandard`.
"""

from __future__ import annotations

from typing import Any

from include.devstack.simulator.racing.margins import decimal
from include.devstack.simulator.racing.odds import decimal_price
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.runner import Result, SimRunner

Json = dict[str, Any]

REGIONS = [
    {"region": "Great Britain", "region_code": "gb"},
    {"region": "Ireland", "region_code": "ire"},
    {"region": "France", "region_code": "fr"},
]
_NOT_TOLD = "-"


def api_result(result: Result) -> Json:
    """Return a result with its runners."""
    race = result.race
    return {
        "race_id": race.api_id,
        "date": race.day.isoformat(),
        "region": race.region,
        "course": race.course.label,
        "course_id": f"crs_{race.course.id}",
        "off": race.clock_time,
        "off_dt": race.off.isoformat(),
        "race_name": race.name,
        "type": race.type,
        "class": race.race_class,
        "pattern": race.pattern,
        "rating_band": race.rating_band,
        "age_band": race.age_band,
        "sex_rest": race.sex_rest,
        "dist": race.distance,
        "dist_y": str(race.yards),
        "dist_m": str(race.metres),
        "dist_f": race.furlongs,
        "going": race.going,
        "surface": race.surface,
        "jumps": race.obstacles,
        "runners": [_runner(race, one) for one in result.runners],
        "winning_time_detail": winning_time(result.seconds),
        "comments": "",
        "non_runners": ", ".join(result.non_runners),
        **_tote(result),
    }


def money(race: SimRace, prize: float) -> str:
    """Return a prize: `3493.26` in pounds without a sign, `€5900` elsewhere; empty for none."""
    if not prize:
        return ""
    return f"{prize:.2f}" if race.country == "gb" else f"€{prize:.0f}"


def winning_time(seconds: float | None) -> str:
    """Return the winner's time as `1m 38.85s`; empty where none was taken."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f}m {rest:.2f}s" if minutes else f"{rest:.2f}s"


def _runner(race: SimRace, one: SimRunner) -> Json:
    stones, pounds = one.stones
    horse = one.horse
    return {
        "horse_id": f"hrs_{horse.id}",
        "horse": horse.full_name,
        "sp": one.price,
        "sp_dec": decimal_price(one.price),
        "bsp": "",
        "number": str(one.number),
        "position": one.position,
        "draw": "" if one.draw is None else str(one.draw),
        "btn": _distance(one, one.beaten),
        "ovr_btn": _distance(one, one.overall),
        "age": str(one.age),
        "sex": one.sex,
        "weight": f"{stones}-{pounds}",
        "weight_lbs": str(one.pounds),
        "headgear": one.headgear,
        "time": _time(one.seconds),
        "or": _rating(one.official_rating),
        "rpr": _rating(one.rpr),
        "tsr": _rating(one.ts),
        "prize": money(race, one.prize),
        "jockey": one.jockey.name,
        "jockey_claim_lbs": str(one.claim),
        "jockey_id": f"jky_{one.jockey.id}",
        "trainer": horse.trainer.name,
        "trainer_id": f"trn_{horse.trainer.id}",
        "owner": horse.owner.name,
        "owner_id": f"own_{horse.owner.id}",
        "sire": horse.sire,
        "sire_id": f"sir_{horse.sire_id}",
        "dam": horse.full_dam,
        "dam_id": f"dam_{horse.dam_id}",
        "damsire": horse.damsire,
        "damsire_id": f"dsi_{horse.damsire_id}",
        "comment": one.comment.replace(", ", " - "),
        "silk_url": one.silk_url,
    }


def _distance(one: SimRunner, words: str) -> str:
    return (decimal(words) if words else "0") if one.finished else _NOT_TOLD


def _rating(value: int | None) -> str:
    return "" if value is None else str(value)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return _NOT_TOLD
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f}:{rest:.2f}"


def _tote(result: Result) -> Json:
    """Return dividends of the pool betting, which nobody here reads, of a plausible form."""
    sign = "£" if result.race.country == "gb" else "€"
    finished = [one for one in result.runners if one.finished]
    win = f"{sign}{float(decimal_price(finished[0].price) or 1):.2f}" if finished else ""
    return {
        "tote_win": win,
        "tote_pl": " ".join(f"{sign}{1 + place * 0.7:.2f}" for place in range(min(3, len(finished)))),
        "tote_ex": "",
        "tote_csf": "",
        "tote_tricast": "",
        "tote_trifecta": "",
    }
