"""10,000 mutated payloads: features or a PayloadError, and never a home team taken for the away team."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from include.errors import PayloadError
from include.espn.catalog import feature_count, has_box_score
from include.espn.features import extract_features
from tests.fixtures.cases import first_of
from tests.unit.espn.simulated_game import (
    Json,
    a_game,
    summary_payload,
    whole_page,
    with_few_plays,
    wrapped_payload,
)

ROUNDS, A_ROUND = 10, 1000
KINDS: tuple[Callable[[], Json], ...] = (summary_payload, whole_page, wrapped_payload)
MARKERS = frozenset({"id", "homeAway", "isHome", "hm", "gid"})
ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 7, 10**9, 10**30, 1.5, 1e300, "", "--", "+5", "10-13", "-15", "\0", "\U0001f3c0",
    "9" * 60, [], {}, [None], [[]], {"id": 1}, {"x": {"x": {}}},
)  # fmt: skip
ODD_BYTES = (b"\x00", b"\xff", b'"', b"{", b"]", b"\\", b"\\u0000", b"\\ud800", b"1e999", b"NaN", b",")


@pytest.mark.parametrize("seed", first_of(range(ROUNDS), 2))
def test_mutated_payloads_give_features_or_a_payload_error(seed: int) -> None:
    rng = random.Random(seed)
    originals = [json.dumps(with_few_plays(kind())).encode() for kind in KINDS]
    read = 0
    for number in range(A_ROUND):
        body = originals[number % len(KINDS)]
        if rng.random() < 0.15:
            body, is_marked = mutated_bytes(body, rng), False
        else:
            payload = json.loads(body)
            if rng.random() < 0.25:
                reorder(payload, rng)
            is_marked = mutate(payload, rng)
            body = json.dumps(payload).encode()
        try:
            features = extract_features(body)
        except PayloadError:
            continue
        read += 1
        check_storable(features)
        if is_marked:
            check_sides(features)
    assert A_ROUND // 5 < read < A_ROUND


@pytest.mark.parametrize("seed", first_of(range(3), 1))
def test_reordered_payloads_give_the_same_game(seed: int) -> None:
    """Teams, columns and plays in any order: everything but the order of players and plays is the same.

    Only the running score depends on the plays' order, and these few plays have none.
    """
    rng = random.Random(seed)
    for kind in KINDS:
        expected = in_one_order(extract_features(with_few_plays(kind())))
        for _ in range(20):
            payload = with_few_plays(kind())
            reorder(payload, rng)
            features = extract_features(payload)
            check_sides(features)
            assert in_one_order(features) == expected


def mutate(payload: Json, rng: random.Random) -> bool:
    """Change one to three places; return whether ids and markers are as they were."""
    is_marked = True
    for _ in range(rng.randint(1, 3)):
        if not payload:
            break
        holder, key, path = pick(payload, rng)
        is_marked = is_marked and not MARKERS & set(path)
        choice = rng.random()
        if isinstance(holder, list) and choice < 0.2:
            rng.shuffle(holder)
        elif isinstance(holder, list) and choice < 0.3:
            holder.append(holder[key])
        elif choice < 0.5:
            del holder[key]
        else:
            holder[key] = other_value(holder[key], rng)
    return is_marked


def pick(payload: Json, rng: random.Random) -> tuple[Any, Any, list[str]]:
    """A random place: its holder, its key there, and the keys on the way."""
    holder: Any = payload
    path: list[str] = []
    while True:
        key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        path.append(str(key))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or rng.random() < 0.04:
            return holder, key, path
        holder = inner


def other_value(value: Any, rng: random.Random) -> Any:
    """Something else, often close to what it was."""
    if isinstance(value, str) and value.isdigit() and rng.random() < 0.5:
        return rng.choice([int(value), str(int(value) + 1), float(value), f"{value}x"])
    if isinstance(value, int) and rng.random() < 0.5:
        return rng.choice([str(value), value + 1, -value, value * 10**12])
    if isinstance(value, str) and value and rng.random() < 0.3:
        at = rng.randrange(len(value))
        return value[:at] + rng.choice("\0\n-+0 é") + value[at + 1 :]
    return copy.deepcopy(rng.choice(ODD_VALUES))


def mutated_bytes(body: bytes, rng: random.Random) -> bytes:
    """A cut body, or one with odd bytes in it."""
    at = rng.randrange(len(body))
    if rng.random() < 0.3:
        return body[:at]
    return body[:at] + rng.choice(ODD_BYTES) + body[at + rng.randint(0, 2) :]


def check_storable(features: Json) -> None:
    """It is JSON that PostgreSQL can hold, and the catalogue can read it."""
    encoded = msgspec.json.encode(features)
    assert b"\\u0000" not in encoded.replace(b"\\\\", b"")
    assert feature_count(features) >= 0
    assert has_box_score(features) in (True, False)


def check_sides(features: Json) -> None:
    """The home team is the home team, wherever it is named."""
    game = a_game()
    for side, team, other in (("home", game.home, game.away), ("away", game.away, game.home)):
        assert features["teams"][side]["id"] == team.id
        assert features["box_score"][side]["team_id"] == team.id
        assert features["teams"][side]["name"] != other.display_name
        assert features["teams"][side]["abbreviation"] != other.abbreviation
        assert features["box_score"][side]["team_name"] != other.display_name
        players = {player["player_id"] for player in features["box_score"][side]["players"]}
        assert not players & rosters()[other.id]


def rosters() -> dict[str, set[str]]:
    """The athletes' ids by team id."""
    boxes = ORIGINAL["boxscore"]["players"]
    return {
        box["team"]["id"]: {row["athlete"]["id"] for row in box["statistics"][0]["athletes"]} for box in boxes
    }


