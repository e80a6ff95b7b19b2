"""`python -m include.control trigger|backfill|doctor|demo`: start work in Airflow, or find out what is wrong.

`trigger` and `backfill` wait and say what became of it. Exit code: 0 all is well; 1 to 125 the number of
failed tasks; 2 nothing was started, one sentence says why; 126 the wait ended before the work did; 130
interrupted (the work goes on). `doctor` ends with 0, or 1 when a check failed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date

from include.control import backfill, doctor, trigger
from include.control.address import connect
from include.control.asking import parse_conf
from include.control.client import AirflowApi
from include.control.days import Days
from include.control.errors import ApiError, PlatformUnreachableError, RefusedError
from include.control.output import complain, say
from include.control.report import INTERRUPTED, REFUSED, STOPPED_WAITING
from include.control.trigger import Started
from include.control.waiting import WaitTimeoutError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "doctor":
            return doctor.run(os.environ, sources=asked.sources)
        if asked.command == "demo":
            return _demo(asked)
        with connect(os.environ) as api:
            return _backfill(api, asked) if asked.command == "backfill" else _trigger(api, asked)
    except (RefusedError, ApiError) as error:
        complain(str(error))
        return 1 if asked.command == "doctor" else REFUSED
    except KeyboardInterrupt:
        complain("Interrupted before anything was known to be started.")
        return INTERRUPTED


def _demo(asked: argparse.Namespace) -> int:
    # Production has no local platform.
    from include.control.demo.real import demo_real
    from include.control.demo.run import demo

    try:
        if asked.source == "real":
            return demo_real(os.environ, day=asked.day, yes=asked.yes)
        return demo(full=asked.full)
    except RuntimeError as error:  # every error of the local platform says what to do in its message
        complain(str(error))
        return 1


def _trigger(api: AirflowApi, asked: argparse.Namespace) -> int:
    started = trigger.start(api, asked.dag, parse_conf(asked.conf))
    trigger.announce(started)
    return _follow(started, lambda: trigger.follow(api, asked.dag, started, timeout=asked.timeout))


def _backfill(api: AirflowApi, asked: argparse.Namespace) -> int:
    days = Days.parse(asked.first, asked.last)
    request = backfill.Request(
        dag_id=asked.dag,
        days=days,
        conf=parse_conf(asked.conf),
        reprocess=asked.reprocess,
        max_active_runs=asked.max_active_runs,
    )
    plan = backfill.plan(api, request)
    if asked.dry_run or not plan.planned:
        backfill.show(plan, days)
        return 0
    started = backfill.start(api, plan)
    return _follow(started, lambda: backfill.follow(api, plan, started, timeout=asked.timeout))


def _follow(started: Started, follow: Callable[[], int]) -> int:
    """Follow what was started; whatever ends the wait, say that the work goes on and where to see it."""
    try:
        return follow()
    except KeyboardInterrupt:
        say()
        code, why = INTERRUPTED, "Stopped waiting."
    except WaitTimeoutError:
        code, why = STOPPED_WAITING, "The time to wait is over."
    except (PlatformUnreachableError, ApiError) as error:
        code, why = STOPPED_WAITING, str(error)
    complain(f"{why} The {started.what} goes on: {started.link}")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m include.control", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, summary in (
        ("trigger", "start one run of a DAG by hand and wait for it"),
        ("backfill", "run a DAG for every day of a range that has no run yet, and wait"),
    ):
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument("--dag", required=True, type=_word, help="the DAG's id")
        command.add_argument("--conf", help="params as a JSON object")
        command.add_argument("--timeout", type=_seconds, help="seconds to wait at most (default: to the end)")
        if name == "backfill":
            _add_backfill_arguments(command)
    summary = "start the local platform and run the main jobs on it"
    command = commands.add_parser("demo", help=summary, description=summary)
    command.add_argument("--full", action="store_true", help="21 partitions of races instead of 6")
    help_ = "real: a day of games from the real ESPN instead (default: simulated)"
    command.add_argument("--source", choices=("simulated", "real"), default="simulated", help=help_)
    command.add_argument("--day", type=date.fromisoformat, help="of the real games (default: yesterday)")
    command.add_argument("--yes", action="store_true", help="do not ask before the real source is asked")
    summary = "check every connection, permission, pool, Variable and the clock"
    command = commands.add_parser("doctor", help=summary, description=summary)
    command.add_argument("--sources", choices=("on", "off"), help="one request to each source (default: on)")
    return parser


def _add_backfill_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="first", required=True, help="first day, in the DAG's zone")
    command.add_argument("--to", dest="last", required=True, help="last day, in the DAG's zone")
    command.add_argument(
        "--reprocess",
        choices=("none", "failed", "completed"),
        default="none",
        help="which days run again that have a run already (default: none)",
    )
    command.add_argument("--max-active-runs", type=_count, help="runs at a time (default: as the DAG says)")
    command.add_argument("--dry-run", action="store_true", help="say what would run, make nothing")


def _word(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("name a DAG, such as espn_incremental")
    return text.strip()


def _seconds(text: str) -> float | None:
    seconds = float(text)
    if seconds <= 0:
        raise argparse.ArgumentTypeError("write a number of seconds above 0")
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("write a number from 1 on")
    return count


if __name__ == "__main__":
    sys.exit(main())
