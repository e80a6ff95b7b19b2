"""NBA.com's side of the simulator: season schedule, box scores and play-by-play as cdn.nba.com serves them.

Teams, players, results and the course of a game come from the ESPN part's engine; here is what NBA.com
does differently: its ids, its calendar (preseason, Cup, All-Star, play-in) and its payloads.
"""
