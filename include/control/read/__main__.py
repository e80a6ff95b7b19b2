"""What the product makes of payloads, without a platform: `python -m include.control.read FILE...`.

`--json` prints one JSON object a line: `file`, `kind`, `ok`, and `data` or `error` and `message`. Without it
a short table is printed. Warnings go to standard error. A FILE is any path (also gzip) or
`s3://bucket/key`. The exit code is the number of files that could not be read, at most 125; 2 also when
the command line is wrong, and then nothing is printed on standard output.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from include.control.read.files import FetchObject, load
from include.control.read.kinds import recognise
from include.control.read.payload import Asked
from include.control.read.plain import line, plain
from include.control.read.table import lines
from include.control.read.through_airflow import fetch_object
from include.errors import ScorebookError
from include.racing.params import COUNTRIES

MOST_FAILED = 125


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file. `line` is what is printed; `body` is None where it could not be had."""

    line: dict[str, Any]
    body: bytes | None = None


def main(
    arguments: Sequence[str] | None = None,
    *,
    write: Callable[[str], object] = sys.stdout.write,
    fetch: FetchObject = fetch_object,
) -> int:
    """Read each file, print what comes of it, and return the exit code."""
    options = _parser().parse_args(arguments)
    asked = Asked(options.country, options.day)
    failed = 0
    for name in options.files:
        done = read_file(name, asked, fetch)
        failed += not done.line["ok"]
        write(line(done.line) + "\n" if options.json else "\n".join(lines(done.line, done.body)) + "\n\n")
        sys.stdout.flush()
    return min(failed, MOST_FAILED)


def read_file(name: str, asked: Asked, fetch: FetchObject = fetch_object) -> Read:
    """What one file is and what the product makes of it, or the error that says why not."""
    begun: dict[str, Any] = {"file": _shown(name), "kind": None}
    body = None
    try:
        body = load(name, fetch)
        recognised = recognise(body)
        begun["kind"] = recognised.kind
        data = plain(recognised.read(body, asked))
    except ScorebookError as error:
        return Read(_failed(begun, error, str(error)), body)
    except Exception as error:  # noqa: BLE001 - a defect is reported as one and must not end the other files
        traceback.print_exception(error)
        return Read(_failed(begun, error, _defect(error)), body)
    return Read({**begun, "ok": True, "data": data}, body)


def _failed(begun: dict[str, Any], error: Exception, message: str) -> dict[str, Any]:
    return {**begun, "ok": False, "error": type(error).__name__, "message": message}


def _defect(error: Exception) -> str:
    """Where a defect of ours is: a parser has to raise an error of its own for any bytes."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{os.path.relpath(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"
    said = str(error)[:300] or "no message"
    return f"This is a defect of Scorebook at {place}: {said}. Report it with the file."


def _shown(name: str) -> str:
    """A path as text: bytes that are no UTF-8 are replaced."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m include.control.read",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a path, or s3://bucket/key")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of a table")
    parser.add_argument("--country", type=_country, help="of races that do not say it: gb, ire or fr")
    parser.add_argument("--day", type=_day, help="of races: a payload of another day is refused")
    return parser


def _country(text: str) -> str:
    country = text.strip().lower()
    if country not in COUNTRIES:
        raise argparse.ArgumentTypeError(
            f"a country of racing is one of {', '.join(COUNTRIES)}, got {text!r}"
        )
    return country


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"write a day as 2026-08-25, got {text!r}") from None


if __name__ == "__main__":
    try:
        code = main()
    except BrokenPipeError:
        # Who reads has enough, as `head` does. Nothing may be written when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
