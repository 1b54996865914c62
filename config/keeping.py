"""How long what is kept: a setting for each kind, with the reason for its default."""

from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings


def _period(length: int, least: int, most: int, description: str) -> Any:
    return Field(default=length, ge=least, le=most, description=description, examples=[str(length)])


def _months(length: int, least: int, description: str) -> Any:
    return _period(length, least, 240, f"Months {description}")


def _days(length: int, least: int, description: str) -> Any:
    return _period(length, least, 3650, f"Days {description}")


class Keeping(BaseSettings):
    """Periods; what stays for good is said in ``storage/retention.py``."""

    keep_texts_months: int = _months(
        24,
        12,
        "after which only the figures of a settled consultation are left: question, answers, note, files and where it "
        "was referred to go, and search finds it no more. They count from its last word; a question without an answer "
        "waits. Two years, so that both the report of a year and the next one can still be looked into",
    )
    keep_talks_months: int = _months(
        24, 1, "for what is written to the author of news or the sender of an announcement: as long as questions"
    )
    keep_wishes_months: int = _months(
        12, 1, "after an event for what people wanted to ask there, and for its reminders: while it is talked about"
    )
    keep_feedback_months: int = _months(
        24, 1, "after an event for the remarks about it (marks are counts and stay): the next ones are planned by them"
    )
    keep_corrections_months: int = _months(
        24, 1, "for who corrected a record, while they may be asked; what a report says of late corrections stays"
    )
    keep_deliveries_months: int = _months(
        24,
        3,
        "for who got which message and who read an announcement (how many they were stays): so long its copies can be "
        "corrected and withdrawn",
    )
    keep_audit_months: int = _months(24, 3, "for the audit log: who did what in this year and the last")
    keep_moderation_months: int = _months(
        24, 1, "for mutes that are over, and for what was hidden, which then can be shown no more: against repetition"
    )
    keep_requests_months: int = _months(
        12, 1, "for requests to join, and for whoever was not let in: who asks again within a year is known"
    )
    keep_guests_months: int = _months(
        24,
        12,
        "after the end of its year for the names of guests who were put down for an event, so that it can be attested "
        "who came; how many different people they were stays",
    )
    keep_former_months: int = _months(
        24,
        1,
        "for the name, addresses and choices of a member who has left, so that who comes back finds their data; what "
        "they published stays, without the name",
    )
    keep_payloads_days: int = _days(
        30,
        15,
        "for the words of sent messages and of what was taken back, and for files that were made: an answer waits two "
        "weeks for who has blocked the bot",
    )
    keep_inbox_days: int = _days(
        30,
        15,
        "for the numbers of handled updates (their words go at once): Telegram repeats one for a day, and what failed "
        "can be sent again for two weeks",
    )
    keep_parked_days: int = _days(
        90, 15, "for an update that could not be handled, whole as it came: a new version has mended it by then"
    )
    keep_dialogs_days: int = _days(7, 1, "for what was typed in a dialog that was left lying, after it has expired")
    keep_searches_days: int = _days(7, 1, "for what somebody looked for: so long the buttons under the hits work")
    keep_seen_days: int = _days(
        60, 10, "for what has reached whom, so that no digest repeats it; a digest reaches back eight days"
    )
    keep_invitations_days: int = _days(
        30, 1, "for invitations and codes, and whom they were for, after they have expired: to invite anew by then"
    )
