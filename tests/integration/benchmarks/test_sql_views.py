"""The benchmark of the views runs, and both of its ways give the same rows."""

from __future__ import annotations

import json

import pytest

from benchmarks.sql_views import main

pytestmark = pytest.mark.integration


def test_it_prints_a_ratio_for_every_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--games", "4", "--originals", "2", "--runs", "1", "--json"]) == 0

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [one["question"] for one in told["questions"]] == [
        "player box scores of the season",
        "points of each player in the season",
        "scores of the season",
        "coverage of the season",
        "score of one game",
        "player box scores of one game",
        "plays of one game",
    ]
    assert all(one["ratio"] > 0 and one["rows"] > 0 for one in told["questions"])
