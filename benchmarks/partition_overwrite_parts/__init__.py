"""The parts of `benchmarks/partition_overwrite.py`."""
