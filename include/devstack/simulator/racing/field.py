"""Who runs in a race, and how it ends: it follows from the race and the seed alone."""

from __future__ import annotations

import random
from dataclasses import dataclass

from include.devstack.simulator.racing.comments import comment
from include.devstack.simulator.racing.horses import CLASSMATES, SLOTS, Horse, horse, horse_number, people
from include.devstack.simulator.racing.margins import (
    DEAD_HEAT,
    MARGINS,
    finishing_lengths,
    finishing_seconds,
    lengths,
    overall,
    winning_seconds,
)
from include.devstack.simulator.racing.odds import prices
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.ratings import Ratings, ratings
from include.devstack.simulator.racing.runner import Result, SimRunner
from include.devstack.simulator.racing.weights import Weight, weight

_AGES = {"2yo": (2,), "3yo": (3,), "3yo+": (3, 3, 4, 5, 6), "3-5yo": (3, 4, 5), "4-6yo": (4, 5, 6),
         "4yo+": (4, 4, 5, 6, 7, 8), "5yo+": (5, 6, 6, 7, 8, 9, 10)}  # fmt: skip
_JUMPS_ENDS = (("PU", 55), ("F", 16), ("UR", 14), ("BD", 4), ("RO", 3), ("SU", 3), ("RR", 5))
_FLAT_ENDS = (("PU", 40), ("UR", 25), ("RR", 20), ("SU", 15))
_SHARES = {
    "gb": (1, 0.2975, 0.1487, 0.0744),
    "ire": (1, 0.33, 0.16, 0.08, 0.04, 0.02),
    "fr": (1, 0.4, 0.3, 0.2, 0.1),
}
_DISQUALIFIED_RATE = 0.006
_DEAD_HEAT_PLACES = 3


@dataclass(frozen=True, slots=True)
class _Finish:
    """An order of finish: indexes of entries with position, margin and total."""

    order: list[int]
    positions: list[str]
    beaten: list[str]
    overall: list[str]


def run(race: SimRace, seed: int) -> Result:
    """Return the race with its result, all ratings and the prizes as first paid."""
    rng = random.Random(f"{seed}:field:{race.id}")
    entries = _entries(rng, race, seed)
    starters, absent = entries[: race.runners], entries[race.runners :]
    strength = [one.ability + rng.gauss(0, 7) for one in starters]
    finish = _finish(rng, race, strength)
    winner = winning_seconds(race, rng.uniform(0.985, 1.03))
    prices_of = prices(_chances([value + rng.gauss(0, 5) for value in strength]))
    draws = rng.sample(range(1, len(entries) + 1), len(entries))
    numbers = rng.sample(range(1, len(entries) + 1), race.runners)
    prizes = _prizes(race, finish.positions)
    jockeys = people("jockey", race.country, rng, race.runners)
    behind_at = finishing_lengths(finish.beaten, finish.overall)
    runners = []
    for place, index in enumerate(finish.order):
        one, position = starters[index], finish.positions[place]
        finished = position.isdigit()
        beaten, overall_words = finish.beaten[place], finish.overall[place]
        seconds = round(finishing_seconds(race, winner, behind_at[place]), 2)
        behind = lengths(overall_words) if overall_words else 0.0
        rated: Ratings = ratings(rng, race, one, behind if finished else None)
        carried: Weight = weight(rng, race, rated.official)
        runners.append(
            SimRunner(
                horse=one,
                number=numbers[index],
                position=position,
                draw=draws[index] if race.type == "Flat" else None,
                beaten=beaten,
                overall=overall_words,
                age=race.day.year - one.born,
                sex=one.sex(race.day.year),
                pounds=carried.pounds,
                claim=carried.claim,
                headgear=carried.headgear,
                seconds=seconds if race.timed and finished else None,
                official_rating=rated.official,
                rpr=rated.rpr,
                ts=rated.ts,
                prize=prizes[place],
                jockey=jockeys[index],
                price=prices_of[index],
                comment=comment(rng, race, position),
            )
        )
    names = tuple(one.full_name for one in absent)
    return Result(race, tuple(runners), race.runners, names, winner if race.timed else None)


def _entries(rng: random.Random, race: SimRace, seed: int) -> list[Horse]:
    """A day's races draw from classes of horses that no other race of the day and country draws from."""
    slot = (race.slot + race.day.toordinal() * 7) % SLOTS
    jumps, ages = race.type != "Flat", _AGES[race.age_band]
    entries = []
    for mate in rng.sample(range(CLASSMATES), race.runners + race.non_runners):
        born = race.day.year - rng.choice(ages)
        entries.append(horse(horse_number(race.country, jumps, born, slot, mate), born, race.country, seed))
    return entries


def _finish(rng: random.Random, race: SimRace, strength: list[float]) -> _Finish:
    jumps = race.type in ("Hurdle", "Chase")
    order = sorted(range(len(strength)), key=lambda index: -strength[index])
    rate, ends = (0.11, _JUMPS_ENDS) if jumps else (0.004, _FLAT_ENDS)
    words, shares = [word for word, _ in ends], [share for _, share in ends]
    out = {index: rng.choices(words, shares)[0] for index in order[3:] if rng.random() < rate}
    if rng.random() < _DISQUALIFIED_RATE:
        out = {order[0]: "DSQ", **out}
    home = [index for index in order if index not in out]
    margins = rng.choices([word for word, *_ in MARGINS], [share for *_, share in MARGINS], k=len(home))
    positions = [str(place) for place in range(1, len(home) + 1)]
    if race.dead_heat:
        second = rng.randint(1, min(_DEAD_HEAT_PLACES, len(home) - 1))
        margins[second], positions[second] = DEAD_HEAT, positions[second - 1]
    behind = ["", *margins[1:]]
    totals = overall(behind)
    nothing = [""] * len(out)
    return _Finish([*home, *out], [*positions, *out.values()], [*behind, *nothing], [*totals, *nothing])


def _chances(strength: list[float]) -> list[float]:
    weights = [2.0 ** (value / 6) for value in strength]
    total = sum(weights)
    return [one / total for one in weights]


def _prizes(race: SimRace, positions: list[str]) -> list[float]:
    digits = 2 if race.country == "gb" else 0
    paid = [round(race.winner_prize * share, digits) for share in _SHARES[race.country]]
    prizes = [paid[place] if place < len(paid) else 0.0 for place in range(len(positions))]
    for place in range(1, len(positions)):
        if positions[place] == positions[place - 1] and positions[place].isdigit():
            shared = round((prizes[place] + prizes[place - 1]) / 2, digits)
            prizes[place] = prizes[place - 1] = shared
    return [prize if position.isdigit() else 0.0 for prize, position in zip(prizes, positions, strict=True)]
