"""The trigger form in Airflow's own page, in a real browser: what a data engineer sees and types."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.stack import RunningStack, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="module")
def page(stack: RunningStack) -> Iterator[Page]:
    """A page of Airflow, signed in as admin."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1100})
        page.goto(stack.stack.ui_url)
        page.get_by_label("Username").fill("admin")
        page.get_by_label("Password").fill("admin")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/auth" not in url)
        yield page
        browser.close()


def open_form(stack: RunningStack, page: Page) -> Locator:
    """The trigger form of `espn_incremental`, with its params shown."""
    wait_for(lambda: stack.api.get("/dags", dag_id_pattern="espn_incremental", exclude_stale=True)["dags"])
    page.goto(f"{stack.stack.ui_url}/dags/espn_incremental")
    page.get_by_role("button", name="Trigger").first.click()
    form = page.get_by_role("dialog")
    form.get_by_text("Write nothing at all; tell what would be done.").wait_for()
    return form


def test_trigger_form_describes_every_param(stack: RunningStack, page: Page) -> None:
    form = open_form(stack, page)
    params = stack.api.get("/dags/espn_incremental/details")["params"]
    assert set(params) == {"days", "lookback_days", "force", "dry_run", "refresh_days", "retention_hours"}
    for param in params.values():
        assert form.get_by_text(param["description"]).is_visible(), param["description"]
    page.screenshot(path=PICTURES / "trigger_form.png")


def test_run_started_from_the_form_gets_what_was_typed(stack: RunningStack, page: Page) -> None:
    form = open_form(stack, page)
    form.get_by_placeholder("Enter each string on a new line").fill("2024-12-11\n2024-12-12")
    # In the order of the form: force, dry_run.
    form.locator("[data-part=control][data-scope=switch]").nth(1).click()
    form.get_by_role("button", name="Trigger").click()
    form.wait_for(state="hidden")
    runs = wait_for(
        lambda: stack.api.get("/dags/espn_incremental/dagRuns", run_type="manual", order_by="-id")["dag_runs"]
    )
    assert runs[0]["conf"]["days"] == ["2024-12-11", "2024-12-12"]
    assert runs[0]["conf"]["dry_run"] is True
    run = stack.api.finished("espn_incremental", runs[0]["dag_run_id"])
    assert run["state"] == "success"
    rows = stack.api.returned("espn_incremental", run["dag_run_id"], "finish_run")
    assert [row["day"] for row in rows] == ["2024-12-11", "2024-12-12"]
    page.goto(f"{stack.stack.ui_url}/dags/espn_incremental/runs/{run['dag_run_id']}")
    page.get_by_text("check_params").first.wait_for()
    page.screenshot(path=PICTURES / "run.png")
