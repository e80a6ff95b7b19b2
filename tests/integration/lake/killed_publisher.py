"""Run as a program: publishes a game and kills itself just before its n-th write, or just after it.

Arguments: endpoint, bucket, n, "before" or "after", body.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from include.lake.publish import publish
from tests.fixtures.s3 import make_s3_client

KEYS = ["box_scores/1.json", "team_stats/1.json", "play_by_play/1.json"]


def main() -> None:
    endpoint, bucket, number, moment, body = sys.argv[1:]
    client = make_s3_client(endpoint)
    writes = 0

    def die_at_the_write(model: Any, **_: Any) -> None:
        nonlocal writes
        writes += model.name in ("PutObject", "CopyObject")
        if writes == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    client.meta.events.register(f"{moment}-call.s3", die_at_the_write)
    publish(client, bucket, KEYS, body.encode())


if __name__ == "__main__":
    main()
