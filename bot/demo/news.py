"""News of the last days, so that the list, the search and the next digest have something to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import LIBRARIAN
from bot.sandbox import PrivateChat
from storage.libraries import Library
from storage.members import Member
from storage.news import NEWS, NewsPost
from storage.numbers import next_number
from storage.search import Entry, put_entry


@dataclass(frozen=True)
class Told:
    """What somebody told, so many days ago; a deadline so many days from now."""

    place: str
    library: str
    category: str
    days: int
    text: str
    deadline: int | None = None


PAST = (
    Told(
        "Vārme",
        "Vārmes pagasta bibliotēka",
        "contest",
        16,
        "Konkurss „Mans bibliotēkas logs”\n"
        "Rudens noformējuma fotogrāfijas gaidām e-pastā. Uzvarētāju noteiks lasītāji.",
        -2,
    ),
    Told(
        "Turlava",
        "Turlavas pagasta bibliotēka",
        "experience",
        6,
        "Kā mums izdevās galda spēļu pēcpusdiena\n"
        "Divas stundas piektdienās, sešas spēles no novada jauniešu centra un viens noteikums: telefoni paliek kastē. "
        "Trešajā reizē atnāca jau četrpadsmit jaunieši, un puse no viņiem aizgāja ar grāmatu.\n"
        "Labprāt padalīšos ar spēļu sarakstu un afišas veidni.",
    ),
    Told(
        "Snēpele",
        "Snēpeles pagasta bibliotēka",
        "books",
        4,
        "Atdodam dubletus: 40 bērnu un jauniešu grāmatas\n"
        "Latviešu pasakas, Astrīdas Lindgrēnes darbi, „Harija Potera” 1.–3. daļa. Stāvoklis labs, visas jau "
        "norakstītas. Varu atvest uz semināru Kuldīgā.",
        16,
    ),
    Told(
        "Skrunda",
        "Skrundas pilsētas bibliotēka",
        "vacancy",
        2,
        "Vakance: bibliotekārs bērnu literatūras nodaļā\n"
        "Pilna slodze no nākamā mēneša. CV un motivācijas vēstuli gaidām pilsētas bibliotēkā.",
        20,
    ),
    Told(
        "Pelči",
        "Pelču pagasta bibliotēka",
        "own_event",
        1,
        "Tikšanās ar novadpētnieku par Pelču muižas laikiem\n"
        "Ceturtdien plkst. 17.00 bibliotēkas lasītavā. Līdzi var ņemt vecas fotogrāfijas: ieskenēsim uz vietas.",
    ),
)
AUTHOR, AUTHORS_LIBRARY = "Bibliotekāre, Ēdole", "Ēdoles pagasta bibliotēka"
TODAY = (
    "Izstādes „Ziema latviešu grafikā” atklāšana piektdien plkst. 16.00. Pēc tam izstāde ceļos tālāk: kura bibliotēka "
    "vēlas to uzņemt janvārī?"
)
CONTEST = (
    "Konkurss „Labākais lasīšanas stūrītis”\n"
    "Piedalīties var ikviena reģiona bibliotēka: trīs fotogrāfijas un stāsts uz vienas lapas. Balvā – grāmatas "
    "150 eiro vērtībā. Nolikums: https://example.lv/lasisanas-sturitis\n"
    "Darbus gaidām līdz {day}."
)
_MONTHS = (
    *("janvārim", "februārim", "martam", "aprīlim", "maijam", "jūnijam"),
    *("jūlijam", "augustam", "septembrim", "oktobrim", "novembrim", "decembrim"),
)


def seed_news(session: Session, now: datetime) -> None:
    """What was published before, by librarians without a phone on the page. ``now`` is local."""
    for told in PAST:
        library = session.scalars(select(Library).where(Library.name == told.library)).one()
        author = Member(
            name=f"Bibliotekāre, {told.place}", role=LIBRARIAN, language="lv", created_at=now, libraries=[library]
        )
        session.add(author)
        session.flush()
        at = now - timedelta(days=told.days, hours=2)
        deadline = now.date() + timedelta(days=told.deadline) if told.deadline is not None else None
        past = deadline is not None and deadline < now.date()
        post = NewsPost(
            number=next_number(session),
            author_id=author.id,
            category=told.category,
            text=told.text,
            published_at=at,
            deadline=deadline,
            past_at=now if past else None,
            reminded_at=now if past or deadline is None else None,
            libraries=[library],
        )
        session.add(post)
        title, _, rest = told.text.partition("\n")
        title = f"⌛ {title}" if past else title
        put_entry(session, Entry(NEWS, post.number, title, f"{rest}\n{library.name}", post.category, at))


def publish(author: PrivateChat, now: datetime) -> None:
    """What is published while the demonstration begins, as a person does it: a photo, and a contest with a link."""
    author.start()
    author.send_photo(caption=f"/jaunums {TODAY}")
    day = (now + timedelta(days=14)).date()
    author.send(f"/jaunums {CONTEST.format(day=f'{day.year}. gada {day.day}. {_MONTHS[day.month - 1]}')}")
