"""Every kind of fault as a client sees it."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from include.devstack.fault_lines import faults_in_force
from include.devstack.ports import free_port
from include.devstack.simulator.faults import FaultRuleError, parse_rule
from tests.fixtures.simulator import SimulatorServer

BOARD = "/scoreboard?dates=20260112"


def fault(kind: str, **fields: Any) -> dict[str, Any]:
    return {"match": "scoreboard", "kind": kind, **fields}


def test_status_with_retry_after_in_seconds(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", status=429, retry_after_seconds=2))
    answer = simulator.get(BOARD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")


def test_status_with_retry_after_as_a_date(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", status=406, retry_after_seconds=60, retry_after_form="date"))
    answer = simulator.get(BOARD)
    wait = parsedate_to_datetime(answer.headers["Retry-After"]).timestamp() - time.time()
    assert answer.status_code == 406
    assert 50 < wait <= 60


def test_status_with_a_body(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", status=500, body="oops"))
    assert simulator.get(BOARD).text == "oops"


def test_latency_delays_a_good_answer(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("latency", seconds=0.3))
    began = time.monotonic()
    assert simulator.get(BOARD).json()["events"]
    assert time.monotonic() - began >= 0.3


def test_stall_sends_headers_and_then_nothing(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("stall", seconds=5, bytes=100))
    with requests.get(f"{simulator.espn_url}{BOARD}", timeout=(2, 0.3), stream=True) as answer:
        assert answer.status_code == 200
        with pytest.raises(requests.ConnectionError, match="timed out"):
            _ = answer.content


def test_cut_ends_before_the_declared_length(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("cut", bytes=1000))
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="1000 bytes read"):
        simulator.get(BOARD)


def test_html_comes_with_status_200(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("html"))
    answer = simulator.get(BOARD)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_wrong_game_is_a_game_of_the_same_day(simulator: SimulatorServer) -> None:
    ids = [game["id"] for game in simulator.games("2026-01-12")]
    simulator.add_faults({"match": f"event={ids[0]}", "kind": "wrong_game"})
    assert simulator.summary(ids[0])["header"]["id"] in ids[1:]


def test_reset_breaks_the_connection(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("reset"))
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        simulator.get(BOARD)
    assert simulator.requests()["requests"][-1]["status"] == 0


def test_redirect_points_elsewhere(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("redirect", location="http://127.0.0.1:9/login"))
    answer = simulator.get(BOARD, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://127.0.0.1:9/login")


def test_oversize_sends_as_much_as_asked_without_saying_so(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("oversize", bytes=3_000_000))
    answer = simulator.get(BOARD)
    assert "Content-Length" not in answer.headers
    assert len(answer.content) > 3_000_000
    assert answer.json()["pad"]


def test_a_fault_acts_as_often_as_its_count(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", status=500, count=2))
    assert [simulator.get(BOARD).status_code for _ in range(3)] == [500, 500, 200]


def test_a_fault_lets_the_first_requests_pass(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", status=500, skip=1, count=1))
    assert [simulator.get(BOARD).status_code for _ in range(3)] == [200, 500, 200]


def test_the_first_matching_rule_acts(simulator: SimulatorServer) -> None:
    simulator.add_faults(
        {"match": "summary", "kind": "status", "status": 401},
        fault("status", status=429, count=1),
        fault("status", status=500),
    )
    assert [simulator.get(BOARD).status_code for _ in range(3)] == [429, 500, 500]


def test_cleared_faults_act_no_more(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", status=500))
    simulator.clear()
    assert simulator.get(BOARD).status_code == 200


def test_control_is_never_faulty(simulator: SimulatorServer) -> None:
    simulator.add_faults({"match": "", "kind": "status", "status": 500})
    assert simulator.requests()["total"] == 0


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"kind": "fire"}, "kind is 'fire'"),
        ({"kind": "html", "math": "x"}, "unknown fields"),
        ({"kind": "html", "match": "("}, "no regular expression"),
        ({"kind": "redirect"}, "needs a location"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(rule: dict[str, Any], message: str) -> None:
    with pytest.raises(FaultRuleError, match=message):
        parse_rule(rule)


def told(simulator: SimulatorServer) -> list[dict[str, Any]]:
    answer = requests.get(f"{simulator.base_url}/_control/faults", timeout=10)
    rules: list[dict[str, Any]] = answer.json()
    return rules


def test_each_rule_tells_how_often_it_matched_and_acted(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", status=503, count=1, skip=1), fault("html", count=1))
    for _ in range(4):
        simulator.get(BOARD)
    # The first lets one pass to the second, which acts; it then acts itself, and is used up.
    assert [(rule["matched"], rule["acted"], rule["count"]) for rule in told(simulator)] == [
        (4, 1, 0),
        (3, 1, 0),
    ]
    assert not any("note" in rule for rule in told(simulator))


def test_a_rule_that_never_matched_says_so_with_what_came(simulator: SimulatorServer) -> None:
    simulator.add_faults({"match": "http://.*scoreboard", "kind": "status"})
    assert "none has come yet" in told(simulator)[0]["note"]
    simulator.get(BOARD)
    (rule,) = told(simulator)
    assert rule["matched"] == 0
    assert "never matched a request's path?query" in rule["note"]
    assert "/apis/site/v2/sports/basketball/nba/scoreboard?dates=20260112" in rule["note"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "406"), ("count", -1), ("skip", True), ("seconds", "1"), ("match", 5), ("skip", None)],
)
def test_a_value_of_another_type_is_refused_at_once(field: str, value: object) -> None:
    with pytest.raises(FaultRuleError, match=f"^{field} is "):
        parse_rule({"kind": "status", "match": "x", field: value})


def test_a_rule_that_is_no_json_is_refused(simulator: SimulatorServer) -> None:
    answer = requests.post(f"{simulator.base_url}/_control/faults", data="{match: x}", timeout=10)
    assert answer.status_code == 400


def test_the_status_names_the_rules_in_force(simulator: SimulatorServer) -> None:
    simulator.add_faults(fault("status", count=1), {"match": "^scoreboard", "kind": "html"})
    simulator.get(BOARD)
    urls = {"espn": simulator.base_url, "nba": f"http://127.0.0.1:{free_port()}"}
    first, second = faults_in_force(urls)
    assert first == "fault at espn: status for 'scoreboard', matched 1, acted 1, used up"
    assert second.startswith(
        "fault at espn: html for '^scoreboard', matched 0, acted 0: this rule never matched"
    )
