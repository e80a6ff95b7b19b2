"""Query parameters as literals, so that a statement can be read without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp  # type: ignore[import-not-found]

_PLAIN = {"INT64", "INTEGER", "FLOAT64", "FLOAT"}


def bind(tree: Any, parameters: Sequence[Mapping[str, Any]]) -> Any:
    """Return the statement with its parameters replaced; one without a value stays as it is.

    :param parameters: `configuration.query.queryParameters`: all named, or all by position.
    """
    named = {p["name"].lower(): p for p in parameters if p.get("name")}
    positional = iter([p for p in parameters if not p.get("name")])

    def replaced(node: Any) -> Any:
        if isinstance(node, exp.Parameter) and node.name.lower() in named:
            return _value(named[node.name.lower()])
        if isinstance(node, exp.Placeholder):
            found = next(positional, None)
            return _value(found) if found else node
        return node

    return tree.transform(replaced)


def _value(parameter: Mapping[str, Any]) -> Any:
    kind, value = parameter["parameterType"], parameter.get("parameterValue", {})
    if kind["type"].upper() == "ARRAY":
        of = {"parameterType": kind["arrayType"]}
        return exp.Array(
            expressions=[_value({**of, "parameterValue": each}) for each in value.get("arrayValues", [])]
        )
    return _scalar(kind["type"].upper(), value.get("value"))


def _scalar(kind: str, value: str | None) -> Any:
    if value is None:
        return exp.Null()
    if kind in _PLAIN:
        return exp.Literal.number(value)
    if kind in ("BOOL", "BOOLEAN"):
        return exp.Boolean(this=value.lower() == "true")
    literal = exp.Literal.string(value)
    if kind == "STRING":
        return literal
    return exp.Cast(this=literal, to=exp.DataType.build(kind, dialect="bigquery"))
