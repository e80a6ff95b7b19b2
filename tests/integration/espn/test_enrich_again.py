"""Enriching again, beside others, and after S3 went away: what is done, and what is left as it is."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import psycopg
import pytest

from include.devstack.archive_fill import KINDS
from include.devstack.ports import free_port
from include.errors import ArchiveUnavailableError
from include.lake.bulk_read import BulkReader, Fetched
from include.warehouse.nba_games import Reprocess
from tests.integration.espn.enriching import EnrichingWorld

pytestmark = pytest.mark.integration

EVERY_KEY = ("espn_box_scores", "espn_team_stats", "espn_play_by_play")


def correct(world: EnrichingWorld, game_id: str) -> int:
    """Replace a summary by one with another attendance, which comes back."""
    payload = json.loads(world.body(f"espn_play_by_play/{game_id}.json"))
    payload["gameInfo"]["attendance"] += 1
    for folder in EVERY_KEY:
        world.put(f"{folder}/{game_id}.json", json.dumps(payload).encode())
    return int(payload["gameInfo"]["attendance"])


def test_a_second_run_has_nothing_to_do_and_all_again_writes_no_row(world: EnrichingWorld) -> None:
    truths = world.fill(2 * len(KINDS), kinds=KINDS)
    assert world.enrich().progress["written"] == len(truths)
    before, rows = world.versions(), world.rows()
    assert world.enrich(run_id="run-2").ids == []
    assert world.load().unchanged == len(truths)
    again = world.enrich(run_id="run-3", reprocess=Reprocess.ALL, batch_size=7)
    assert (again.ids, again.progress["written"]) == (list(truths), 0)
    assert (world.versions(), world.rows()) == (before, rows)
    assert {entry.run_id for entry in world.ledger().values()} == {"run-3"}
    assert world.to_do(Reprocess.ALL, "run-3") == []


def test_a_corrected_game_is_done_again_and_no_other(world: EnrichingWorld) -> None:
    truths = world.fill(6, kinds=["summary"])
    world.enrich()
    before = world.versions()
    hit = list(truths)[3]
    attendance = correct(world, hit)
    assert world.to_do() == []
    assert world.load().updated == 1
    loaded = world.versions()
    done = world.enrich(run_id="run-2")
    assert (done.ids, done.progress["written"]) == ([hit], 1)
    assert world.features()[hit]["game_info"]["attendance"] == attendance
    after = world.versions()
    assert {game_id for game_id in truths if after[game_id] != before[game_id]} == {hit}
    assert after[hit] != loaded[hit]
    assert world.to_do() == []


def test_a_correction_between_listing_and_reading_is_noticed_by_the_next_run(world: EnrichingWorld) -> None:
    truths = world.fill(3, kinds=["summary"])
    hit = next(iter(truths))
    attendance = correct(world, hit)
    assert world.enrich().progress["written"] == 3
    assert world.features()[hit]["game_info"]["attendance"] == attendance
    world.load()
    assert world.to_do() == []


def test_a_correction_of_the_second_page_only_is_noticed(world: EnrichingWorld) -> None:
    truths = world.fill(2, kinds=["pages"])
    world.enrich()
    hit = next(iter(truths))
    for folder in ("espn_box_scores", "espn_team_stats"):
        key = f"{folder}/{hit}.json"
        page = msgspec.json.decode(world.body(key))
        page["page"]["content"]["gamepackage"]["gmInfo"]["attnd"] = 12345
        world.put(key, msgspec.json.encode(page))
    assert world.load().updated == 1
    assert world.enrich(run_id="run-2").ids == [hit]
    assert world.to_do() == []


def test_a_row_that_was_made_anew_is_enriched_again(world: EnrichingWorld) -> None:
    truths = world.fill(3, kinds=["summary"])
    world.enrich()
    rows, hit = world.rows(), next(iter(truths))
    world.connection.execute("DELETE FROM raw_data.nba_games WHERE game_id = %s", [hit])
    world.load()
    assert world.enrich(run_id="run-2").ids == [hit]
    assert world.rows() == rows


def test_a_stored_game_that_cannot_be_read_any_more_keeps_its_features_and_is_tried_again(
    world: EnrichingWorld,
) -> None:
    truths = world.fill(3, kinds=["summary"])
    world.enrich()
    rows, hit = world.rows(), next(iter(truths))
    world.put(f"espn_play_by_play/{hit}.json", b"{}")
    world.load()
    for attempt in (1, 2):
        done = world.enrich(run_id=f"run-{attempt}")
        assert [game.reason for game in done.failed] == ["UnknownFormatError"]
        entry = world.ledger()[hit]
        assert (entry.status, entry.attempts) == ("stored", attempt)
        assert entry.error
    assert [row[4] for row in world.rows()] == [row[4] for row in rows]


@contextmanager
def writing_beside(world: EnrichingWorld, url: str, stop_after: int) -> Iterator[Counter[str]]:
    """Another process's writer: counts up a key of its own in every document, one after the other, until
    the block ends and at least `stop_after` rounds. Its own count by game comes back.
    """
    counts: Counter[str] = Counter()
    ids = [row[0] for row in world.rows()]
    ended = threading.Event()

    def write() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            rounds = 0
            while not ended.is_set() or rounds < stop_after:
                for game_id in ids:
                    counts[game_id] += 1
                    connection.execute(
                        "UPDATE raw_data.nba_games SET data = jsonb_set(jsonb_set(data, '{others}', %s), "
                        "'{metadata}', coalesce(data -> 'metadata', '{}') || %s) WHERE game_id = %s",
                        [
                            json.dumps({"round": counts[game_id]}),
                            json.dumps({"theirs": counts[game_id]}),
                            game_id,
                        ],
                    )
                rounds += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield counts
    finally:
        ended.set()
        writer.join()


def test_a_writer_of_another_key_loses_nothing_and_takes_nothing(
    world: EnrichingWorld, warehouse_url: str
) -> None:
    truths = world.fill(40, kinds=["summary", "pages"])
    world.enrich(run_id="run-0")
    expected = {row[0]: row[4]["espn_features"] for row in world.rows()}
    world.connection.execute("UPDATE raw_data.nba_games SET data = '{}'")
    with writing_beside(world, warehouse_url, stop_after=2) as counts:
        for number in range(4):
            # A row in which nothing is left to be written would not be locked.
            world.connection.execute(
                "UPDATE raw_data.nba_games SET data = jsonb_set(data, '{espn_features}', '{}')"
            )
            run_id = f"run-{number + 1}"
            done = world.enrich(run_id=run_id, batch_size=5, reprocess=Reprocess.ALL)
            assert (done.failed, done.progress["written"]) == ([], len(truths))
    documents = {row[0]: row[4] for row in world.rows()}
    assert {game_id: document["espn_features"] for game_id, document in documents.items()} == expected
    assert {game_id: document["others"]["round"] for game_id, document in documents.items()} == counts
    assert {game_id: document["metadata"]["theirs"] for game_id, document in documents.items()} == counts
    assert all(set(document["metadata"]) == {"theirs", "enrichment"} for document in documents.values())
    assert min(counts.values()) >= 2


def test_s3_gone_in_the_middle_keeps_what_is_committed_and_the_next_run_does_the_rest(
    world: EnrichingWorld,
) -> None:
    truths = world.fill(30, kinds=["summary", "pages"])
    world.enrich(run_id="run-0")
    expected = world.rows()
    world.connection.execute("UPDATE raw_data.nba_games SET data = '{}', season = NULL, game_date = NULL")
    world.connection.execute("TRUNCATE ops.ingest_ledger")

    alive, dead = world.reader(), world.reader(f"http://127.0.0.1:{free_port()}")
    hit = list(truths)[20]

    def get(key: str) -> Fetched:
        return (dead if hit in key else alive)._get(key)

    with (
        BulkReader(get, concurrency=4, ahead=8, pause_seconds=0.01) as reader,
        pytest.raises(ArchiveUnavailableError),
    ):
        world.enrich(run_id="run-1", batch_size=5, reader=reader)
    stored = world.ledger()
    # Four batches of five come before the game that cannot be had.
    assert list(stored) == list(truths)[:20]
    assert {entry.status for entry in stored.values()} == {"stored"}
    versions = {game_id: version for game_id, version in world.versions().items() if game_id in stored}

    again = world.enrich(run_id="run-1", batch_size=5, reprocess=Reprocess.ALL)
    assert again.ids == list(truths)[20:]
    assert world.rows() == expected
    assert world.versions().items() >= versions.items()


def test_a_batch_costs_two_statements_and_one_commit(world: EnrichingWorld) -> None:
    world.fill(100, kinds=["summary_one_folder", "wrapped_one_folder"])
    games = world.to_do()
    statements: list[str] = []

    class Counting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            statements.append(str(query).split()[0])
            return super().execute(query, *args, **kwargs)

        def executemany(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            raise AssertionError("a statement for each game")

    world.connection.cursor_factory = Counting
    done = world.enrich(games=games)
    world.connection.cursor_factory = psycopg.Cursor
    assert done.progress["written"] == 100
    assert statements == ["WITH", "INSERT"]
    writers = world.connection.execute(
        "SELECT xmin::text FROM raw_data.nba_games UNION SELECT xmin::text FROM ops.ingest_ledger"
    ).fetchall()
    assert len(writers) == 1
