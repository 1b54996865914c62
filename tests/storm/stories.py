"""What members do in a storm: stories with an order of their own, many at a time, each written down in the model.

A person acts as soon as they see what they act on, and often before that: what is sent in one chat is handled in order.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from tests.storm.model import CLOSED, Model, Question, Record, Said
from tests.storm.phones import Message, NeverCameError, Phone, files_of

QUESTIONS = (
    "Kā norakstīt novecojušas grāmatas?",
    "Vai jāmaina UDK indekss?",
    "Cik bieži jāatjauno nolikums?",
    "Ko darīt, ja lasītājs lūdz dzēst savus datus?",
    "Kā pieteikties projektu konkursam?",
    "Vai drīkst kopēt notis & dziesmu tekstus <i>bez</i> atļaujas?",
)
LIBRARIES = {
    "Renda": "Rendas pagasta bibliotēka",
    "Laidi": "Laidu pagasta bibliotēka",
    "Vārme": "Vārmes pagasta bibliotēka",
    "Gudenieki": "Gudenieku pagasta bibliotēka",
}
CHANNELS = {"tālr": "Pa tālruni", "e-pasts": "E-pastā", "zoom": "Tiešsaistē"}
TOPICS = {"rekataloģizācija": "Rekataloģizācija", "autort": "Autortiesības", "vkkf": "Projekti"}


@dataclass
class Members:
    """Who takes part, and the model of what they do."""

    librarians: Sequence[Phone]
    methodologists: Sequence[Phone]
    model: Model = field(default_factory=Model)
    marks: Iterator[int] = field(default_factory=count)

    @property
    def staff(self) -> tuple[str, ...]:
        return tuple(phone.name for phone in self.methodologists)


class Story:
    """Draws from its own dice what happens, lets it happen, and keeps the model."""

    def __init__(self, members: Members, dice: random.Random) -> None:
        self._members = members
        self._model = members.model
        self._dice = dice

    # Asking and answering -----------------------------------------------------------------------------------------

    async def asks(self, asker: Phone) -> None:
        """A question from its asking to its end, with one methodologist on the other side."""
        helper = self._dice.choice(self._members.methodologists)
        if self._often(0.15):
            self._calls_for_help(asker)
        question, said = await self._question(asker)
        if self._often(0.25):
            self._edits(asker, question, said)
        if self._often(0.12):
            question.withdraw()
            await asker.presses("Atsaukt", rf"Jautājums Nr\. {question.number} reģistrēts")
            await asker.sees(rf"Jautājums Nr\. {question.number} atsaukts")
            return
        if self._often(0.2):
            addition = await self._adds(asker, question, [said.message_id])
            if self._often(0.4):
                await self._takes_back(asker, question, addition)
        if self._often(0.3):
            question.take(helper.name)
            await helper.presses("Uzņemties", *self._card(question))
            await helper.sees(*self._card(question), "atbild: Jūs")
        if self._often(0.15):
            await self._is_away(asker, helper, question)
        else:
            await self._conversation(asker, helper, question)
        await self._ends(asker, helper, question)

    def says_goodbye(self, librarian: Phone) -> None:
        """Whatever was refused to somebody who had blocked the bot goes at the latest when they write again."""
        self._calls_for_help(librarian)

    async def _conversation(self, asker: Phone, helper: Phone, question: Question) -> None:
        answer = await self._answers(helper, question)
        if self._often(0.12):
            await self._takes_back(helper, question, answer)
            answer = await self._answers(helper, question)
        shown, _ = await asker.sees(answer.mark)
        if self._often(0.2):
            self._edits(helper, question, answer)
            await asker.sees(answer.mark, "teksts labots")
        if self._often(0.35):
            addition = await self._adds(asker, question, [shown["message_id"]])
            await helper.sees(addition.mark)
            answer = await self._answers(helper, question, addition)
            await asker.sees(answer.mark)

    async def _is_away(self, asker: Phone, helper: Phone, question: Question) -> None:
        """The asker blocks the bot, is answered, and comes back."""
        if self._model.helped[asker.name]:  # what is only said, and not awaited, does not come after them
            await asker.sees("^❔ Palīdzība")
        is_refused = asker.blocks()
        answer = await self._answers(helper, question)
        await is_refused()
        asker.chat.unblock()
        try:
            await asker.sees(answer.mark, patience=15)
        except NeverCameError:
            # Refused before and told after the news that they are back: it goes when they write.
            self._calls_for_help(asker)
            await asker.sees(answer.mark)

    async def _ends(self, asker: Phone, helper: Phone, question: Question) -> None:
        end = self._dice.random()
        if end < 0.3:
            return
        if end < 0.7:
            question.close(asker.name)
            await asker.presses("Paldies, palīdzēja", self._of(question), twice=self._often(0.3))
        else:
            question.close(helper.name)
            await helper.presses("Slēgt", *self._card(question), twice=self._often(0.3))
            await asker.sees(rf"Jautājums Nr\. {question.number} slēgts\. Slēdza")
        await asker.sees(rf"^✅ Jautājums Nr\. {question.number} slēgts\.(?! Slēdza)")
        if self._often(0.3):
            question.reopen(asker.name)
            await asker.presses(
                "Vēl nav atrisināts", rf"Jautājums Nr\. {question.number} slēgts", twice=self._often(0.3)
            )
            await helper.sees(rf"Jautājums Nr\. {question.number} atkal ir atvērts")
        elif self._often(0.3):
            addition = await self._adds(asker, question, [question.thread[0].message_id])
            await helper.sees(addition.mark)

    async def _question(self, asker: Phone) -> tuple[Question, Said]:
        mark = self._mark()
        text = f"{mark} {self._dice.choice(QUESTIONS)}"
        match self._dice.randrange(5):
            case 0 | 1:
                sent = [asker.chat.send(f"/jautat {text}")]
            case 2:
                asker.chat.send("❓ Jautāt")
                if self._often(0.5):
                    await asker.sees("^❓ Jautājums\n\nUzrakstiet")
                sent = self._writes(asker, text)
            case 3:
                sent = self._writes(asker, text)
                await asker.presses("❓ Uzdot jautājumu metodiķiem", reply_to=_ids(sent), twice=self._often(0.3))
            case _:
                sent = self._writes(asker, text)
                if "text" in sent[0]:
                    text += " Precizēju uzreiz."
                    asker.chat.edit(sent[0], text)
                await asker.presses("❓ Uzdot jautājumu metodiķiem", reply_to=_ids(sent))
        files = tuple(file for one in sent for file in files_of(one))
        _, match = await asker.sees(r"Jautājums Nr\. (\d+) reģistrēts", reply_to=_ids(sent))
        question = Question(int(match[1]), asker.name, asker.library, self._members.staff)
        said = Said("", asker.name, text, mark, sent[0]["message_id"], files)
        question.ask(said)
        self._model.questions.append(question)
        return question, said

    async def _answers(self, helper: Phone, question: Question, about: Said | None = None) -> Said:
        """By a reply to the card or to what was added, or by the button."""
        mark = self._mark()
        text = f"{mark} Sastādiet aktu & pievienojiet sarakstu."
        where = [about.mark] if about is not None else self._card(question)
        said = Said("", helper.name, text, mark, 0)
        if self._often(0.5):
            card, _ = await helper.sees(*where)
            question.answer(said)
            sent = self._writes(helper, text, reply_to=card)
        else:
            async with helper.busy:
                question.answer(said)
                await helper.presses("Atbildēt", *where, twice=self._often(0.2))
                await helper.sees(rf"Uzrakstiet atbildi uz jautājumu Nr\. {question.number}\.")
                sent = self._writes(helper, text)
                said.message_id = sent[0]["message_id"]
                await helper.sees("nosūtīta|saglabāta", reply_to=_ids(sent))
        said.message_id, said.files = sent[0]["message_id"], tuple(file for one in sent for file in files_of(one))
        await helper.sees("nosūtīta|saglabāta", reply_to=_ids(sent))
        return said

    async def _adds(self, asker: Phone, question: Question, replying_to: Sequence[int]) -> Said:
        """By a reply, by the button, or by simply writing and choosing; to a closed question by a reply alone."""
        mark = self._mark()
        said = Said("", asker.name, f"{mark} Tās ir mitras.", mark, 0)
        ways = 1 if question.status == CLOSED else 3
        question.add(said)
        match self._dice.randrange(ways):
            case 0:
                target = next(one for one in asker.chat.messages if one["message_id"] in replying_to)
                sent = self._writes(asker, said.text, reply_to=target)
            case 1:
                await asker.presses("Papildināt", self._of(question))
                await asker.sees(rf"papildināt jautājumu Nr\. {question.number}\.")
                sent = self._writes(asker, said.text)
            case _:
                sent = self._writes(asker, said.text)
                await asker.presses(f"Papildināt jautājumu Nr. {question.number}", reply_to=_ids(sent))
        said.message_id, said.files = sent[0]["message_id"], tuple(file for one in sent for file in files_of(one))
        await asker.sees("papildināts", reply_to=_ids(sent))
        return said

    async def _takes_back(self, author: Phone, question: Question, said: Said) -> None:
        question.unsay(said)
        await author.presses("Atsaukt", reply_to=[said.message_id], twice=self._often(0.3))
        await author.sees("Ziņa atsaukta", reply_to=[said.message_id])

    def _edits(self, author: Phone, question: Question, said: Said) -> None:
        message = author.chat.now({"message_id": said.message_id})
        old = str(message.get("text") or message.get("caption") or "")
        text = f"{said.text} Laboju ({self._dice.randrange(1000)})."
        author.chat.edit(message, old.replace(said.text, text))
        question.edit(said, text)

    # Registering --------------------------------------------------------------------------------------------------

    async def registers(self, methodologist: Phone) -> None:
        """A consultation or two that happened elsewhere."""
        async with methodologist.busy:
            match self._dice.randrange(4):
                case 0:
                    first = self._line(methodologist)
                    second = self._line(methodologist)
                    records = [await self._registered(methodologist, one) for one in (first, second)]
                case 1:
                    records = [await self._by_taps(methodologist)]
                case 2:
                    records = [await self._by_a_line_that_asks(methodologist)]
                case _:
                    records = [await self._registered(methodologist, self._line(methodologist))]
            record = records[-1]
            if self._often(0.3):
                record = await self._one_more(methodologist, record)
            if self._often(0.25):
                record.undo()
                await methodologist.presses("Atsaukt", rf"Konsultācija Nr\. {record.number} reģistrēta")
                await methodologist.sees(rf"Konsultācija Nr\. {record.number} atsaukta")

    def _line(self, methodologist: Phone) -> tuple[Message, Record]:
        (stem, library), (way, channel) = self._any(LIBRARIES), self._any(CHANNELS)
        (word, topic), minutes, mark = self._any(TOPICS), self._dice.randrange(5, 60), self._mark()
        command = self._dice.choice(("", "/registret ", "/log "))
        sent = methodologist.chat.send(f"{command}{stem} {way} {word} {minutes}min {mark}")
        record = Record(0, methodologist.name, library, channel, topic, minutes, mark)
        if self._often(0.2):
            record.edited, record.minutes = 1, minutes + 1
            methodologist.chat.edit(sent, f"{command}{stem} {way} {word} {minutes + 1}min {mark}")
        return sent, record

    async def _registered(self, methodologist: Phone, line: tuple[Message, Record]) -> Record:
        sent, record = line
        _, match = await methodologist.sees(r"Konsultācija Nr\. (\d+) reģistrēta", reply_to=_ids([sent]))
        return self._keep(record, match[1])

    async def _by_a_line_that_asks(self, methodologist: Phone) -> Record:
        (stem, library), (word, topic), mark = self._any(LIBRARIES), self._any(TOPICS), self._mark()
        channel = self._dice.choice(list(CHANNELS.values()))
        sent = methodologist.chat.send(f"/registret {stem} {word} {mark}")
        step = f"{topic}(?s:.*)Kādā veidā sniegta konsultācija"
        await methodologist.presses(channel, step, after=sent, twice=self._often(0.3))
        return await self._new(methodologist, Record(0, methodologist.name, library, channel, topic, text=mark))

    async def _by_taps(self, methodologist: Phone) -> Record:
        (stem, library), topic = self._any(LIBRARIES), self._dice.choice(list(TOPICS.values()))
        channel = self._dice.choice(list(CHANNELS.values()))
        methodologist.chat.send("📝 Reģistrēt")
        await methodologist.sees("Kurai bibliotēkai sniegta konsultācija")
        sent = methodologist.chat.send(stem)
        await methodologist.presses(channel, f"{library}(?s:.*)Kādā veidā sniegta konsultācija", after=sent)
        step = f"{library} · {channel}(?s:.*)Par ko bija"
        await methodologist.presses(topic, step, after=sent, twice=self._often(0.3))
        return await self._new(methodologist, Record(0, methodologist.name, library, channel, topic))

    async def _one_more(self, methodologist: Phone, like: Record) -> Record:
        like.repeated = True
        await methodologist.presses(
            "Vēl viena tāda pati", rf"Konsultācija Nr\. {like.number} reģistrēta", twice=self._often(0.4)
        )
        record = Record(0, like.by, like.library, like.channel, like.topic, like.minutes, like=like)
        return await self._new(methodologist, record)

    async def _new(self, methodologist: Phone, record: Record) -> Record:
        """The record that this phone has just been shown for the first time."""
        known = {str(one.number) for one in self._model.records}
        pattern = r"Konsultācija Nr\. (\d+) reģistrēta"
        _, match = await methodologist.sees(pattern, new=lambda number: number not in known)
        return self._keep(record, match[1])

    def _keep(self, record: Record, number: str) -> Record:
        record.number = int(number)
        self._model.records.append(record)
        return record

    # ----------------------------------------------------------------------------------------------------------------

    def _writes(self, author: Phone, text: str, reply_to: Message | None = None) -> list[Message]:
        """A text, at times with a photo, or an album; the album's parts come as updates of their own."""
        kind = self._dice.random()
        if kind < 0.7:
            return [author.chat.send(text, reply_to=reply_to)]
        if kind < 0.85:
            return [author.chat.send_photo(caption=text, reply_to=reply_to)]
        return author.chat.send_album([None] * self._dice.randint(2, 4), caption=text, reply_to=reply_to)

    def _calls_for_help(self, phone: Phone) -> None:
        self._model.helped[phone.name] += 1
        phone.chat.send(self._dice.choice(("/palidziba", "❔ Palīdzība", "/help")))

    @staticmethod
    def _card(question: Question) -> list[str]:
        return [rf"^❓ Jautājums Nr\. {question.number}$"]

    @staticmethod
    def _of(question: Question) -> str:
        """Something on the asker's phone that belongs to the question."""
        return rf"Nr\. {question.number}(?!\d)"

    def _often(self, share: float) -> bool:
        return self._dice.random() < share

    def _any(self, names: dict[str, str]) -> tuple[str, str]:
        return self._dice.choice(list(names.items()))

    def _mark(self) -> str:
        """A word that nothing else says and nothing is read into: letters alone, for numbers would be minutes."""
        number, letters = next(self._members.marks), ""
        for _ in range(4):
            number, letter = divmod(number, 20)
            letters = "bcdfghjklmnpqrstvxzw"[letter] + letters
        return f"qq{letters}"


def _ids(sent: Sequence[Message]) -> list[int]:
    return [one["message_id"] for one in sent]
