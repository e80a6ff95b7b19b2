"""The table rows of a classic page, put together by runner.

A runner is a row with its position and its horse, followed by rows of its own: its pedigree
(`block-pedigreeInfoFullResults`) and its comment (`rp-horseTable__commentRow`), each at most once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from include.racing.errors import UnknownMarkupError
from include.racing.racing_post.document import Element, elements, marked, needed

POSITION = "text-horsePosition"
HORSE = "link-horseName"
PEDIGREE = "block-pedigreeInfoFullResults"
COMMENT = "rp-horseTable__commentRow"

_POSITIONS = marked("*", POSITION)
_TABLE = "ancestor::table[1]"
_ROWS = ".//tr[not(ancestor::thead)]"
# What only a runner's row has: a row with one of these and without a position or a horse is broken.
_PIECES = (
    *(POSITION, HORSE, "link-jockeyName", "link-trainerName", "link-silk", "horse-age"),
    *("rp-horseTable__saddleClothNo", "rp-horseTable__horse__price"),
)


class Marks:
    """The elements of a row by what marks them: a class, a `data-test-selector`, or a `data-ending`."""

    def __init__(self, row: Element) -> None:
        self._marked: dict[str, list[Element]] = defaultdict(list)
        for element in row.iterdescendants():
            names = {*(element.get("class") or "").split(), element.get("data-test-selector")}
            if ending := element.get("data-ending"):
                names.add(f"ending {ending}")
            for name in names:
                if name:
                    self._marked[name].append(element)

    def of(self, name: str) -> list[Element]:
        """The elements with a mark, in the row's order; `ending OR` is `data-ending="OR"`."""
        return self._marked.get(name, [])


@dataclass(slots=True)
class RunnerRows:
    """The rows of one runner."""

    marks: Marks
    pedigree: Element | None = None
    comment: Element | None = None


def runner_rows(main: Element, where: str) -> list[RunnerRows]:
    """The rows of each runner, in the page's order; at least one.

    :raises UnknownMarkupError: there is no runner, or rows cannot be told apart.
    """
    positions = elements(main, _POSITIONS)
    needed(positions, f"runner ({POSITION})", where)
    tables = {id(table): table for one in positions for table in elements(one, _TABLE)}
    if len(tables) != 1:
        raise UnknownMarkupError(f"{where}: expected one table of runners, got {len(tables)}")
    (table,) = tables.values()
    return _grouped(elements(table, _ROWS), where)


def _grouped(rows: list[Element], where: str) -> list[RunnerRows]:
    groups: list[RunnerRows] = []
    for row in rows:
        if next(row.iterdescendants("tr"), None) is not None:
            raise UnknownMarkupError(f"{where}: a row of the table of runners holds rows itself")
        marks = Marks(row)
        if any(marks.of(piece) for piece in _PIECES):
            groups.append(RunnerRows(marks))
        elif row.get("data-test-selector") == PEDIGREE:
            group = _last(groups, "pedigree", where)
            if group.pedigree is not None or group.comment is not None:
                raise _out_of_place("pedigree", where)
            group.pedigree = row
        elif COMMENT in (row.get("class") or "").split():
            group = _last(groups, "comment", where)
            if group.comment is not None:
                raise _out_of_place("comment", where)
            group.comment = row
    return groups


def _last(groups: list[RunnerRows], piece: str, where: str) -> RunnerRows:
    if not groups:
        raise _out_of_place(piece, where)
    return groups[-1]


def _out_of_place(piece: str, where: str) -> UnknownMarkupError:
    return UnknownMarkupError(f"{where}: a {piece} row stands where no runner is that it could belong to")
