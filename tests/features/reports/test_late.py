"""Whatever can be late in a report has a name in the sheet that tells of it."""

from bot.features.reports.sheets.methodology import FIELDS
from storage.corrections import ADDED, REPORTED


def test_every_late_correction_can_be_told() -> None:
    assert set(FIELDS) == {*REPORTED, ADDED}
