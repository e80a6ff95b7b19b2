"""Who may do what on our own pages, with FAB's users instead of those of Airflow's simple manager.

The tests are those of `tests/e2e`; here their fixture `stack` is the distributed platform.
"""

from __future__ import annotations

import pytest
import requests

from tests.e2e import test_platform as platform_tests
from tests.e2e.side_by_side import test_chart_endpoint as chart_tests
from tests.e2e.side_by_side import test_cleanup_endpoint as cleanup_tests
from tests.fixtures.stack import RunningStack

pytestmark = pytest.mark.slow

charts = chart_tests.charts
test_a_viewer_sees_the_chart_of_a_run = chart_tests.test_a_viewer_sees_the_chart_of_a_run
test_nobody_without_a_login_sees_a_chart = chart_tests.test_nobody_without_a_login_sees_it

endpoint = cleanup_tests.endpoint
test_an_administrator_gets_a_run = cleanup_tests.test_an_administrator_gets_a_run_and_its_address
test_nobody_else_starts_a_run = cleanup_tests.test_nobody_else_starts_a_run
test_the_query_names_no_other_dag = cleanup_tests.test_the_query_can_name_no_other_dag_and_no_other_run
test_the_login_cookie = cleanup_tests.test_the_login_cookie_works_from_airflows_own_pages_only
test_a_foreign_origin_is_refused = cleanup_tests.test_a_foreign_origin_is_refused_also_with_a_token
test_the_audit_log_tells_who_asked = cleanup_tests.test_the_audit_log_tells_who_asked_for_what
test_the_description_is_not_public = cleanup_tests.test_the_description_of_the_api_is_not_public

test_a_viewer_may_look_but_not_change = platform_tests.test_a_viewer_may_look_but_not_change


def test_a_wrong_password_gets_no_token(stack: RunningStack) -> None:
    address = f"{stack.stack.ui_url}/auth/token"
    answer = requests.post(address, json={"username": "admin", "password": "viewer"}, timeout=180)
    assert answer.status_code == 401
    assert "access_token" not in answer.json()


def test_the_page_needs_a_login(stack: RunningStack) -> None:
    answer = requests.get(f"{stack.stack.ui_url}/api/v2/dags", timeout=180)
    assert answer.status_code == 401
