-- What is active on one day: rows, keys, rows beyond the first of their key, and rows that created_at and
-- prediction_id do not tell from another row of their key. Reads the key and four columns.
SELECT
  COALESCE(SUM(active), 0) AS total,
  COUNT(*) AS key_count,
  COALESCE(SUM(active - 1), 0) AS duplicates,
  COALESCE(SUM(alike), 0) AS alike
FROM (
  SELECT SUM(copies) AS active, SUM(copies - 1) AS alike
  FROM (
    SELECT {keys}, COUNT(*) AS copies
    FROM {table}
    WHERE game_date = @day AND is_active
    GROUP BY {keys}, created_at, prediction_id
  ) AS copies_of_rows
  GROUP BY {keys}
) AS active_rows_of_keys
