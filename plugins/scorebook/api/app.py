"""Scorebook's API inside Airflow's API server. Its addresses are not published: each route is described here
and in its own module.

- `POST /scorebook/api/cleanup-duplicates` (`cleanup.py`)
- `GET /scorebook/api/charts/{dag_id}/{run_id}` (`charts.py`)

Every refusal is `{"detail": "one sentence"}`. Who may do what is decided by Airflow's auth manager.
"""

from __future__ import annotations

from fastapi import FastAPI

from scorebook.api import charts, cleanup


def make_app() -> FastAPI:
    """Make the application. It tells its description to nobody: Airflow would serve it without a login."""
    app = FastAPI(title="Scorebook", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(cleanup.router)
    app.include_router(charts.router)
    return app
