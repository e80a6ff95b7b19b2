"""The servers of a run: they start with it and end with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.enrichment_parts.s3_server import serve
from benchmarks.enrichment_parts.workers import processes, stopped_at_the_end


@contextmanager
def s3_server(latency_seconds: float, originals: int) -> Iterator[tuple[int, str]]:
    """An S3 with the benchmark's games; its process id and address come out."""
    ours, theirs = processes.Pipe()
    process = processes.Process(target=serve, args=(latency_seconds, originals, theirs), daemon=True)
    process.start()
    theirs.close()
    with stopped_at_the_end(process):
        yield process.pid or 0, f"http://127.0.0.1:{ours.recv()}"
