"""A file of results whose every value tells its line and column, broken at random the way files break.

At most one change touches how many fields a line has: a field too many and another one too few in the same
line would be a lie that no reader can see.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from include.racing.rows import COLUMNS

LINES = 6
DAY = "2020-06-03"
HEADER = tuple(column.name for column in COLUMNS if column.name != "scraped_at")
_NUMBERS = {column.name: place for place, column in enumerate(COLUMNS)}
_NOISE = ("", "-", "\x00", "\u2028", "9" * 400, "\ufffd", "-1", "1e5", "nan", "'", "\u20ac", " ")
_BREAKS = (",", '"', '""', "\n", "\r", ",,", '",', ',"', '"\n"')


def _value(line: int, name: str, kind: str) -> str:
    fixed = {
        "date": DAY,
        "country": "gb",
        "region": "GB",
        "pos": str(line + 1),
        "off": "1:00",
        "course": "ayr",
    }
    if name in fixed:
        return fixed[name]
    if name == "race_id":
        return "r1"
    if kind in ("integer", "number"):
        # Of each column and line another number, so that none can stand in another's place unseen.
        return str(_NUMBERS[name] * 100 + line)
    return f"{name.replace('_', '-')}-{line}"


def sound_cells() -> list[list[str]]:
    """Header and lines of a file that can be read."""
    kinds = {column.name: column.kind for column in COLUMNS}
    return [list(HEADER), *([_value(line, name, kinds[name]) for name in HEADER] for line in range(LINES))]


def joined(cells: list[list[str]]) -> str:
    return "\n".join(",".join(line) for line in cells) + "\n"


def _noise(rng: random.Random) -> str:
    letters = (chr(rng.randrange(48, 0x2FF)) for _ in range(5))
    return rng.choice(_NOISE) if rng.random() < 0.8 else "".join(letters)


def _change_cell(cells: list[list[str]], rng: random.Random) -> None:
    line = rng.choice(cells)
    line[rng.randrange(len(line))] = _noise(rng)


def _break_cell(cells: list[list[str]], rng: random.Random) -> None:
    line = rng.choice(cells)
    place = rng.randrange(len(line))
    line[place] = line[place][: rng.randrange(5)] + rng.choice(_BREAKS) + line[place][rng.randrange(5) :]


def _drop_cell(cells: list[list[str]], rng: random.Random) -> None:
    line = rng.choice(cells)
    del line[rng.randrange(len(line))]


def _add_cell(cells: list[list[str]], rng: random.Random) -> None:
    line = rng.choice(cells)
    line.insert(rng.randrange(len(line) + 1), _noise(rng))


def _double_line(cells: list[list[str]], rng: random.Random) -> None:
    cells.insert(rng.randrange(1, len(cells) + 1), list(rng.choice(cells)))


def _drop_line(cells: list[list[str]], rng: random.Random) -> None:
    if len(cells) > 2:
        del cells[rng.randrange(len(cells))]


def _move_columns(cells: list[list[str]], rng: random.Random) -> None:
    order = list(range(len(cells[0])))
    rng.shuffle(order)
    cells[:] = [[line[place] for place in order] for line in cells]


def _drop_column(cells: list[list[str]], rng: random.Random) -> None:
    place = rng.randrange(len(cells[0]))
    for line in cells:
        del line[place : place + 1]


def _quote_cell(cells: list[list[str]], rng: random.Random) -> None:
    line = rng.choice(cells)
    place = rng.randrange(len(line))
    line[place] = rng.choice(('"{}"', '"{},x"', '"{}\n"', '"a""{}"')).format(line[place])


def _capitals(cells: list[list[str]], rng: random.Random) -> None:
    cells[0][:] = [name.upper() if rng.random() < 0.5 else name for name in cells[0]]


Change = Callable[[list[list[str]], random.Random], None]
_KEEP_FIELDS: tuple[Change, ...] = (
    _change_cell, _double_line, _drop_line, _move_columns, _drop_column, _quote_cell, _capitals,
)  # fmt: skip
_CHANGE_FIELDS: tuple[Change, ...] = (_drop_cell, _add_cell, _break_cell)


def _of_bytes(body: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(body) + 1)
    kind = rng.randrange(4)
    if kind == 0:
        return body[:place]
    if kind == 1:
        return body[:place] + bytes([rng.randrange(256)]) + body[place + 1 :]
    if kind == 2:
        return body[:place] + rng.randbytes(3) + body[place:]
    return body[:place] + body[place + rng.randrange(1, 60) :]


def broken_file(rng: random.Random) -> tuple[bytes, int]:
    """A file with one to four things broken, and how many fields of a line may hold something else."""
    cells = sound_cells()
    changed = rng.choice((1, 1, 2, 3))
    for _ in range(changed):
        rng.choice(_KEEP_FIELDS)(cells, rng)
    last = rng.random()
    if last < 0.3:
        rng.choice(_CHANGE_FIELDS)(cells, rng)
    body = joined(cells).encode()
    return (_of_bytes(body, rng), changed + 2) if last > 0.6 else (body, changed + 1)
