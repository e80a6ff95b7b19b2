"""What to do when a source refuses us or fails: one sentence for runs, for the ledger and for the doctor.

A source is named by its Airflow connection, the source of races by its adapter. What is known comes from
public reports (docs/SOURCES.md); nothing of it was tried against the sources by us.
"""

from __future__ import annotations

from collections.abc import Mapping

ASK_LESS = (
    "Wait: nothing is asked of this host meanwhile. If it goes on, leave more time between two requests, "
    "with a larger `every` in the host's row of ops.source_limits."
)
ASKED_AGAIN = "It is asked again by itself; if this stays for hours, look whether the source has moved."

_NBA_HEADERS = (
    "This host refuses honest clients since May 2026. It may want headers that only the owner of the "
    "Airflow connection `{0}` may set, in the connection's extra: that and NBA.com's terms are the owner's "
    "decision and responsibility (docs/SOURCES.md)."
)
_REFUSED: Mapping[tuple[str, int], str] = {
    ("espn_api", 403): (
        "The likely cause is the User-Agent: in August 2026 this host's network answered 403 to names that "
        "it did not know. Only the owner of the Airflow connection `espn_api` may set another one, as "
        '{"User-Agent": "..."} in its extra: that and ESPN\'s terms are the owner\'s decision and '
        "responsibility (docs/SOURCES.md)."
    ),
    ("nba_api", 403): _NBA_HEADERS.format("nba_api"),
    ("nba_stats", 403): _NBA_HEADERS.format("nba_stats"),
    ("racing_post", 406): (
        "Racing Post answers 406 to plain clients: these pages are for those whom its owner permits. The "
        'licensed source is The Racing API: extra {"adapter": "racing_api"} of the Airflow connection '
        "`racing_source` (docs/SOURCES.md)."
    ),
    ("racing_api", 403): (
        "The licence does not cover this request, or has ended: ask The Racing API, and compare login and "
        "password of the Airflow connection `racing_source`."
    ),
}
_UNAVAILABLE: Mapping[str, str] = {
    "nba_api": f"cdn.nba.com answers 500 at times. {ASKED_AGAIN}",
    "nba_stats": f"stats.nba.com is slow and does not answer some data centres at all. {ASKED_AGAIN}",
}


def when_refused(source: str, status: int) -> str:
    """What to do about a refusal (403, 406, 429).

    :param source: the id of the Airflow connection, of races the adapter's name.
    """
    return _REFUSED.get((source, status), ASK_LESS)


def when_unavailable(source: str) -> str:
    """What to do about 5xx."""
    return _UNAVAILABLE.get(source, ASKED_AGAIN)
