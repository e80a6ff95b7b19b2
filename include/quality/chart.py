"""A chart of counts a day against the range that was expected, one panel a country, as PNG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

WIDTH_INCHES, PANEL_INCHES, HEAD_INCHES = 12.0, 2.7, 1.3
DOTS_PER_INCH = 110
LABELS_BESIDE = 10
"""Dates that fit side by side; marks that are nearer than that share one."""
RANGE, LINE, MARK = "#b9cfe6", "#1f4e79", "#b3261e"


Mark = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Panel:
    """One series of a chart. All lists are as long as `days`; a limit is None where none was expected.

    :param suspicious: the days to mark, in any order.
    """

    title: str
    days: Sequence[date]
    counts: Sequence[int]
    low: Sequence[int | None]
    high: Sequence[int | None]
    suspicious: frozenset[date]


def draw(panels: Sequence[Panel], title: str, unit: str) -> bytes:
    """Draw the panels below each other on one time axis. The same panels give the same bytes.

    Suspicious days have a cross and their date, so that colour is not all that tells.
    """
    # Here, not at the top: matplotlib takes a second to import, and its pyplot would keep every figure.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.dates import HOURLY, AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    if not panels:
        raise ValueError("a chart needs at least one panel")
    height = HEAD_INCHES + PANEL_INCHES * len(panels)
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=14)
    axes = np.atleast_1d(figure.subplots(len(panels), 1, sharex=True))
    for axis, panel in zip(axes, panels, strict=True):
        _draw_panel(axis, panel, unit)
    # matplotlib's dates have no types.
    locator = AutoDateLocator(minticks=min(3, len(panels[0].days)))  # type: ignore[no-untyped-call]
    # Counts are of whole days: no hour has a tick, however short the range.
    locator.intervald[HOURLY] = [24]
    axes[-1].xaxis.set_major_locator(locator)
    axes[-1].xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    entries: dict[str, Artist] = {}
    for axis in axes:
        handles, labels = axis.get_legend_handles_labels()
        entries |= dict(zip(labels, handles, strict=True))
    figure.legend(list(entries.values()), list(entries), loc="outside lower center", ncols=3, frameon=False)
    body = io.BytesIO()
    figure.savefig(body, format="png", metadata={"Software": None})
    return body.getvalue()


def _draw_panel(axis: Axes, panel: Panel, unit: str) -> None:
    days = np.array(panel.days, dtype="datetime64[D]")
    low, high = (_with_gaps(limits) for limits in (panel.low, panel.high))
    edges = np.append(days, days[-1] + np.timedelta64(1, "D")) - np.timedelta64(12, "h")
    axis.fill_between(
        edges,
        np.append(low, low[-1]),
        np.append(high, high[-1]),
        step="post",
        color=RANGE,
        linewidth=0,
        label="expected range",
    )
    axis.plot(days, panel.counts, color=LINE, marker=".", markersize=4, linewidth=1, label=f"{unit} a day")
    marked = [(day, count) for day, count in zip(panel.days, panel.counts, strict=True)]
    marked = [(day, count) for day, count in marked if day in panel.suspicious]
    if marked:  # a plot of nothing would spoil the time axis that all panels share
        axis.plot(
            np.array([day for day, _ in marked], dtype="datetime64[D]"),
            [count for _, count in marked],
            color=MARK,
            marker="X",
            markersize=9,
            linestyle="none",
            clip_on=False,
            label="suspicious day",
        )
    for group in _groups(marked, (panel.days[-1] - panel.days[0]).days / LABELS_BESIDE):
        (first, _), (last, _) = group[0], group[-1]
        name = f"{first:%d %b}" if first == last else f"{first:%d %b} to {last:%d %b}"
        axis.annotate(
            name,
            (np.datetime64(first + (last - first) / 2, "D"), max(count for _, count in group)),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=MARK,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )
    axis.set_title(panel.title, loc="left", fontsize=11)
    axis.set_ylabel(unit)
    axis.set_ylim(bottom=-1)
    axis.margins(x=0.01, y=0.12)
    axis.grid(axis="y", color="#dddddd", linewidth=0.6)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _groups(marked: Sequence[Mark], nearest: float) -> list[list[Mark]]:
    """The marks, those together that are not more than `nearest` days apart."""
    groups: list[list[Mark]] = []
    for mark in marked:
        if groups and (mark[0] - groups[-1][-1][0]).days <= nearest:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _with_gaps(limits: Sequence[int | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if limit is None else limit for limit in limits], dtype=np.float64)
