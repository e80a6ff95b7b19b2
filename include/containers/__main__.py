"""`python3 -m include.containers up|down|config`: the production shape, on a machine with Docker.

`up` makes what is absent (AIRFLOW_UID in .env, the files of secrets), builds the image and starts everything;
`down` stops it; `config` prints the compose file with all settings filled in. Needs Docker, Compose and
Python's standard library, nothing else. Exit code: 0 all is well; 1 something was started or stopped, but not
everything is well; 2 nothing was done, a sentence says why; 130 interrupted.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from include.containers.compose import find
from include.containers.down import down
from include.containers.errors import ContainersError
from include.containers.up import up
from include.control.errors import RefusedError
from include.control.output import complain

REPOSITORY = Path(__file__).resolve().parents[2]
FAILED, REFUSED, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str] | None = None, root: Path = REPOSITORY) -> int:
    """Run one command and return its exit code.

    :param root: the folder of the compose file.
    """
    asked = _parser().parse_args(arguments)
    local = asked.profile == "local"
    try:
        match asked.command:
            case "up":
                up(root, local=local, scale=asked.scale, build=asked.build)
            case "down":
                down(root, local=local, delete=asked.volumes, is_sure=asked.yes)
            case _:
                return REFUSED if find(root, local=local).run("config") else 0
    except RefusedError as error:
        complain(str(error))
        return REFUSED
    except ContainersError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        complain("Interrupted. What was started goes on; `make compose-down` stops it.")
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m include.containers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    summaries = {
        "up": "build the image, start everything, wait until all of it is healthy",
        "down": "stop the containers; their data stay",
        "config": "print the compose file with all settings filled in",
    }
    for name, summary in summaries.items():
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument(
            "--profile",
            choices=("production", "local"),
            default="production",
            help="local: with stand-ins for S3, Glue, BigQuery and the sources (default: production)",
        )
        if name == "up":
            command.add_argument(
                "--scale",
                action="append",
                default=[],
                type=_scale,
                metavar="SERVICE=NUMBER",
                help="so many containers of a service, such as worker-fetch=3",
            )
            command.add_argument(
                "--no-build",
                dest="build",
                action="store_false",
                help="do not build the image: it is here, or in a registry",
            )
        if name == "down":
            command.add_argument(
                "--volumes", action="store_true", help="delete the data as well, after asking"
            )
            command.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _scale(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z-]*=\d+", text):
        raise argparse.ArgumentTypeError("write a service and a number, such as worker-fetch=3")
    return text


if __name__ == "__main__":
    sys.exit(main())
