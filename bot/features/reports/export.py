"""From a report to bytes or to a file."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import uuid4

from bot.features.reports.publication import for_publication
from bot.features.reports.records import write_csv, write_json
from bot.features.reports.report import Report
from bot.features.reports.rules import Period
from bot.features.reports.workbook import write_workbook
from bot.texts import Texts

Format = Literal["xlsx", "public", "csv", "json"]
"""``public``: the workbook for publication."""

WRITERS: dict[Format, Callable[[Report, Texts, BinaryIO], None]] = {
    "xlsx": write_workbook,
    "public": lambda report, texts, target: write_workbook(for_publication(report), texts, target),
    "csv": write_csv,
    "json": write_json,
}


def file_name(period: Period, chosen: Format) -> str:
    """``plaukts-2026-10.xlsx``, in every language: scripts rely on it."""
    return f"plaukts-{period.key}-public.xlsx" if chosen == "public" else f"plaukts-{period.key}.{chosen}"


def export(report: Report, chosen: Format, texts: Texts) -> bytes:
    """The report as the content of a file."""
    target = BytesIO()
    WRITERS[chosen](report, texts, target)
    return target.getvalue()


def export_to_file(report: Report, chosen: Format, texts: Texts, path: Path) -> None:
    """Write the report to ``path``, wholly or not at all; raises OSError where that is not possible."""
    with whole_file(path) as target:
        WRITERS[chosen](report, texts, target)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` when it is complete; after an error the old one, or none, is there."""
    # In the same folder, for a file can be put in another's place only within one file system.
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with unfinished.open("xb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
