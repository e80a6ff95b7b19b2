-- The days of a range on which a key has more than one active row. Reads the key and two columns.
SELECT game_date, SUM(active - 1) AS duplicates
FROM (
  SELECT game_date, {keys}, COUNT(*) AS active
  FROM {table}
  WHERE game_date BETWEEN @first_day AND @last_day AND is_active
  GROUP BY game_date, {keys}
) AS active_rows_of_keys
WHERE active > 1
GROUP BY game_date
ORDER BY game_date
