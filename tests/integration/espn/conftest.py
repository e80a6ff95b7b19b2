"""The fixture of the tests of the enrichment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from include.devstack.aws import LocalAws
from tests.integration.espn.enriching import EnrichingWorld


@pytest.fixture
def world(s3: Any, aws: LocalAws, bucket: str, warehouse_url: str) -> Iterator[EnrichingWorld]:
    """An empty bucket and an empty warehouse."""
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        yield EnrichingWorld(s3, aws, bucket, connection)
