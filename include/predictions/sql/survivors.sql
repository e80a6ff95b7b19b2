-- What the clean-up of one day would read, for the estimate of a dry run: the survivors of all keys.
SELECT {keys}, created_at, prediction_id
FROM {table}
WHERE game_date = @day AND is_active
QUALIFY ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY created_at DESC, prediction_id DESC) = 1
