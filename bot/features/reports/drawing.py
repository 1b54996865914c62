"""Draws the summary's picture: a program of its own, so that matplotlib's memory is freed with its process.

It reads JSON (``Drawing`` as a dictionary) and writes a PNG. Nothing of ours is imported here, and nobody imports this:
``bot.features.reports.picture`` starts it.
"""

import json
import sys
from typing import Any, TypedDict

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

DOTS_PER_INCH = 150
WIDTH = 7.2
"""Inches: 1080 dots, what a phone shows of a picture and Telegram leaves as it is."""
BAR, PALE, INK, MUTED = "#0B5C8A", "#A9CCE0", "#1F2933", "#52606D"
"""One hue in a dark and a light shade, which differ as well in grey and to who cannot tell colours."""
LINE = 0.27
"""Inches of a line of text beside a bar."""
NOT_COUNTED = "—"
LONG_COUNT = 5
"""Digits that find no room above a month in the usual size."""


class Bars(TypedDict):
    """One panel: what stands above it, and (label, count); a count of nothing was not counted."""

    title: str
    rows: list[tuple[str, int | None]]


class Drawing(TypedDict):
    """The whole picture, in words of one language."""

    title: str
    subtitle: str
    nothing: str
    """Stands where a panel has no bars."""
    topics: Bars
    channels: Bars
    months: Bars
    marked: list[int]
    """Which of the months the picture is about, by their place."""
    to_come: list[int]
    """Which of them have not begun."""


def draw(drawing: Drawing) -> Figure:
    """Three panels below each other; as tall as the labels need.

    The font is matplotlib's own, which comes with it and has all Latvian letters.
    """
    matplotlib.rcParams.update(
        {
            "font.size": 13,
            "text.color": INK,
            "text.parse_math": False,  # a dollar in the name of a topic is a dollar
            "axes.edgecolor": MUTED,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
        }
    )
    sideways = [drawing["topics"], drawing["channels"]]
    heights = [max(1.5, sum(_lines(label) for label, _ in bars["rows"])) * LINE for bars in sideways]
    heights.append(1.7)
    above, between = 1.0 + LINE * drawing["subtitle"].count("\n"), 0.66
    height = above + sum(heights) + between * 3 + 0.12
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, facecolor="white")
    figure.text(0.04, 1 - 0.42 / height, drawing["title"], fontsize=20, fontweight="bold", va="center")
    figure.text(0.04, 1 - 0.69 / height, drawing["subtitle"], fontsize=13, color=MUTED, va="top")
    top = height - above
    for bars, tall in zip((*sideways, drawing["months"]), heights, strict=True):
        top -= between * 0.7
        is_months = bars is drawing["months"]
        left, width = (0.04, 0.92) if is_months else (0.43, 0.50)
        axes = figure.add_axes((left, (top - tall) / height, width, tall / height))
        figure.text(0.04, (top + 0.2) / height, bars["title"], fontsize=15, fontweight="bold", va="center")
        if not bars["rows"]:
            axes.axis("off")
            figure.text(0.04, (top - 0.25) / height, drawing["nothing"], color=MUTED, va="center")
        elif is_months:
            _upright(axes, bars, drawing["marked"], drawing["to_come"])
        else:
            _sideways(axes, bars)
        top -= tall + between * 0.3
    return figure


def _lines(label: str) -> float:
    """Room for a bar: that of its label's lines, and some between bars."""
    return 1.45 + 0.85 * label.count("\n")


def _sideways(axes: Axes, bars: Bars) -> None:
    labels = [label for label, _ in bars["rows"]]
    counts = [count or 0 for _, count in bars["rows"]]
    places, at = [], 0.0
    for label in labels:
        room = _lines(label)
        places.append(at + room / 2)
        at += room
    axes.barh(places, counts, height=1.0, color=BAR)
    axes.set_yticks(places, labels)
    axes.set_ylim(at, 0)
    axes.set_xlim(0, max(1, *counts) * 1.16)
    for place, count in zip(places, counts, strict=True):
        axes.annotate(str(count), (count, place), (5, 0), textcoords="offset points", va="center", fontweight="bold")
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0, pad=6)
    _bare(axes, "left")


def _upright(axes: Axes, bars: Bars, marked: list[int], to_come: list[int]) -> None:
    counts = [count or 0 for _, count in bars["rows"]]
    colours = [BAR if place in marked else PALE for place in range(len(counts))]
    places = range(len(counts))
    axes.bar(places, counts, width=0.74, color=colours)
    axes.set_xticks(places, [label for label, _ in bars["rows"]], fontsize=11)
    axes.set_xlim(-0.6, len(counts) - 0.4)
    axes.set_ylim(0, max(1, *counts) * 1.18)
    for place, (_, count) in enumerate(bars["rows"]):
        shown = "" if place in to_come else NOT_COUNTED if count is None else str(count)
        weight = "bold" if place in marked else "normal"
        size = 12 if len(shown) < LONG_COUNT else 9
        label = axes.annotate(shown, (place, count or 0), (0, 4), textcoords="offset points", ha="center")
        label.set(fontweight=weight, fontsize=size)
    for place, tick in enumerate(axes.get_xticklabels()):
        tick.set_fontweight("bold" if place in marked else "normal")
    axes.yaxis.set_visible(False)
    axes.tick_params(axis="x", length=0)
    _bare(axes, "bottom")


def _bare(axes: Axes, kept: str) -> None:
    for side, spine in axes.spines.items():
        spine.set_visible(side == kept)


def main() -> None:
    """From standard input to standard output."""
    read: Any = json.load(sys.stdin.buffer)
    figure = draw(read)
    figure.savefig(sys.stdout.buffer, format="png")


if __name__ == "__main__":
    main()
