"""BigQuery for a developer's machine: bqemulator behind the rules that it does not know.

Runs in `.venv-services` (its pins clash with Airflow's), as `python -m include.devstack.bigquery_proxy`.
What it adds: the streaming buffer, required partition filters, job ids that are taken, locations, the bytes
that a query reads and may read, jobs that take time, and faults on demand. Control routes: `control.py`.
"""
