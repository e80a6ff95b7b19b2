"""Faults on demand: rules that say which requests go wrong, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

Kind = Literal["status", "latency", "stall", "cut", "html", "wrong_game", "reset", "redirect", "oversize"]
KINDS: tuple[str, ...] = get_args(Kind)
_OVERSIZE_BYTES = 40 * 1024 * 1024


class FaultRuleError(ValueError):
    """A rule cannot be used. The message says which field is wrong."""


@dataclass(slots=True)
class Fault:
    """One rule.

    :param match: regular expression, searched in `path?query`.
    :param status: of `status` (default 503), `html` (default 200) and `redirect` (default 302).
    :param retry_after_seconds: adds `Retry-After` to a `status` answer, as a number of seconds or as a date.
    :param seconds: how long `latency` and `stall` wait (default 1).
    :param bytes: how much of the body `cut` and `stall` send (default half), and `oversize` (40 MiB).
    :param location: where `redirect` points.
    :param event: which game or race `wrong_game` answers with (default: another one of the same day).
    :param count: how often the rule acts; None (the default) for ever.
    :param skip: how many matching requests it lets pass first.
    """

    match: re.Pattern[str]
    kind: Kind
    status: int | None = None
    retry_after_seconds: float | None = None
    retry_after_form: Literal["seconds", "date"] = "seconds"
    body: str = ""
    seconds: float = 1.0
    bytes: int | None = None
    location: str = ""
    event: str | None = None
    count: int | None = None
    skip: int = 0
    matched: int = field(default=0, init=False)
    """Requests that `match` met and that no rule before this one acted on."""
    acted: int = field(default=0, init=False)
    """Requests that it did something to."""
    other: str = field(default="", init=False)
    """The last request that `match` did not meet."""

    @property
    def size(self) -> int:
        return _OVERSIZE_BYTES if self.bytes is None else self.bytes


_FIELDS = frozenset(one.name for one in fields(Fault) if one.init)
_NUMBERS = {
    **dict.fromkeys(("status", "count", "skip", "bytes"), (int,)),
    **dict.fromkeys(("seconds", "retry_after_seconds"), (int, float)),
}
_TEXTS = frozenset({"match", "body", "location", "event"})
_MAY_BE_NULL = frozenset({"status", "count", "bytes", "retry_after_seconds", "event"})


class Faults:
    """The rules in force, in order: the first that matches and still has a count acts."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def replace(self, rows: list[Mapping[str, Any]]) -> None:
        """Use these rules from now on instead of those before.

        :raises FaultRuleError: one of them is wrong; none is changed then.
        """
        self.rules = [parse_rule(row) for row in rows]

    def clear(self) -> None:
        self.rules = []

    def take(self, address: str) -> Fault | None:
        """Return the rule that acts on a request for `path?query`, and count it."""
        for rule in self.rules:
            if not rule.match.search(address):
                rule.other = address
                continue
            rule.matched += 1
            if rule.count == 0:
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.count is not None:
                rule.count -= 1
            rule.acted += 1
            return rule
        return None


def parse_rule(row: Mapping[str, Any]) -> Fault:
    """Return the rule that a JSON object describes.

    :raises FaultRuleError: a field is unknown or cannot be used.
    """
    unknown = sorted(set(row) - _FIELDS)
    if unknown:
        raise FaultRuleError(f"unknown fields {unknown}; known are {sorted(_FIELDS)}")
    if row.get("kind") not in KINDS:
        raise FaultRuleError(f"kind is {row.get('kind')!r}, expected one of {', '.join(KINDS)}")
    if row.get("retry_after_form", "seconds") not in ("seconds", "date"):
        raise FaultRuleError("retry_after_form is 'seconds' or 'date'")
    if row["kind"] == "redirect" and not row.get("location"):
        raise FaultRuleError("a redirect needs a location")
    for name, value in row.items():
        _check_type(name, value)
    try:
        pattern = re.compile(str(row.get("match", "")))
    except re.error as error:
        raise FaultRuleError(f"match is no regular expression: {error}") from error
    return Fault(**{**row, "match": pattern})


def _check_type(name: str, value: Any) -> None:
    if value is None and name in _MAY_BE_NULL:
        return
    if name in _TEXTS and not isinstance(value, str):
        raise FaultRuleError(f"{name} is {value!r}, expected a text")
    if name in _NUMBERS:
        is_number = isinstance(value, _NUMBERS[name]) and not isinstance(value, bool)
        if not is_number or value < 0:
            raise FaultRuleError(f"{name} is {value!r}, expected a number from 0 on")
