"""How every run that buffers payloads ends: what a crash left on disk is removed once it is old."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from include.lake.buffer import Cleaned, clean_buffers
from scorebook import settings

log = logging.getLogger(__name__)


def clean_data_dir(retention_hours: int | None = None) -> Cleaned:
    """Remove buffered files older than `retention_hours` (None: Variable `scorebook_retention_hours`).

    A file that cannot be removed is a warning, not an error.
    """
    older_than = settings.retention() if retention_hours is None else timedelta(hours=retention_hours)
    cleaned = clean_buffers(settings.data_dir(), older_than, now=datetime.now(UTC))
    for failure in cleaned.failures:
        log.warning("a buffered file could not be removed: %s", failure)
    log.info("temp_files_deleted=%d temp_bytes_freed=%d", cleaned.files, cleaned.bytes)
    return cleaned
