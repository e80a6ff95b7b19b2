"""The Racing API's side of the simulator: its contract, paging, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests

from tests.fixtures.simulator import SimulatorServer

DAY = "2026-01-17"
USER = ("scorebook", "secret")


@pytest.fixture(scope="module")
def contract(shared_data: Path) -> dict[str, Any]:
    file = shared_data / "racing_api" / "results_openapi.json"
    if not file.is_file():
        pytest.skip(f"no contract of The Racing API at {file}")
    return json.loads(file.read_text())


def ask(simulator: SimulatorServer, path: str, **options: Any) -> requests.Response:
    options.setdefault("auth", USER)
    return requests.get(f"{simulator.racing_api_url}/v1{path}", timeout=180, **options)


def day(simulator: SimulatorServer, *regions: str, **query: Any) -> dict[str, Any]:
    wanted = {"start_date": DAY, "end_date": DAY, "region": list(regions), "limit": 100, **query}
    return ask(simulator, "/results", params=wanted).json()


def check(contract: dict[str, Any], schema: str, payload: Any) -> None:
    root = {"$ref": f"#/components/schemas/{schema}", "components": contract["components"]}
    jsonschema.Draft202012Validator(root).validate(payload)


def test_a_day_keeps_the_contract(contract: dict[str, Any], simulator: SimulatorServer) -> None:
    simulator.racing_settings(void_rate=0.1, dead_heat_rate=0.2, untimed_rate=0.2)
    page = day(simulator)
    check(contract, "ResultsStandardPage", page)
    known = contract["components"]["schemas"]
    for result in page["results"]:
        assert set(result) <= set(known["ResultStandard"]["properties"])
        assert all(set(one) <= set(known["RunnerStandard"]["properties"]) for one in result["runners"])


def test_a_result_and_a_refusal_keep_the_contract(
    contract: dict[str, Any], simulator: SimulatorServer
) -> None:
    race = simulator.racing_races(day=DAY)[0]["api_id"]
    check(contract, "ResultStandard", ask(simulator, f"/results/{race}").json())
    check(contract, "HTTPValidationError", ask(simulator, "/results?limit=0").json())
    regions = ask(simulator, "/courses/regions").json()
    for region in regions:
        check(contract, "Region", region)
    assert [region["region_code"] for region in regions] == ["gb", "ire", "fr"]


def test_every_value_is_text(simulator: SimulatorServer) -> None:
    for result in day(simulator)["results"]:
        runners = result.pop("runners")
        assert runners
        for row in (result, *runners):
            assert {type(value) for value in row.values()} == {str}


def test_a_day_lists_the_programme_of_the_regions_asked_for(simulator: SimulatorServer) -> None:
    page = day(simulator, "gb", "ire")
    programme = [row for row in simulator.racing_races(day=DAY) if row["country"] in ("gb", "ire")]
    assert page["total"] == len(programme) == len(page["results"])
    assert [row["race_id"] for row in page["results"]] == [row["api_id"] for row in programme][::-1]
    assert {row["region"] for row in page["results"]} == {"GB", "IRE"}


def test_pages_follow_one_another_without_gap_or_overlap(simulator: SimulatorServer) -> None:
    whole = day(simulator)
    found = []
    for skip in range(0, whole["total"], 20):
        page = day(simulator, limit=20, skip=skip)
        assert (page["limit"], page["skip"], page["total"]) == (20, skip, whole["total"])
        found += page["results"]
    assert found == whole["results"]
    assert day(simulator, skip=whole["total"])["results"] == []


def test_a_single_result_equals_the_one_in_the_list(simulator: SimulatorServer) -> None:
    listed = day(simulator)["results"][7]
    assert ask(simulator, f"/results/{listed['race_id']}").json() == listed


@pytest.mark.parametrize("race", ["rac_1", "rac_99999999", "23896001", "rac_23926001"])
def test_an_unknown_race_is_404(simulator: SimulatorServer, race: str) -> None:
    assert ask(simulator, f"/results/{race}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "limit=101",
        "limit=0",
        "limit=many",
        "skip=20001",
        "skip=-1",
        "start_date=17/01/2026",
        "start_date=20260117",
        "start_date=2026-01-18&end_date=2026-01-17",
        "start_date=2025-01-16&end_date=2026-01-17",
    ],
)
def test_what_breaks_the_contract_is_422(simulator: SimulatorServer, query: str) -> None:
    answer = ask(simulator, f"/results?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][0] == "query"


@pytest.mark.parametrize("auth", [None, ("wrong", "secret"), ("", "secret"), ("scorebook", "")])
def test_without_a_good_user_everything_is_401(
    simulator: SimulatorServer, auth: tuple[str, str] | None
) -> None:
    race = simulator.racing_races(day=DAY)[0]["api_id"]
    for path in ("/results", f"/results/{race}", "/courses/regions"):
        answer = ask(simulator, path, auth=auth)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Basic"


def test_races_to_come_are_not_listed(simulator: SimulatorServer) -> None:
    simulator.set_clock("2026-01-17T14:00:00+00:00")
    listed = {row["race_id"] for row in day(simulator)["results"]}
    programme = simulator.racing_races(day=DAY)
    assert listed == {row["api_id"] for row in programme if row["off"] <= "14:00"}
    assert 0 < len(listed) < len(programme)
    assert day(simulator, start_date="2026-01-18", end_date="2026-01-18")["results"] == []


def test_faults_act_on_the_api(simulator: SimulatorServer) -> None:
    rule = {"match": "/racing-api/v1/results", "kind": "status", "status": 406, "count": 2}
    simulator.add_faults(rule)
    assert [ask(simulator, "/results").status_code for _ in range(3)] == [406, 406, 200]


def test_control_refuses_what_it_does_not_know(simulator: SimulatorServer) -> None:
    for path, body in (
        ("settings", {"markup": "new"}),
        ("settings", {"void_rate": 2}),
        ("settings", {"ratings_after_days": -1}),
        ("settings", {"speed": 1}),
        ("races", {"id": "1", "withdrawn": True}),
        ("races", {"id": "23896001", "fewer_runners": "2"}),
        ("races", {"withdrawn": True}),
    ):
        answer = requests.post(f"{simulator.base_url}/_control/racing/{path}", json=body, timeout=180)
        assert answer.status_code == 400, (path, body)


def test_reset_takes_settings_and_marks_back(simulator: SimulatorServer) -> None:
    before = day(simulator)
    simulator.racing_settings(seed=9, markup="next")
    simulator.racing_mark(simulator.racing_races(day=DAY)[0]["id"], withdrawn=True)
    assert day(simulator) != before
    simulator.reset()
    assert day(simulator) == before
