"""What holds for the runners of a race, whichever source they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from include.errors import IncompletePayloadError
from include.racing.errors import UnknownMarkupError
from include.racing.rows import RunnerRow


def check_runners(rows: Sequence[RunnerRow], where: str, declared: int | None = None) -> None:
    """Whether the runners can be those of one whole race.

    :param where: the race, for the message.
    :param declared: how many ran, if the source tells.
    :raises UnknownMarkupError: a horse is there twice.
    :raises IncompletePayloadError: there are fewer runners than ran.
    """
    twice = [horse for horse, count in Counter(row.horse_id for row in rows).items() if count > 1]
    if twice:
        raise UnknownMarkupError(f"{where}: expected each horse once, got horse {twice[0]} again")
    if declared is not None and len(rows) < declared:
        raise IncompletePayloadError(f"{where}: {declared} horses ran, the answer tells about {len(rows)}")
