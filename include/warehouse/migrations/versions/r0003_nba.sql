-- Games of NBA.com and what is derived of them. The columns are the fields of include/nba/rows.py.

CREATE TABLE nba.games (
    game_id          text NOT NULL CHECK (game_id ~ '^[0-9]{10}$'),
    season           text NOT NULL,
    kind             text NOT NULL,
    game_date        date NOT NULL,
    original_date    date,
    starts_at        timestamptz,
    home_team_id     text NOT NULL,
    away_team_id     text NOT NULL,
    home_score       integer NOT NULL,
    away_score       integer NOT NULL,
    periods          integer NOT NULL,
    arena            text,
    arena_city       text,
    attendance       integer,
    duration_minutes integer,
    lead_changes     integer,
    times_tied       integer,
    source_shape     text NOT NULL,
    PRIMARY KEY (game_id)
);
-- A team's season so far is asked for with season and kind.
CREATE INDEX games_season ON nba.games (season, kind);
COMMENT ON TABLE nba.games IS 'Final games of NBA.com.';
COMMENT ON COLUMN nba.games.game_id IS 'Ten digits, with their leading zeros.';
COMMENT ON COLUMN nba.games.season IS 'As people write it, 2024-25.';
COMMENT ON COLUMN nba.games.kind IS 'preseason, regular, all_star, playoffs, play_in or cup_final, as the id tells.';
COMMENT ON COLUMN nba.games.game_date IS 'The New York day on which it was played.';
COMMENT ON COLUMN nba.games.original_date IS 'The day it was first scheduled for, when it was postponed and the source still tells.';
COMMENT ON COLUMN nba.games.starts_at IS 'The scheduled start.';
COMMENT ON COLUMN nba.games.periods IS '4, and one more for each overtime.';
COMMENT ON COLUMN nba.games.duration_minutes IS 'From the start to the end by the wall clock.';
COMMENT ON COLUMN nba.games.source_shape IS 'Which of NBA.com''s payloads it was read from, live_data or stats.';

CREATE TABLE nba.team_box_scores (
    game_id                  text NOT NULL REFERENCES nba.games ON DELETE CASCADE,
    team_id                  text NOT NULL,
    opponent_team_id         text NOT NULL,
    is_home                  boolean NOT NULL,
    is_winner                boolean NOT NULL,
    tricode                  text NOT NULL,
    team_city                text,
    team_name                text,
    minutes                  double precision NOT NULL,
    points                   integer NOT NULL,
    points_q1                integer,
    points_q2                integer,
    points_q3                integer,
    points_q4                integer,
    points_overtime          integer,
    field_goals_made         integer NOT NULL,
    field_goals_attempted    integer NOT NULL,
    three_pointers_made      integer NOT NULL,
    three_pointers_attempted integer NOT NULL,
    free_throws_made         integer NOT NULL,
    free_throws_attempted    integer NOT NULL,
    rebounds_offensive       integer NOT NULL,
    rebounds_defensive       integer NOT NULL,
    rebounds                 integer NOT NULL,
    rebounds_team_offensive  integer,
    rebounds_team_defensive  integer,
    assists                  integer NOT NULL,
    steals                   integer NOT NULL,
    blocks                   integer NOT NULL,
    blocks_received          integer,
    turnovers                integer NOT NULL,
    turnovers_team           integer,
    fouls_personal           integer NOT NULL,
    fouls_offensive          integer,
    fouls_drawn              integer,
    fouls_technical          integer,
    points_in_the_paint      integer,
    points_fast_break        integer,
    points_second_chance     integer,
    points_from_turnovers    integer,
    points_bench             integer,
    biggest_lead             integer,
    biggest_run              integer,
    seconds_leading          double precision,
    PRIMARY KEY (game_id, team_id)
);
COMMENT ON TABLE nba.team_box_scores IS 'A team''s totals in a game. Null is what the source does not say.';
COMMENT ON COLUMN nba.team_box_scores.minutes IS 'Decimal minutes of all its players, 240 and 25 more for each overtime.';
COMMENT ON COLUMN nba.team_box_scores.points_overtime IS 'In all overtimes; null in a game without.';
COMMENT ON COLUMN nba.team_box_scores.rebounds IS 'Of its players; those of the team itself are in rebounds_team_offensive and _defensive.';
COMMENT ON COLUMN nba.team_box_scores.turnovers IS 'Of its players; those of the team itself are in turnovers_team.';
COMMENT ON COLUMN nba.team_box_scores.fouls_technical IS 'Of its players and of the team.';

CREATE TABLE nba.player_box_scores (
    game_id                  text NOT NULL REFERENCES nba.games ON DELETE CASCADE,
    player_id                text NOT NULL,
    team_id                  text NOT NULL,
    player_name              text NOT NULL,
    jersey                   text,
    position                 text,
    is_starter               boolean NOT NULL,
    has_played               boolean NOT NULL,
    reason_not_played        text,
    minutes                  double precision,
    points                   integer,
    field_goals_made         integer,
    field_goals_attempted    integer,
    three_pointers_made      integer,
    three_pointers_attempted integer,
    free_throws_made         integer,
    free_throws_attempted    integer,
    rebounds_offensive       integer,
    rebounds_defensive       integer,
    rebounds                 integer,
    assists                  integer,
    steals                   integer,
    blocks                   integer,
    blocks_received          integer,
    turnovers                integer,
    fouls_personal           integer,
    fouls_offensive          integer,
    fouls_drawn              integer,
    fouls_technical          integer,
    plus_minus               integer,
    points_in_the_paint      integer,
    points_fast_break        integer,
    points_second_chance     integer,
    PRIMARY KEY (game_id, player_id)
);
COMMENT ON TABLE nba.player_box_scores IS 'A listed player''s game. All numbers of somebody who did not play are null.';
COMMENT ON COLUMN nba.player_box_scores.position IS 'The starting position; null for who came from the bench.';
COMMENT ON COLUMN nba.player_box_scores.minutes IS 'Decimal minutes, 49.4167 for 49 minutes and 25 seconds.';

