"""Scorebook's one Airflow plugin: its own addresses in Airflow's API server.

Every Airflow process loads it, also each worker: nothing heavy is imported here.
"""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from scorebook.api.lazy_app import LazyApp


class ScorebookPlugin(AirflowPlugin):
    """Mounts Scorebook's API below `/scorebook/api`."""

    name = "scorebook"
    fastapi_apps = [{"app": LazyApp(), "url_prefix": "/scorebook/api", "name": "Scorebook API"}]
