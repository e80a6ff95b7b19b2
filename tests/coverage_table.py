"""What the tests leave out, as a table by folder: `python -m tests.coverage_table build/coverage.json`.

Tests of whole platforms run the code in processes of their own, which are not counted.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path, PurePath

from include.control.output import say, table

MOST_FILES = 10


def main() -> None:
    """Print the folders, the least covered first, and the files with the most lines left out."""
    files = json.loads(Path(sys.argv[1]).read_text())["files"]
    lines = {name: file["summary"]["num_statements"] for name, file in files.items()}
    missed = {name: file["summary"]["missing_lines"] for name, file in files.items()}
    folders: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name in files:
        for folder in (str(PurePath(name).parent), "all"):
            folders[folder][0] += lines[name]
            folders[folder][1] += missed[name]
    rows = [
        {
            "folder": folder,
            "statements": count,
            "left_out": out,
            "covered_pct": round(100 - 100 * out / count),
        }
        for folder, (count, out) in folders.items()
        if count
    ]
    for line in table(sorted(rows, key=lambda row: (row["folder"] == "all", row["covered_pct"]))):
        say(line)
    say()
    worst = sorted(files, key=lambda name: -missed[name])[:MOST_FILES]
    for line in table([{"file": name, "left_out": missed[name]} for name in worst]):
        say(line)


if __name__ == "__main__":
    main()
