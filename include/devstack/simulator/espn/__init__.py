"""ESPN's site API for the NBA: scoreboards and game summaries of any season."""
