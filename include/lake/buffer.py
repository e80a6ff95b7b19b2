"""Payloads on local disk between fetch and publish, so that a crash costs no second fetch.

A file is a header line and the body. The header says which set the body belongs to, its place in it,
its length and sha256, so that a truncated, damaged or foreign file is told from a whole one.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FOLDER = "tmp"
MAGIC = "scorebook-payload-1"
SAFE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
OWN_FILE = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.\d+\.payload|\.[A-Za-z0-9_][A-Za-z0-9_.-]*\.\d+\.[0-9a-f]{32}\.partial"
)


class Buffer:
    """The buffered payloads of one data set, `{data_dir}/tmp/{dataset}/{item}.{n}.payload`.

    :param data_dir: SCOREBOOK_DATA_DIR; shared by the workers, or each worker's own.
    """

    def __init__(self, data_dir: Path, dataset: str) -> None:
        _require_safe(dataset)
        self.folder = data_dir / FOLDER / dataset

    def save(self, item: str, bodies: Sequence[bytes]) -> None:
        """Keep the item's payloads, in place of what was kept before. Whole or not at all to `load`."""
        _require_safe(item)
        if not bodies:
            raise ValueError(f"There is no payload to buffer for {item}.")
        self.folder.mkdir(parents=True, exist_ok=True)
        digests = [hashlib.sha256(body).hexdigest() for body in bodies]
        whole = _digest_of_set(digests)
        for number, (body, digest) in enumerate(zip(bodies, digests, strict=True)):
            header = f"{MAGIC} {whole} {number} {len(bodies)} {len(body)} {digest}\n"
            self._write(item, number, header.encode(), body)
        for path in self._files(item):
            if int(path.name.split(".")[-2]) >= len(bodies):
                path.unlink(missing_ok=True)
        _sync_folder(self.folder)

    def load(self, item: str) -> list[bytes] | None:
        """The item's payloads in order; None unless every one of one `save` is there and undamaged."""
        _require_safe(item)
        first = _read(self._path(item, 0), 0)
        if first is None:
            return None
        parts = [first] + [_read(self._path(item, number), number) for number in range(1, first.count)]
        present = [part for part in parts if part is not None]
        # The digest of the set tells parts of two saves, and a damaged count.
        if len(present) != first.count or _digest_of_set([part.digest for part in present]) != first.whole:
            return None
        return [part.body for part in present]

    def drop(self, item: str) -> None:
        """Forget the item's payloads: they are in the archive, or no use."""
        _require_safe(item)
        for path in self._files(item):
            path.unlink(missing_ok=True)

    def _path(self, item: str, number: int) -> Path:
        return self.folder / f"{item}.{number}.payload"

    def _files(self, item: str) -> list[Path]:
        if not self.folder.is_dir():
            return []
        own = re.compile(rf"{re.escape(item)}\.\d+\.payload")
        return [path for path in self.folder.iterdir() if own.fullmatch(path.name)]

    def _write(self, item: str, number: int, header: bytes, body: bytes) -> None:
        partial = self.folder / f".{item}.{number}.{uuid.uuid4().hex}.partial"
        try:
            with open(partial, "xb") as file:
                file.write(header)
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, self._path(item, number))
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a clean-up removed.

    :param files: deleted.
    :param bytes: freed.
    :param failures: a sentence for each file or folder that could not be handled; a warning, not an error.
    """

    files: int
    bytes: int
    failures: tuple[str, ...]


def clean_buffers(data_dir: Path, older_than: timedelta, *, now: datetime) -> Cleaned:
    """Delete buffered payloads that were last written more than `older_than` before `now`.

    Recursive below `data_dir/tmp`. Takes only regular files under names that `Buffer` gives, and
    follows no link, also not one that is put in place of a folder meanwhile.

    :param now: with a time zone.
    """
    top = data_dir / FOLDER
    if not os.path.lexists(top):
        return Cleaned(0, 0, ())
    before = (now - older_than).timestamp()
    files = size = 0
    failures: list[str] = []

    def note(error: OSError) -> None:
        failures.append(f"{error.filename} could not be read: {error.strerror}.")

    for folder, _, names, descriptor in os.fwalk(top, onerror=note, follow_symlinks=False):
        for name in filter(OWN_FILE.fullmatch, names):
            try:
                found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if not stat.S_ISREG(found.st_mode) or found.st_mtime >= before:
                    continue
                os.unlink(name, dir_fd=descriptor)
            except FileNotFoundError:
                continue
            except OSError as error:
                failures.append(f"{os.path.join(folder, name)} could not be deleted: {error.strerror}.")
                continue
            files += 1
            size += found.st_size
    return Cleaned(files, size, tuple(failures))


@dataclass(frozen=True, slots=True)
class _Part:
    whole: str
    count: int
    digest: str
    body: bytes


def _read(path: Path, number: int) -> _Part | None:
    """One buffered file, or None when it is absent, cut, damaged or not ours."""
    try:
        header, separator, body = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    fields = header.decode("ascii", errors="replace").split(" ")
    if not separator or len(fields) != 6 or fields[0] != MAGIC:
        return None
    _, whole, place, count, length, digest = fields
    if [place, length, digest] != [str(number), str(len(body)), hashlib.sha256(body).hexdigest()]:
        return None
    return _Part(whole, int(count), digest, body) if count.isdigit() else None


def _digest_of_set(digests: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_safe(name: str) -> None:
    if not SAFE_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a buffered file: use letters, digits, '_', '-' and '.' only.")
