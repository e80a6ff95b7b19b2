-- One day: active rows, those beyond the first of their key, those that created_at and prediction_id do not tell
-- from another one of their key, and all rows, for the proof that none is lost. Reads the key and four columns.
SELECT
  COALESCE(SUM(active), 0) AS total,
  COALESCE(SUM(GREATEST(active - 1, 0)), 0) AS duplicates,
  COALESCE(SUM(alike), 0) AS alike,
  COALESCE(SUM(all_rows), 0) AS all_rows
FROM (
  SELECT SUM(copies) AS active, SUM(GREATEST(copies - 1, 0)) AS alike, SUM(all_rows) AS all_rows
  FROM (
    SELECT {keys}, COUNTIF(is_active) AS copies, COUNT(*) AS all_rows
    FROM {table}
    WHERE game_date = @day
    GROUP BY {keys}, created_at, prediction_id
  ) AS copies_of_rows
  GROUP BY {keys}
) AS rows_of_keys
