import pytest

from include.source.backoff import full_jitter


@pytest.mark.parametrize(("attempt", "limit"), [(0, 2.0), (1, 4.0), (2, 8.0)])
def test_delay_is_drawn_from_zero_to_a_doubling_limit(attempt: int, limit: float) -> None:
    assert full_jitter(attempt, base=2.0, draw=lambda low, high: low) == 0.0
    assert full_jitter(attempt, base=2.0, draw=lambda low, high: high) == limit


def test_delays_differ() -> None:
    drawn = {full_jitter(2, base=2.0) for _ in range(50)}
    assert len(drawn) > 40
    assert all(0.0 <= delay <= 8.0 for delay in drawn)
