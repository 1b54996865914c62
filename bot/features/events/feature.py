"""Seminars and everything like them: invitations, registration, reminders, attendance."""

from bot.features.events import (
    afterwards,
    answering,
    attending,
    calendar_file,
    calendars,
    changing,
    inviting,
    making,
    participants,
    reminding,
)
from bot.manifest import Feature
from storage.events import EVENT

_PARTS = (making, answering, participants, reminding, calendars, changing, attending, afterwards)

feature = Feature(
    name="events",
    buttons=[button for part in _PARTS for button in part.BUTTONS],
    forms=[form for part in _PARTS for form in part.FORMS],
    ticks=[tick for part in _PARTS for tick in part.TICKS],
    builders=calendar_file.BUILDERS,
    undelivered={EVENT: inviting.undelivered},
)