CREATE TABLE nba.plays (
    game_id              text NOT NULL REFERENCES nba.games ON DELETE CASCADE,
    action_number        integer NOT NULL,
    order_number         integer NOT NULL,
    period               integer NOT NULL,
    clock_seconds        double precision NOT NULL,
    happened_at          timestamptz,
    action_type          text NOT NULL,
    sub_type             text,
    descriptor           text,
    qualifiers           text,
    team_id              text,
    player_id            text,
    possession_team_id   text,
    home_score           integer NOT NULL,
    away_score           integer NOT NULL,
    is_made              boolean,
    shot_distance        double precision,
    shot_x               double precision,
    shot_y               double precision,
    shot_action_number   integer,
    assist_player_id     text,
    block_player_id      text,
    steal_player_id      text,
    foul_drawn_player_id text,
    official_id          text,
    description          text,
    PRIMARY KEY (game_id, action_number)
);
COMMENT ON TABLE nba.plays IS 'Actions of a game''s play-by-play. In order of play by order_number.';
COMMENT ON COLUMN nba.plays.action_number IS 'The source''s; it has gaps and is not always ascending.';
COMMENT ON COLUMN nba.plays.period IS '1 to 4, overtimes from 5 on.';
COMMENT ON COLUMN nba.plays.clock_seconds IS 'Left in the period.';
COMMENT ON COLUMN nba.plays.happened_at IS 'By the wall clock.';
COMMENT ON COLUMN nba.plays.qualifiers IS 'Joined by commas.';
COMMENT ON COLUMN nba.plays.is_made IS 'Of shots and free throws.';
COMMENT ON COLUMN nba.plays.shot_distance IS 'Feet.';
COMMENT ON COLUMN nba.plays.shot_x IS 'Along the court, per cent of its length from the left.';
COMMENT ON COLUMN nba.plays.shot_y IS 'Across the court, per cent of its width.';
COMMENT ON COLUMN nba.plays.shot_action_number IS 'Of a rebound, the missed shot''s action.';

CREATE TABLE nba.game_metrics (
    game_id                    text NOT NULL REFERENCES nba.games ON DELETE CASCADE,
    team_id                    text NOT NULL,
    opponent_team_id           text NOT NULL,
    possessions                double precision NOT NULL,
    possessions_counted        integer,
    possessions_estimated      double precision NOT NULL,
    pace                       double precision,
    offensive_rating           double precision,
    defensive_rating           double precision,
    net_rating                 double precision,
    effective_field_goal_share double precision,
    turnover_share             double precision,
    offensive_rebound_share    double precision,
    free_throw_rate            double precision,
    PRIMARY KEY (game_id, team_id)
);
COMMENT ON TABLE nba.game_metrics IS 'What a team''s game is worth. Shares are between 0 and 1, ratings are points per 100 possessions.';
COMMENT ON COLUMN nba.game_metrics.possessions IS 'Counted from the plays where there are plays that allow it, else estimated.';
COMMENT ON COLUMN nba.game_metrics.pace IS 'Possessions per 48 minutes, mean of both teams.';

CREATE TABLE nba.player_game_metrics (
    game_id             text NOT NULL REFERENCES nba.games ON DELETE CASCADE,
    player_id           text NOT NULL,
    team_id             text NOT NULL,
    true_shooting_share double precision,
    usage_share         double precision,
    game_score          double precision NOT NULL,
    PRIMARY KEY (game_id, player_id)
);
COMMENT ON TABLE nba.player_game_metrics IS 'What a player''s game is worth; only who played. Shares are between 0 and 1.';
COMMENT ON COLUMN nba.player_game_metrics.true_shooting_share IS 'Null without a shot or free throw.';
COMMENT ON COLUMN nba.player_game_metrics.usage_share IS 'Null for who was on the floor for no time at all.';

CREATE TABLE nba.team_season (
    season                              text NOT NULL,
    kind                                text NOT NULL,
    team_id                             text NOT NULL,
    last_game_date                      date NOT NULL,
    games                               integer NOT NULL,
    wins                                integer NOT NULL,
    losses                              integer NOT NULL,
    minutes                             double precision NOT NULL,
    points                              integer NOT NULL,
    opponent_points                     integer NOT NULL,
    possessions                         double precision NOT NULL,
    opponent_possessions                double precision NOT NULL,
    pace                                double precision,
    offensive_rating                    double precision,
    defensive_rating                    double precision,
    net_rating                          double precision,
    effective_field_goal_share          double precision,
    turnover_share                      double precision,
    offensive_rebound_share             double precision,
    free_throw_rate                     double precision,
    opponent_effective_field_goal_share double precision,
    opponent_turnover_share             double precision,
    opponent_offensive_rebound_share    double precision,
    opponent_free_throw_rate            double precision,
    PRIMARY KEY (season, kind, team_id)
);
COMMENT ON TABLE nba.team_season IS 'A team''s season so far. Shares and ratings are those of the summed games, not means.';
COMMENT ON COLUMN nba.team_season.minutes IS 'Of game time, 48 a game and 5 more for each overtime.';
