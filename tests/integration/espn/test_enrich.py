"""Enriching a filled archive: what the table, the ledger and the run tell, against the simulation's truth."""

from __future__ import annotations

import json

import pytest

from include.devstack.archive_fill import KINDS, TROUBLED_KINDS
from include.espn.extraction.checks import CHECK_NAMES
from include.espn.keys import EspnPrefixes
from tests.integration.espn.enriching import EnrichingWorld, told, true_of

pytestmark = pytest.mark.integration

USELESS = {"not_json": "NotJsonPayloadError", "unknown_format": "UnknownFormatError"}
ALL_CHECKS = set(CHECK_NAMES)


def test_games_of_all_kinds_are_in_the_table_as_they_were_played(world: EnrichingWorld) -> None:
    truths = world.fill(2 * len(KINDS), seed=3, kinds=KINDS)
    done = world.enrich()
    assert (done.ids, done.failed) == (list(truths), [])
    features = world.features()
    assert {game_id: told(found) for game_id, found in features.items()} == {
        game_id: true_of(game) for game_id, game in truths.items()
    }
    assert {name for found in features.values() for name, agrees in found["checks"].items() if agrees} == (
        ALL_CHECKS
    )
    assert all(all(found["checks"].values()) for found in features.values())
    assert {row[0]: (row[2], row[3]) for row in world.rows()} == {
        game_id: (game.season, game.day.isoformat()) for game_id, game in truths.items()
    }


def test_the_ledger_has_the_facts_of_each_game_and_the_row_says_where_they_are_from(
    world: EnrichingWorld,
) -> None:
    truths = world.fill(2 * len(KINDS), seed=4, kinds=KINDS)
    world.enrich(run_id="run-7")
    entries, rows = world.ledger(), {row[0]: row[4] for row in world.rows()}
    assert list(entries) == list(truths)
    etags = {
        game.game_id: world.s3.head_object(Bucket=world.bucket, Key=entries[game.game_id].details["key"])[
            "ETag"
        ]
        for game in truths.values()
    }
    for game_id, game in truths.items():
        entry, source = entries[game_id], rows[game_id]["espn_features"]["source_data"]
        assert (entry.status, entry.run_id, entry.error, entry.attempts) == ("stored", "run-7", None, 0)
        facts = entry.details
        assert (facts["format"], facts["wrapped"], facts["has_box_score"]) == (
            game.format,
            game.wrapped,
            game.has_box_score,
        ), game
        assert facts["key"] == source["s3_key"] in game.keys
        assert facts["etag"].split(",")[0] == source["etag"] == etags[game_id]
        enrichment = rows[game_id]["metadata"]["enrichment"]
        assert enrichment == {
            "format_version": game.format,
            "feature_count": facts["feature_count"],
            "extractor_version": facts["extractor_version"],
        }
        assert (facts["feature_count"] >= 50) == game.has_box_score, game


def test_troubled_games_fail_with_their_reason_and_the_batch_goes_on(world: EnrichingWorld) -> None:
    truths = world.fill(30, seed=5, kinds=[*TROUBLED_KINDS, "summary", "pages"])
    useless = {game_id: USELESS[game.kind] for game_id, game in truths.items() if game.kind in USELESS}
    assert len(useless) >= 8
    done = world.enrich(batch_size=7)
    assert {game.game_id: game.reason for game in done.failed} == useless
    assert (done.progress["done"], done.progress["failed"]) == (len(truths), len(useless))
    assert {game_id: told(found) for game_id, found in world.features().items()} == {
        game_id: true_of(game) for game_id, game in truths.items() if game_id not in useless
    }
    entries = world.ledger()
    assert {
        game_id: entry.reason for game_id, entry in entries.items() if entry.status == "failed"
    } == useless
    for game_id in useless:
        assert entries[game_id].error
        assert entries[game_id].attempts == 1
        assert entries[game_id].address in truths[game_id].keys
    assert {game.game_id for game in world.to_do()} == set(useless)


