import pytest

from include.source.backoff import equal_jitter


@pytest.mark.parametrize(("attempt", "shortest", "longest"), [(0, 1.0, 2.0), (1, 2.0, 4.0), (2, 4.0, 8.0)])
def test_delay_is_drawn_from_the_upper_half_below_a_doubling_limit(
    attempt: int, shortest: float, longest: float
) -> None:
    assert equal_jitter(attempt, base=2.0, draw=lambda low, _: low) == shortest
    assert equal_jitter(attempt, base=2.0, draw=lambda _, high: high) == longest


def test_delays_differ() -> None:
    drawn = {equal_jitter(2, base=2.0) for _ in range(50)}
    assert len(drawn) > 40
    assert all(4.0 <= delay <= 8.0 for delay in drawn)
