"""Games of NBA.com in the warehouse (`nba`): load, derive, read.

Nothing here commits: use `with connection.transaction():`, together with the ledger and the watermark. The
transactions are those of PostgreSQL's default, read committed: who waited for another sees what it wrote.
"""

from include.warehouse.nba.deriving import derive_games, refresh_team_seasons
from include.warehouse.nba.loading import GAMES_A_BATCH, LoadCounts, load_games
from include.warehouse.nba.locks import lock_games
from include.warehouse.nba.reading import read_game, read_games, read_team_games
from include.warehouse.nba.writing import TableCounts

__all__ = [
    "GAMES_A_BATCH",
    "LoadCounts",
    "TableCounts",
    "derive_games",
    "load_games",
    "lock_games",
    "read_game",
    "read_games",
    "read_team_games",
    "refresh_team_seasons",
]
