"""The simulated box-score page against a real one, key for key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from include.devstack.simulator.espn.pages.document import box_score_page
from include.devstack.simulator.espn.script import write_script
from include.devstack.simulator.espn.situation import final
from tests.unit.simulator.page_reading import SEED, Json, box_page, groups, package, season_games


def key_tree(part: Any, at: str = "") -> set[str]:
    """All paths to keys; the entries of a list share one path."""
    if isinstance(part, dict):
        inner = [key_tree(value, f"{at}.{key}") for key, value in part.items()]
        return set().union({f"{at}.{key}" for key in part}, *inner)
    if isinstance(part, list):
        return set().union(*[key_tree(value, f"{at}[]") for value in part])
    return set()


@pytest.fixture
def real_page(shared_data: Path) -> Json:
    found = sorted((shared_data / "espn_page").glob("*_final.json"))
    if not found:
        pytest.skip(f"no real page in {shared_data / 'espn_page'}")
    page: Json = json.loads(found[0].read_text())
    return page


@pytest.mark.parametrize(
    "part", ["gmStrp", "gmInfo", "bxscr", "prsdTms", "gmSwtchrMta", "gpLinks", "links", "medialst", "config"]
)
def test_a_part_has_exactly_the_keys_of_the_real_page(real_page: Json, part: str) -> None:
    game = next(game for game in season_games() if game.periods == 4 and game.home_score > game.away_score)
    assert key_tree(box_page(game)[part]) == key_tree(package(real_page)[part])


def test_the_page_has_the_real_pages_keys_down_to_the_parts(real_page: Json) -> None:
    game = season_games()[500]
    page = box_score_page(game, final(game), write_script(game, SEED))
    assert set(page) == set(real_page)
    assert set(page["page"]) == set(real_page["page"])
    assert set(page["page"]["content"]) == set(real_page["page"]["content"])
    assert set(package(page)) == set(package(real_page))


def test_statistics_have_the_real_pages_columns(real_page: Json) -> None:
    ours = groups(box_page(season_games()[500])["bxscr"][0])["starters"]
    theirs = groups(package(real_page)["bxscr"][0])["starters"]
    assert sorted(zip(ours["keys"], ours["lbls"], strict=True)) == sorted(
        zip(theirs["keys"], theirs["lbls"], strict=True)
    )
