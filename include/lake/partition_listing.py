"""Which other objects lie in the folders of partitions, asked with few requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from include.lake.objects import Objects
from include.lake.partition_table import LakeTable, Partition

# A folder holds one object as a rule, so a page need not be longer than the folders that are still wanted.
SPARE = 4
LONGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """What a partition's folder holds.

    :param is_there: its own object.
    :param others: keys of all other objects.
    """

    is_there: bool
    others: tuple[str, ...]


def list_folders(objects: Objects, table: LakeTable, partitions: Iterable[Partition]) -> dict[str, Listed]:
    """What the partitions' folders hold, by folder.

    Folders that follow each other, like the days of a week, are listed together.
    """
    own = {table.folder(partition): table.key(partition) for partition in partitions}
    found: dict[str, list[str]] = {folder: [] for folder in own}
    folders = sorted(own)
    prefix = folders[0] if len(folders) == 1 else f"{table.prefix}/"
    after = ""
    place = 0
    while place < len(folders):
        # Without its last character a folder sorts before all that is in it.
        after = max(after, folders[place][:-1])
        left = len(folders) - place
        page = objects.list_page(
            prefix, after, at_most=LONGEST_PAGE if left == 1 else min(left + SPARE, LONGEST_PAGE)
        )
        for key in page.keys:
            while place < len(folders) and _is_behind(key, folders[place]):
                place += 1
            if place < len(folders) and key.startswith(folders[place]):
                found[folders[place]].append(key)
        if page.complete:
            break
        after = page.keys[-1]
    return {
        folder: Listed(own[folder] in keys, tuple(key for key in keys if key != own[folder]))
        for folder, keys in found.items()
    }


def _is_behind(key: str, folder: str) -> bool:
    return key > folder and not key.startswith(folder)
