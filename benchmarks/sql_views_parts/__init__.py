"""The parts of `benchmarks/sql_views.py`."""
