from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scorebook.doctor_checks import (
    GIB,
    Finding,
    check_clock,
    check_data_dir,
    check_health,
    check_pools,
    check_zones,
)

NOON = datetime(2025, 11, 2, 12, tzinfo=UTC)


def test_pools_that_exist_are_ok() -> None:
    found = list(check_pools({"espn_source": 2, "warehouse": 4}, {"espn_source": 1, "warehouse": 9}))
    assert [(finding.level, finding.what) for finding in found] == [("ok", "1 slots"), ("ok", "9 slots")]


def test_missing_pool_fails_and_says_how_to_make_it() -> None:
    (found,) = check_pools({"espn_source": 2}, {"default_pool": 128})
    assert found == Finding(
        "FAIL",
        "pool espn_source",
        "does not exist: its tasks never start",
        "Make it with 2 slots in Admin, Pools, or run python -m scorebook.bootstrap.",
    )


def test_pool_without_slots_fails() -> None:
    (found,) = check_pools({"espn_source": 2}, {"espn_source": 0})
    assert found.level == "FAIL"


def test_unbounded_pool_is_ok() -> None:
    (found,) = check_pools({"espn_source": 2}, {"espn_source": -1})
    assert (found.level, found.what) == ("ok", "no limit of slots")


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, "ok"), (10, "ok"), (-11, "WARN"), (300, "WARN"), (-301, "FAIL")]
)
def test_clock_is_judged_by_its_distance(seconds: int, level: str) -> None:
    assert check_clock("clock", NOON + timedelta(seconds=seconds), NOON).level == level


def test_zones_of_game_and_racing_days_are_known() -> None:
    assert check_zones() == Finding("ok", "time zones", "America/New_York, Europe/London")


def test_each_of_four_components_is_judged() -> None:
    health = {"metadatabase": "healthy", "scheduler": "unhealthy", "triggerer": None}
    found = [(finding.level, finding.name, finding.what) for finding in check_health(health)]
    assert found == [
        ("ok", "Airflow metadatabase", "healthy"),
        ("FAIL", "Airflow scheduler", "unhealthy"),
        ("FAIL", "Airflow triggerer", "not heard of"),
        ("FAIL", "Airflow dag_processor", "not heard of"),
    ]


def test_data_directory_is_made_and_left_empty(tmp_path: Path) -> None:
    levels = [finding.level for finding in check_data_dir(tmp_path / "new" / "data", chosen=True)]
    assert levels == ["ok", "ok"]
    assert list((tmp_path / "new" / "data").iterdir()) == []


def test_data_directory_below_a_file_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (found,) = check_data_dir(tmp_path / "file" / "data", chosen=True)
    assert found.level == "FAIL"
    assert "Not a directory" in found.what


def test_data_directory_that_nobody_chose_is_a_warning(tmp_path: Path) -> None:
    first, _ = check_data_dir(tmp_path, chosen=False)
    assert first.level == "WARN"


@pytest.mark.parametrize(("free", "level"), [(3 * GIB, "ok"), (GIB, "WARN"), (GIB // 8, "FAIL")])
def test_free_disk_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    class Usage:
        pass

    usage = Usage()
    usage.free = free  # type: ignore[attr-defined]
    monkeypatch.setattr("scorebook.doctor_checks.shutil.disk_usage", lambda _: usage)
    _, second = check_data_dir(tmp_path, chosen=True)
    assert second.level == level
