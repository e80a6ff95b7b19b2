"""Counts in the documents of `raw_data.nba_games` which values are there. One scan, nothing written.

Each document is unpacked once and counted where it lies; what comes back is a row a season, format and scope.
What is judged is what stands in the table, not what the runs that wrote it said of themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

from include.espn.catalog import FEATURES, Feature
from include.warehouse.nba_games import Selection
from include.warehouse.nba_games.selection import SELECTED, selected

MOST_WRONG = 10
EVERY_PLAY = 11
"""Of a game's plays each 11th is counted, about 40 of them; a season's 1,200 games have 48,000 of these."""
MOST_PLAYS = 1_000

_GAME = tuple(one for one in FEATURES if one.group == "game")
_STATS = tuple(one.name for one in FEATURES if one.group == "player" and ".stats." in one.path)
_KEYS = tuple(
    (one.name, one.path.rsplit(".", 1)[1])
    for one in FEATURES
    if one.group == "player" and ".stats." not in one.path
)
_SAMPLED = ", ".join(map(str, range(0, MOST_PLAYS, EVERY_PLAY)))
_PLAYS = tuple(one.name for one in FEATURES if one.group == "play")


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """What the documents of one season and format hold, of all games or of those that this run has done.

    :param values: by feature, how many values are not null.
    :param players: rows of players who played. `plays`: those that were counted, see `EVERY_PLAY`.
    :param with_players: games with such a row. `with_plays`: games with a play.
    :param features_min: values in a game with a box score, like `features_sum` and `features_max`.
    :param wrong: games whose `metadata.enrichment` does not say what the document holds; `wrong_games` names
        ten of them, with the reason.
    """

    season: str
    format: int
    is_of_run: bool
    games: int
    players: int
    plays: int
    with_players: int
    with_plays: int
    features_min: int | None
    features_sum: int
    features_max: int | None
    wrong: int
    wrong_games: list[str]
    values: dict[str, int]

    def plus(self, other: DocumentCounts) -> DocumentCounts:
        """The counts of both, of the same season, format and scope."""
        return replace(
            self,
            **{name: getattr(self, name) + getattr(other, name) for name in _SUMMED},
            features_min=min(_both(self.features_min, other.features_min), default=None),
            features_max=max(_both(self.features_max, other.features_max), default=None),
            wrong_games=(self.wrong_games + other.wrong_games)[:MOST_WRONG],
            values={name: count + other.values[name] for name, count in self.values.items()},
        )


_SUMMED = ("games", "players", "plays", "with_players", "with_plays", "features_sum", "wrong")


def _both(*values: int | None) -> list[int]:
    return [value for value in values if value is not None]


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f"{name} text" for name in names)


def _counts(alias: str, names: Iterable[str]) -> str:
    return ", ".join(f"count({alias}.{name}) AS {name}" for name in names)


def _exists(feature: Feature) -> str:
    return f"jsonb_path_exists(part.espn_features, '{feature.path} ? (@ != null)') AS {feature.name}"


# A document in, its counts out. A column of jsonb_to_recordset is SQL's NULL for JSON's null, so count()
# leaves it out. OFFSET 0 keeps the counting before the grouping, where the server would sort documents.
_DOCUMENTS = f"""
SELECT
    game.game_id,
    coalesce(game.season, 'unknown') AS season,
    coalesce((part.espn_features #>> '{{source_data,format}}')::int, 0) AS format,
    entry.run_id IS NOT DISTINCT FROM %(run_id)s AS is_of_run,
    player.played AS players,
    play.played AS plays,
    whole.counted,
    whole.wrong,
    {", ".join(f"of_game.{one.name}::int AS v_{one.name}" for one in _GAME)},
    {", ".join(f"stat.{name} AS v_{name}" for name in _STATS)},
    {", ".join(f"player.{name} AS v_{name}" for name, _ in _KEYS)},
    {", ".join(f"play.{name} AS v_{name}" for name in _PLAYS)}
FROM raw_data.nba_games AS game
LEFT JOIN ops.ingest_ledger AS entry ON entry.dataset = 'espn_features' AND entry.item = game.game_id
CROSS JOIN LATERAL jsonb_to_record(game.data) AS part (espn_features jsonb, metadata jsonb)
CROSS JOIN LATERAL (
    SELECT {", ".join(_exists(one) for one in _GAME)}
    OFFSET 0
) AS of_game
CROSS JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE one.played) AS played,
        {", ".join(f"count(one.{key}) FILTER (WHERE one.played) AS {name}" for name, key in _KEYS)},
        {" + ".join(f"count(one.{key})" for _, key in _KEYS)} AS of_all_rows
    FROM jsonb_to_recordset(
        jsonb_path_query_array(part.espn_features, '$.box_score.*.players[*]')
    ) AS one (played boolean, {_columns(key for _, key in _KEYS)})
) AS player
CROSS JOIN LATERAL (
    SELECT {_counts("one", _STATS)}
    FROM jsonb_to_recordset(
        jsonb_path_query_array(part.espn_features, '$.box_score.*.players[*].stats')
    ) AS one ({_columns(_STATS)})
) AS stat
CROSS JOIN LATERAL (
    SELECT count(*) AS played, {_counts("one", _PLAYS)}
    FROM jsonb_to_recordset(
        jsonb_path_query_array(part.espn_features, '$.plays_summary.plays[{_SAMPLED}]')
    ) AS one ({_columns(_PLAYS)})
) AS play
CROSS JOIN LATERAL (
    SELECT {" + ".join(f"of_game.{one.name}::int" for one in _GAME)}
        + {" + ".join(f"stat.{name}" for name in _STATS)} + player.of_all_rows AS counted
    OFFSET 0
) AS sum_of
CROSS JOIN LATERAL (
    SELECT sum_of.counted, nullif(concat_ws('; ',
        CASE WHEN part.metadata -> 'enrichment' IS NULL THEN 'data.metadata.enrichment is missing' END,
        CASE WHEN part.metadata #> '{{enrichment,feature_count}}' IS DISTINCT FROM to_jsonb(sum_of.counted)
            THEN format('feature_count is %%s, the document holds %%s',
                coalesce(part.metadata #>> '{{enrichment,feature_count}}', 'missing'), sum_of.counted) END,
        CASE WHEN part.metadata #> '{{enrichment,format_version}}'
                IS DISTINCT FROM part.espn_features #> '{{source_data,format}}'
            THEN format('format_version is %%s, the document has format %%s',
                coalesce(part.metadata #>> '{{enrichment,format_version}}', 'missing'),
                part.espn_features #>> '{{source_data,format}}') END,
        CASE WHEN part.metadata #>> '{{enrichment,extractor_version}}' IS NULL
            THEN 'extractor_version is missing' END,
        CASE WHEN part.metadata #>> '{{enrichment,enriched_at}}' IS NULL
            THEN 'enriched_at is missing' END
    ), '') AS wrong
    OFFSET 0
) AS whole
WHERE {SELECTED} AND game.has_espn_features AND game.id %% %(parts)s = %(part)s
OFFSET 0
"""  # noqa: S608  names of the catalogue

_SCAN = f"""
SELECT
    season,
    format,
    is_of_run,
    count(*) AS games,
    sum(players)::bigint AS players,
    sum(plays)::bigint AS plays,
    count(*) FILTER (WHERE players > 0) AS with_players,
    count(*) FILTER (WHERE plays > 0) AS with_plays,
    min(counted) FILTER (WHERE players > 0) AS features_min,
    coalesce(sum(counted) FILTER (WHERE players > 0), 0)::bigint AS features_sum,
    max(counted) FILTER (WHERE players > 0) AS features_max,
    count(wrong) AS wrong,
    coalesce(
        (array_agg(game_id || ': ' || wrong) FILTER (WHERE wrong IS NOT NULL))[1:{MOST_WRONG}], '{{}}'
    ) AS wrong_games,
    {", ".join(f"sum(v_{one.name})::bigint AS v_{one.name}" for one in FEATURES)}
FROM ({_DOCUMENTS}) AS document
GROUP BY season, format, is_of_run
"""  # noqa: S608  names of the catalogue

# Workers of the server would only unpack the documents and hand them over whole, for what is counted of each
# is a subquery; and it would remember the counts by document, comparing whole documents.
_SETTINGS: tuple[LiteralString, ...] = (
    "SET LOCAL max_parallel_workers_per_gather = 0",
    "SET LOCAL enable_memoize = off",
    "SET LOCAL jit = off",
)


def count_documents(
    connections: Sequence[psycopg.Connection[Any]], selection: Selection, *, run_id: str
) -> list[DocumentCounts]:
    """Count the values of the selected games that have features, by season, format, and whether of this run.

    :param connections: at least one; each counts its part of the games, at the same time as the others.
    """
    parameters = selected(selection) | {"run_id": run_id, "parts": len(connections)}
    with ThreadPoolExecutor(max_workers=len(connections)) as pool:
        parts = pool.map(
            lambda part: _count_part(part[1], parameters | {"part": part[0]}), enumerate(connections)
        )
        groups: dict[tuple[str, int, bool], DocumentCounts] = {}
        for counts in (counts for part in parts for counts in part):
            key = (counts.season, counts.format, counts.is_of_run)
            groups[key] = groups[key].plus(counts) if key in groups else counts
    return [groups[key] for key in sorted(groups)]


def _count_part(conn: psycopg.Connection[Any], parameters: dict[str, Any]) -> list[DocumentCounts]:
    with conn.transaction(), conn.cursor(row_factory=dict_row) as cursor:
        for setting in _SETTINGS:
            cursor.execute(setting)
        rows = cursor.execute(_SCAN, parameters, prepare=False).fetchall()
    return [
        DocumentCounts(
            **{name: value for name, value in row.items() if not name.startswith("v_")},
            values={one.name: row[f"v_{one.name}"] for one in FEATURES},
        )
        for row in rows
    ]
