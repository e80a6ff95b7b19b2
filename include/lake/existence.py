"""Which objects the archive lacks, asked with as few requests as the keys allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from include.lake.objects import Objects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Existence:
    """What is missing, and what it cost to know.

    :param missing: in the order asked for, each key once.
    :param requests: S3 requests made.
    """

    missing: tuple[str, ...]
    requests: int


def missing_keys(client: S3Client, bucket: str, keys: Sequence[str]) -> Existence:
    """Return the keys that the bucket does not hold, in the order asked for.

    Keys of one folder are looked up by listing as long as one page answers for more than one of them,
    else by HEAD, so this makes about as many requests as there are keys at worst, and usually one a
    folder. Missing means a 404 or not listed, in a bucket proven to exist; whatever else S3 answers is
    an ArchiveError.
    """
    objects = Objects(client, bucket)
    present: set[str] = set()
    bucket_proven = False
    for folder in _by_folder(keys):
        found, listed = _present(objects, folder)
        present |= found
        bucket_proven = bucket_proven or listed or bool(found)
    missing = tuple(key for key in dict.fromkeys(keys) if key not in present)
    if missing and not bucket_proven:
        objects.require_bucket()
    return Existence(missing=missing, requests=objects.requests)


def _by_folder(keys: Iterable[str]) -> list[list[str]]:
    """The keys of each folder (up to the last slash), sorted as S3 lists them."""
    folders: dict[str, list[str]] = {}
    for key in sorted(set(keys)):
        folders.setdefault(key.rpartition("/")[0], []).append(key)
    return list(folders.values())


def _present(objects: Objects, wanted: list[str]) -> tuple[set[str], bool]:
    """Those of the sorted keys that exist, and whether a listing was answered."""
    found: set[str] = set()
    listed = False
    prefix = _common_prefix(wanted[0], wanted[-1])
    rest = wanted
    while len(rest) > 1:
        # A key without its last character sorts before it, with next to nothing in between. Starting
        # there, not at a continuation token, skips whatever lies between two wanted keys.
        page = objects.list_page(prefix, start_after=rest[0][:-1])
        listed = True
        found.update(set(rest) & set(page.keys))
        undecided = [] if page.complete else [key for key in rest if key > page.keys[-1]]
        worthwhile = len(rest) - len(undecided) > 1
        rest = undecided
        if not worthwhile:
            break
    found.update(key for key in rest if objects.head(key) is not None)
    return found, listed


def _common_prefix(one: str, other: str) -> str:
    return "".join(
        left for left, right in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
