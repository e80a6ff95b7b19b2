"""Every Airflow process loads the plugin: it brings nothing that only the API server needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
HEAVY = [
    "fastapi",
    "airflow.api_fastapi",
    "sqlalchemy.orm.session",
    "boto3",
    "google.cloud",
    "pyarrow",
    "numpy",
]
LOOK = """
import json, sys
import airflow.plugins_manager
before = set(sys.modules)
import scorebook_plugin
plugin = scorebook_plugin.ScorebookPlugin
apps = [(each["url_prefix"], repr(each["app"])) for each in plugin.fastapi_apps]
print(json.dumps({"brought": sorted(set(sys.modules) - before), "apps": apps, "name": plugin.name}))
"""


def test_loading_the_plugin_brings_only_modules_of_its_own() -> None:
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'plugins'}"}
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["name"], told["apps"]) == ("scorebook", [["/scorebook/api", "scorebook.api.app"]])
    assert {module.split(".")[0] for module in told["brought"]} == {"scorebook", "scorebook_plugin"}


def test_the_application_tells_its_description_to_nobody() -> None:
    from scorebook.api.app import make_app

    paths = sorted(getattr(route, "path", "") for route in make_app().routes)
    assert paths == ["/charts/{dag_id}/{run_id}", "/cleanup-duplicates"]
