"""Seminars and everything like them: invitations, registration, reminders, attendance."""

from bot.features.events import (
    afterwards,
    answering,
    attending,
    calendar_file,
    calendars,
    changing,
    digest,
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
    commands=calendars.COMMANDS,
    buttons=[button for part in _PARTS for button in part.BUTTONS],
    forms=[form for part in _PARTS for form in part.FORMS],
    ticks=[tick for part in _PARTS for tick in part.TICKS],
    links=calendars.LINKS,
    subscriptions=(digest.SUBSCRIPTION,),
    found=calendars.FOUND,
    builders=calendar_file.BUILDERS,
    undelivered={EVENT: inviting.undelivered},
)
