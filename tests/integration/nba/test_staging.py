"""The rows of a chunk between two tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from include.errors import ArchiveError
from include.lake.s3_errors import ArchiveNotFoundError
from include.nba.staging import StagedGame, read_staged, remove, stage
from include.nba.transform import TABLES
from include.warehouse import ledger
from scorebook.workflows import nba_games
from tests.integration.nba.running import NbaRuns
from tests.integration.warehouse.nba_rows import game, game_id, with_score

pytestmark = pytest.mark.integration

KEY = "nba_raw/staging/nba_daily/one.msgpack.gz"
DAY = date(2024, 10, 22)
GAMES = [StagedGame(game(number), DAY, f"hash {number}") for number in (1, 2)]


def written_at(s3: Any, bucket: str) -> Any:
    head = s3.head_object(Bucket=bucket, Key=KEY)
    return head["Metadata"]["write-id"]


def test_what_is_staged_is_read_back_equal(s3: Any, bucket: str) -> None:
    staged = stage(s3, bucket, KEY, GAMES)
    assert (staged.key, staged.games) == (KEY, (game_id(1), game_id(2)))
    assert read_staged(s3, bucket, staged) == GAMES


def test_the_same_rows_are_not_written_again(s3: Any, bucket: str) -> None:
    staged = stage(s3, bucket, KEY, GAMES)
    before = written_at(s3, bucket)
    assert stage(s3, bucket, KEY, GAMES) == staged
    assert written_at(s3, bucket) == before


def test_other_rows_replace_what_an_earlier_try_left(s3: Any, bucket: str) -> None:
    corrected = [StagedGame(with_score(game(1), 95), DAY, "new")]
    first, second = stage(s3, bucket, KEY, GAMES), stage(s3, bucket, KEY, corrected)
    assert read_staged(s3, bucket, second) == corrected
    with pytest.raises(ArchiveError, match="written by another run since: clear the task transform, too"):
        read_staged(s3, bucket, first)


def test_a_tampered_object_is_an_error(s3: Any, bucket: str) -> None:
    staged = stage(s3, bucket, KEY, GAMES)
    s3.put_object(Bucket=bucket, Key=KEY, Body=b"other")
    with pytest.raises(ArchiveError, match="written by another run"):
        read_staged(s3, bucket, staged)


def test_removed_rows_are_not_found_and_may_be_removed_twice(s3: Any, bucket: str) -> None:
    staged = stage(s3, bucket, KEY, GAMES)
    remove(s3, bucket, staged)
    remove(s3, bucket, staged)
    with pytest.raises(ArchiveNotFoundError):
        read_staged(s3, bucket, staged)


FIRST = "0022500061"


def transformed_chunk(runs: NbaRuns) -> tuple[dict[str, Any], Any]:
    """What transform told of the first day, and a context for load."""
    run = runs.season(last_step="transform", skipped=["2025-10-22", "2025-10-23"])
    (told,) = run.told.values()
    context = {"run_id": "run-1", "ti": Plan()}
    return told["transform"], context


class Plan:
    """The XCom that load asks for."""

    def xcom_pull(self, **_: str) -> Any:
        return {"scope": {"season": "2025-26"}}


def test_load_that_is_cleared_after_it_ended_well_finds_its_rows_loaded(runs: NbaRuns) -> None:
    told, context = transformed_chunk(runs)
    assert nba_games.load(told, context)["games"] == 2
    assert nba_games.load(told, context) == {"games": 0, "plays_written": 0, "rows": {}}


def test_load_whose_rows_are_gone_and_not_loaded_is_an_error(runs: NbaRuns) -> None:
    told, context = transformed_chunk(runs)
    nba_games.load(told, context)
    runs.connection.execute("DELETE FROM ops.ingest_ledger WHERE (dataset, item) = (%s, %s)", [TABLES, FIRST])
    with pytest.raises(ArchiveError, match=r"the rows at .* are gone: clear the task transform, too"):
        nba_games.load(told, context)


def test_load_that_dies_before_it_commits_leaves_the_rows_where_they_are(
    runs: NbaRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    told, context = transformed_chunk(runs)
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "record_stored", die)
        with pytest.raises(KeyboardInterrupt):
            nba_games.load(told, context)
    assert runs.loaded() == []
    assert nba_games.load(told, context)["games"] == 2
