"""Write a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def replace(file: Path, content: bytes) -> None:
    """Give a file new content in one step; its owner and permissions stay, a link stays a link."""
    file = file.resolve()
    before = file.stat() if file.exists() else None
    partial = _written_beside(file, content, stat.S_IMODE(before.st_mode) if before else 0o644)
    try:
        if before and os.geteuid() == 0:
            os.chown(partial, before.st_uid, before.st_gid)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def create(file: Path, content: bytes, mode: int) -> bool:
    """Make a file that is not there; return False, and change nothing, when somebody has made it."""
    partial = _written_beside(file, content, mode)
    try:
        os.link(partial, file)  # unlike a rename, it fails where there is a file
    except FileExistsError:
        return False
    finally:
        partial.unlink()
    return True


def _written_beside(file: Path, content: bytes, mode: int) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as partial:
            partial.write(content)
            partial.flush()
            os.fsync(partial.fileno())
        Path(name).chmod(mode)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)
