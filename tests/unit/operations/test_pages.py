"""What the pages for operators say is what the code has: settings, pools, connections, commands, files."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from include.deployment import CONNECTIONS, POOLS, VARIABLES
from scorebook import settings
from tests.unit.operations.product_calls import ROOT, product_files, tree

PAGES = [ROOT / "docs/OPERATIONS.md", *sorted((ROOT / "docs/operations").glob("*.md"))]
# Settings that most deployments leave alone: `scorebook.bootstrap` does not make them.
OPTIONAL = {settings.CONTACT, settings.WAREHOUSE_DISK_GB}
NO_DEFAULT = {None: "none: set it"}
# Where a name of the environment may be read.
SOURCES = (
    *("docker-compose.yaml", "Dockerfile", "Makefile", ".env.example"),
    *("include/**/*.py", "include/**/*.sh", "plugins/**/*.py"),
)


def section(page: str, title: str) -> str:
    text = (ROOT / "docs/operations" / page).read_text()
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_variable_stands_there_with_its_default() -> None:
    told = {row[0].strip("`"): row[1].strip("`") for row in rows(section("SETTINGS.md", "Variables"))}
    needed = {one.key: NO_DEFAULT.get(one.default, one.default) for one in VARIABLES}
    assert told == {**needed, **dict.fromkeys(OPTIONAL, "none")}


def test_every_variable_that_the_code_reads_is_known() -> None:
    named = {
        node.value
        for file in product_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"scorebook_[a-z0-9_]+", node.value)
    }
    known = {one.key for one in VARIABLES} | OPTIONAL
    assert {name for name in named if not name.startswith("scorebook_doctor")} <= known
    assert named >= OPTIONAL


def test_every_pool_stands_there_with_its_slots() -> None:
    told = {row[0].strip("`"): int(row[1]) for row in rows(section("SETTINGS.md", "Pools"))}
    assert told == {one.name: one.slots for one in POOLS}


def test_every_connection_stands_there_with_type_and_host() -> None:
    told = {row[0].strip("`"): row for row in rows(section("SETTINGS.md", "Connections"))}
    assert {name: row[1].strip("`") for name, row in told.items()} == {
        one.conn_id: one.conn_type for one in CONNECTIONS
    }
    for one in CONNECTIONS:
        for host in re.findall(r"https://[^\s,]+", one.how)[:1]:
            assert f"`{host}`" in told[one.conn_id][2]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_of_the_environment_is_one_that_something_reads(page: Path) -> None:
    read = "\n".join(file.read_text() for pattern in SOURCES for file in ROOT.glob(pattern))
    named = set(re.findall(r"SCOREBOOK_[A-Z_]+[A-Z]", page.read_text()))
    assert {name for name in named if name not in read} == set()


def test_every_variable_of_the_compose_file_stands_there() -> None:
    services = (ROOT / "docker-compose.yaml").read_text()
    production = services[: services.index("profiles: [local]")]
    named = set(re.findall(r"\$\{([A-Z_]+)", production)) | {"SCOREBOOK_START_DATE"}
    told = set(re.findall(r"`([A-Z_]+)`", section("SETTINGS.md", "Environment")))
    assert {name for name in named if not name.startswith("SCOREBOOK_MEMORY_")} <= told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_exists(page: Path) -> None:
    text = page.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]+)", "\n".join(code(text)))) <= targets
    for module in re.findall(r"python3? -m ((?:scorebook|include)[\w.]*)", text):
        base = ROOT / ("plugins" if module.startswith("scorebook") else "") / module.replace(".", "/")
        assert base.with_suffix(".py").is_file() or (base / "__main__.py").is_file(), module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_link_exists(page: Path) -> None:
    text = page.read_text()
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", text):
        file = page.parent / target if target else page
        assert file.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.*)$", file.read_text(), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    for file in re.findall(r"(?:docs|include|plugins)/[\w./-]+\.(?:json|yaml|sql|py|sh|md)", text):
        assert (ROOT / file).is_file(), file


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_dag_and_param_named_in_backquotes_exists(page: Path) -> None:
    dags = {file.stem for file in (ROOT / "dags").glob("*.py")}
    named = set(re.findall(r"`((?:espn|nba|racing|bigquery)_[a-z0-9_]+)`", page.read_text()))
    folders = {(one.default or "").strip("/") for one in VARIABLES}
    others = {one.name for one in POOLS} | {one.conn_id for one in CONNECTIONS} | folders
    assert named <= dags | others


def test_the_order_of_unpausing_names_every_dag() -> None:
    text = (ROOT / "docs/OPERATIONS.md").read_text()
    order = text[text.index("Then unpause") : text.index("History is a backfill")]
    assert set(re.findall(r"`([a-z0-9_]+)`", order)) == {file.stem for file in (ROOT / "dags").glob("*.py")}


def test_params_that_replace_older_names_exist() -> None:
    text = section("SETTINGS.md", "Names of older scripts")
    params = {
        name
        for file in (ROOT / "dags").glob("*.py")
        for name in re.findall(r'^        "([a-z_]+)": ', file.read_text(), re.MULTILINE)
    }
    told = set()
    for line in text.splitlines():
        for found in re.findall(r"params? ((?:`[a-z_]+`(?:, |; | and )?)+)", line):
            told |= set(re.findall(r"`([a-z_]+)`", found))
    assert len(told) > 15
    assert told - {"fixed"} <= params


def code(text: str) -> list[str]:
    """What stands in backquotes and in blocks of commands."""
    return [*re.findall(r"```\w+\n(.*?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text)]


def test_the_table_of_predictions_has_the_columns_of_the_stand_in() -> None:
    from include.devstack.predictions.table import COLUMNS

    statement = (ROOT / "docs/operations/predictions-table.sql").read_text()
    told = dict(re.findall(r"^  (\w+) ([A-Z]+) OPTIONS \(", statement, re.MULTILINE))
    assert told == {name: kind for name, kind in COLUMNS.items() if name in told}
    assert len(told) == 13


def test_the_example_of_connections_is_whole() -> None:
    text = (ROOT / "docs/OPERATIONS.md").read_text()
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    types = {name: fields["conn_type"] for name, fields in json.loads(example).items()}
    left = [one for one in CONNECTIONS if one.conn_id != "warehouse" and one.open_host is None]
    assert types == {one.conn_id: one.conn_type for one in left}
