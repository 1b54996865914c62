"""The plain model: what members did, and what has to be there for it. Written from the rules, not from the code.

It knows no database and no Telegram: people are names, a question is a thread of messages. What it says of a phone is
all that may stand there, each with the words by which it is recognised and those that are its newest.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

OPEN, ANSWERED, CLOSED, WITHDRAWN = "open", "answered", "closed", "withdrawn"
QUESTION, ADDITION, ANSWER, REPLY = "question", "addition", "answer", "reply"


@dataclass
class Said:
    """One message of a thread. ``mark`` is a word in its text that no other message has, and that edits leave."""

    part: str
    author: str
    text: str
    mark: str
    message_id: int
    files: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    """Who got it."""
    edited: bool = False


@dataclass(frozen=True)
class Shown:
    """A message on somebody's phone: how it is recognised, what it has to say by now, and how many such there are."""

    sign: str
    says: tuple[str, ...] = ()
    times: int = 1
    reply_to: int | None = None


@dataclass
class Question:
    """A question to the methodologists, and what became of it."""

    number: int
    asker: str
    library: str
    staff: tuple[str, ...]
    status: str = OPEN
    taken_by: str | None = None
    thread: list[Said] = field(default_factory=list)
    taken_back: list[Said] = field(default_factory=list)
    told_closed: list[str] = field(default_factory=list)
    """By whom it was closed, each time that its asker had to be told."""
    told_reopened: list[tuple[str, ...]] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)

    # What people do ---------------------------------------------------------------------------------------------------

    def ask(self, said: Said) -> None:
        self._acted("ask")
        said.part, said.readers = QUESTION, self.staff
        self.thread.append(said)

    def take(self, who: str) -> None:
        self._acted("take")
        self.taken_by = who

    def answer(self, said: Said) -> None:
        """It goes to the asker; who answers first has taken the question."""
        self._acted("answer")
        said.part, said.readers = ANSWER, (self.asker,)
        self.thread.append(said)
        self.taken_by = self.taken_by or said.author
        self.status = ANSWERED if self.status == OPEN else self.status

    def add(self, said: Said) -> None:
        """It goes to who took the question, or to all; a closed question is open again."""
        self._acted("add")
        said.part = REPLY if self.answers else ADDITION
        said.readers = (self.taken_by,) if self.taken_by else self.staff
        if self.status == CLOSED:
            self.status = ANSWERED if self.answers else OPEN
        self.thread.append(said)

    def edit(self, said: Said, text: str) -> None:
        """What is stored and shown follows."""
        self._acted("edit")
        said.text, said.edited = text, True

    def unsay(self, said: Said) -> None:
        """A message is taken back; with its only answer a question waits again."""
        self._acted("unsay")
        self.thread.remove(said)
        self.taken_back.append(said)
        if said.part == ANSWER and not self.answers and self.status == ANSWERED:
            self.status = OPEN

    def close(self, who: str) -> None:
        """The asker does it by thanking for an answer, which marks it as the one that helped."""
        if who == self.asker:
            self._acted("mark_helped")
        self._acted("close")
        self.status = CLOSED
        if who != self.asker:
            self.told_closed.append(who)

    def reopen(self, who: str) -> None:
        """Where its asker does it, who is responsible is told."""
        self._acted("reopen")
        self.status = ANSWERED if self.answers else OPEN
        if who == self.asker:
            self.told_reopened.append((self.taken_by,) if self.taken_by else self.staff)

    def withdraw(self) -> None:
        self._acted("withdraw")
        self.status = WITHDRAWN

    def _acted(self, what: str) -> None:
        self.acts[what] += 1

    @property
    def answers(self) -> int:
        return sum(said.part == ANSWER for said in self.thread)

    # What they see ----------------------------------------------------------------------------------------------------

    def on(self, phone: str) -> list[Shown]:
        """What of this question stands on a phone."""
        found: list[Shown] = []
        if phone == self.asker:
            found += self._for_asker()
        if phone in self.staff:
            found.append(Shown(self._number("^❓ Jautājums", "$"), (*self._question(), *self._standing(phone))))
            again = sum(phone in readers for readers in self.told_reopened)
            found.append(Shown(self._number("^↩️ Jautājums", " atkal ir atvērts"), times=again))
        for said in self.thread:
            found += self._of(said, phone)
        for said in self.taken_back:
            if phone in said.readers:
                found += [Shown(f"^(?:💬|➕|↩️) .*Nr\\. {self.number}\n(?s:.*){said.mark}", times=0)]
                found += [Shown(re.escape(f"<{file}>"), times=0) for file in said.files]
            if phone == said.author:
                found.append(Shown(self._done(said), ("Ziņa atsaukta",), reply_to=said.message_id))
        return found

    def _for_asker(self) -> list[Shown]:
        number, closed_by = self.number, Counter(self.told_closed)
        words = {OPEN: "reģistrēts", ANSWERED: "reģistrēts", CLOSED: "slēgts", WITHDRAWN: "atsaukts"}[self.status]
        confirmation = rf"^(?:✅|✖) Jautājums Nr\. {number} (?:reģistrēts|slēgts|atsaukts)\.(?! Slēdza)"
        says: tuple[str, ...] = (f"Jautājums Nr. {number} {words}.",)
        if self.status in (OPEN, ANSWERED):
            says += (f"Bibliotēka: {self.library}", "[Papildināt]")
        if self.status == OPEN:
            says += ("[Atsaukt]",)
        return [
            Shown(confirmation, says),
            *(Shown(rf"^✅ Jautājums Nr\. {number} slēgts\. Slēdza: {re.escape(name)}\.", times=times)
              for name, times in closed_by.items()),
        ]  # fmt: skip

    def _question(self) -> tuple[str, ...]:
        question = self.thread[0]
        return (f"{self.asker} · {self.library}", *_newest(question))

    def _standing(self, reader: str) -> tuple[str, ...]:
        if self.status == CLOSED:
            return ("✅ Slēgts", "[Atvērt no jauna]")
        if self.status == WITHDRAWN:
            return ("✖ Jautājums atsaukts",)
        parts: list[str] = []
        if self.thread[-1].part != ANSWER:
            parts.append("🕓 Atkal gaida atbildi" if self.answers else "🕓 Gaida atbildi")
        if self.answers:
            parts.append("💬 1 atbilde" if self.answers == 1 else f"💬 {self.answers} atbildes")
        if self.taken_by:
            parts.append("atbild: Jūs" if self.taken_by == reader else f"atbild: {self.taken_by}")
        take = "[Atteikties]" if self.taken_by == reader else "[Uzņemties]"
        return ("\n" + " · ".join(parts) + f" [Atbildēt] {take} [Pāradresēt] [Temats] [Slēgt]",)

    def _of(self, said: Said, phone: str) -> list[Shown]:
        found: list[Shown] = []
        if phone in said.readers:
            if said.part != QUESTION:
                head = {ANSWER: "💬 Atbilde uz jautājumu", ADDITION: "➕ Papildināts jautājums"}.get(said.part)
                head = f"{head} Nr. {self.number}" if head else f"↩️ Papildinājums pēc atbildes, Nr. {self.number}"
                sign = rf"^{re.escape(head)}\n(?s:.*){said.mark}"
                found.append(Shown(sign, (said.author, *_newest(said), *self._ways(said))))
            found += [Shown(re.escape(f"<{file}>")) for file in said.files]
        if phone == said.author and said.part != QUESTION:
            found.append(Shown(self._done(said), ("[Atsaukt]",), reply_to=said.message_id))
        return found

    def _ways(self, said: Said) -> tuple[str, ...]:
        """What can be done under a message, as things stand."""
        if self.status == WITHDRAWN:
            return ()
        if said.part == ANSWER:
            return ("[Vēl nav atrisināts]",) if self.status == CLOSED else ("[Papildināt]", "[Paldies, palīdzēja]")
        return () if self.status == CLOSED else ("[Atbildēt] [Slēgt]",)

    def _done(self, said: Said) -> str:
        """The confirmation of an answer or an addition, or that it was taken back."""
        number = self.number
        kind = rf"Atbilde uz jautājumu Nr\. {number} (?:nosūtīta|ir saglabāta)" if said.part == ANSWER else (
            rf"Jautājums Nr\. {number} papildināts\.")  # fmt: skip
        return rf"^(?:(?:✅|⚠️) {kind}|✖ Ziņa atsaukta \(jautājums Nr\. {number}\)\.)"

    def _number(self, head: str, tail: str) -> str:
        return rf"{head} Nr\. {self.number}{tail}"


