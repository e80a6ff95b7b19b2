from __future__ import annotations

import pytest

from include.errors import PayloadError
from include.nba.clocks import decimal_minutes, live_seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT11M40.00S", 700.0), ("PT00M00.80S", 0.8), ("PT240M00.00S", 14_400.0), ("PT21M", 1260.0)],
)
def test_live_clock_in_seconds(text: str, seconds: float) -> None:
    assert live_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["", "11:40", "PT", "PT-1M00.00S", "PT11M61.00S", "PT1H00M00S", "PT11M40.00S\n"]
)
def test_other_live_spelling_is_refused(text: str) -> None:
    with pytest.raises(PayloadError, match="expected a time like PT11M40"):
        live_seconds(text)


def test_minutes_are_decimal() -> None:
    assert decimal_minutes(49 * 60 + 25) == 49.4167
