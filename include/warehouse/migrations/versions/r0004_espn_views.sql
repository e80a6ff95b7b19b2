-- Views over the features of ESPN's games (`raw_data.nba_games`, data.espn_features), with the names of the
-- catalogue (include/espn/catalog.py). A value of an unexpected type is null; it never fails the query:
-- documents may have been changed by others. `strict` paths that do not fit return no rows, because they are
-- silent (the last argument). OFFSET 0 keeps the planner from reading a document again for each column, and
-- data || '{}' is the document itself, unpacked once. The abbreviations in espn.games are read from the table, as
-- the indexes nba_games_espn_home and nba_games_espn_away have them.

-- Plain digits are most values, and are told without a regular expression, which costs three times as much.
CREATE FUNCTION espn.to_integer(value text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN length(value) BETWEEN 1 AND 9 AND translate(value, '0123456789', '') = '' THEN value::integer
    WHEN value ~ '^[-+][0-9]{1,9}$' THEN value::integer
END;
COMMENT ON FUNCTION espn.to_integer IS 'A whole number of at most nine digits such as 5, +5 or -15; null for any other text.';

CREATE FUNCTION espn.to_number(value text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value ~ '^[-+]?[0-9]{1,15}([.][0-9]{1,15})?$' THEN value::double precision END;
COMMENT ON FUNCTION espn.to_number IS 'A decimal number such as 47.5; null for any other text.';

CREATE FUNCTION espn.to_boolean(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE value WHEN 'true' THEN true WHEN 'false' THEN false END;
COMMENT ON FUNCTION espn.to_boolean IS 'The text true or false as a boolean; null for any other text.';

CREATE FUNCTION espn.to_timestamp(value text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    jsonb_path_query_first(
        to_jsonb(substring(value FROM '^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})([.][0-9]+)?(Z|[+]00:00)$')),
        'strict $.datetime("YYYY-MM-DD\"T\"HH24:MI:SS")', '{}', true
    ) #>> '{}'
)::timestamp AT TIME ZONE 'UTC';
COMMENT ON FUNCTION espn.to_timestamp IS 'A UTC time such as 2025-01-16T00:30:00Z, to the second; null for any other text.';

CREATE FUNCTION espn.to_texts(value jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(
    SELECT found.element #>> '{}'
    FROM jsonb_path_query(value, 'strict $[*] ? (@.type() == "string")', '{}', true) AS found (element)
);
COMMENT ON FUNCTION espn.to_texts IS 'The texts of a JSON array, in order; empty for any other value.';

CREATE FUNCTION espn.sum_from_fifth(value jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT sum(espn.to_integer(found.element #>> '{}'))
    FROM jsonb_path_query(value, 'strict $[4 to last]', '{}', true) AS found (element)
);
COMMENT ON FUNCTION espn.sum_from_fifth IS 'Sum of the whole numbers of a JSON array from the fifth on, null without any: points of all overtimes.';

CREATE VIEW espn.games AS
SELECT
    game.game_id,
    game.season,
    espn.to_integer(part.info ->> 'season_year') AS season_year,
    game.game_date,
    espn.to_timestamp(part.info ->> 'tipoff_utc') AS tipoff,
    espn.to_integer(part.info ->> 'season_type') AS season_type,
    part.teams #>> '{home,id}' AS home_team_id,
    part.teams #>> '{home,name}' AS home_team_name,
    game.data #>> '{espn_features,teams,home,abbreviation}' AS home_team_abbr,
    part.teams #>> '{away,id}' AS away_team_id,
    part.teams #>> '{away,name}' AS away_team_name,
    game.data #>> '{espn_features,teams,away,abbreviation}' AS away_team_abbr,
    espn.to_integer(part.teams #>> '{home,score}') AS home_score,
    espn.to_integer(part.teams #>> '{away,score}') AS away_score,
    espn.to_integer(part.scoring #>> '{home,quarters,0}') AS home_q1_score,
    espn.to_integer(part.scoring #>> '{home,quarters,1}') AS home_q2_score,
    espn.to_integer(part.scoring #>> '{home,quarters,2}') AS home_q3_score,
    espn.to_integer(part.scoring #>> '{home,quarters,3}') AS home_q4_score,
    espn.sum_from_fifth(part.scoring #> '{home,quarters}') AS home_overtime_score,
    espn.to_integer(part.scoring #>> '{away,quarters,0}') AS away_q1_score,
    espn.to_integer(part.scoring #>> '{away,quarters,1}') AS away_q2_score,
    espn.to_integer(part.scoring #>> '{away,quarters,2}') AS away_q3_score,
    espn.to_integer(part.scoring #>> '{away,quarters,3}') AS away_q4_score,
    espn.sum_from_fifth(part.scoring #> '{away,quarters}') AS away_overtime_score,
    espn.to_boolean(part.info ->> 'overtime') AS overtime,
    espn.to_integer(part.info ->> 'margin_of_victory') AS margin_of_victory,
    part.venue ->> 'name' AS venue_name,
    part.venue ->> 'city' AS venue_city,
    part.venue ->> 'state' AS venue_state,
    espn.to_integer(part.info ->> 'attendance') AS attendance,
    espn.to_boolean(part.info ->> 'sold_out') AS sold_out,
    part.info #>> '{broadcast,0}' AS broadcast_network,
    espn.to_texts(part.info -> 'broadcast') AS broadcast_networks,
    espn.to_integer(part.info ->> 'duration') AS game_duration,
    part.officials #>> '{0,name}' AS referee_1,
    espn.to_integer(part.total_plays) AS total_plays,
    espn.to_integer(part.source_data ->> 'format') AS format,
    espn.to_boolean(part.source_data ->> 'wrapped') AS is_wrapped,
    espn.to_integer(part.enrichment ->> 'feature_count') AS feature_count,
    part.enrichment ->> 'extractor_version' AS extractor_version,
    espn.to_timestamp(part.enrichment ->> 'enriched_at') AS enriched_at
FROM raw_data.nba_games AS game
CROSS JOIN LATERAL (SELECT game.data || '{}' AS data OFFSET 0) AS document
CROSS JOIN LATERAL (
    SELECT
        document.data #> '{espn_features,game_info}' AS info,
        document.data #> '{espn_features,teams}' AS teams,
        document.data #> '{espn_features,scoring}' AS scoring,
        document.data #> '{espn_features,venue}' AS venue,
        document.data #> '{espn_features,officials}' AS officials,
        document.data #>> '{espn_features,plays_summary,total_plays}' AS total_plays,
        document.data #> '{espn_features,source_data}' AS source_data,
        document.data #> '{metadata,enrichment}' AS enrichment
    OFFSET 0
) AS part
WHERE game.has_espn_features;

COMMENT ON VIEW espn.games IS 'One row per enriched game of ESPN. Source: ESPN, features of raw_data.nba_games (data.espn_features). Written by: espn_enrichment_backfill.';
COMMENT ON COLUMN espn.games.game_id IS 'ESPN''s id of the game, digits.';
COMMENT ON COLUMN espn.games.season IS 'Season as people write it, such as 2024-25.';
COMMENT ON COLUMN espn.games.season_year IS 'Year in which the season ends. Unit: year.';
COMMENT ON COLUMN espn.games.game_date IS 'New York day of the tip-off.';
COMMENT ON COLUMN espn.games.tipoff IS 'Tip-off.';
COMMENT ON COLUMN espn.games.season_type IS '1 preseason, 2 regular season, 3 playoffs, 5 play-in. Unit: none (a code).';
COMMENT ON COLUMN espn.games.home_team_id IS 'ESPN''s id of the home team.';
COMMENT ON COLUMN espn.games.home_team_name IS 'Name of the home team.';
COMMENT ON COLUMN espn.games.home_team_abbr IS 'Abbreviation of the home team, such as BOS. Searching by it uses an index.';
COMMENT ON COLUMN espn.games.away_team_id IS 'ESPN''s id of the away team.';
COMMENT ON COLUMN espn.games.away_team_name IS 'Name of the away team.';
COMMENT ON COLUMN espn.games.away_team_abbr IS 'Abbreviation of the away team, such as BOS. Searching by it uses an index.';
COMMENT ON COLUMN espn.games.home_score IS 'Points of the home team; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.away_score IS 'Points of the away team; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.home_q1_score IS 'Points of the home team in quarter 1; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.home_q2_score IS 'Points of the home team in quarter 2; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.home_q3_score IS 'Points of the home team in quarter 3; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.home_q4_score IS 'Points of the home team in quarter 4; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.home_overtime_score IS 'Points of the home team in all overtimes; null in a game without. Unit: points.';
COMMENT ON COLUMN espn.games.away_q1_score IS 'Points of the away team in quarter 1; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.away_q2_score IS 'Points of the away team in quarter 2; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.away_q3_score IS 'Points of the away team in quarter 3; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.away_q4_score IS 'Points of the away team in quarter 4; null before the game. Unit: points.';
COMMENT ON COLUMN espn.games.away_overtime_score IS 'Points of the away team in all overtimes; null in a game without. Unit: points.';
COMMENT ON COLUMN espn.games.overtime IS 'Whether the game had more than four periods.';
COMMENT ON COLUMN espn.games.margin_of_victory IS 'Points between winner and loser; null for a game that is not over. Unit: points.';
COMMENT ON COLUMN espn.games.venue_name IS 'Name of the venue.';
COMMENT ON COLUMN espn.games.venue_city IS 'City of the venue.';
COMMENT ON COLUMN espn.games.venue_state IS 'State of the venue, such as MA; null where the source names none.';
COMMENT ON COLUMN espn.games.attendance IS 'Spectators; 0 is a real value, null before the game. Unit: people.';
COMMENT ON COLUMN espn.games.sold_out IS 'Always null: no format of ESPN says it.';
COMMENT ON COLUMN espn.games.broadcast_network IS 'First network that shows the game: national ones before the home team''s before others.';
COMMENT ON COLUMN espn.games.broadcast_networks IS 'All networks that show the game, in the same order.';
COMMENT ON COLUMN espn.games.game_duration IS 'Time from the first to the last play by the wall clock; only in Format 2. Unit: minutes.';
COMMENT ON COLUMN espn.games.referee_1 IS 'Name of the official that ESPN lists first; all are in espn.officials.';
COMMENT ON COLUMN espn.games.total_plays IS 'Number of plays, which are in espn.plays. Unit: plays.';
COMMENT ON COLUMN espn.games.format IS 'ESPN''s format of the payload: 1 page, 2 summary. Unit: none (a code).';
COMMENT ON COLUMN espn.games.is_wrapped IS 'Whether the summary was wrapped in another document.';
COMMENT ON COLUMN espn.games.feature_count IS 'Feature values that are not null: those of the game once, those of players per player row. Unit: values.';
COMMENT ON COLUMN espn.games.extractor_version IS 'Version of the code that extracted the features.';
COMMENT ON COLUMN espn.games.enriched_at IS 'When the features were written.';

CREATE VIEW espn.team_box_scores AS
SELECT
    game.game_id,
    game.season,
    game.game_date,
    sides.is_home,
    sides.box ->> 'team_id' AS team_id,
    sides.box ->> 'team_name' AS team_name,
    sides.box ->> 'team_abbreviation' AS team_abbr,
    sides.opponent_box ->> 'team_abbreviation' AS opponent_abbr,
    espn.to_integer(sides.team ->> 'score') AS score,
    espn.to_integer(sides.opponent ->> 'score') AS opponent_score,
    CASE
        WHEN part.info ->> 'margin_of_victory' IS NOT NULL
            THEN espn.to_integer(sides.team ->> 'score') > espn.to_integer(sides.opponent ->> 'score')
    END AS is_winner,
    espn.to_integer(sides.quarters ->> 0) AS q1_score,
    espn.to_integer(sides.quarters ->> 1) AS q2_score,
    espn.to_integer(sides.quarters ->> 2) AS q3_score,
    espn.to_integer(sides.quarters ->> 3) AS q4_score,
    espn.sum_from_fifth(sides.quarters) AS overtime_score,
    espn.to_integer(sides.stats ->> 'points') AS points,
    espn.to_integer(sides.stats ->> 'rebounds') AS rebounds,
    espn.to_integer(sides.stats ->> 'offensive_rebounds') AS offensive_rebounds,
    espn.to_integer(sides.stats ->> 'defensive_rebounds') AS defensive_rebounds,
    espn.to_integer(sides.stats ->> 'assists') AS assists,
    espn.to_integer(sides.stats ->> 'steals') AS steals,
    espn.to_integer(sides.stats ->> 'blocks') AS blocks,
    espn.to_integer(sides.stats ->> 'turnovers') AS turnovers,
    espn.to_integer(sides.stats ->> 'fouls') AS fouls,
    espn.to_integer(sides.stats ->> 'field_goals_made') AS field_goals_made,
    espn.to_integer(sides.stats ->> 'field_goals_attempted') AS field_goals_attempted,
    espn.to_number(sides.stats ->> 'field_goal_pct') AS field_goal_pct,
    espn.to_integer(sides.stats ->> 'three_pointers_made') AS three_pointers_made,
    espn.to_integer(sides.stats ->> 'three_pointers_attempted') AS three_pointers_attempted,
    espn.to_number(sides.stats ->> 'three_point_pct') AS three_point_pct,
    espn.to_integer(sides.stats ->> 'free_throws_made') AS free_throws_made,
    espn.to_integer(sides.stats ->> 'free_throws_attempted') AS free_throws_attempted,
    espn.to_number(sides.stats ->> 'free_throw_pct') AS free_throw_pct,
    espn.to_integer(sides.stats ->> 'team_turnovers') AS team_turnovers,
    espn.to_integer(sides.stats ->> 'total_turnovers') AS total_turnovers,
    espn.to_integer(sides.stats ->> 'technical_fouls') AS technical_fouls,
    espn.to_integer(sides.stats ->> 'flagrant_fouls') AS flagrant_fouls,
    espn.to_integer(sides.stats ->> 'turnover_points') AS turnover_points,
    espn.to_integer(sides.stats ->> 'fast_break_points') AS fast_break_points,
    espn.to_integer(sides.stats ->> 'points_in_paint') AS points_in_paint,
    espn.to_integer(sides.stats ->> 'largest_lead') AS largest_lead,
    espn.to_integer(sides.stats ->> 'lead_changes') AS lead_changes,
    espn.to_integer(sides.stats ->> 'lead_percentage') AS lead_percentage
FROM raw_data.nba_games AS game
CROSS JOIN LATERAL (SELECT game.data || '{}' AS data OFFSET 0) AS document
CROSS JOIN LATERAL (
    SELECT
        document.data #> '{espn_features,game_info}' AS info,
        document.data #> '{espn_features,teams}' AS teams,
        document.data #> '{espn_features,scoring}' AS scoring,
        document.data #> '{espn_features,box_score}' AS box_score
    OFFSET 0
) AS part
CROSS JOIN LATERAL (
    SELECT
        side.is_home,
        part.teams -> side.name AS team,
        part.teams -> side.opponent AS opponent,
        part.scoring -> side.name -> 'quarters' AS quarters,
        part.box_score -> side.name AS box,
        part.box_score -> side.opponent AS opponent_box,
        part.box_score -> side.name -> 'team_stats' AS stats
    FROM (VALUES (true, 'home', 'away'), (false, 'away', 'home')) AS side (is_home, name, opponent)
    OFFSET 0
) AS sides
WHERE game.has_espn_features;

COMMENT ON VIEW espn.team_box_scores IS 'Two rows per enriched game of ESPN: the totals of each team. Null is what the source does not say. Source: ESPN, features of raw_data.nba_games (data.espn_features). Written by: espn_enrichment_backfill.';
COMMENT ON COLUMN espn.team_box_scores.game_id IS 'ESPN''s id of the game, digits.';
COMMENT ON COLUMN espn.team_box_scores.season IS 'Season as people write it, such as 2024-25.';
COMMENT ON COLUMN espn.team_box_scores.game_date IS 'New York day of the tip-off.';
COMMENT ON COLUMN espn.team_box_scores.is_home IS 'Whether it is the home team.';
COMMENT ON COLUMN espn.team_box_scores.team_id IS 'ESPN''s id of the team.';
COMMENT ON COLUMN espn.team_box_scores.team_name IS 'Name of the team.';
COMMENT ON COLUMN espn.team_box_scores.team_abbr IS 'Abbreviation of the team, such as BOS.';
COMMENT ON COLUMN espn.team_box_scores.opponent_abbr IS 'Abbreviation of the opponent.';
COMMENT ON COLUMN espn.team_box_scores.score IS 'Points of the team; null before the game. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.opponent_score IS 'Points of the opponent; null before the game. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.is_winner IS 'Whether the team won; null for a game that is not over.';
COMMENT ON COLUMN espn.team_box_scores.q1_score IS 'Points in quarter 1; null before the game. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.q2_score IS 'Points in quarter 2; null before the game. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.q3_score IS 'Points in quarter 3; null before the game. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.q4_score IS 'Points in quarter 4; null before the game. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.overtime_score IS 'Points in all overtimes; null in a game without. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.points IS 'Points scored. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.rebounds IS 'Rebounds, offensive and defensive. Unit: rebounds.';
COMMENT ON COLUMN espn.team_box_scores.offensive_rebounds IS 'Offensive rebounds. Unit: rebounds.';
COMMENT ON COLUMN espn.team_box_scores.defensive_rebounds IS 'Defensive rebounds. Unit: rebounds.';
COMMENT ON COLUMN espn.team_box_scores.assists IS 'Assists. Unit: assists.';
COMMENT ON COLUMN espn.team_box_scores.steals IS 'Steals. Unit: steals.';
COMMENT ON COLUMN espn.team_box_scores.blocks IS 'Shots blocked. Unit: blocks.';
COMMENT ON COLUMN espn.team_box_scores.turnovers IS 'Turnovers. Unit: turnovers.';
COMMENT ON COLUMN espn.team_box_scores.fouls IS 'Personal fouls. Unit: fouls.';
COMMENT ON COLUMN espn.team_box_scores.field_goals_made IS 'Field goals made. Unit: field goals.';
COMMENT ON COLUMN espn.team_box_scores.field_goals_attempted IS 'Field goals attempted. Unit: field goals.';
COMMENT ON COLUMN espn.team_box_scores.field_goal_pct IS 'Field goals made of those attempted, derived; null without an attempt. Unit: per cent, 0 to 100.';
COMMENT ON COLUMN espn.team_box_scores.three_pointers_made IS 'Three-pointers made. Unit: field goals.';
COMMENT ON COLUMN espn.team_box_scores.three_pointers_attempted IS 'Three-pointers attempted. Unit: field goals.';
COMMENT ON COLUMN espn.team_box_scores.three_point_pct IS 'Three-pointers made of those attempted, derived; null without an attempt. Unit: per cent, 0 to 100.';
COMMENT ON COLUMN espn.team_box_scores.free_throws_made IS 'Free throws made. Unit: free throws.';
COMMENT ON COLUMN espn.team_box_scores.free_throws_attempted IS 'Free throws attempted. Unit: free throws.';
COMMENT ON COLUMN espn.team_box_scores.free_throw_pct IS 'Free throws made of those attempted, derived; null without an attempt. Unit: per cent, 0 to 100.';
COMMENT ON COLUMN espn.team_box_scores.team_turnovers IS 'Turnovers charged to the team itself; only in Format 2. Unit: turnovers.';
COMMENT ON COLUMN espn.team_box_scores.total_turnovers IS 'Turnovers of players and team together; only in Format 2. Unit: turnovers.';
COMMENT ON COLUMN espn.team_box_scores.technical_fouls IS 'Technical fouls; only in Format 2. Unit: fouls.';
COMMENT ON COLUMN espn.team_box_scores.flagrant_fouls IS 'Flagrant fouls; only in Format 2. Unit: fouls.';
COMMENT ON COLUMN espn.team_box_scores.turnover_points IS 'Points that ESPN counts under turnoverPoints; only in Format 2. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.fast_break_points IS 'Points from fast breaks; only in Format 2. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.points_in_paint IS 'Points scored in the paint; only in Format 2. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.largest_lead IS 'Largest lead during the game; only in Format 2. Unit: points.';
COMMENT ON COLUMN espn.team_box_scores.lead_changes IS 'How often the lead changed; only in Format 2. Unit: changes.';
COMMENT ON COLUMN espn.team_box_scores.lead_percentage IS 'Share of the game in the lead, as ESPN rounds it; only in Format 2. Unit: per cent, 0 to 100.';

CREATE VIEW espn.player_box_scores AS
SELECT
    game.game_id,
    game.season,
    game.game_date,
    sides.is_home,
    sides.box ->> 'team_id' AS team_id,
    sides.box ->> 'team_abbreviation' AS team_abbr,
    sides.opponent_box ->> 'team_abbreviation' AS opponent_abbr,
    listed.place::integer AS listing_order,
    listed.player ->> 'player_id' AS player_id,
    listed.player ->> 'name' AS player_name,
    listed.player ->> 'jersey' AS jersey_number,
    listed.player ->> 'position' AS position,
    espn.to_boolean(listed.player ->> 'starter') AS starter,
    espn.to_boolean(listed.player ->> 'played') AS played,
    espn.to_integer(listed.player -> 'stats' ->> 'minutes') AS minutes,
    espn.to_integer(listed.player -> 'stats' ->> 'points') AS points,
    espn.to_integer(listed.player -> 'stats' ->> 'rebounds') AS rebounds,
    espn.to_integer(listed.player -> 'stats' ->> 'offensive_rebounds') AS offensive_rebounds,
    espn.to_integer(listed.player -> 'stats' ->> 'defensive_rebounds') AS defensive_rebounds,
    espn.to_integer(listed.player -> 'stats' ->> 'assists') AS assists,
    espn.to_integer(listed.player -> 'stats' ->> 'steals') AS steals,
    espn.to_integer(listed.player -> 'stats' ->> 'blocks') AS blocks,
    espn.to_integer(listed.player -> 'stats' ->> 'turnovers') AS turnovers,
    espn.to_integer(listed.player -> 'stats' ->> 'fouls') AS fouls,
    espn.to_integer(listed.player -> 'stats' ->> 'plus_minus') AS plus_minus,
    espn.to_integer(listed.player -> 'stats' ->> 'field_goals_made') AS field_goals_made,
    espn.to_integer(listed.player -> 'stats' ->> 'field_goals_attempted') AS field_goals_attempted,
    espn.to_number(listed.player -> 'stats' ->> 'field_goal_pct') AS field_goal_pct,
    espn.to_integer(listed.player -> 'stats' ->> 'three_pointers_made') AS three_pointers_made,
    espn.to_integer(listed.player -> 'stats' ->> 'three_pointers_attempted') AS three_pointers_attempted,
    espn.to_number(listed.player -> 'stats' ->> 'three_point_pct') AS three_point_pct,
    espn.to_integer(listed.player -> 'stats' ->> 'free_throws_made') AS free_throws_made,
    espn.to_integer(listed.player -> 'stats' ->> 'free_throws_attempted') AS free_throws_attempted,
    espn.to_number(listed.player -> 'stats' ->> 'free_throw_pct') AS free_throw_pct,
    espn.to_boolean(listed.player -> 'stats' ->> 'double_double') AS double_double,
    espn.to_boolean(listed.player -> 'stats' ->> 'triple_double') AS triple_double
FROM raw_data.nba_games AS game
CROSS JOIN LATERAL (SELECT game.data #> '{espn_features,box_score}' AS box_score OFFSET 0) AS document
CROSS JOIN LATERAL (
    SELECT
        side.is_home,
        document.box_score -> side.name AS box,
        document.box_score -> side.opponent AS opponent_box
    FROM (VALUES (true, 'home', 'away'), (false, 'away', 'home')) AS side (is_home, name, opponent)
    OFFSET 0
) AS sides
CROSS JOIN LATERAL jsonb_path_query(
    sides.box, 'strict $.players[*] ? (@.type() == "object")', '{}', true
) WITH ORDINALITY AS listed (player, place)
WHERE game.has_espn_features;

COMMENT ON VIEW espn.player_box_scores IS 'One row per listed player of an enriched game of ESPN; no row where the payload lists no players. Source: ESPN, features of raw_data.nba_games (data.espn_features). Written by: espn_enrichment_backfill.';
COMMENT ON COLUMN espn.player_box_scores.game_id IS 'ESPN''s id of the game, digits.';
COMMENT ON COLUMN espn.player_box_scores.season IS 'Season as people write it, such as 2024-25.';
COMMENT ON COLUMN espn.player_box_scores.game_date IS 'New York day of the tip-off.';
COMMENT ON COLUMN espn.player_box_scores.is_home IS 'Whether it is the home team.';
COMMENT ON COLUMN espn.player_box_scores.team_id IS 'ESPN''s id of the team.';
COMMENT ON COLUMN espn.player_box_scores.team_abbr IS 'Abbreviation of the team, such as BOS.';
COMMENT ON COLUMN espn.player_box_scores.opponent_abbr IS 'Abbreviation of the opponent.';
COMMENT ON COLUMN espn.player_box_scores.listing_order IS 'Place of the player in ESPN''s list of the team, from 1. Unit: none (a rank).';
COMMENT ON COLUMN espn.player_box_scores.player_id IS 'ESPN''s id of the player; null where a page names none.';
COMMENT ON COLUMN espn.player_box_scores.player_name IS 'Name of the player.';
COMMENT ON COLUMN espn.player_box_scores.jersey_number IS 'Number on the jersey, as text: 0 and 00 are two numbers.';
COMMENT ON COLUMN espn.player_box_scores.position IS 'G, F, C and the like; null in Format 1.';
COMMENT ON COLUMN espn.player_box_scores.starter IS 'Whether the player started the game.';
COMMENT ON COLUMN espn.player_box_scores.played IS 'Whether the player played; numbers of the others are null.';
COMMENT ON COLUMN espn.player_box_scores.minutes IS 'Time on the court, whole. Unit: minutes.';
COMMENT ON COLUMN espn.player_box_scores.points IS 'Points scored. Unit: points.';
COMMENT ON COLUMN espn.player_box_scores.rebounds IS 'Rebounds, offensive and defensive. Unit: rebounds.';
COMMENT ON COLUMN espn.player_box_scores.offensive_rebounds IS 'Offensive rebounds. Unit: rebounds.';
COMMENT ON COLUMN espn.player_box_scores.defensive_rebounds IS 'Defensive rebounds. Unit: rebounds.';
COMMENT ON COLUMN espn.player_box_scores.assists IS 'Assists. Unit: assists.';
COMMENT ON COLUMN espn.player_box_scores.steals IS 'Steals. Unit: steals.';
COMMENT ON COLUMN espn.player_box_scores.blocks IS 'Shots blocked. Unit: blocks.';
COMMENT ON COLUMN espn.player_box_scores.turnovers IS 'Turnovers. Unit: turnovers.';
COMMENT ON COLUMN espn.player_box_scores.fouls IS 'Personal fouls. Unit: fouls.';
COMMENT ON COLUMN espn.player_box_scores.plus_minus IS 'Points of the team minus points of the opponent while the player was on the court; negative values are real. Unit: points.';
COMMENT ON COLUMN espn.player_box_scores.field_goals_made IS 'Field goals made. Unit: field goals.';
COMMENT ON COLUMN espn.player_box_scores.field_goals_attempted IS 'Field goals attempted. Unit: field goals.';
COMMENT ON COLUMN espn.player_box_scores.field_goal_pct IS 'Field goals made of those attempted, derived; null without an attempt. Unit: per cent, 0 to 100.';
COMMENT ON COLUMN espn.player_box_scores.three_pointers_made IS 'Three-pointers made. Unit: field goals.';
COMMENT ON COLUMN espn.player_box_scores.three_pointers_attempted IS 'Three-pointers attempted. Unit: field goals.';
COMMENT ON COLUMN espn.player_box_scores.three_point_pct IS 'Three-pointers made of those attempted, derived; null without an attempt. Unit: per cent, 0 to 100.';
COMMENT ON COLUMN espn.player_box_scores.free_throws_made IS 'Free throws made. Unit: free throws.';
COMMENT ON COLUMN espn.player_box_scores.free_throws_attempted IS 'Free throws attempted. Unit: free throws.';
COMMENT ON COLUMN espn.player_box_scores.free_throw_pct IS 'Free throws made of those attempted, derived; null without an attempt. Unit: per cent, 0 to 100.';
COMMENT ON COLUMN espn.player_box_scores.double_double IS 'Whether two of points, rebounds, assists, steals and blocks are ten or more, derived.';
COMMENT ON COLUMN espn.player_box_scores.triple_double IS 'Whether three of points, rebounds, assists, steals and blocks are ten or more, derived.';

CREATE VIEW espn.plays AS
SELECT
    game.game_id,
    game.season,
    game.game_date,
    listed.place::integer AS play_number,
    listed.play ->> 'id' AS play_id,
    espn.to_integer(listed.play ->> 'period') AS period,
    listed.play ->> 'clock' AS clock,
    listed.play ->> 'event_type' AS event_type,
    listed.play ->> 'event_description' AS event_description,
    listed.play ->> 'possession_team' AS possession_team,
    espn.to_integer(listed.play ->> 'score_margin') AS score_margin,
    espn.to_boolean(listed.play ->> 'shot_made') AS shot_made,
    listed.play ->> 'shot_type' AS shot_type,
    espn.to_integer(listed.play ->> 'shot_value') AS shot_value,
    espn.to_number(listed.play ->> 'shot_x_coord') AS shot_x_coord,
    espn.to_number(listed.play ->> 'shot_y_coord') AS shot_y_coord,
    espn.to_number(listed.play ->> 'shot_distance') AS shot_distance,
    listed.play ->> 'assist_player_id' AS assist_player_id
FROM raw_data.nba_games AS game
CROSS JOIN LATERAL jsonb_path_query(
    game.data, 'strict $.espn_features.plays_summary.plays[*] ? (@.type() == "object")', '{}', true
) WITH ORDINALITY AS listed (play, place)
WHERE game.has_espn_features;

COMMENT ON VIEW espn.plays IS 'One row per play of an enriched game of ESPN, all plays. A value that a play does not have is null. Source: ESPN, features of raw_data.nba_games (data.espn_features). Written by: espn_enrichment_backfill.';
COMMENT ON COLUMN espn.plays.game_id IS 'ESPN''s id of the game, digits.';
COMMENT ON COLUMN espn.plays.season IS 'Season as people write it, such as 2024-25.';
COMMENT ON COLUMN espn.plays.game_date IS 'New York day of the tip-off.';
COMMENT ON COLUMN espn.plays.play_number IS 'Place of the play in ESPN''s list of the game, from 1. Unit: none (a rank).';
COMMENT ON COLUMN espn.plays.play_id IS 'ESPN''s id of the play.';
COMMENT ON COLUMN espn.plays.period IS '1 to 4, overtimes from 5 on. Unit: none (a number).';
COMMENT ON COLUMN espn.plays.clock IS 'Time left in the period as ESPN writes it, such as 11:42 or 4.1.';
COMMENT ON COLUMN espn.plays.event_type IS 'Kind of play in ESPN''s words; in Format 1 only where a shot chart tells it.';
COMMENT ON COLUMN espn.plays.event_description IS 'The play in ESPN''s words.';
COMMENT ON COLUMN espn.plays.possession_team IS 'Abbreviation of the team whose play it is.';
COMMENT ON COLUMN espn.plays.score_margin IS 'Home points minus away points after the play, derived. Unit: points.';
COMMENT ON COLUMN espn.plays.shot_made IS 'Whether the shot or free throw went in, false for a blocked one; null for a play that is no shot.';
COMMENT ON COLUMN espn.plays.shot_type IS 'Kind of shot in ESPN''s words.';
COMMENT ON COLUMN espn.plays.shot_value IS 'Points that the shot is worth: 1 a free throw, 2, 3. Unit: points.';
COMMENT ON COLUMN espn.plays.shot_x_coord IS 'Place of the shot from one sideline; the rim is at 25. Unit: feet.';
COMMENT ON COLUMN espn.plays.shot_y_coord IS 'Place of the shot from the rim towards midcourt; negative behind the rim. Unit: feet.';
COMMENT ON COLUMN espn.plays.shot_distance IS 'Straight line from the shot to the rim, derived. Unit: feet.';
COMMENT ON COLUMN espn.plays.assist_player_id IS 'ESPN''s id of the player who assisted; only in Format 2.';

CREATE VIEW espn.officials AS
SELECT
    game.game_id,
    game.season,
    game.game_date,
    listed.place::integer AS listing_order,
    listed.official ->> 'name' AS official_name,
    listed.official ->> 'number' AS official_number
FROM raw_data.nba_games AS game
CROSS JOIN LATERAL jsonb_path_query(
    game.data, 'strict $.espn_features.officials[*] ? (@.type() == "object")', '{}', true
) WITH ORDINALITY AS listed (official, place)
WHERE game.has_espn_features;

COMMENT ON VIEW espn.officials IS 'One row per official of an enriched game of ESPN. Source: ESPN, features of raw_data.nba_games (data.espn_features). Written by: espn_enrichment_backfill.';
COMMENT ON COLUMN espn.officials.game_id IS 'ESPN''s id of the game, digits.';
COMMENT ON COLUMN espn.officials.season IS 'Season as people write it, such as 2024-25.';
COMMENT ON COLUMN espn.officials.game_date IS 'New York day of the tip-off.';
COMMENT ON COLUMN espn.officials.listing_order IS 'Place in ESPN''s list of officials, from 1. Unit: none (a rank).';
COMMENT ON COLUMN espn.officials.official_name IS 'Name of the official.';
COMMENT ON COLUMN espn.officials.official_number IS 'Number of the official, as text; null where the source has none.';
