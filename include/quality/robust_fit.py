"""A mean that follows weekday and season, fitted so that wrong days do not hide themselves.

Quasi-Poisson regression with a log link, fitted again and again with less weight on the days that lie
far off, as C. P. Farrington, N. J. Andrews, A. D. Beale and M. A. Catchpole, "A statistical algorithm for the
early detection of outbreaks of infectious disease", Journal of the Royal Statistical Society A 159 (1996),
547-563, do it, with the weights and the limit 2.58 of A. Noufaily and others, "An improved algorithm for
outbreak detection in multiple surveillance systems", Statistics in Medicine 32 (2013), 1206-1222. They look
for too many cases; days with too few races are wrong here, so both sides lose weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

YEAR = 365.2425
ROUNDS = 12
OFF = 2.58
"""Standard deviations from which on a day loses weight."""
MAD_TO_SD = 1.4826
LEAST_DISPERSION = 0.5
"""Races come in meetings, so their number varies less than Poisson's. Less than this is not believed."""
PULL = 1.0
"""How firmly weekdays and season are held to the overall mean: as firmly as one race a day would."""
MOST_LOG = 12.0


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted mean.

    :param harmonics: sine and cosine pairs of the year; 0 where history is too short to tell a season.
    :param covariance: of the coefficients, dispersion included.
    :param dispersion: variance of a day's count over its mean.
    """

    harmonics: int
    coefficients: Numbers
    covariance: Numbers
    dispersion: float

    def mean(self, day: date) -> tuple[float, float]:
        """The expected count of a day, and the variance of a new count around it, the fit's own included."""
        row = design([day], self.harmonics)
        mean = float(np.exp(np.clip(row @ self.coefficients, -MOST_LOG, MOST_LOG))[0])
        of_fit = float((row @ self.covariance @ row.T)[0, 0]) * mean**2
        return mean, self.dispersion * mean + of_fit


def design(days: Sequence[date], harmonics: int) -> Numbers:
    """One row a day: a constant, the weekday, and the season."""
    weekdays = np.array([day.weekday() for day in days])
    turn = 2 * np.pi * np.array([day.timetuple().tm_yday for day in days]) / YEAR
    season = [wave(place * turn) for place in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones(len(days)), np.eye(7)[weekdays], *season])


def fit(days: Sequence[date], counts: Sequence[int], harmonics: int) -> Fit:
    """Fit the mean to days with at least one race each; see the head of this file.

    The first round starts from the medians of the weekdays, so that no mean is drawn away by what is wrong.
    """
    rows = design(days, harmonics)
    seen = np.array(counts, dtype=np.float64)
    held = np.diag([1e-6] + [PULL] * (rows.shape[1] - 1))
    weights: Numbers = _weights(seen, _weekday_medians(days, seen))
    for _ in range(ROUNDS):
        coefficients, information = _solve(rows, seen, weights, held)
        mean = np.exp(np.clip(rows @ coefficients, -MOST_LOG, MOST_LOG))
        before, weights = weights, _weights(seen, mean)
        if np.allclose(before, weights, atol=1e-3):
            break
    dispersion = _dispersion(seen, mean, weights, rows.shape[1])
    return Fit(harmonics, coefficients, dispersion * np.linalg.inv(information), dispersion)


def _solve(rows: Numbers, seen: Numbers, weights: Numbers, held: Numbers) -> tuple[Numbers, Numbers]:
    """Iteratively reweighted least squares for the log link."""
    coefficients: Numbers = np.zeros(rows.shape[1])
    coefficients[0] = np.log(np.average(seen, weights=weights))
    for _ in range(30):
        linear = np.clip(rows @ coefficients, -MOST_LOG, MOST_LOG)
        mean = np.exp(linear)
        information = rows.T @ (rows * (weights * mean)[:, None]) + held
        step = np.linalg.solve(information, rows.T @ (weights * mean * (linear + (seen - mean) / mean)))
        moved = float(np.max(np.abs(step - coefficients)))
        coefficients = step
        if moved < 1e-8:
            break
    return coefficients, information


def _weekday_medians(days: Sequence[date], seen: Numbers) -> Numbers:
    weekdays = np.array([day.weekday() for day in days])
    return np.array([np.median(seen[weekdays == weekday]) for weekday in weekdays])


def _weights(seen: Numbers, mean: Numbers) -> Numbers:
    """1 for days that lie near their mean, less with the square of their distance for the others.

    Distance is Anscombe's residual, which is nearly normal also for small counts, over its own spread.
    """
    residuals = 1.5 * (np.cbrt(seen) ** 2 - np.cbrt(mean) ** 2) / mean ** (1 / 6)
    spread = max(MAD_TO_SD * float(np.median(np.abs(residuals))), LEAST_DISPERSION**0.5)
    distance = np.abs(residuals) / spread
    return np.where(distance > OFF, (OFF / np.maximum(distance, OFF)) ** 2, 1.0)


def _dispersion(seen: Numbers, mean: Numbers, weights: Numbers, coefficients: int) -> float:
    """The larger of what the weighted days and what the middle of all days tell."""
    pearson = (seen - mean) ** 2 / mean
    freedom = max(float(weights.sum()) - coefficients, 1.0)
    of_middle = (MAD_TO_SD * float(np.median(np.sqrt(pearson)))) ** 2
    return max(float((weights * pearson).sum()) / freedom, of_middle, LEAST_DISPERSION)
