"""The benchmark of loading runs, compares its contestants and leaves nothing behind."""

from __future__ import annotations

import json

import pytest

from benchmarks.nba_load import main

pytestmark = [pytest.mark.integration, pytest.mark.slow]


def test_both_contestants_write_the_same_and_only_the_plain_one_writes_it_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--games", "2", "--originals", "1", "--seconds", "0"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["games"], told["product"]["second_rows_written"], told["rate_share"]) == (2, 0, None)
    assert told["plain"]["second_rows_written"] == told["equal_rows"] > told["plays"] > 800
    assert told["product"]["peak_mb"] > 10
