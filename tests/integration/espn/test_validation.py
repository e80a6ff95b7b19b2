"""`validate` of `espn_enrichment_backfill` over real documents: what vanished is red by name, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from include.devstack.archive_fill import KINDS
from include.errors import QualityError
from include.espn.catalog import FEATURES, feature_count, values_of
from include.espn.enrichment.documents import EVERY_PLAY, count_documents
from include.espn.enrichment.facts import read_coverage
from include.warehouse import ledger
from include.warehouse.nba_games import Selection
from scorebook.workflows import espn_enrichment as steps
from tests.integration.espn.enriching import EnrichingWorld

pytestmark = pytest.mark.integration

GAMES = 12
RUN = "run-1"
Rename = tuple[bytes, bytes]


class _TaskInstance:
    """Holds what the tasks of one run leave for each other."""

    def __init__(self) -> None:
        self.xcoms: dict[str, Any] = {}

    def xcom_pull(self, *, task_ids: str, key: str = "return_value") -> Any:
        return self.xcoms.get(key)

    def xcom_push(self, *, key: str, value: Any) -> None:
        self.xcoms[key] = value


@pytest.fixture
def step(
    world: EnrichingWorld,
    aws_connection: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Any]:
    """Calls a step of the workflow as its task does."""
    parts = world.connection.info
    url = f"postgresql://{parts.user}:{parts.password}@{parts.host}:{parts.port}/{parts.dbname}"
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_BUCKET", world.bucket)
    instance = _TaskInstance()

    def call(name: str, *arguments: Any, **params: Any) -> Any:
        context: Any = {"ti": instance, "run_id": RUN, "params": params}
        checked = steps.check_params(context)
        instance.xcoms.setdefault(steps.PLANNED_KEY, {"last": None})
        return getattr(steps, name)(checked, *arguments, context), instance.xcoms

    return call


def filled(
    world: EnrichingWorld, *renames: Rename, kinds: Iterable[str] = ("summary",), games: int = GAMES
) -> list[str]:
    """Archive games of the newest simulated season, rename keys in all of their payloads, and enrich them."""
    truths = world.fill(games, seed=5, kinds=kinds)
    for truth in truths.values():
        for key in truth.keys:
            body = world.body(key)
            for old, new in renames:
                assert old in body
                body = body.replace(old, new)
            world.put(key, body)
    world.load()
    assert world.enrich(run_id=RUN).failed == []
    return list(truths)


def newest(world: EnrichingWorld) -> None:
    """Put all games into the season of the recorded summaries: the ranges of older ones are wider."""
    world.connection.execute("UPDATE raw_data.nba_games SET season = '2025-26'")


def test_games_of_every_kind_are_green(world: EnrichingWorld, step: Callable[..., Any]) -> None:
    filled(world, kinds=KINDS, games=2 * len(KINDS))
    newest(world)
    figures, _ = step("validate")
    assert (figures["coverage_pct"], figures["unexpected_shares"]) == (100, 0)
    assert figures["missing"] == {}


@pytest.mark.parametrize(
    ("rename", "features"),
    [
        ((b'"attendance"', b'"crowd"'), {"attendance"}),
        ((b'"officials"', b'"referees"'), {"referee_1"}),
        ((b'"plusMinus"', b'"netPoints"'), {"plus_minus"}),
        ((b'"jersey"', b'"shirt"'), {"jersey_number"}),
        ((b'"clock"', b'"timeLeft"'), {"clock"}),
        ((b'"coordinate"', b'"place"'), {"shot_x_coord", "shot_y_coord", "shot_distance"}),
        ((b'"plays":', b'"events":'), {"plays"}),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else "",
)
def test_a_field_that_the_source_renames_is_red_by_name_in_one_run(
    world: EnrichingWorld, step: Callable[..., Any], rename: Rename, features: set[str]
) -> None:
    filled(world, rename)
    newest(world)
    with pytest.raises(QualityError) as caught:
        step("validate")
    assert "unexpected_shares is" in str(caught.value)
    for name in features:
        told = (
            f"{name} of season 2025-26, Format 2 ({GAMES} games in the table) has a value in 0.0%, expected "
        )
        assert told in str(caught.value)
    query = "SELECT status, observed, expected_high, details FROM ops.quality_results WHERE check_name = %s"
    ((status, observed, most, details),) = world.connection.execute(query, ("unexpected_shares",))
    assert (status, observed, most) == ("failed", len(features), 0)
    assert {share["feature"] for share in details["shares"]} == features


def test_the_counts_are_those_of_the_documents(world: EnrichingWorld) -> None:
    filled(world, kinds=("summary", "wrapped", "pages", "pages_no_plays", "old_summary_no_extras"))
    (whole, *others) = count_documents([world.connection], Selection(), run_id=RUN)
    for counts in others:
        whole = whole.plus(counts)
    documents = list(world.features().values())
    for one in documents:
        one["plays_summary"]["plays"] = one["plays_summary"]["plays"][::EVERY_PLAY]
        for box in one["box_score"].values():
            box["players"] = [player for player in box["players"] if player["played"]]
    assert whole.values == {
        one.name: sum(len(values_of(one, document)) for document in documents) for one in FEATURES
    }
    assert whole.games == GAMES
    assert whole.features_sum == sum(feature_count(found) for found in world.features().values())


def test_an_enrichment_that_does_not_say_what_its_document_holds_is_red(
    world: EnrichingWorld, step: Callable[..., Any]
) -> None:
    first, second, third, *_ = filled(world)
    change = "UPDATE raw_data.nba_games SET data = jsonb_set(data, %s, %s) WHERE game_id = %s"
    world.connection.execute(change, (["metadata", "enrichment", "feature_count"], "7", first))
    world.connection.execute(change, (["espn_features", "venue", "name"], "null", second))
    world.connection.execute(
        "UPDATE raw_data.nba_games SET data = data #- '{metadata,enrichment}' WHERE game_id = %s", (third,)
    )
    with pytest.raises(QualityError) as caught:
        step("validate")
    told = str(caught.value)
    assert "enrichment_pct is 75, expected at least 100 (3 games, " in told
    assert f"{first}: feature_count is 7, the document holds " in told
    assert f"{second}: feature_count is " in told
    assert f"{third}: data.metadata.enrichment is missing" in told


def test_what_is_not_enriched_is_told_by_reason_and_what_was_given_up_does_not_count(
    world: EnrichingWorld, step: Callable[..., Any]
) -> None:
    truths = world.fill(6, seed=7, kinds=("summary", "not_json"))
    world.enrich(run_id=RUN)
    broken = [game_id for game_id, truth in truths.items() if truth.kind == "not_json"]
    covered = read_coverage(world.connection, Selection())
    assert (covered.enriched, covered.missing) == (6 - len(broken), {"NotJsonPayloadError": len(broken)})
    with pytest.raises(QualityError, match=rf"coverage_pct is .* \({len(broken)} NotJsonPayloadError\)"):
        step("validate")
    for game_id in broken:
        ledger.mark_known_missing(
            world.connection, "espn_features", game_id, reason="lost in a fire", by="kim"
        )
    figures, _ = step("validate")
    assert (figures["coverage_pct"], figures["given_up"]) == (100, {"lost in a fire": len(broken)})


def test_a_dry_run_says_which_games_of_its_sample_would_fail_and_writes_nothing(
    world: EnrichingWorld, step: Callable[..., Any]
) -> None:
    truths = world.fill(6, seed=7, kinds=("summary", "pages", "not_json"))
    broken = {game_id for game_id, truth in truths.items() if truth.kind == "not_json"}
    before = (world.versions(), world.ledger())
    loaded = {"inserted": 0, "updated": 0, "unchanged": 6, "duplicates": 0}
    shards, xcoms = step("plan", loaded, dry_run=True, dry_run_sample=6)
    sample = xcoms[steps.PLANNED_KEY]["sample"]
    assert (shards, sample["read"], sample["disagree"]) == ([], 6, {})
    assert set(sample["would_fail"]) == broken
    assert all(why.startswith("NotJsonPayloadError: expected") for why in sample["would_fail"].values())
    assert (world.versions(), world.ledger()) == before


def test_a_dry_run_reads_no_more_than_its_sample(world: EnrichingWorld, step: Callable[..., Any]) -> None:
    truths = list(world.fill(6, seed=7, kinds=("not_json",)))
    _, xcoms = step("plan", {}, dry_run=True, dry_run_sample=2)
    assert list(xcoms[steps.PLANNED_KEY]["sample"]["would_fail"]) == [truths[0], truths[3]]
    _, xcoms = step("plan", {}, dry_run=True, dry_run_sample=0)
    assert xcoms[steps.PLANNED_KEY]["sample"]["read"] == 0
