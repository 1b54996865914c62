"""Seminars and everything like them: invitations, registration, reminders, attendance."""

from bot.access import Act
from bot.dialogs.typed import Offer
from bot.features.events import (
    afterwards,
    answering,
    attending,
    beforehand,
    calendar_file,
    calendars,
    changing,
    choosing,
    digest,
    inviting,
    making,
    making_lines,
    naming,
    participants,
    reminding,
    unpublishing,
)
from bot.manifest import Command, Feature, Listener
from bot.texts import N_
from storage.events import EVENT

_PARTS = (making, answering, choosing, participants, reminding, calendars, changing, attending, afterwards)

feature = Feature(
    name="events",
    commands=(
        *calendars.COMMANDS,
        Command(
            "pasakums",
            making.event,
            N_("Make an event, also in one line"),
            aliases=("event", "seminars", "seminar", "jaunspasakums"),
            act=Act.EVENTS,
            sign="➕",
            label=N_("New event"),
            elsewhere=Act.EVENTS,  # in the calendar
            position=55,
        ),
    ),
    buttons=[*unpublishing.BUTTONS, *(button for part in _PARTS for button in part.BUTTONS)],
    forms=[form for part in _PARTS for form in part.FORMS],
    ticks=[*beforehand.TICKS, *(tick for part in _PARTS for tick in part.TICKS)],
    links=calendars.LINKS,
    subscriptions=(digest.SUBSCRIPTION,),
    found=calendars.FOUND,
    offers=(Offer("event", Act.EVENTS, making_lines.offered, making_lines.take, position=35),),
    lines=attending.LINES,
    edited=(Listener(Act.EVENTS, making.edited), *afterwards.EDITED),
    late_parts=(Listener(Act.EVENTS, making.late_part), *afterwards.LATE_PARTS),
    builders={**calendar_file.BUILDERS, **attending.BUILDERS},
    undelivered={EVENT: inviting.undelivered},
    naming=(naming.follow_name,),
)
