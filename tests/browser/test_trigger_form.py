"""The trigger form in Airflow's own page, in a real browser: what a data engineer sees and types."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.stack import RunningStack

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


def test_trigger_form_describes_every_param(stack: RunningStack, page: Page) -> None:
    stack.api.unpause("espn_incremental")
    page.goto(f"{stack.stack.ui_url}/dags/espn_incremental")
    page.get_by_role("button", name="Trigger").first.click()
    form = page.get_by_role("dialog")
    form.get_by_text("Write nothing at all; tell what would be done.").wait_for()
    params = stack.api.get("/dags/espn_incremental/details")["params"]
    assert set(params) == {"days", "lookback_days", "force", "dry_run", "refresh_days", "retention_hours"}
    for param in params.values():
        assert form.get_by_text(param["description"]).is_visible(), param["description"]
    page.screenshot(path=PICTURES / "trigger_form.png")
