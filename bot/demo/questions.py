"""Questions that colleagues asked and answered before, so that search and similar answers have something to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.consultations import (
    ANSWER,
    ANSWERED,
    CHAT,
    CLOSED,
    COLLEAGUES,
    METHODOLOGIST,
    PEER,
    QUESTION,
    Consultation,
    ConsultationMessage,
)
from storage.libraries import Library
from storage.numbers import next_number
from storage.search import QUESTION as FOUND_AS
from storage.search import Entry, put_entry

RENDA, EDOLE, KULDIGA = "Rendas pagasta bibliotēka", "Ēdoles pagasta bibliotēka", "Kuldīgas Galvenā bibliotēka"


@dataclass(frozen=True)
class Asked:
    """A question of so many days ago, its topic, who asked; answers as (hours later, library, text), the best first."""

    days: int
    topic: str
    library: str
    text: str
    answers: tuple[tuple[int, str, str], ...]
    settled: bool = True


PAST = (
    Asked(
        11,
        "stock",
        RENDA,
        "Kā pareizi norakstīt nolietotas grāmatas, ja inventāra grāmatā ieraksts ir nesalasāms?",
        (
            (
                3,
                EDOLE,
                "Aktā norādīju inventāra numuru no grāmatas kabatiņas un piezīmēs ierakstīju, ka ieraksts nav "
                "salasāms. Komisija parakstīja bez iebildumiem.",
            ),
            (26, KULDIGA, "Tā arī jādara. Akta veidlapa ir mājaslapas sadaļā „Bibliotekāriem”."),
        ),
    ),
    Asked(
        8,
        "children",
        EDOLE,
        "Kādas grāmatas iesakāt Bērnu žūrijas noslēguma pasākumam pirmsskolai?",
        ((5, RENDA, "Mums ļoti noderēja „Lupatiņi”: īsas nodaļas, un bērni pēc tam paši zīmēja turpinājumu."),),
    ),
    Asked(
        5,
        "ict",
        RENDA,
        "Lasītavas dators neredz tīkla printeri pēc atjauninājuma. Vai kādam ir bijis tāpat?",
        ((2, EDOLE, "Palīdzēja printera noņemšana un pievienošana no jauna ar IP adresi."),),
        settled=False,
    ),
)
OPEN = "/jautat Kurš brauc uz semināru Rīgā nākamnedēļ? Varu paņemt līdzi divus cilvēkus."
"""Asked in the group as the demonstration begins, for the first answer of whoever plays."""


def seed_questions(session: Session, now: datetime) -> None:
    """Put them into an empty database; ``now`` is local."""
    named = select(Library).where(Library.name.in_((RENDA, EDOLE, KULDIGA)))
    libraries = {library.name: library for library in session.scalars(named)}
    for asked in PAST:
        _add(session, asked, now.replace(hour=9, minute=20) - timedelta(days=asked.days), libraries)


def _add(session: Session, asked: Asked, at: datetime, libraries: dict[str, Library]) -> None:
    first = min(at + timedelta(hours=hours) for hours, _, _ in asked.answers)
    question = Consultation(
        number=next_number(session),
        origin=CHAT,
        status=CLOSED if asked.settled else ANSWERED,
        entered_at=at,
        happened_on=first.date(),
        given_by=PEER,
        channel="telegram",
        topic=asked.topic,
        audience=COLLEAGUES,
        may_be_shown=True,
        answered_at=first,
        closed_at=first if asked.settled else None,
        libraries=[libraries[asked.library]],
    )
    question.messages.append(ConsultationMessage(author_id=None, part=QUESTION, text=asked.text, at=at))
    for place, (hours, library, text) in enumerate(asked.answers):
        answer = ConsultationMessage(
            author_id=None,
            part=ANSWER,
            text=text,
            at=at + timedelta(hours=hours),
            given_by=METHODOLOGIST if library == KULDIGA else PEER,
            library_id=libraries[library].id,
            helped=asked.settled and place == 0,
        )
        question.messages.append(answer)
    session.add(question)
    session.flush()
    answers = "\n".join(text for _, _, text in asked.answers)
    put_entry(session, Entry(FOUND_AS, question.number, asked.text, answers, asked.topic, first))
