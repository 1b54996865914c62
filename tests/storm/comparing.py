"""The end of a storm: what is stored and what stands on the phones, beside what the model says."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.audit import audit
from storage.consultations import TYPED, Consultation
from storage.inbox import inbox
from storage.members import Member
from storage.numbers import counters
from storage.outbox import Lane, deliveries
from storage.vocabulary import VocabularyEntry
from tests.storm.model import Model, Question, Record
from tests.storm.phones import Message, Phone, replied, visible

PROMPTS = re.compile(
    "^(?:Ko ar to darīt|Ir iesākts kas cits|Uzrakstiet|📝 Konsultācijas reģistrēšana)",
    re.MULTILINE,
)
"""What asks for the next step and goes when that was made; where nobody knows that it has arrived it stays."""

ANNOUNCED = "📣 Paziņojums visiem"
OUT_OF_REACH = re.compile(
    r"^⚠️ (?:Atbilde uz jautājumu|Ziņa par) Nr\. \d+ netika piegādāta: saņēmējs Telegram pašlaik nav sasniedzams"
)
"""Told to who answers somebody that has just blocked the bot, if that turns out when the answer is carried."""


@dataclass
class Found:
    """What is not as it should be, and how many messages are there more often than they should."""

    problems: list[str] = field(default_factory=list)
    doubled: Counter[int] = field(default_factory=Counter)
    """Chat → messages too many."""

    def differs(self, what: str, is_so: object, should_be: object) -> None:
        if is_so != should_be:
            self.problems.append(f"{what}: is {is_so}, should be {should_be}")


def compare_phone(found: Found, phone: Phone, model: Model) -> None:
    """Everything that should stand on a phone does, with its newest text; anything else stands there once more."""
    shown = [one for one in phone.chat.messages if one["from"]["is_bot"] and not OUT_OF_REACH.search(visible(one))]
    left = [one for one in shown if ANNOUNCED not in visible(one)]
    too_many: list[Message] = []
    for meant in model.on(phone.name):
        sign = re.compile(meant.sign, re.MULTILINE)
        copies = [
            one
            for one in left
            if sign.search(visible(one)) and (meant.reply_to is None or replied(one) == meant.reply_to)
        ]
        newest = [one for one in copies if all(words in visible(one) for words in meant.says)]
        if len(newest) < meant.times:
            there = [visible(one) for one in copies]
            found.problems.append(f"{phone.name} lacks {meant}; there is {there}")
        newest_last = sorted(copies, key=lambda one: one in newest)
        too_many += newest_last[: max(0, len(copies) - meant.times)]
        left = [one for one in left if one not in copies]
    found.problems += [f"{phone.name} has {visible(one)!r}" for one in left if not PROMPTS.search(visible(one))]
    # Whatever is sent once arrives once more: an album is several messages.
    found.doubled[phone.id] = len({one.get("media_group_id", one["message_id"]) for one in (*too_many, *left)})


def compare_doubles(found: Found, phones: Sequence[Phone], may_double: Mapping[int, int]) -> None:
    """A message stands there twice only if a fault or a death hid that it had arrived."""
    for phone in phones:
        if found.doubled[phone.id] > may_double.get(phone.id, 0):
            more = f"{found.doubled[phone.id]} messages too many, {may_double.get(phone.id, 0)} can be explained"
            found.problems.append(f"{phone.name} has {more}")


def compare_database(found: Found, session: Session, model: Model, update_ids: Sequence[int]) -> None:
    """Every update had its effect once; nothing waits, and nothing was given up."""
    names = {one.id: one.name for one in session.scalars(select(Member))}
    entries = {one.key: one.lv for one in session.scalars(select(VocabularyEntry))}
    stored = {one.number: one for one in session.scalars(select(Consultation))}
    meant: dict[int, Question | Record] = {one.number: one for one in model.all}
    found.differs("the numbers", sorted(stored), list(range(1, len(meant) + 1)))
    found.differs("the last number", session.scalar(select(counters.c.value)), len(meant))
    for number, one in meant.items():
        is_so = stored.get(number)
        if is_so is None:
            found.problems.append(f"No. {number} is missing: {one}")
        elif isinstance(one, Question):
            found.differs(f"question No. {number}", _question(is_so, names), _question_meant(one))
        else:
            found.differs(f"record No. {number}", _record(is_so, names, entries), _record_meant(one))
    acts = Counter(session.scalars(select(audit.c.action)))
    found.differs("what was done, and how often", acts, model.acts)
    _compare_queues(found, session, update_ids)


def _compare_queues(found: Found, session: Session, update_ids: Sequence[int]) -> None:
    handled = session.scalars(select(inbox.c.update_id).where(inbox.c.done_at.is_not(None), inbox.c.body == ""))
    found.differs("updates that were not handled", sorted(set(update_ids) - set(handled)), [])
    found.differs("updates in all", session.scalar(select(func.count()).select_from(inbox)), len(update_ids))
    parked = select(inbox.c.update_id, inbox.c.error).where(inbox.c.parked_at.is_not(None))
    found.differs("updates put aside", session.execute(parked).all(), [])
    c = deliveries.c
    # What was only said, and had arrived before its reader blocked the bot, stays refused.
    refused = (c.state == "blocked") & (c.kind == "reply") & c.object_kind.is_(None)
    sad = select(c.id, c.kind, c.op, c.state, c.tries, c.error).where(
        c.state.not_in(("sent", "cancelled")), ~refused, c.lane != Lane.BROADCAST
    )
    found.differs("deliveries that did not end well", session.execute(sad).all(), [])


def _question(stored: Consultation, names: Mapping[int, str]) -> object:
    thread = [
        (one.part, names[one.author_id or 0], one.text, len(one.attachments), one.edited_at is not None)
        for one in stored.messages
    ]
    responsible = names[stored.responsible_id] if stored.responsible_id else None
    libraries = [one.name for one in stored.libraries]
    asker = names[stored.asker_id or 0]
    return stored.origin, stored.status, asker, responsible, libraries, stored.happened_on is not None, thread


def _question_meant(one: Question) -> object:
    thread = [(said.part, said.author, said.text, len(said.files), said.edited) for said in one.thread]
    return "chat", one.status, one.asker, one.taken_by, [one.library], one.answers > 0, thread


def _record(stored: Consultation, names: Mapping[int, str], entries: Mapping[str, str]) -> object:
    if stored.origin != TYPED:
        return stored.origin
    text = stored.messages[0].text if stored.messages else ""
    facts = ([one.name for one in stored.libraries], entries[stored.channel or ""], entries[stored.topic or ""])
    return *facts, stored.minutes, names[stored.responsible_id or 0], text, stored.deleted_at is not None


def _record_meant(one: Record) -> object:
    return [one.library], one.channel, one.topic, one.minutes, one.by, one.text, one.undone
