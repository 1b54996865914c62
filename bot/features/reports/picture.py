"""The summary as a picture: what is in it, and the process that draws it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from bot.features.reports.report import Report
from bot.features.reports.sentences import counted
from bot.features.reports.wording import name_or_not_given, period_name
from bot.texts import Texts, capital, cut
from storage.vocabulary import CHANNEL, TOPIC

PROGRAM = Path(__file__).with_name("drawing.py")
SECONDS = 60
"""Importing matplotlib for the first time lists the computer's fonts, which may take a while."""
MOST_TOPICS = 8
"""Bars; what is rarer stands together in one more."""
SUBTITLE_WIDTH = 58
"""Letters in a line below the title."""
LABEL_WIDTH = 24
"""Letters in a line beside a bar."""
LABEL_LINES = 2


class DrawingError(Exception):
    """The picture could not be drawn."""


def picture_of(report: Report, texts: Texts) -> dict[str, Any]:
    """What is to be drawn (``bot.features.reports.drawing.Drawing``)."""
    name = period_name(report.period, texts)
    last = min(report.period.last, report.exported_at.date())
    to_come = [place for place, line in enumerate(report.months) if line.month.first > last]
    return {
        "title": capital(name),
        "subtitle": "\n".join(wrap(report.region, SUBTITLE_WIDTH)),
        "nothing": texts.plain("No consultation was registered."),
        "topics": {"title": texts.plain("Consultations by topic"), "rows": _topics(report, texts)},
        "channels": {"title": texts.plain("By channel"), "rows": _rows(report, CHANNEL, texts)},
        "months": {
            "title": texts.plain("By month, {year}", year=report.period.first.year),
            "rows": [(texts.month_alone(line.month.first)[:3], line.total) for line in report.months],
        },
        "to_come": to_come,
        "marked": [place for place, line in enumerate(report.months) if line.month.first in report.period],
    }


def draw(what: dict[str, Any]) -> bytes:
    """The PNG, drawn by a process of its own; raises DrawingError."""
    command = [sys.executable, "-P", str(PROGRAM)]
    try:
        done = subprocess.run(  # noqa: S603 - nothing of it comes from people
            command, input=json.dumps(what).encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DrawingError(type(error).__name__) from error
    if done.returncode or not done.stdout:
        raise DrawingError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return done.stdout


def _topics(report: Report, texts: Texts) -> list[tuple[str, int]]:
    rows = _rows(report, TOPIC, texts)
    if len(rows) <= MOST_TOPICS + 1:
        return rows
    return [*rows[:MOST_TOPICS], (texts.plain("All others"), sum(count for _, count in rows[MOST_TOPICS:]))]


def _rows(report: Report, list_name: str, texts: Texts) -> list[tuple[str, int]]:
    return [
        (_label(name_or_not_given(report, list_name, key, texts)), count) for key, count in counted(report, list_name)
    ]


def _label(name: str) -> str:
    lines: Sequence[str] = wrap(name, LABEL_WIDTH) or [name]
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], cut(" ".join(lines[LABEL_LINES - 1 :]), LABEL_WIDTH)]
    return "\n".join(lines)
