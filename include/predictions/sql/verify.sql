-- One day after the clean-up: keys with two active rows, and keys that had a row switched off since the count
-- and have no active one left; and all rows, of which none may be gone. Reads the key and three columns.
SELECT
  COALESCE(SUM(active), 0) AS total,
  COALESCE(SUM(GREATEST(active - 1, 0)), 0) AS remaining,
  COUNTIF(active = 0 AND switched_off > 0) AS emptied_keys,
  COALESCE(SUM(switched_off), 0) AS switched_off,
  COALESCE(SUM(all_rows), 0) AS all_rows
FROM (
  SELECT
    {keys},
    COUNTIF(is_active) AS active,
    COUNTIF(NOT is_active AND updated_at >= @since) AS switched_off,
    COUNT(*) AS all_rows
  FROM {table}
  WHERE game_date = @day
  GROUP BY {keys}
) AS rows_of_keys
