-- Switches off all but the newest active row of each key of one day. A row is joined to the survivor of its
-- key and switched off where it is another row, so nothing hangs on prediction_id being unique. Keys are
-- compared as JSON text: one equality that holds for NULLs, too. For days on which created_at and
-- prediction_id tell the rows of a key apart; replace_alike.sql is for the others.
UPDATE {table} AS target
SET is_active = FALSE, superseded_by = survivor.prediction_id, updated_at = CURRENT_TIMESTAMP()
FROM (
  SELECT TO_JSON_STRING(STRUCT({keys})) AS key_text, created_at, prediction_id
  FROM {table}
  WHERE game_date = @day AND is_active
  QUALIFY ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY created_at DESC, prediction_id DESC) = 1
    AND COUNT(*) OVER (PARTITION BY {keys}) > 1
) AS survivor
WHERE target.game_date = @day
  AND target.is_active
  AND TO_JSON_STRING(STRUCT({target_keys})) = survivor.key_text
  AND (
    target.created_at IS DISTINCT FROM survivor.created_at
    OR target.prediction_id IS DISTINCT FROM survivor.prediction_id
  )
