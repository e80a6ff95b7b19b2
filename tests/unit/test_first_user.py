"""The first user's password comes from a file, and is refused when it could be guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorebook.first_user import FirstUserError, password_from


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
