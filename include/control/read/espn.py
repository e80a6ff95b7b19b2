"""ESPN: a summary (plain or wrapped), a page's state, a scoreboard."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from include.control.read.payload import Asked, Recognised
from include.errors import PayloadError
from include.espn.features import extract_features
from include.espn.scoreboard import read_scoreboard
from include.espn.summary import check_summary


def recognise(document: dict[str, Any]) -> Recognised | None:
    """A page has `page.content.gamepackage`, a summary `header` or `gamepackageJSON`, a scoreboard `events`.

    `header` is an object there.
    """
    page = document.get("page")
    content = page.get("content") if isinstance(page, dict) else None
    if isinstance(content, dict) and "gamepackage" in content:
        return Recognised("espn_page", _read_features)
    if isinstance(document.get("gamepackageJSON"), dict):
        return Recognised("espn_summary", _read_features)
    if isinstance(document.get("header"), dict):
        return Recognised("espn_summary", _read_summary)
    if isinstance(document.get("events"), list):
        return Recognised("espn_scoreboard", _read_scoreboard)
    return None


def _read_features(body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    return extract_features(body)


def _read_summary(body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    """The features, and beside them whether `espn_incremental` would archive the summary."""
    features = extract_features(body)
    return {**features, "archive_check": _archive_check(features["game_info"]["game_id"], body)}


def _archive_check(game_id: str, body: bytes) -> dict[str, Any]:
    try:
        check_summary(game_id, body)
    except PayloadError as error:
        return {"ok": False, "error": type(error).__name__, "message": str(error)}
    return {"ok": True}


def _read_scoreboard(body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    board = read_scoreboard(body)
    return {
        "games": [{"game_id": game.id, "standing": game.standing} for game in board.games],
        "broken": [asdict(event) for event in board.broken],
    }
