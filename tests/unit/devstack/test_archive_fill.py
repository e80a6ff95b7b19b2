"""An archive of simulated games: which games, in which kinds, the same at every call."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from include.devstack.archive_fill import KINDS, TROUBLED_KINDS, FilledGame, bodies
from include.devstack.archive_fill.plan import FillError, plan_games
from include.espn.keys import EspnPrefixes
from include.seasons import season_label, season_of
from tests.fixtures.cases import first_of


def truths(games: int, **wishes: object) -> list[FilledGame]:
    """The games, each once."""
    found = {truth.game_id: truth for _, _, truth in bodies(games, 1, lean=True, **wishes)}  # type: ignore[arg-type]
    return list(found.values())


def folders(game: FilledGame) -> list[str]:
    return [key.split("/")[0] for key in game.keys]


def test_the_same_arguments_give_the_same_archive() -> None:
    assert list(bodies(30, 5)) == list(bodies(30, 5))


def test_another_seed_gives_other_bodies() -> None:
    assert [body for _, body, _ in bodies(5, 5)] != [body for _, body, _ in bodies(5, 6)]


def test_every_game_has_an_id_of_its_own_in_ascending_order_and_several_seasons() -> None:
    games = truths(40)
    ids = [game.game_id for game in games]
    assert len(set(ids)) == 40
    assert ids == sorted(ids)
    assert {len(game_id) for game_id in ids} == {9}
    assert len({game.season for game in games}) == 4


def test_the_season_is_the_one_of_the_day() -> None:
    for game in truths(40):
        assert game.season == season_label(season_of(game.day))


def test_the_usual_archive_has_every_usual_kind_and_no_troubled_one() -> None:
    counts = Counter(planned.kind for planned in plan_games(200, 1, None))
    assert counts == {name: round(200 * kind.weight) for name, kind in KINDS.items()}


@pytest.mark.parametrize("games", first_of([0, 1, 2, 7, 37_700, 31_241], 5))
def test_as_many_games_are_planned_as_asked_for(games: int) -> None:
    planned = plan_games(games, 1, None)
    assert len({one.game_id for one in planned}) == games


def test_games_lie_in_finished_seasons_where_these_have_enough() -> None:
    assert max(one.season for one in plan_games(31_241, 1, None)) == 2026


def test_shares_are_met_as_nearly_as_whole_games_allow() -> None:
    counts = Counter(one.kind for one in plan_games(10, 1, {"summary": 1, "pages": 1, "wrapped": 1}))
    assert sorted(counts.values()) == [3, 3, 4]


def test_a_key_is_there_once_and_play_by_play_comes_last() -> None:
    keys: dict[str, list[str]] = defaultdict(list)
    told = {}
    for key, _, truth in bodies(60, 1, lean=True):
        keys[truth.game_id].append(key)
        told[truth.game_id] = truth
    for game_id, found in keys.items():
        assert tuple(found) == told[game_id].keys
        assert found == [key for key in EspnPrefixes().game_keys(game_id) if key in found]


EVERYWHERE = ["espn_box_scores", "espn_team_stats", "espn_play_by_play"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("summary", EVERYWHERE),
        ("wrapped", EVERYWHERE),
        ("pages", EVERYWHERE),
        ("old_summary_no_plays", EVERYWHERE),
        ("box_page_only", EVERYWHERE[:2]),
        ("play_by_play_page_only", EVERYWHERE[2:]),
    ],
)
def test_a_kind_lies_in_its_folders(kind: str, expected: Sequence[str]) -> None:
    assert [folders(game) for game in truths(4, kinds={kind: 1})] == [expected] * 4


def test_a_game_in_one_folder_lies_in_any_of_them() -> None:
    found = [folders(game) for game in truths(20, kinds={"summary_one_folder": 1})]
    assert {len(names) for names in found} == {1}
    assert {names[0] for names in found} == set(EVERYWHERE)


def test_folders_can_have_other_names() -> None:
    prefixes = EspnPrefixes(box_scores="a", team_stats="b", play_by_play="c")
    keys = [key for key, _, _ in bodies(1, 1, kinds={"summary": 1}, prefixes=prefixes)]
    assert [key.split("/")[0] for key in keys] == ["a", "b", "c"]


def test_the_size_is_that_of_the_bodies() -> None:
    sizes: Counter[str] = Counter()
    told = {}
    for _, body, truth in bodies(26, 1):
        sizes[truth.game_id] += len(body)
        told[truth.game_id] = truth.size
    assert sizes == told


@pytest.mark.parametrize("kinds", [{"letters": 1.0}, {"summary": 0.0}, {"summary": 2.0, "pages": -1.0}, {}])
def test_shares_that_mean_nothing_are_refused(kinds: dict[str, float]) -> None:
    with pytest.raises(FillError, match="kinds are shares by name"):
        plan_games(10, 1, kinds)


@pytest.mark.parametrize(("games", "words"), [(37_701, "the simulator has 37700 games"), (-1, "got -1")])
def test_an_impossible_number_of_games_is_refused(games: int, words: str) -> None:
    with pytest.raises(FillError, match=words):
        plan_games(games, 1, None)


def test_no_kind_is_both_usual_and_troubled() -> None:
    assert not set(KINDS) & set(TROUBLED_KINDS)
