"""What a record of the log looks like."""

from collections.abc import Mapping
from datetime import date, datetime

from markupsafe import Markup

from bot.context import Button, Rows, button
from bot.texts import Texts, cut, italic, join_lines
from bot.undoing import may_undo
from storage.consultations import ANSWER, CHAT, METHODOLOGIST, QUESTION, Consultation
from storage.vocabulary import CHANNEL, DURATION_BAND, GIVEN_BY, TOPIC

LONGEST = 500
"""Characters of a text that its card shows."""
LISTS = (CHANNEL, TOPIC, DURATION_BAND, GIVEN_BY)
"""The region's lists from which a record's values are."""
Names = Mapping[str, Mapping[str, str]]
"""List of the region → key → name."""


def facts(texts: Texts, record: Consultation, names: Names, today: date | None) -> str:
    """What is known of it, in one line; its day unless that is today, or whatever day ``today`` is."""
    known = [
        ", ".join(library.name for library in record.libraries),
        names[CHANNEL].get(record.channel or "", ""),
        names[TOPIC].get(record.topic or "", ""),
        names[TOPIC].get(record.second_topic or "", ""),
        texts.plain("{n} min", n=record.minutes)
        if record.minutes
        else names[DURATION_BAND].get(record.duration_band or "", ""),
        texts.plain_n("{n} participant", "{n} participants", record.participants) if record.participants > 1 else "",
        f"READ {record.effort}" if record.effort else "",
        texts.plain("given by: {whom}", whom=names[GIVEN_BY].get(record.given_by or "", ""))
        if record.given_by not in (None, METHODOLOGIST)
        else "",
        texts.date(record.happened_on) if record.happened_on not in (None, today) else "",
    ]
    return " · ".join(one for one in known if one)


def said(record: Consultation, part: str) -> str:
    """The first text of this part, if there is one."""
    return next((message.text for message in record.messages if message.part == part), "")


def record(texts: Texts, record: Consultation, names: Names, today: date, *, late: bool = False) -> Markup:
    """A record with its number and all that was stored. ``late``: its month's report has been made already."""
    if record.deleted_at is not None:
        return texts.t("✖ Consultation No. {number} was taken back; it is not counted.", number=record.number)
    question, answer = said(record, QUESTION), said(record, ANSWER)
    attachments = sum(len(message.attachments) for message in record.messages)
    if record.origin == CHAT:
        head = texts.t("📝 <b>Consultation No. {number}</b>, asked in chat.", number=record.number)
    else:
        head = texts.t("📝 <b>Consultation No. {number}</b> is registered.", number=record.number)
    return join_lines(
        [
            head,
            facts(texts, record, names, today),
            italic(cut(question, LONGEST)) if question else None,
            texts.t("Answer: {text}", text=italic(cut(answer, LONGEST))) if answer else None,
            texts.tn("📎 {n} attachment", "📎 {n} attachments", attachments) if attachments else None,
            texts.t("Note: {note}", note=cut(record.note, LONGEST)) if record.note else None,
            texts.t("The report of this month has been made already; its next copy will tell of what is late.")
            if late
            else None,
        ]
    )


def record_buttons(texts: Texts, record: Consultation, now: datetime, today: date, *, repeatable: bool) -> Rows:
    """After saving; one record is repeated once, so that a double tap does nothing twice."""
    if record.deleted_at is not None:
        return []
    number = record.number
    again = [button(texts.plain("One more like it"), f"c:again:{number}")] if repeatable else []
    undoing = record.origin != CHAT and may_undo(record.entered_at, now)
    undo = [button(texts.plain("Undo"), f"c:unlog:{number}")] if undoing else []
    more: list[Button] = [
        button(texts.plain("✏️ Add or correct"), f"lg:edit:{number}"),
        to_day(texts, record.happened_on or today, today),
    ]
    return [row for row in ([*undo, *again], more) if row]


def to_day(texts: Texts, day: date, today: date) -> Button:
    """To the list of a day's records."""
    if day == today:
        label = texts.plain("Today's consultations")
    else:
        label = texts.plain("{day}: all", day=texts.day_number(day))
    return button(label, f"lg:day:{day.isoformat()}")
