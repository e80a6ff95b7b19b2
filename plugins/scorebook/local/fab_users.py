"""Make the users of the local platform where FAB keeps them.

python -m scorebook.local.fab_users '{"viewer": "password of viewer"}'

A user has the role of his name. Passwords are for a developer's machine; who is there already stays as he is.
"""

from __future__ import annotations

import json
import sys


class UserError(RuntimeError):
    """FAB refused a user. The message names him."""


def main() -> None:
    """Make who is absent. One process for all: an `airflow users create` costs 7 s each."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        security = builder.sm
        for name, password in json.loads(sys.argv[1]).items():
            if security.find_user(name):
                continue
            role = security.find_role(name.capitalize())
            if not security.add_user(name, name, "", f"{name}@localhost", role, password):
                raise UserError(f"FAB did not make the user {name}; its own message stands above")
            print(f"user {name} made")  # noqa: T201


if __name__ == "__main__":
    main()
