-- The table of the predictions with the columns that Scorebook reads or writes; yours has more. Put your own project
-- and data set in place of PROJECT.nba_predictions.
CREATE TABLE `PROJECT.nba_predictions.player_prop_predictions` (
  prediction_id STRING OPTIONS (description = "Id of the prediction; rows may share one."),
  system_id STRING OPTIONS (description = "System that made the prediction."),
  player_lookup STRING OPTIONS (description = "Player, as the predicting system names him."),
  game_id STRING OPTIONS (description = "Game, as the predicting system names it."),
  game_date DATE OPTIONS (description = "Day of the game; the partition."),
  current_points_line NUMERIC OPTIONS (description = "Line of the bet. Unit: points."),
  predicted_points NUMERIC OPTIONS (description = "Predicted points of the player. Unit: points."),
  confidence_score NUMERIC OPTIONS (description = "Confidence of the system, on its own scale. Unit: depends on the system."),
  recommendation STRING OPTIONS (description = "What the system recommends, in its own words."),
  is_active BOOL OPTIONS (description = "Whether the prediction counts. Scorebook sets it to false on duplicates."),
  superseded_by STRING OPTIONS (description = "prediction_id of the prediction that stays active instead; null for an active one."),
  created_at TIMESTAMP OPTIONS (description = "When the prediction was made."),
  updated_at TIMESTAMP OPTIONS (description = "When the row last changed, also by Scorebook.")
)
PARTITION BY game_date
CLUSTER BY system_id, player_lookup
OPTIONS (require_partition_filter = TRUE, partition_expiration_days = 365);
