"""Writes `docs/TABLES.md` from a migrated warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from include.data_dictionary.page import page
from include.data_dictionary.predictions import read_columns
from include.data_dictionary.relations import read_relations

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "TABLES.md"
PREDICTIONS = REPOSITORY / "docs" / "operations" / "predictions-table.sql"


def text(conn: psycopg.Connection[Any]) -> str:
    """The page about this warehouse, which is at the newest migration."""
    return page(read_relations(conn), read_columns(PREDICTIONS.read_text(encoding="utf-8")))


def write(conn: psycopg.Connection[Any]) -> bool:
    """Write the page; returns whether it changed."""
    new = text(conn)
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == new:
        return False
    PAGE.write_text(new, encoding="utf-8")
    return True
