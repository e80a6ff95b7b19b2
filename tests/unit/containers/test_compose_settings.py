"""The settings of Airflow in the compose file are ones that Airflow knows and can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.containers import compose_rules as rules
from tests.unit.containers.test_compose_file import LOCAL, PRODUCTION, config_of

BOOLEANS = {"t", "true", "1", "f", "false", "0"}


@pytest.fixture(scope="module", params=[PRODUCTION, LOCAL], ids=["production", "local"])
def variables(request: pytest.FixtureRequest) -> set[tuple[str, str]]:
    """Names and values of the settings in all services, with and without schedules."""
    return {
        (variable, value)
        for schedules in ("on", "off")
        for _, service in rules.services(config_of(*request.param, SCOREBOOK_SCHEDULES=schedules))
        for variable, value in rules.environment(service).items()
        if variable.startswith("AIRFLOW__")
    }


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, str], dict[str, Any]]:
    """What Airflow and its providers say of each setting, by section and name."""
    from airflow.configuration import conf

    return {
        (section, name): about
        for section, described in conf.configuration_description.items()
        for name, about in described["options"].items()
    }


def named(variable: str) -> tuple[str, str]:
    _, section, name = variable.lower().split("__", 2)
    return section, name


def settings(variables: set[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str], str]]:
    """Yield each variable with the setting that it is for."""
    for variable, value in sorted(variables):
        section, name = named(variable)
        yield variable, (section, name.removesuffix("_cmd")), value


def test_airflow_knows_every_setting(
    variables: set[tuple[str, str]], known: dict[tuple[str, str], dict[str, Any]]
) -> None:
    assert variables
    assert [variable for variable, setting, _ in settings(variables) if setting not in known] == []


def test_airflow_asks_the_commands_that_read_secrets(
    variables: set[tuple[str, str]], known: dict[tuple[str, str], dict[str, Any]]
) -> None:
    # It ignores a command of a setting that it does not hold to be sensitive.
    ignored = [
        variable
        for variable, setting, _ in settings(variables)
        if variable.endswith("_CMD") and not known[setting].get("sensitive")
    ]
    assert ignored == []


def is_readable(value: str, kind: str) -> bool:
    if kind == "boolean":
        return value.lower() in BOOLEANS
    try:
        {"integer": int, "float": float}.get(kind, str)(value)
    except ValueError:
        return False
    return True


def test_airflow_can_read_every_value(
    variables: set[tuple[str, str]], known: dict[tuple[str, str], dict[str, Any]]
) -> None:
    unreadable = [
        f"{variable}: {value}"
        for variable, setting, value in settings(variables)
        if not is_readable(value, known[setting].get("type", "string"))
    ]
    assert unreadable == []
