"""The first user's password comes from a file, and is refused when it could be guessed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from scorebook.first_user import FirstUserError, make_first_user, password_from

COMMANDS = "airflow.providers.fab.auth_manager.cli_commands.utils.get_application_builder"


def test_the_password_is_what_the_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "admin_password"
    file.write_text("0123456789abcdef\n")
    assert password_from(file) == "0123456789abcdef"


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FirstUserError, match=r"write the password of admin into .*/admin_password"):
        password_from(tmp_path / "admin_password")


@pytest.mark.parametrize("content", ["", "admin\n", "           \n"])
def test_a_password_that_could_be_guessed_is_refused_and_not_shown(tmp_path: Path, content: str) -> None:
    file = tmp_path / "admin_password"
    file.write_text(content)
    with pytest.raises(FirstUserError, match=r"needs 12 characters at least$"):
        password_from(file)


class Users:
    """FAB's security manager, as far as it is asked."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)

    def count_users(self) -> int:
        return len(self.names)

    def find_role(self, name: str) -> str:
        return name

    def add_user(self, name: str, first: str, last: str, email: str, role: str, password: str) -> bool:
        assert (role, password) == ("Admin", "0123456789abcdef")
        self.names.append(name)
        return True


@pytest.mark.parametrize(
    ("before", "after"),
    [([], ["admin"]), (["admin"], ["admin"]), (["ann"], ["ann"])],
    ids=["a new deployment", "the same again", "admin was deleted"],
)
def test_the_user_is_made_where_there_is_none_yet(
    before: list[str], after: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = Users(*before)

    @contextmanager
    def builder() -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(sm=users)

    monkeypatch.setattr(COMMANDS, builder)
    file = tmp_path / "admin_password"
    file.write_text("0123456789abcdef")
    assert make_first_user(file) is (before != after)
    assert users.names == after
