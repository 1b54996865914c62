"""What a consultation that was typed in looks like."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from bot.context import Rows, button
from bot.texts import Texts, cut, italic, join_lines
from storage.consultations import METHODOLOGIST, Consultation


def record(texts: Texts, consultation: Consultation, names: Mapping[str, Mapping[str, str]], today: date) -> Markup:
    """A consultation that was typed in, with its number and all that was stored."""
    if consultation.deleted_at is not None:
        return texts.t("✖ Consultation No. {number} was taken back; it is not counted.", number=consultation.number)
    facts = [
        ", ".join(library.name for library in consultation.libraries),
        names["channel"].get(consultation.channel or "", ""),
        names["topic"].get(consultation.topic or "", ""),
        names["topic"].get(consultation.second_topic or "", ""),
        texts.plain("{n} min", n=consultation.minutes)
        if consultation.minutes
        else names["duration_band"].get(consultation.duration_band or "", ""),
        texts.plain_n("{n} participant", "{n} participants", consultation.participants)
        if consultation.participants > 1
        else "",
        f"READ {consultation.effort}" if consultation.effort else "",
        texts.plain("given by: {whom}", whom=names["given_by"].get(consultation.given_by or "", ""))
        if consultation.given_by not in (None, METHODOLOGIST)
        else "",
        texts.date(consultation.happened_on) if consultation.happened_on not in (None, today) else "",
    ]
    question = consultation.messages[0].text if consultation.messages else ""
    return join_lines(
        [
            texts.t("📝 <b>Consultation No. {number}</b> is registered.", number=consultation.number),
            " · ".join(fact for fact in facts if fact),
            italic(cut(question, 500)) if question else None,
            texts.t("Note: {note}", note=cut(consultation.note, 300)) if consultation.note else None,
        ]
    )


def record_buttons(texts: Texts, consultation: Consultation, *, repeatable: bool) -> Rows:
    """After saving; one record is repeated once, so that a double tap does nothing twice."""
    if consultation.deleted_at is not None:
        return []
    number = consultation.number
    again = [button(texts.plain("One more like it"), f"c:again:{number}")] if repeatable else []
    return [[button(texts.plain("Undo"), f"c:unlog:{number}"), *again]]
