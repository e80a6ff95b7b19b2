"""What the product asks of Amazon and Google: the operations named in the code that runs in production."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
from botocore import xform_name
from google.cloud import bigquery

ROOT = Path(__file__).parents[3]
# The local platform, the demo and the containers' commands: nothing of them talks to a cloud.
LOCAL_ONLY = ("devstack", "control", "containers")
# A bucket is made for the stand-in only.
LOCAL_FUNCTIONS = {"plugins/scorebook/bootstrap.py": {"_make_local_bucket"}}


@cache
def product_files() -> tuple[Path, ...]:
    """The modules that run in production."""
    files = [*(ROOT / "include").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    found = [file for file in files if not set(LOCAL_ONLY) & set(file.relative_to(ROOT).parts)]
    assert len(found) > 200
    return tuple(found)


@cache
def tree(file: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(file.read_text())


def aws_calls(service: str) -> dict[str, set[str]]:
    """Operations of an AWS service, such as `head_object`, and the files that name them.

    Methods of a client count, and names given to `get_paginator` or to a function that calls by name.
    """
    known = _aws_operations(service)
    found: dict[str, set[str]] = {}
    for file in product_files():
        # BigQuery's client has a `get_table`, too.
        others = _bigquery_methods() if _is_about_bigquery(file) else frozenset()
        for name in _names(file):
            if name in known - others:
                found.setdefault(name, set()).add(file.relative_to(ROOT).as_posix())
    return found


def obstore_calls() -> set[str]:
    """Functions of obstore that are called, such as `get`."""
    return {
        node.attr
        for file in product_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "obstore"
    }


def bigquery_calls() -> set[str]:
    """Methods of `google.cloud.bigquery.Client` that are called, such as `query`."""
    known = _bigquery_methods()
    return {
        node.func.attr
        for file in product_files()
        if _is_about_bigquery(file)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in known
    }


@cache
def _aws_operations(service: str) -> frozenset[str]:
    model = botocore.session.get_session().get_service_model(service)
    return frozenset(xform_name(name) for name in model.operation_names)


@cache
def _bigquery_methods() -> frozenset[str]:
    return frozenset(name for name in dir(bigquery.Client) if not name.startswith("_"))


def _is_about_bigquery(file: Path) -> bool:
    return "bigquery" in file.read_text()


def _names(file: Path) -> Iterator[str]:
    local = LOCAL_FUNCTIONS.get(file.relative_to(ROOT).as_posix(), set())
    waiting: list[ast.AST] = [tree(file)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef) and node.name in local:
            continue
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        waiting.extend(ast.iter_child_nodes(node))
