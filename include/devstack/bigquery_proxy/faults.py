"""Faults on demand: rules that say which requests go wrong, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from include.devstack.bigquery_proxy.errors import STATUS_OF, ApiError

Kind = Literal["error", "lost_reply", "lost_request", "slow"]
Request = Literal["jobs.insert", "jobs.get", "results", "tables.get"]
At = Literal["insert", "job"]


class FaultRuleError(ValueError):
    """A rule cannot be used. The message says which field is wrong."""


@dataclass(slots=True)
class Fault:
    """One rule.

    :param kind: `error` answers with one; `lost_reply` does what was asked and then resets the connection;
        `lost_request` resets it at once; `slow` keeps a job RUNNING for `seconds` before it has any effect.
    :param on: which requests; `slow` is for `jobs.insert` only.
    :param match: regular expression, searched in the text of the query.
    :param statement: only queries of this kind, such as `update`.
    :param reason: BigQuery's reason of an `error`.
    :param at: whether `jobs.insert` is refused itself, or answers and the job has failed.
    :param count: how often the rule acts; None (the default) for ever.
    :param skip: how many matching requests it lets pass first.
    """

    kind: Kind
    on: Request = "jobs.insert"
    match: str = ""
    statement: str | None = None
    reason: str = "backendError"
    status: int | None = None
    message: str | None = None
    at: At = "insert"
    seconds: float = 1.0
    count: int | None = None
    skip: int = 0

    def error(self) -> ApiError:
        """The error that the rule asks for."""
        return ApiError(self.reason, self.message or f"Simulated fault: {self.reason}", self.status)


_FIELDS = frozenset(field.name for field in fields(Fault))
_CHOICES = {"kind": get_args(Kind), "on": get_args(Request), "at": get_args(At)}


class Faults:
    """The rules in force, in order: the first that matches and still has a count acts."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def replace(self, rows: list[Mapping[str, Any]]) -> None:
        """Use these rules from now on instead of those before.

        :raises FaultRuleError: one of them is wrong; none is changed then.
        """
        self._rules = [_rule(row) for row in rows]

    def rows(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self._rules]

    def take(self, on: Request, *, query: str = "", statement: str | None = None) -> Fault | None:
        """Return the rule that acts on a request, and count it."""
        for rule in self._rules:
            if rule.on != on or rule.count == 0 or not re.search(rule.match, query):
                continue
            if rule.statement not in (None, statement):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.count is not None:
                rule.count -= 1
            return rule
        return None


def _rule(row: Mapping[str, Any]) -> Fault:
    if unknown := sorted(set(row) - _FIELDS):
        raise FaultRuleError(f"unknown fields {unknown}; known are {sorted(_FIELDS)}")
    for name, choices in _CHOICES.items():
        if (name in row or name == "kind") and row.get(name) not in choices:
            raise FaultRuleError(f"{name} is {row.get(name)!r}, expected one of {', '.join(choices)}")
    if "reason" in row and row["reason"] not in STATUS_OF and "status" not in row:
        raise FaultRuleError(f"reason {row['reason']!r} needs a status; known are {', '.join(STATUS_OF)}")
    try:
        re.compile(str(row.get("match", "")))
    except re.error as error:
        raise FaultRuleError(f"match is no regular expression: {error}") from error
    return Fault(**row)
