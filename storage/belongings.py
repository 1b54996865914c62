"""What belongs to a person: every column that refers to a member or a chat, what is told of it, what erasure does.

A test walks through all tables: one that is not named here fails it, so that nothing new can be forgotten.
"""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a row when the person is erased."""

    GOES = "goes"
    """The row is deleted."""
    UNLINKED = "unlinked"
    """The row stays, without the person."""
    STAYS = "stays"
    """The row stays with the number of somebody whom nobody can name; what was written in it goes."""
    OWN_WAY = "own way"
    """By a rule of its own (``storage.erasing_members``)."""


@dataclass(frozen=True)
class Belonging:
    """One column that refers to a person."""

    fate: Fate
    section: str | None
    """Under which the rows are in the person's export; nothing where they are not."""
    why_not: str = ""
    """The reason why they are not."""


def _kept(fate: Fate, why_not: str) -> Belonging:
    return Belonging(fate, None, why_not)


_SAME_ROW = "the row is in the export by its other column"
_PLACE = "where the row's message stands in Telegram: the row itself is in the export"
_ACT = "what they did for the region is in the export as a line of the audit log"
_PASSING = "a code that is good for minutes, or the count of tries"

BELONGINGS: dict[str, Belonging] = {
    "account_moves.member_id": _kept(Fate.GOES, _PASSING),
    "account_moves.made_by_id": _kept(Fate.UNLINKED, "another person's move"),
    "account_moves.user_id": _kept(Fate.GOES, _PASSING),
    "addresses.member_id": Belonging(Fate.GOES, "addresses"),
    "announcement_messages.asker_id": _kept(Fate.STAYS, _SAME_ROW),
    "announcement_messages.author_id": Belonging(Fate.STAYS, "announcement_messages"),
    "announcement_messages.chat_id": _kept(Fate.OWN_WAY, _PLACE),
    "announcements.author_id": Belonging(Fate.STAYS, "announcements"),
    "announcements.chat_id": _kept(Fate.OWN_WAY, _PLACE),
    "audit.actor_id": Belonging(Fate.STAYS, "audit"),
    "broadcasts.author_id": _kept(Fate.UNLINKED, "what was sent is in the export by what it says"),
    "code_guesses.user_id": _kept(Fate.GOES, _PASSING),
    "consultation_messages.author_id": Belonging(Fate.UNLINKED, "consultation_messages"),
    "consultation_messages.chat_id": _kept(Fate.OWN_WAY, _PLACE),
    "consultations.asker_id": Belonging(Fate.UNLINKED, "consultations_asked"),
    "consultations.responsible_id": Belonging(Fate.UNLINKED, "consultations_given"),
    "corrections.by_id": Belonging(Fate.UNLINKED, "corrections"),
    "deliveries.chat_id": _kept(Fate.OWN_WAY, _SAME_ROW),
    "deliveries.recipient_id": Belonging(Fate.STAYS, "deliveries"),
    "dialogs.chat_id": _kept(Fate.GOES, "a form that is open for a day at most: it stands in the chat"),
    "dialogs.user_id": _kept(Fate.GOES, "a form that is open for a day at most: it stands in the chat"),
    "digests.member_id": Belonging(Fate.GOES, "digests"),
    "directory_changes.made_by_id": _kept(Fate.UNLINKED, _ACT),
    "event_changes.actor_id": _kept(Fate.STAYS, _ACT),
    "event_materials.author_id": Belonging(Fate.STAYS, "event_materials"),
    "event_materials.chat_id": _kept(Fate.OWN_WAY, _PLACE),
    "events.organiser_id": Belonging(Fate.STAYS, "events_organised"),
    "group_guests.user_id": _kept(Fate.GOES, "only of people who have not joined"),
    "groups.chat_id": _kept(Fate.OWN_WAY, "a group's number, and nobody's own"),
    "hidings.author_id": Belonging(Fate.UNLINKED, "hidings"),
    "hidings.by_id": _kept(Fate.UNLINKED, _ACT),
    "hidings.undone_by_id": _kept(Fate.UNLINKED, _ACT),
    "inbox.chat_id": _kept(Fate.OWN_WAY, "emptied as soon as it is handled: what came of it is in the export"),
    "invites.member_id": Belonging(Fate.UNLINKED, "invitations"),
    "join_requests.decided_by_id": _kept(Fate.UNLINKED, _ACT),
    "join_requests.member_id": Belonging(Fate.GOES, "join_requests"),
    "list_changes.made_by_id": _kept(Fate.UNLINKED, _ACT),
    "mail_codes.member_id": _kept(Fate.GOES, _PASSING),
    "mail_letters.member_id": _kept(Fate.GOES, _PASSING),
    "member_libraries.member_id": Belonging(Fate.GOES, "libraries"),
    "mutes.by_id": _kept(Fate.UNLINKED, _ACT),
    "mutes.lifted_by_id": _kept(Fate.UNLINKED, _ACT),
    "mutes.member_id": Belonging(Fate.GOES, "mutes"),
    "news_messages.asker_id": _kept(Fate.STAYS, _SAME_ROW),
    "news_messages.author_id": Belonging(Fate.STAYS, "news_messages"),
    "news_messages.chat_id": _kept(Fate.OWN_WAY, _PLACE),
    "news_posts.author_id": Belonging(Fate.STAYS, "news"),
    "news_posts.chat_id": _kept(Fate.OWN_WAY, _PLACE),
    "preferences.member_id": Belonging(Fate.GOES, "preferences"),
    "receipts.member_id": Belonging(Fate.GOES, "receipts"),
    "registrations.member_id": Belonging(Fate.OWN_WAY, "registrations"),
    "registrations.registered_by_id": _kept(Fate.UNLINKED, "another person's registration"),
    "searches.member_id": Belonging(Fate.GOES, "searches"),
    "seen.member_id": Belonging(Fate.GOES, "seen"),
}
"""``table.column`` → what is told of it and what becomes of it. The row of ``members`` itself stays, emptied."""

REFERRING = ("actor_id", "author_id", "chat_id", "recipient_id", "user_id")
"""Columns that refer to a member or a chat of Telegram's without a foreign key that says so, by their names."""

NOBODYS = frozenset(
    {
        *("audit_bounds", "contents", "counters", "earlier_totals", "exported_months", "files", "leases", "marks"),
        *("municipalities", "libraries", "vocabulary", "revisions", "search_entries", "search_terms"),
        *("search_postings", "consultation_libraries", "event_libraries", "event_marks", "event_remarks"),
        *("group_threads", "invite_libraries", "news_libraries", "registration_libraries", "reminders", "members"),
    }
)
"""Tables without such a column: figures, lists and the house's own; what hangs on a row that is named above, goes or
stays with it; what thousands get alike; what nobody can be told from (what people thought of an event)."""
