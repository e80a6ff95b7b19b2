-- For days on which created_at and prediction_id do not tell all rows of a key apart. The tie-break goes on
-- over what was predicted. Rows that are equal in that, too, no condition can tell apart: an UPDATE would
-- switch off all of them or none. Where the survivor has such copies, they are taken out and put back in this
-- one statement, as many as there were, each with all of its columns, one of them active. Every other row is
-- updated where it stands.
MERGE {table} AS target
USING (
  WITH ranked AS (
    SELECT
      {columns},
      TO_JSON_STRING(STRUCT({keys}, {rank_columns})) AS row_text,
      RANK() OVER (PARTITION BY {keys} ORDER BY {rank_order}) AS dedup_rank,
      ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY {rank_order}) AS dedup_place,
      FIRST_VALUE(prediction_id) OVER (PARTITION BY {keys} ORDER BY {rank_order}) AS survivor_id,
      ROW_NUMBER() OVER (PARTITION BY {keys}, {rank_columns} ORDER BY created_at) AS copy_number,
      COUNT(*) OVER (PARTITION BY {keys}, {rank_columns}) AS copies
    FROM {table}
    WHERE game_date = @day AND is_active
  )
  SELECT 'take out' AS step, row_text AS taken, ranked.*
  FROM ranked
  WHERE dedup_rank = 1 AND copies > 1 AND dedup_place = 1
  UNION ALL
  SELECT 'put back' AS step, CAST(NULL AS STRING) AS taken, ranked.*
  FROM ranked
  WHERE dedup_rank = 1 AND copies > 1
  UNION ALL
  SELECT 'switch off' AS step, row_text AS taken, ranked.*
  FROM ranked
  WHERE dedup_rank > 1 AND copy_number = 1
) AS source
ON target.game_date = @day
  AND target.is_active
  AND TO_JSON_STRING(STRUCT({target_keys}, {target_rank_columns})) = source.taken
WHEN MATCHED AND source.step = 'take out' THEN DELETE
WHEN MATCHED AND source.step = 'switch off' THEN
  UPDATE SET is_active = FALSE, superseded_by = source.survivor_id, updated_at = CURRENT_TIMESTAMP()
WHEN NOT MATCHED AND source.step = 'put back' THEN
  INSERT ({columns})
  VALUES ({put_back})
