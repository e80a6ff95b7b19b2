"""`python3 -m include.containers up`, with a Docker that only remembers what it was asked."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest

from include.containers.__main__ import main
from include.containers.secret_files import MAKERS
from tests.unit.containers.fake_docker import FakeDocker

RUNNING = [
    {"Name": "scorebook-redis-1", "Service": "redis", "State": "running", "Health": "healthy", "ExitCode": 0},
    {"Name": "scorebook-init-1", "Service": "init", "State": "exited", "Health": "", "ExitCode": 0},
]


def lines(containers: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(each) for each in containers)


def test_the_image_is_built_and_everything_is_waited_for(docker: FakeDocker, root: Path) -> None:
    assert main(["up"], root) == 0
    started = "compose --env-file .env up --detach --wait --wait-timeout 900"
    assert docker.asked_for("build") == ["compose --env-file .env build"]
    assert docker.asked_for("up") == [started]
    assert docker.asked.index("compose --env-file .env build") < docker.asked.index(started)


def test_the_local_profile_reads_its_own_settings_last(docker: FakeDocker, root: Path) -> None:
    assert main(["up", "--profile", "local"], root) == 0
    files = "--env-file .env --env-file include/containers/local.env"
    assert docker.asked_for("build") == [f"compose {files} build"]


def test_services_are_scaled(docker: FakeDocker, root: Path) -> None:
    assert main(["up", "--scale", "worker-fetch=3", "--scale", "worker-heavy=2"], root) == 0
    [started] = docker.asked_for("up")
    assert started.endswith(" --scale worker-fetch=3 --scale worker-heavy=2")


@pytest.mark.parametrize("scale", ["worker-fetch", "worker-fetch=", "worker-fetch=-1", "=3"])
def test_a_scale_that_is_none_is_refused(scale: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["up", "--scale", scale])
    assert "such as worker-fetch=3" in capsys.readouterr().err


def test_the_image_can_be_one_that_is_there(docker: FakeDocker, root: Path) -> None:
    assert main(["up", "--no-build"], root) == 0
    assert docker.asked_for("build") == []
    assert len(docker.asked_for("up")) == 1


def test_the_users_number_and_the_secrets_are_made_before_the_start(
    docker: FakeDocker, root: Path, secrets_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1234)
    assert main(["up"], root) == 0
    assert (root / ".env").read_text() == "AIRFLOW_UID=1234\n"
    assert {path.name for path in secrets_folder.iterdir()} >= set(MAKERS)


def test_it_says_where_everything_is_and_no_secret(
    docker: FakeDocker, root: Path, secrets_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docker.answer("ps --all", lines(RUNNING))
    docker.answer("stats --no-stream", "scorebook-redis-1 12.5MiB / 128MiB\n")
    main(["up"], root)
    said = capfd.readouterr()
    assert "healthy after 0 s" in said.out
    assert "Airflow    http://127.0.0.1:8080\n" in said.out
    assert f"user       admin, whose first password is in {secrets_folder / 'admin_password'}\n" in said.out
    assert re.search(r"^scorebook-redis-1 +redis +12$", said.out, re.MULTILINE)
    contents = [(secrets_folder / name).read_text() for name in MAKERS if name != "connections.json"]
    assert not [each for each in contents if each in said.out + said.err]


def test_production_names_the_connections_that_are_left(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    main(["up"], root)
    said = capfd.readouterr().out
    left = said.partition("Connections to add")[2]
    named = [line.split()[0] for line in left.splitlines()[1:] if line.strip()]
    assert named == ["racing_source", "aws_default", "google_cloud_default"]


def test_the_local_profile_names_its_users_and_no_connections(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = copy.deepcopy(docker.config)
    manager = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
    config["services"]["api-server"]["environment"]["AIRFLOW__CORE__AUTH_MANAGER"] = manager
    docker.reconfigure(config)
    main(["up", "--profile", "local"], root)
    said = capfd.readouterr().out
    assert "users      admin (password admin), viewer (password viewer)\n" in said
    assert "Connections to add" not in said


def test_an_address_of_all_interfaces_is_shown_as_one_to_type(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = copy.deepcopy(docker.config)
    config["services"]["api-server"]["ports"] = [{"host_ip": "0.0.0.0", "published": "9000", "target": 8080}]
    docker.reconfigure(config)
    main(["up"], root)
    assert "Airflow    http://127.0.0.1:9000\n" in capfd.readouterr().out


def test_without_an_engine_nothing_is_written(
    docker: FakeDocker, root: Path, secrets_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docker.answer("version --format", code=1, err="Cannot connect to the Docker daemon")
    assert main(["up"], root) == 2
    assert "start it" in capfd.readouterr().err
    assert not (root / ".env").exists()
    assert not secrets_folder.exists()


def test_a_broken_secret_stops_it_before_anything_starts(
    docker: FakeDocker, root: Path, secrets_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets_folder.mkdir(parents=True)
    (secrets_folder / "fernet_key").touch(mode=0o644)
    assert main(["up"], root) == 2
    assert f"{secrets_folder / 'fernet_key'} is empty" in capfd.readouterr().err
    assert docker.asked_for("build") == docker.asked_for("up") == []


def test_an_old_database_without_its_passwords_stops_it(
    docker: FakeDocker, root: Path, secrets_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docker.answer("volume ls", "scorebook_postgres\n")
    assert main(["up"], root) == 2
    assert "The volume scorebook_postgres holds a database" in capfd.readouterr().err
    assert not secrets_folder.exists()
    assert docker.asked_for("build") == docker.asked_for("up") == []


def test_a_volume_of_another_project_is_none_of_our_business(docker: FakeDocker, root: Path) -> None:
    docker.answer("volume ls", "scorebook_postgres_old\nmy_scorebook_postgres\nscorebook_logs\n")
    assert main(["up"], root) == 0


def test_a_new_password_of_a_user_that_is_there_already_is_pointed_out(
    docker: FakeDocker, root: Path, secrets_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    main(["up"], root)
    (secrets_folder / "admin_password").unlink()
    docker.answer("volume ls", "scorebook_postgres\n")
    assert main(["up"], root) == 0
    assert "its password is not the new one" in capfd.readouterr().err


def test_a_compose_file_that_cannot_be_read_is_an_answer_and_no_trace(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docker.answer("config --format json", code=15, err="services.x additional properties are not allowed\n")
    assert main(["up"], root) == 2
    said = capfd.readouterr().err
    assert said == "Compose could not do `config`: services.x additional properties are not allowed\n"


def test_an_image_that_cannot_be_built_ends_it(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docker.answer(".env build", code=17, err="no space left on device\n")
    assert main(["up"], root) == 1
    said = capfd.readouterr().err
    assert "no space left on device" in said
    assert "The image could not be built" in said
    assert docker.asked_for("up") == []


@pytest.mark.parametrize("code", [0, 1], ids=["Compose says nothing of it", "Compose ends with an error"])
@pytest.mark.parametrize("as_array", [True, False], ids=["up to 2.20", "from 2.21 on"])
def test_a_service_that_is_not_healthy_is_named_with_its_last_lines(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str], *, as_array: bool, code: int
) -> None:
    ill: list[dict[str, object]] = [
        *RUNNING,
        {"Name": "s-s-1", "Service": "scheduler", "State": "running", "Health": "unhealthy", "ExitCode": 0},
        {"Name": "s-t-1", "Service": "triggerer", "State": "exited", "Health": "", "ExitCode": 3},
        {"Name": "s-a-1", "Service": "api-server", "State": "created", "Health": "", "ExitCode": 0},
    ]
    docker.answer("ps --all", json.dumps(ill) if as_array else lines(ill))
    docker.answer("up --detach", code=code, err="container s-t-1 exited (3)\n")
    docker.answer("inspect", json.dumps({"Log": [{"Output": "old"}, {"Output": "HTTP Error 503\n"}]}))
    docker.answer("--tail 20 scheduler", "could not reach the database\n")
    docker.answer("--tail 20 triggerer", "no such module\n")
    assert main(["up"], root) == 1
    said = capfd.readouterr().err
    assert "== scheduler, its last lines:\ncould not reach the database\n" in said
    assert "== triggerer, its last lines:\nno such module\n" in said
    assert (
        "Not healthy: scheduler (running, unhealthy), triggerer (exited with code 3), api-server (created)."
        in said
    )
    assert "== s-s-1, its health check: HTTP Error 503\n" in said
    assert (len(docker.asked_for("logs")), len(docker.asked_for("inspect"))) == (2, 1)


def test_figures_of_memory_that_cannot_be_had_are_left_out(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docker.answer("ps --all", lines(RUNNING))
    docker.answer("stats --no-stream", code=1, err="no cgroups\n")
    assert main(["up"], root) == 0
    assert "memory, MB" not in capfd.readouterr().out


def test_an_interruption_says_how_to_stop_what_was_started(
    docker: FakeDocker, root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("include.containers.compose.check_engine", interrupted)
    assert main(["up"], root) == 130
    assert "`make compose-down` stops it" in capfd.readouterr().err
