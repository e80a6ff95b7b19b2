"""Overwrites a partition in forked children that kill themselves at one request to S3 or Glue.

Whole objects are read and written by obstore, as the operator does it; all else by boto3.

Reads one JSON object a line: `{"endpoint", "bucket", "database", "columns", "races", "number", "when"}`; the
child dies right before or right after its n-th request. Answers a line: the child's exit code (-9 = killed)
and the names of the requests that it had begun.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import traceback
from importlib import import_module
from typing import Any

import pyarrow as pa

from tests.fixtures.s3 import make_s3_client
from tests.integration.lake.partitions import SCHEMA, Lake, make_glue_client, make_table
from tests.integration.lake.watched_objects import WatchedObjects


@functools.cache
def clients(endpoint: str) -> tuple[Any, Any]:
    """Made before any fork, for that takes long; without a connection, for only children make requests."""
    import_module("include.lake.obstore_errors")
    return make_s3_client(endpoint), make_glue_client(endpoint)


def overwrite(job: dict[str, Any], told: int) -> None:
    """Do the job, telling each request to the file descriptor `told`."""
    s3, glue = clients(job["endpoint"])
    begun = 0

    def before(operation: str) -> None:
        nonlocal begun
        begun += 1
        os.write(told, f"{operation}\n".encode())
        die("before")

    def after(*_: object, **__: object) -> None:
        die("after")

    def die(when: str) -> None:
        if begun == job["number"] and when == job["when"]:
            os.kill(os.getpid(), signal.SIGKILL)

    for client in (s3, glue):
        client.meta.events.register_first("before-call", lambda model, **_: before(model.name))
        client.meta.events.register_last("after-call", after)
        client.meta.events.register_last("after-call-error", after)
    whole = WatchedObjects(s3, job["bucket"], before, after)
    schema = pa.schema([*SCHEMA, *((name, pa.string()) for name in job["columns"])])
    Lake(s3, glue, make_table(job["bucket"], job["database"], schema)).overwrite(job["races"], whole=whole)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Do the job in a child."""
    clients(job["endpoint"])
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            overwrite(job, tell)
            status = 0
        except Exception:  # noqa: BLE001 (its exit code tells)
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(tell)
    with os.fdopen(told) as names:
        requests = names.read().split()
    return {"code": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "requests": requests}


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
