"""What the local platform remembers."""

from __future__ import annotations

import json
import stat
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from include.devstack import state
from include.devstack.state import PORT_NAMES, StateError, home, load, locked, save, settings


def test_a_new_state_has_a_different_port_for_every_part(tmp_path: Path) -> None:
    made = load(tmp_path)
    assert set(made.ports) == set(PORT_NAMES)
    assert len(set(made.ports.values())) == len(PORT_NAMES)


def test_the_second_look_finds_the_same_ports_secrets_and_day(tmp_path: Path) -> None:
    assert load(tmp_path) == load(tmp_path)


def test_two_platforms_have_different_secrets(tmp_path: Path) -> None:
    assert load(tmp_path / "a").secrets != load(tmp_path / "b").secrets


def test_catch_up_begins_two_days_before_the_platform_was_made(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    begin = date.fromisoformat(load(tmp_path).start_date)
    assert begin in {today - timedelta(days=2), datetime.now(UTC).date() - timedelta(days=2)}


def test_only_the_owner_can_read_the_secrets(tmp_path: Path) -> None:
    load(tmp_path)
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


def test_a_moved_port_is_remembered(tmp_path: Path) -> None:
    save(tmp_path, load(tmp_path).with_port("s3", 12345))
    assert load(tmp_path).ports["s3"] == 12345


def test_a_part_that_is_new_gets_a_port_once_and_the_others_keep_theirs(tmp_path: Path) -> None:
    made = load(tmp_path)
    content = json.loads((tmp_path / "state.json").read_text())
    del content["ports"]["bigquery"]
    (tmp_path / "state.json").write_text(json.dumps(content))
    grown = load(tmp_path)
    assert grown == made.with_port("bigquery", grown.ports["bigquery"])
    assert load(tmp_path) == grown


def test_a_leftover_of_a_killed_save_does_no_harm(tmp_path: Path) -> None:
    made = load(tmp_path)
    (tmp_path / "state.json.partial").write_text("{")
    save(tmp_path, made)
    assert load(tmp_path) == made


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"ports": {"s3": 1}}'])
def test_a_damaged_file_is_named_and_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "state.json").write_text(content)
    with pytest.raises(StateError, match=r"state\.json cannot be read"):
        load(tmp_path)
    assert (tmp_path / "state.json").read_text() == content


def test_scorebook_home_names_the_directory(tmp_path: Path) -> None:
    assert home({"SCOREBOOK_HOME": str(tmp_path)}) == tmp_path


def test_the_directory_is_in_the_repository_by_default() -> None:
    assert home({"PATH": ""}) == state.REPOSITORY / ".scorebook"


def test_the_environment_wins_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "REPOSITORY", tmp_path)
    (tmp_path / ".env").write_text('# A=0\nA=file\nB="from file"\n\nnonsense\n')
    assert settings({"A": "shell"}) == {"A": "shell", "B": "from file"}


def test_a_second_command_waits_until_the_first_has_ended(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path):
            order.append("second")

    with locked(tmp_path):
        other = threading.Thread(target=second)
        other.start()
        other.join(0.2)
        order.append("first")
    other.join(5)
    assert order == ["first", "second"]


def test_the_file_is_plain_json(tmp_path: Path) -> None:
    load(tmp_path)
    assert set(json.loads((tmp_path / "state.json").read_text())) == {"ports", "secrets", "start_date"}
