"""Names of a report's figures: the same figure has one name in whatever sheets it stands."""

from datetime import date
from typing import NamedTuple

from bot.features.reports.rules import Period

ALL = "*"
"""Instead of one topic, channel, library or kind: all together."""

RECORDS, SECOND_TOPIC = "records", "second topic"
"""Consultations by topic and channel; how often a topic was the second one."""
INDIVIDUAL_RECORDS, GROUP_RECORDS, ENTERED, BY_PEERS, BY_OTHERS = (
    "individual consultations",
    "group consultations",
    "entered as totals",
    "given by peers",
    "not given by peers",
)
WITH_MINUTES, SERVED, QUESTIONS, ANSWERED = "with minutes", "libraries served", "questions to colleagues", "answered"
INDIVIDUAL, GROUP, CONTACTS, VISITS, ATTENDED, PARTICIPANTS_OF_LIBRARY = (
    "individual contacts",
    "group contacts",
    "contacts",
    "visits",
    "events attended",
    "participants of a library",
)
"""Of a library, of a municipality, or of all."""
EVENTS, PARTICIPANTS, LIBRARIES = "events", "participants", "libraries"
"""Of a kind of events, or of a sum of kinds."""
SEMINARS, OTHER_FORMS = "seminars and the like", "other forms"
"""Sums of kinds."""


class Quantity(NamedTuple):
    """What is counted, from which day to which, of what."""

    what: str
    first: date
    last: date
    of: object = ALL
    channel: object = ALL


def quantity(what: str, period: Period, of: object = ALL, channel: object = ALL) -> Quantity:
    """The figure of a period."""
    return Quantity(what, period.first, period.last, of, channel)