ORIGINAL = summary_payload()


def lists_of_teams(payload: Json) -> Iterator[list[Any]]:
    inner = payload.get("gamepackageJSON", payload)
    if "page" in inner:
        package = inner["page"]["content"]["gamepackage"]
        yield from (package["gmStrp"]["tms"], package["gmStrp"]["tmsOrdrd"], package["bxscr"])
    else:
        competition = inner["header"]["competitions"][0]
        yield from (competition["competitors"], inner["boxscore"]["teams"], inner["boxscore"]["players"])


def tables(payload: Json) -> Iterator[tuple[list[list[Any]], list[Any]]]:
    """The rows whose columns go together, and the athletes, of each table."""
    inner = payload.get("gamepackageJSON", payload)
    if "page" in inner:
        for box in inner["page"]["content"]["gamepackage"]["bxscr"]:
            groups = box["stats"]
            rows = [row["stats"] for group in groups for row in group.get("athlts", ()) if row["stats"]]
            heads = [group[name] for group in groups for name in ("keys", "lbls", "ttls") if name in group]
            yield heads + rows, next(group["athlts"] for group in groups if "athlts" in group)
    else:
        for box in inner["boxscore"]["players"]:
            table = box["statistics"][0]
            rows = [row["stats"] for row in table["athletes"] if row["stats"]]
            yield [table["keys"], table["labels"], table["totals"], *rows], table["athletes"]


def reorder(payload: Json, rng: random.Random) -> None:
    """Shuffle what has no meaning in its order."""
    for teams in lists_of_teams(payload):
        rng.shuffle(teams)
    for rows, athletes in tables(payload):
        order = list(range(len(rows[0])))
        rng.shuffle(order)
        for row in rows:
            row[:] = [row[place] for place in order]
        rng.shuffle(athletes)
    inner = payload.get("gamepackageJSON", payload)
    if "page" in inner:
        for group in inner["page"]["content"]["gamepackage"]["pbp"]["playGrps"]:
            rng.shuffle(group)
    else:
        rng.shuffle(inner["plays"])


def in_one_order(features: Json) -> Json:
    for box in features["box_score"].values():
        box["players"].sort(key=lambda player: player["player_id"])
    features["plays_summary"]["plays"].sort(key=lambda play: play["id"])
    for play in features["plays_summary"]["plays"]:
        play.pop("score_contradicts", None)
    del features["checks"]["running_score"]
    return features