@pytest.mark.parametrize("folder", EspnPrefixes().of_a_game)
def test_one_folder_is_enough(world: EnrichingWorld, folder: str) -> None:
    truths = world.fill(6, kinds=["summary", "wrapped"])
    whole = world.enrich().ids
    features = {game_id: told(found) for game_id, found in world.features().items()}
    world.connection.execute("TRUNCATE raw_data.nba_games, ops.ingest_ledger")
    world.delete(*(key for game in truths.values() for key in game.keys if not key.startswith(folder)))
    world.load()
    done = world.enrich()
    assert (done.ids, done.failed) == (whole, [])
    assert {game_id: told(found) for game_id, found in world.features().items()} == features
    assert {entry.details["key"].split("/")[0] for entry in world.ledger().values()} == {folder}


def test_the_box_score_page_and_the_play_by_play_page_are_one_game(world: EnrichingWorld) -> None:
    truths = world.fill(6, kinds=["pages"])
    assert world.enrich().failed == []
    features = world.features()
    assert {game_id: told(found) for game_id, found in features.items()} == {
        game_id: true_of(game) for game_id, game in truths.items()
    }
    assert all(game.plays and game.player_rows for game in truths.values())
    assert all(set(found["checks"]) == ALL_CHECKS for found in features.values())


def test_a_box_score_page_that_vanished_fails_its_game_and_leaves_no_half_of_it(
    world: EnrichingWorld,
) -> None:
    truths = world.fill(5, kinds=["pages"])
    hit, *others = truths
    box_scores = [f"{folder}/{hit}.json" for folder in EspnPrefixes().of_a_game[:2]]
    world.delete(*box_scores)
    (failed,) = world.enrich().failed
    assert (failed.game_id, failed.reason, failed.address) == (hit, "ArchiveNotFoundError", box_scores[0])
    assert list(world.features()) == others
    assert world.ledger()[hit].status == "failed"


def test_a_key_that_vanished_after_the_listing_fails_its_game_only(world: EnrichingWorld) -> None:
    truths = world.fill(5, kinds=["summary"])
    hit, *others = truths
    world.delete(f"espn_play_by_play/{hit}.json")
    (failed,) = world.enrich().failed
    assert (failed.game_id, failed.reason) == (hit, "ArchiveNotFoundError")
    assert list(world.features()) == others
    entry = world.ledger()[hit]
    assert (entry.status, entry.reason) == ("failed", "ArchiveNotFoundError")
    assert entry.address == f"espn_play_by_play/{hit}.json"
    world.load()
    assert world.enrich(run_id="run-2").failed == []
    assert list(world.features()) == list(truths)


@pytest.mark.parametrize("kind", ["summary", "wrapped", "pages"])
def test_another_games_payload_under_a_key_is_refused(world: EnrichingWorld, kind: str) -> None:
    truths = world.fill(4, kinds=[kind])
    hit, other, *_ = truths
    world.put(f"espn_play_by_play/{hit}.json", world.body(f"espn_play_by_play/{other}.json"))
    (failed,) = world.enrich().failed
    assert (failed.game_id, failed.reason) == (hit, "WrongGameError")
    assert hit in failed.error
    assert other in failed.error
    assert list(world.features()) == list(truths)[1:]


def test_another_games_box_score_page_is_refused(world: EnrichingWorld) -> None:
    truths = world.fill(4, kinds=["pages"])
    hit, other, *_ = truths
    for folder in EspnPrefixes().of_a_game[:2]:
        world.put(f"{folder}/{hit}.json", world.body(f"{folder}/{other}.json"))
    (failed,) = world.enrich().failed
    assert (failed.game_id, failed.reason) == (hit, "WrongGameError")
    assert list(world.features()) == list(truths)[1:]


def test_characters_that_postgres_cannot_hold_fail_no_batch(world: EnrichingWorld) -> None:
    truths = world.fill(4, kinds=["summary"])
    useless, odd, *_ = truths
    world.put(f"espn_play_by_play/{useless}.json", json.dumps({"code": 404, "message": "no\0game"}).encode())
    payload = json.loads(world.body(f"espn_play_by_play/{odd}.json"))
    payload["gameInfo"]["venue"]["fullName"] = "The\0Garden"
    world.put(f"espn_play_by_play/{odd}.json", json.dumps(payload).encode())
    (failed,) = world.enrich().failed
    assert (failed.game_id, failed.reason) == (useless, "UnknownFormatError")
    assert "nogame" in (world.ledger()[useless].error or "")
    assert world.features()[odd]["venue"]["name"] == "TheGarden"
    assert list(world.features()) == list(truths)[1:]
