"""The distributed shape: when it is chosen, what it sets, and that it sets what docker-compose.yaml sets."""

from __future__ import annotations

import socket
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.devstack import distributed, lost_ports, redis_server
from include.devstack.airflow import environment
from include.devstack.local_server import LocalServerError
from include.devstack.ports import free_port
from include.devstack.redis_server import LocalRedis
from include.devstack.stack import Stack
from include.devstack.state import PORT_NAMES, REPOSITORY, State, load
from scorebook import queues


@pytest.fixture
def state(tmp_path: Path) -> State:
    return load(tmp_path, more_ports=distributed.PORTS)


def settings_of_compose(service: str) -> dict[str, Any]:
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yaml").read_text())
    return dict(compose["services"][service]["environment"])


@pytest.mark.parametrize(
    ("value", "is_chosen"), [(None, False), ("", False), ("local", False), ("celery", True)]
)
def test_one_setting_chooses_the_shape(value: str | None, is_chosen: bool) -> None:
    settings = {} if value is None else {distributed.SETTING: value}
    assert distributed.is_chosen(settings) is is_chosen


def test_another_executor_is_refused_with_what_to_type() -> None:
    with pytest.raises(distributed.ExecutorError, match="set it to celery, or to local"):
        distributed.is_chosen({distributed.SETTING: "kubernetes"})


def test_the_default_shape_has_no_port_and_no_part_more(tmp_path: Path) -> None:
    stack = Stack(tmp_path, settings={"SCOREBOOK_HOME": str(tmp_path)})
    assert set(stack.state.ports) == set(PORT_NAMES)
    assert not {part.name for part in stack.parts} & set(distributed.NAMES)
    assert stack.environment["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"


def test_a_platform_that_becomes_distributed_keeps_its_ports_and_gets_two_more(tmp_path: Path) -> None:
    before = load(tmp_path)
    after = load(tmp_path, more_ports=distributed.PORTS)
    assert {name: after.ports[name] for name in PORT_NAMES} == before.ports
    assert set(after.ports) == {*PORT_NAMES, *distributed.PORTS}
    assert load(tmp_path, more_ports=distributed.PORTS) == after
    assert load(tmp_path) == before


def test_every_setting_of_celery_is_that_of_docker_compose(state: State, tmp_path: Path) -> None:
    compose = settings_of_compose("worker-fetch") | settings_of_compose("scheduler")
    ours = distributed.environment(state, tmp_path, {})

    def celery(settings: dict[str, Any]) -> dict[str, Any]:
        # How many tasks a worker runs, and where Redis is, differs from machine to machine.
        return {
            name.removesuffix("_CMD"): value
            for name, value in settings.items()
            if name.startswith("AIRFLOW__CELERY") and "CONCURRENCY" not in name and "redis" not in value
            if not name.endswith("_CMD")
        }

    assert celery(ours) == celery(compose) != {}
    for name in ("EXECUTOR", "AUTH_MANAGER"):
        assert ours[f"AIRFLOW__CORE__{name}"] in str(compose[f"AIRFLOW__CORE__{name}"])
    timeout = "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT"
    assert ours[timeout] == compose[timeout]


def test_a_worker_gets_no_key_of_the_metadata_and_its_own_address(state: State, tmp_path: Path) -> None:
    env = environment(state, tmp_path, database_url="postgresql://metadata", inherited={})
    env |= distributed.environment(state, tmp_path, {})
    parts = distributed.worker_parts(state, tmp_path, env)
    assert [part.name for part in parts] == [worker.name for worker in distributed.WORKERS]
    assert {worker.queue for worker in distributed.WORKERS} == {queues.FETCH, queues.HEAVY}
    for part, worker in zip(parts, distributed.WORKERS, strict=True):
        assert not distributed.NOT_FOR_WORKERS & part.env.keys()
        assert "postgresql://metadata" not in part.env.values()
        assert part.command[part.command.index("--address") + 1] == worker.address
    assert len({part.env["AIRFLOW__LOGGING__BASE_LOG_FOLDER"] for part in parts}) == len(parts)


def test_the_password_of_redis_is_for_its_owner_and_in_no_command(tmp_path: Path) -> None:
    redis = LocalRedis(tmp_path / "redis", 20000)
    password = redis.url.split(":")[2].split("@")[0]
    assert len(password) == 64
    assert LocalRedis(tmp_path / "redis", 20000).url == redis.url
    assert password not in " ".join(redis.command())
    assert stat.S_IMODE((tmp_path / "redis" / "password").stat().st_mode) == 0o600


def test_without_redis_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_server, "PROGRAM", "redis-server-that-nobody-has")
    with pytest.raises(LocalServerError, match=r"apt-get install redis-server.*SCOREBOOK_EXECUTOR=local"):
        LocalRedis(tmp_path, 20000).start()


def test_nobody_is_heard_of_where_no_redis_runs(tmp_path: Path) -> None:
    heard = distributed.health(LocalRedis(tmp_path, free_port()))
    assert heard == {worker.name: None for worker in distributed.WORKERS} == distributed.silence()


def test_stopping_strays_of_a_platform_without_any_does_nothing(tmp_path: Path) -> None:
    assert distributed.stop_strays(tmp_path) == ()


class Sleeping:
    """A part that does not run."""

    name = "redis"
    stops = 0

    def pid(self) -> int | None:
        return None

    def stop(self) -> None:
        self.stops += 1


def test_a_taken_port_is_replaced_also_on_another_address(capsys: pytest.CaptureFixture[str]) -> None:
    part: Any = Sleeping()
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.11", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        ports = {"redis": 20000, "worker-logs": port}
        moved = lost_ports.replaced(ports, [("worker-logs", "127.0.0.11", part)], wanted={})
    assert moved["worker-logs"] != port
    assert moved["redis"] == 20000
    assert f"port {port} is taken" in capsys.readouterr().out
