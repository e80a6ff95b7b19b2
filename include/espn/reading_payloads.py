"""What the product makes of an ESPN payload, for people who hold one in their hands.

Each function takes the body as its source served it and writes nothing. What is refused raises the error
that a run would record.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from include.errors import IncompletePayloadError, PayloadError
from include.espn.errors import UnknownFormatError
from include.espn.features import extract_features
from include.espn.scoreboard import read_scoreboard
from include.espn.summary import check_summary


def espn_summary(body: bytes) -> dict[str, Any]:
    """The features of a summary (Format 2, wrapped or not), `checks` among them.

    `archived` says what archiving does with it: `stored`, or the sentence with which it is refused for now. A
    wrapped summary is never fetched, so nothing is said of it.

    :raises PayloadError: when it is no summary, or a part is not what it always is.
    """
    features = _of_format(body, 2)
    if features["source_data"]["wrapped"]:
        return features
    try:
        check_summary(features["game_info"]["game_id"], body)
    except IncompletePayloadError as error:
        return features | {"archived": f"incomplete: {error}"}
    except PayloadError as error:
        return features | {"archived": f"refused: {error}"}
    return features | {"archived": "stored"}


def espn_page(body: bytes) -> dict[str, Any]:
    """The features of a web page's state (Format 1), `checks` among them. The other page may have the rest.

    :raises PayloadError: when it is no page, or a part is not what it always is.
    """
    return _of_format(body, 1)


def espn_scoreboard(body: bytes) -> dict[str, Any]:
    """The games of a scoreboard as {id, standing}, and the events that cannot be read as {place, id, error}.

    :raises PayloadError: when it is no scoreboard, or none of its events can be read.
    """
    board = read_scoreboard(body)
    return {
        "games": [{"id": game.id, "standing": game.standing.value} for game in board.games],
        "broken": [asdict(event) for event in board.broken],
    }


def _of_format(body: bytes, number: int) -> dict[str, Any]:
    features = extract_features(body)
    came = features["source_data"]["format"]
    if came != number:
        raise UnknownFormatError(f"expected an ESPN game in Format {number}, got one in Format {came}")
    return features
