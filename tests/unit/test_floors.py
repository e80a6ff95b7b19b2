"""Three floors, and imports only go down: dags -> plugins/scorebook -> include."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "include": {"airflow", "scorebook", "dags"},
    "plugins/scorebook": {"dags"},
    "dags": {"dags"},
}
LOCAL_ONLY = "include.devstack"


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def files(floor: str) -> list[Path]:
    found = sorted((ROOT / floor).rglob("*.py"))
    assert found
    return found


@pytest.mark.parametrize("floor", FORBIDDEN)
def test_imports_only_go_down(floor: str) -> None:
    upward = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files(floor)
        for name in imported(file)
        if name.split(".")[0] in FORBIDDEN[floor]
    }
    assert upward == set()


def test_nothing_in_production_uses_the_local_platform() -> None:
    # include/control looks up the local platform's address, only where no other one is named.
    control = ROOT / "include/control"
    allowed = {control / "address.py", control / "doctor.py", *(control / "demo").iterdir()}
    users = {
        str(file.relative_to(ROOT))
        for floor in ("include", "plugins", "dags")
        for file in files(floor)
        if "devstack" not in file.parts and file not in allowed
        for name in imported(file)
        if name.startswith(LOCAL_ONLY)
    }
    assert users == set()
