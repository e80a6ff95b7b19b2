-- For days on which created_at and prediction_id do not tell all rows of a key apart. The tie-break goes on
-- over what was predicted. Rows that are equal in that, too, no condition can tell apart: an UPDATE would
-- switch off all of them or none. Where the survivor has such copies, they are taken out and put back in this
-- one statement, as many as there were, each with all of its columns, one of them active: the one whose text of
-- all columns comes last, so that it is the same whenever it runs. Every other row is updated where it stands.
MERGE {table} AS target
USING (
  WITH ranked AS (
    SELECT
      {columns},
      TO_JSON_STRING(STRUCT({keys}, {rank_columns})) AS dedup_text,
      RANK() OVER (PARTITION BY {keys} ORDER BY {rank_order}) AS dedup_rank,
      ROW_NUMBER() OVER (
        PARTITION BY {keys} ORDER BY {rank_order}, TO_JSON_STRING(STRUCT({columns})) DESC
      ) AS dedup_place,
      FIRST_VALUE(prediction_id) OVER (PARTITION BY {keys} ORDER BY {rank_order}) AS dedup_survivor,
      ROW_NUMBER() OVER (PARTITION BY {keys}, {rank_columns} ORDER BY created_at) AS dedup_copy,
      COUNT(*) OVER (PARTITION BY {keys}, {rank_columns}) AS dedup_copies
    FROM {table}
    WHERE game_date = @day AND is_active
  )
  SELECT 'take out' AS dedup_step, dedup_text AS dedup_taken, ranked.*
  FROM ranked
  WHERE dedup_rank = 1 AND dedup_copies > 1 AND dedup_place = 1
  UNION ALL
  SELECT 'put back' AS dedup_step, CAST(NULL AS STRING) AS dedup_taken, ranked.*
  FROM ranked
  WHERE dedup_rank = 1 AND dedup_copies > 1
  UNION ALL
  SELECT 'switch off' AS dedup_step, dedup_text AS dedup_taken, ranked.*
  FROM ranked
  WHERE dedup_rank > 1 AND dedup_copy = 1
) AS source
ON target.game_date = @day
  AND target.is_active
  AND TO_JSON_STRING(STRUCT({target_keys}, {target_rank_columns})) = source.dedup_taken
WHEN MATCHED AND source.dedup_step = 'take out' THEN DELETE
WHEN MATCHED AND source.dedup_step = 'switch off' THEN
  UPDATE SET is_active = FALSE, superseded_by = source.dedup_survivor, updated_at = CURRENT_TIMESTAMP()
WHEN NOT MATCHED AND source.dedup_step = 'put back' THEN
  INSERT ({columns})
  VALUES ({put_back})
