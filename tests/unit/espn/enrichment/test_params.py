"""Params of a run: what is refused, and with which sentence."""

from __future__ import annotations

from typing import Any

import pytest

from include.errors import ParamError
from include.espn.enrichment.params import EnrichmentParams, read_params


def test_nothing_typed_means_every_game_without_features() -> None:
    assert read_params({}) == EnrichmentParams(reprocess="missing", batch_size=100, dry_run=False)


def test_an_emptied_field_of_the_form_is_no_value() -> None:
    assert read_params({"season": "", "from_game_id": ""}) == EnrichmentParams()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"game_ids": ["401x"]}, "game_ids takes ESPN game ids, digits such as 401810849; got '401x'"),
        ({"from_game_id": "'; drop"}, "from_game_id takes ESPN game ids"),
        (
            {"from_game_id": "401000009", "to_game_id": "99"},
            "from_game_id 401000009 comes after to_game_id 99",
        ),
        ({"season": "2024"}, "a season is written like 2023-24"),
        ({"batch_size": 0}, "batch_size must be between 1 and 1000, got 0"),
        ({"batch_size": 1001}, "batch_size must be between 1 and 1000, got 1001"),
        ({"limit": 0}, "limit must be between 1"),
        ({"min_coverage_pct": 101}, "min_coverage_pct must be between 0 and 100"),
        ({"reprocess": "everything"}, "Invalid enum value 'everything'"),
        ({"batchsize": 5}, "the params are game_ids, season"),
        ({"dry_run": "false"}, "Expected `bool`, got `str`"),
        ({"game_ids": ["1"] * 10_001}, "at most 10000 fit in one run"),
    ],
)
def test_refused_with_a_sentence(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParamError) as refused:
        read_params(values)
    assert sentence in str(refused.value)
