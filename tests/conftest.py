"""Fixtures of all tests live in `tests/fixtures`, one file per outside system."""

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.s3",
    "tests.fixtures.simulator",
]
