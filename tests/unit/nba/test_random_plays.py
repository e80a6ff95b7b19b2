"""Many made-up and many damaged play-by-plays: the right possessions or a typed error, nothing else."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from typing import Any

import pytest

from include.errors import PayloadError
from include.nba.errors import UncountablePlaysError
from include.nba.reading import read_plays_body
from tests.unit.nba.random_plays import GAME, Action, RandomGame
from tests.unit.nba.test_mutated_payloads import ODD_VALUES


def _body(actions: list[Action]) -> bytes:
    return json.dumps({"game": {"gameId": GAME, "actions": actions}}).encode()


def right_counts(seed: int, games: int) -> None:
    """Every game has its possessions, in whatever order its actions are listed."""
    chance = random.Random(seed)
    for _ in range(games):
        game = RandomGame(chance, periods=chance.choice((1, 2, 4)))
        listed = chance.sample(game.actions, len(game.actions))
        assert read_plays_body(_body(listed)).possessions == game.possessions


def damage(actions: list[Action], chance: random.Random) -> list[Any]:
    """A copy with one to three values or actions removed, replaced, doubled or exchanged."""
    damaged: list[Any] = copy.deepcopy(actions)
    for _ in range(chance.randint(1, 3)):
        place, other = chance.randrange(len(damaged)), chance.randrange(len(damaged))
        one, another = damaged[place], damaged[other]
        if not isinstance(one, dict) or not isinstance(another, dict) or not one or not another:
            continue
        key = chance.choice(sorted(one))
        match chance.randrange(6):
            case 0:
                del one[key]
            case 1:
                one[key] = chance.choice(ODD_VALUES)
            case 2:
                one[key] = another.get(key)
            case 3:
                del damaged[place]
            case 4:
                one["orderNumber"], another["orderNumber"] = (
                    another.get("orderNumber"),
                    one.get("orderNumber"),
                )
            case 5:
                damaged[place] = chance.choice(ODD_VALUES)
        if not damaged:
            break
    return damaged


def outcomes_of_damage(seed: int, games: int) -> Counter[str]:
    """What came of damaged games, by class of error; `read` for those that were read."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    game = RandomGame(chance, periods=1)
    for number in range(games):
        if number % 50 == 0:
            game = RandomGame(chance, periods=1)
        try:
            read = read_plays_body(_body(damage(game.actions, chance)))
        except PayloadError as error:
            found[type(error).__name__] += 1
        else:
            found["read"] += 1
            home, away = read.possessions.values()
            assert min(home, away) >= 0
            # Teams take turns within a period, but for possessions that begin too late: damage makes up to
            # three.
            assert abs(home - away) <= 3 + len({play.period for play in read.plays})
    return found


def test_random_games_have_their_possessions() -> None:
    right_counts(20251021, 60)


def test_damaged_games_are_read_or_refused() -> None:
    found = outcomes_of_damage(20251021, 300)
    assert set(found) == {"read", "PayloadError", "UncountablePlaysError"}
    assert found.total() == 300


def test_rebound_that_changes_places_with_its_miss_is_always_refused() -> None:
    chance = random.Random(20251021)
    tried = 0
    while tried < 60:
        actions = copy.deepcopy(RandomGame(chance, periods=1).actions)
        by_number = {one["actionNumber"]: one for one in actions}
        rebound = chance.choice([one for one in actions if one["actionType"] == "rebound"])
        miss = by_number[rebound["shotActionNumber"]]
        miss["orderNumber"], rebound["orderNumber"] = rebound["orderNumber"], miss["orderNumber"]
        tried += 1
        with pytest.raises(UncountablePlaysError, match="comes before that shot"):
            read_plays_body(_body(actions))
