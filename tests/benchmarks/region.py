"""The region that Plaukts is measured with: fifty librarians, each of a library, and one methodologist."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from bot.app import open_database
from bot.features.libraries.importing import apply_import, plan_import, read_libraries
from bot.notice import NOTICE_VERSION
from config import DEMO_LIBRARIES
from storage.broadcasts import Content, announce
from storage.database import Database
from storage.inbox import inbox
from storage.libraries import Library
from storage.members import TELEGRAM, Address, Member
from storage.outbox import SENT, About, deliveries
from storage.preferences import AT_ONCE, preferences

_QUESTIONS = (
    "Kā norakstīt novecojušas grāmatas?",
    "Vai rekataloģizācijā jāmaina UDK indekss?",
    "Cik bieži jāatjauno bibliotēkas nolikums?",
    "Kur Kultūras datu portālā ievada pasākumu apmeklējumu?",
    "Lasītājs lūdz dzēst personas datus – ko darīt?",
    "Kas jāiesniedz akreditācijas komisijai?",
    "Kā pieteikties VKKF projektu konkursam?",
    "Vai drīkst kopēt notis? Ko saka autortiesības?",
    "Kā ALISE labot eksemplāra statusu?",
    "Vai ir pieredze ar lasīšanas klubiem pusaudžiem?",
)


def question(number: int) -> str:
    """One of many questions, on changing topics, no two alike."""
    return f"/jautat {_QUESTIONS[number % len(_QUESTIONS)]} ({number})"


def wish_for_help(_number: int) -> str:
    """What is answered from what Plaukts knows of the sender alone."""
    return "/palidziba"


def prepare_region(url: str, librarians: Sequence[int], methodologist: int) -> None:
    """Fill a new database: the demonstration's libraries, and people by their Telegram ids, all of whom have joined."""
    database = open_database(url)

    def fill(session: Session) -> None:
        apply_import(session, plan_import(session, read_libraries(DEMO_LIBRARIES)))
        session.flush()
        libraries = list(session.scalars(select(Library).order_by(Library.id)))
        for index, user_id in enumerate((*librarians, methodologist)):
            role = "librarian" if user_id != methodologist else "methodologist"
            member = Member(
                name=f"Biedrs {index + 1}",
                role=role,
                language="lv",
                created_at=datetime.now(UTC),
                notice_version=NOTICE_VERSION,
                libraries=[libraries[index % len(libraries)]],
            )
            session.add(Address(member=member, channel=TELEGRAM, address=str(user_id)))

    database.submit(fill).result()
    database.stop()


def broadcast_to(url: str, recipients: Sequence[int], *, wanted: bool = False) -> None:
    """Add these people, by their Telegram ids, as guests, and let all of them have one message, from now on.

    ``wanted``: by their preferences (every second one has chosen) and outside their quiet hours.
    """
    database = Database(url)
    database.start()
    now = datetime.now(UTC)

    def fill(session: Session) -> None:
        for start in range(0, len(recipients), 1000):
            members = [
                Member(name="Viesis", role="guest", language="lv", created_at=now)
                for _ in recipients[start : start + 1000]
            ]
            session.add_all(members)
            session.flush()
            values = [
                {"member_id": member.id, "channel": TELEGRAM, "address": str(user_id)}
                for member, user_id in zip(members, recipients[start : start + 1000], strict=True)
            ]
            session.execute(insert(Address), values)
            session.expunge_all()
        if wanted:
            choosing = select(Member.id, literal("news"), literal("vacancy"), literal(AT_ONCE)).where(
                Member.id % 2 == 0
            )
            session.execute(insert(preferences).from_select(list(preferences.c.keys()), choosing))
        wanting = ("news", "vacancy", AT_ONCE) if wanted else None
        announce(session, BROADCAST, _ANNOUNCED, roles=["guest"], now=now, urgent=not wanted, wanting=wanting)

    database.submit(fill).result()
    database.stop()


BROADCAST = About("announcement", "announcement", 1)
_ANNOUNCED = {"lv": Content("sendMessage", {"text": "Sanāksme pārcelta uz ceturtdienu."})}


def left_over(url: str) -> int:
    """How many updates were not handled and how many deliveries were not sent, together."""
    database = Database(url)
    with database.read() as session:
        updates = session.scalar(select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None)))
        unsent = session.scalar(select(func.count()).select_from(deliveries).where(deliveries.c.state != SENT))
    database.stop()
    return int(updates or 0) + int(unsent or 0)
