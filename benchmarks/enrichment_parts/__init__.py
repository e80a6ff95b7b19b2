"""The parts of `benchmarks/enrichment.py`."""
