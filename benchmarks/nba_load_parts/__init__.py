"""The parts of `benchmarks/nba_load.py`."""
