"""What the command lines of all benchmarks share: they measure, and print a table and one JSON object."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable
from typing import Any


class BenchmarkError(RuntimeError):
    """The contestants did not end with the same result, or one of them failed: its figures say nothing."""


def make_parser(name: str, doc: str | None) -> argparse.ArgumentParser:
    """Return the parser of `python -m benchmarks.{name}`."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{name}",
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print only the JSON object")
    return parser


def at_least(low: int) -> Callable[[str], int]:
    """Return the type of an argument that is a whole number from `low` on."""

    def number(text: str) -> int:
        value = int(text)
        if value < low:
            raise argparse.ArgumentTypeError(f"expected {low} or more, got {value}")
        return value

    return number


def tell(
    run: Callable[[], dict[str, Any]],
    table: Callable[[Any], str],
    *,
    only_json: bool,
    problem: Callable[[dict[str, Any]], str | None] = lambda told: None,  # noqa: ARG005
) -> int:
    """Measure, print what came, its last line one JSON object, and return the exit status.

    :param problem: says why the figures are of no use, after they were printed.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    try:
        told = run()
    except BenchmarkError as error:
        print(f"the benchmark failed: {error}", file=sys.stderr)
        return 1
    if not only_json:
        print(table(told))
    print(json.dumps(told))
    if sentence := problem(told):
        print(f"the benchmark failed: {sentence}", file=sys.stderr)
        return 1
    return 0


def _end(signum: int, _frame: object) -> None:
    """Leave through all `finally`, so that servers and folders go too. Asking twice changes nothing."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + signum)