@dataclass
class Record:
    """A consultation that happened elsewhere, as a methodologist registered it."""

    number: int
    by: str
    library: str
    channel: str
    topic: str
    minutes: int | None = None
    text: str = ""
    undone: bool = False
    edited: int = 0
    repeated: bool = False
    """One more like it was registered, which is done once."""
    like: "Record | None" = None

    def undo(self) -> None:
        """It counts no more; the one that it was like can be repeated again."""
        self.undone = True
        if self.like is not None:
            self.like.repeated = False

    @property
    def acts(self) -> Counter[str]:
        return Counter(register=1, undo_record=int(self.undone), edit=self.edited)

    def on(self, phone: str) -> list[Shown]:
        """What of it stands on a phone: its card, with its registrar alone."""
        if phone != self.by:
            return []
        says: tuple[str, ...] = (f"✖ Konsultācija Nr. {self.number} atsaukta",)
        if not self.undone:
            minutes = f" · {self.minutes} min" if self.minutes else ""
            again = "" if self.repeated else " [Vēl viena tāda pati]"
            says = (
                f"📝 Konsultācija Nr. {self.number} reģistrēta.",
                f"\n{self.library} · {self.channel} · {self.topic}{minutes}",
                *((self.text,) if self.text else ()),
                f"[Atsaukt]{again}",
            )
        return [Shown(rf"^(?:📝|✖) Konsultācija Nr\. {self.number} (?:reģistrēta|atsaukta)", says)]


@dataclass
class Model:
    """Everything that was done in a storm."""

    questions: list[Question] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    helped: Counter[str] = field(default_factory=Counter)
    """Who was shown the help, and how often."""

    @property
    def all(self) -> list[Question | Record]:
        return [*self.questions, *self.records]

    @property
    def acts(self) -> Counter[str]:
        """How often each thing was done."""
        return sum((one.acts for one in self.all), Counter())

    def on(self, phone: str) -> list[Shown]:
        """All that has to stand on somebody's phone."""
        stories = [shown for one in self.all for shown in one.on(phone)]
        return [*stories, Shown("^❔ Palīdzība", times=self.helped[phone])]


def _newest(said: Said) -> tuple[str, ...]:
    return (said.text, "(teksts labots)") if said.edited else (said.text,) if said.text else ()
