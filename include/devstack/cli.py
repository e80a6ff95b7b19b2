"""The commands of the local platform: `python -m include.devstack up|down|status|logs|warehouse|s3|clean`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from include.deployment import VARIABLES
from include.devstack import distributed
from include.devstack.airflow import COMPONENTS, USERS
from include.devstack.fault_lines import faults_in_force
from include.devstack.parts import tail
from include.devstack.stack import Stack
from include.devstack.state import SOURCES

BUCKET = next(one.local for one in VARIABLES if one.key == "scorebook_bucket")
PARTS = (
    "postgres",
    "s3",
    "bigquery",
    *(f"simulator-{name}" for name in SOURCES),
    *COMPONENTS,
    *distributed.NAMES,
)


def up(stack: Stack) -> int:
    """Start the platform and say where it is."""
    print(f"starting the local platform in {stack.directory}", flush=True)
    done = stack.up()
    started = f"started {', '.join(done.started)}" if done.started else "everything was running"
    print(f"{started} ({done.seconds:.1f} s)")
    print(f"Airflow    {stack.ui_url}")
    print("users      " + ", ".join(f"{user} (password {password})" for user, password in USERS.items()))
    for source, url in stack.source_urls.items():
        print(f"{source:<11}simulated at {url}")
    print(f"archive    S3 at {stack.aws.endpoint}, bucket {BUCKET}: `make s3 ARGS=ls`; with other programs")
    print(f"           AWS_ENDPOINT_URL={stack.aws.endpoint} AWS_DEFAULT_REGION={stack.aws.region}")
    print(f"           AWS_ACCESS_KEY_ID={stack.aws.access_key} AWS_SECRET_ACCESS_KEY={stack.aws.secret_key}")
    print(f"bigquery   emulated at {stack.bigquery.endpoint}")
    print(f"warehouse  {stack.warehouse_url}: `make sql`, or psql with this address")
    print(f"logs       {stack.directory / 'logs'}, or `make logs`")
    return 0


def s3(stack: Stack, words: Sequence[str]) -> int:
    """Look into the platform's bucket."""
    import boto3

    from include.lake.browse import browse

    client = boto3.client(
        "s3",
        endpoint_url=stack.aws.endpoint,
        region_name=stack.aws.region,
        aws_access_key_id=stack.aws.access_key,
        aws_secret_access_key=stack.aws.secret_key,
    )
    return browse(client, str(BUCKET), words)


def down(stack: Stack) -> int:
    """Stop the platform; its data stay."""
    stopped = stack.down()
    print(f"stopped {', '.join(stopped)}" if stopped else "nothing was running")
    return 0


def status(stack: Stack) -> int:
    """Print one line for each part. The exit status is 1 when a part is not healthy."""
    lines = stack.status()
    if not lines:
        print("there is no local platform yet: `make up` makes one")
        return 1
    print(f"{'part':<18}{'pid':>8}{'port':>7}  {'health':<10}{'memory':>9}")
    for line in lines:
        pid, port = line.pid or "-", line.port or "-"
        print(f"{line.name:<18}{pid:>8}{port:>7}  {line.health:<10}{line.memory / 2**20:>6.0f} MB")
    print(f"{'together':<45}{sum(line.memory for line in lines) / 2**20:>7.0f} MB")
    for told in faults_in_force(stack.source_urls):
        print(told)
    return 0 if all(line.health == "healthy" for line in lines) else 1


def logs(stack: Stack, part: str | None, lines: int, *, follow: bool) -> int:
    """Print the last lines of one part's log, or of all parts' logs."""
    files = {each.name: each.log_file for each in stack.parts if part in (None, each.name)}
    if follow:
        os.execvp("tail", ["tail", "-n", str(lines), "-F", *map(str, files.values())])
    for name, file in files.items():
        print(f"== {name}: {file}")
        print(tail(file, lines) or "(empty)")
    return 0


def clean(stack: Stack) -> int:
    """Stop the platform and delete its data."""
    stack.destroy()
    print(f"deleted {stack.directory}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m include.devstack", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("up", help="start what does not run; returns when all parts are healthy")
    verbs.add_parser("down", help="stop all parts; the data stay")
    verbs.add_parser("status", help="one line for each part")
    log_words = verbs.add_parser("logs", help="the last lines of the logs")
    log_words.add_argument("part", nargs="?", choices=PARTS)
    log_words.add_argument("--lines", type=int, default=20)
    log_words.add_argument("--follow", action="store_true")
    verbs.add_parser("warehouse", help="the address of the warehouse, for psql and other programs")
    s3_words = verbs.add_parser("s3", help="look into the archive: ls, cat, cp", add_help=False)
    s3_words.add_argument("words", nargs=argparse.REMAINDER)
    verbs.add_parser("clean", help="stop all parts and delete their data")
    words = parser.parse_args(arguments)

    stack = Stack()
    try:
        match words.verb:
            case "up":
                return up(stack)
            case "warehouse":
                print(stack.warehouse_url)
                return 0
            case "s3":
                return s3(stack, words.words)
            case "down":
                return down(stack)
            case "status":
                return status(stack)
            case "logs":
                return logs(stack, words.part, words.lines, follow=words.follow)
            case _:
                return clean(stack)
    except RuntimeError as error:  # every error of this package says what to do in its message
        print(error, file=sys.stderr)
        return 1
