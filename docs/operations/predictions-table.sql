-- The table of the predictions with the columns that Scorebook reads or writes; yours has more. Put your own project
-- and data set in place of PROJECT.nba_predictions.
CREATE TABLE `PROJECT.nba_predictions.player_prop_predictions` (
  prediction_id STRING,
  system_id STRING,
  player_lookup STRING,
  game_id STRING,
  game_date DATE,
  current_points_line NUMERIC,
  predicted_points NUMERIC,
  confidence_score NUMERIC,
  recommendation STRING,
  is_active BOOL,
  superseded_by STRING,
  created_at TIMESTAMP,
  updated_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY system_id, player_lookup
OPTIONS (require_partition_filter = TRUE, partition_expiration_days = 365);
