"""One Celery worker of the local platform, with a log server on its own loopback address.

python -m scorebook.local.celery_worker --name worker-heavy --queue heavy --concurrency 2 \
    --address 127.0.0.21 --port 20793

Airflow's worker would serve its logs on all addresses of the machine and cannot be told otherwise, so it is
started without, and the same server is run beside it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys

ADDRESS = "SCOREBOOK_WORKER_ADDRESS"


def address() -> str:
    """The host that task instances name: where the API server fetches their logs."""
    return os.environ[ADDRESS]


def serve_logs(host: str, port: int) -> None:
    """Serve the files of task logs to whoever has a token of the API server."""
    import uvicorn

    uvicorn.run("airflow.utils.serve_logs.log_server:get_app", host=host, port=port, access_log=False)


def main() -> None:
    """Run the worker until it is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("name", "queue", "concurrency", "address"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    words = parser.parse_args()
    os.environ[ADDRESS] = words.address

    from airflow.__main__ import main as airflow_main

    # After the import, which the forked child then needs not repeat; before Celery has threads.
    logs = multiprocessing.Process(target=serve_logs, args=(words.address, words.port), daemon=True)
    logs.start()
    node = ["--celery-hostname", f"{words.name}@{words.address}", "--skip-serve-logs"]
    sys.argv = ["airflow", "celery", "worker", *node]
    sys.argv += ["--queues", words.queue, "--concurrency", words.concurrency]
    airflow_main()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
