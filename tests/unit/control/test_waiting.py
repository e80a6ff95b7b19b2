from __future__ import annotations

import pytest

from include.control import waiting
from include.control.errors import PlatformUnreachableError


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "POLL_SECONDS", 0.001)


def test_short_outage_does_not_end_the_wait(capsys: pytest.CaptureFixture[str]) -> None:
    looks = iter([PlatformUnreachableError("away"), PlatformUnreachableError("away"), ("success", True)])

    def look() -> tuple[str, bool]:
        found = next(looks)
        if isinstance(found, Exception):
            raise found
        return found

    waiting.wait(look, timeout=None)
    said = [line.split(" s  ")[1] for line in capsys.readouterr().out.splitlines()]
    assert said == ["Airflow does not answer, asking again", "success"]


def test_long_outage_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "OUTAGE_SECONDS", 0.0)

    def look() -> tuple[str, bool]:
        raise PlatformUnreachableError("away")

    with pytest.raises(PlatformUnreachableError):
        waiting.wait(look, timeout=None)


def test_says_a_state_once(capsys: pytest.CaptureFixture[str]) -> None:
    looks = iter([("running", False)] * 5 + [("success", True)])
    waiting.wait(lambda: next(looks), timeout=None)
    assert len(capsys.readouterr().out.splitlines()) == 2
