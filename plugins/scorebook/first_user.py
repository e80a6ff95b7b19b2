"""Make the first user of a deployment with FAB's users, once: `python -m scorebook.first_user FILE`.

The name is `admin`, the role Admin, the password what the file holds. Where there is any user already nothing
is done: passwords are changed in the console, and who deletes `admin` for users of his own does not get him
back, with the password that the file still holds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

NAME = "admin"
ROLE = "Admin"
# Shorter ones can be guessed.
SHORTEST = 12


class FirstUserError(RuntimeError):
    """The user cannot be made. The message says what to do."""


def password_from(file: Path) -> str:
    """The password in a file.

    :raises FirstUserError: the file is absent, or the password too short.
    """
    try:
        password = file.read_text().strip()
    except OSError as error:
        raise FirstUserError(f"write the password of {NAME} into {file}: {error.strerror}") from error
    if len(password) < SHORTEST:
        raise FirstUserError(f"the password of {NAME} in {file} needs {SHORTEST} characters at least")
    return password


def make_first_user(file: Path) -> bool:
    """Make the user where there is none yet; say whether it was.

    :raises FirstUserError: there is no usable password, or FAB refused.
    """
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        security = builder.sm
        if security.count_users():
            return False
        role = security.find_role(ROLE)
        if not security.add_user(NAME, NAME, "", f"{NAME}@localhost", role, password_from(file)):
            raise FirstUserError(f"FAB did not make the user {NAME}; its own message stands above")
    return True


def main() -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m scorebook.first_user", description=__doc__)
    parser.add_argument("file", type=Path, help="file that holds the password")
    try:
        made = make_first_user(parser.parse_args().file)
    except FirstUserError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(f"user {NAME} made" if made else "there are users already: none made")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
