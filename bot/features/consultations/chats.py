"""A chat that a methodologist had elsewhere and forwards: offered as one record, with question and answer.

What others wrote is the question, what the methodologist wrote is the answer; a comment that was typed with it is read
like a line. Only what is not known is asked. Who wrote is used to propose the library, and is not stored.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import reduce

from markupsafe import Markup

from bot.context import Context
from bot.dialogs.form import Data, start
from bot.features.consultations.registering import REGISTER, understood
from bot.features.consultations.words import proposed_topic, read_line
from bot.texts import join_lines
from bot.typed import Typed
from storage.consultations import ANSWER, QUESTION, TELEGRAM_CHANNEL
from storage.libraries import Library
from storage.members import member_by_telegram
from storage.vocabulary import CHANNEL, entries_of


def recognised(ctx: Context, parts: Sequence[Typed]) -> Markup | None:
    """What to ask about forwarded messages; nothing about others."""
    count = sum(part.forwarded is not None for part in parts)
    if not count:
        return None
    return join_lines(
        [
            ctx.texts.tn(
                "Forwarded: {n} message. Shall it be registered as a consultation?",
                "Forwarded: {n} messages. Shall they be registered as a consultation?",
                count,
            ),
            ctx.texts.t(
                "What others wrote becomes the question, what you wrote the answer. Only texts and attachments are "
                "kept, and not who sent them; a reader's name should not be among them."
            ),
        ]
    )


def take(ctx: Context, parts: Sequence[Typed]) -> bool:
    """Begin a record of what was forwarded, with what can be known of it; tells whether anything was."""
    forwarded = [part for part in parts if part.forwarded]
    if not forwarded:
        return False
    comment = _together([part for part in parts if not part.forwarded])
    asked = _together([part for part in forwarded if not _is_own(part)])
    answered = _together([part for part in forwarded if _is_own(part)])
    if asked is None:
        asked, answered = answered, None
    data, unclear = understood(read_line(ctx.session, comment.text if comment else "", ctx.today), Typed(""))
    data["note"] = "\n".join(text for text in (data["text"], data["note"]) if text)
    data |= {"text": "", "source": {}}
    for part, said in ((QUESTION, asked), (ANSWER, answered)):
        data[part] = said.to_json() if said is not None else None
    data["day"] = data["day"] or min(_written_on(ctx, forwarded), ctx.today).isoformat()
    _complete(ctx, data, unclear, forwarded)
    start(ctx, REGISTER, data, prefilled=unclear)
    return True


def _complete(ctx: Context, data: Data, unclear: Data, forwarded: Sequence[Typed]) -> None:
    """What a comment has not said: the sender's library, Telegram, the topic of the question."""
    if "libraries" not in data and "_libraries" not in unclear:
        libraries = _senders_libraries(ctx, forwarded)
        if len(libraries) == 1:
            data["libraries"] = [libraries[0].id]
        elif libraries:
            unclear["_libraries"] = [library.id for library in libraries]
    channels = {entry.key for entry in entries_of(ctx.session, CHANNEL)}
    if "channel" not in data and "_channel" not in unclear and TELEGRAM_CHANNEL in channels:
        data["channel"] = TELEGRAM_CHANNEL
    if "topic" not in data and "_topic" not in unclear:
        text = "\n".join(part.text for part in forwarded)
        topic = proposed_topic(ctx.session, data[QUESTION]["text"], ctx.today) or proposed_topic(
            ctx.session, text, ctx.today
        )
        if topic is not None:
            data["topic"] = topic


def _senders_libraries(ctx: Context, forwarded: Sequence[Typed]) -> list[Library]:
    senders = dict.fromkeys(
        part.forwarded["sender"] for part in forwarded if part.forwarded and not part.forwarded["own"]
    )
    members = [member_by_telegram(ctx.session, sender)[0] for sender in senders if sender is not None]
    libraries = {one.id: one for member in members if member is not None for one in member.libraries}
    return list(libraries.values())


def _written_on(ctx: Context, forwarded: Sequence[Typed]) -> date:
    """The day of the last of the messages."""
    last = max(part.forwarded["at"] for part in forwarded if part.forwarded)
    return ctx.region.local(datetime.fromtimestamp(last, UTC)).date()


def _is_own(part: Typed) -> bool:
    return bool(part.forwarded and part.forwarded["own"])


def _together(parts: Sequence[Typed]) -> Typed | None:
    return reduce(Typed.and_then, parts) if parts else None
