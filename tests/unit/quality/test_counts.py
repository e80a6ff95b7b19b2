"""Exact comparison, the fixed rule, and the figures of a list."""

from __future__ import annotations

import pytest

from include.quality.counts import Exact, compare, is_too_few, spread


def test_listed_and_not_stored_is_missing() -> None:
    assert compare({"a", "b", "c"}, {"b", "x"}) == Exact(listed=3, stored=2, missing=("a", "c"), unlisted=1)


def test_nothing_listed_and_nothing_stored_is_complete() -> None:
    assert compare((), ()) == Exact(listed=0, stored=0, missing=(), unlisted=0)


@pytest.mark.parametrize(("total", "is_few"), [(0, True), (4, True), (5, False), (60, False)])
def test_the_fixed_rule_counts_below_its_minimum(total: int, is_few: bool) -> None:
    assert is_too_few(total, 5) is is_few


def test_spread_is_of_a_sample() -> None:
    found = spread([2, 4, 4, 6])
    assert (found.mean, found.median, round(found.deviation, 3)) == (4.0, 4.0, 1.633)


def test_a_single_value_has_no_deviation() -> None:
    assert spread([7]).deviation == 0.0


def test_no_values_have_no_spread() -> None:
    with pytest.raises(ValueError, match="no values"):
        spread([])
