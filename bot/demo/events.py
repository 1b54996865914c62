"""Events: some that are over, with who came, for the first workbook; two to come, one of them with a waiting list."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.access import LIBRARIAN
from bot.context import Context
from bot.dialogs.audience import COLLEAGUES
from bot.features.events import answering, indexing, inviting
from bot.features.events.kinds import defaults
from storage.events import GOING, ON_SITE, ONLINE, PUBLISHED, Event, Registration, new_draft
from storage.feedback import add_remark, event_marks
from storage.libraries import Library
from storage.members import Member

THREAD = "Semināri un pasākumi"
"""The group's thread in which the cards of events stand."""
LAST = "Metodiskā diena Skrundā"
"""The title of the event that is announced last."""
PLACES = ("Kabile", "Kurmāle", "Laidi", "Nīkrāce", "Padure", "Raņķi", "Rudbārži", "Rumba", "Īvande")
LIBRARIES = ("Kabiles", "Kurmāles", "Laidu", "Nīkrāces", "Padures", "Raņķu", "Rudbāržu", "Rumbas", "Īvandes")
MAIN = "Kuldīgas Galvenā bibliotēka"


@dataclass(frozen=True)
class Past:
    """What took place so many days ago, and to how many of the librarians (the first ones) each way."""

    days: int
    kind: str
    title: str
    minutes: int
    on_site: int = 0
    online: int = 0
    about: str | None = None
    """A library that was visited."""
    more: dict[str, Any] = field(default_factory=dict)


PAST = (
    Past(
        5,
        "lecture",
        "Mākslīgais intelekts bibliotekāra ikdienā",
        90,
        online=7,
        more={"place": None, "link": "https://tiessaiste.example.lv/lekcija", "lecturers": "Lektore, Rīga"},
    ),
    Past(9, "visit", "Akreditācijas sagatavošana", 120, about="Kabiles pagasta bibliotēka", more={"headcount": 2}),
    Past(
        12,
        "hybrid_seminar",
        "Autortiesības: ko drīkst kopēt un publicēt",
        240,
        on_site=5,
        online=4,
        more={
            "place": MAIN,
            "link": "https://tiessaiste.example.lv/seminars",
            "lecturers": "Lektors, Latvijas Nacionālā bibliotēka",
            "representatives_invited": 2,
            "representatives_present": 1,
        },
    ),
    Past(26, "practical_class", "Rekataloģizācija soli pa solim", 180, on_site=6),
    Past(33, "method_day", "Metodiskā diena: krājums un lasītāji", 300, on_site=9),
    Past(40, "visit", "Jaunās telpas", 60, about="Padures pagasta bibliotēka", more={"headcount": 1}),
)
MARKS = {5: 4, 4: 2, 3: 1}
REMARKS = ("Beidzot ir skaidrs, ko drīkst likt sociālajos tīklos.", "Varēja būt vairāk laika jautājumiem.")
REVIEWED = "hybrid_seminar"
"""The kind of the past event that was spoken of."""


def seed_events(ctx: Context) -> None:
    """What took place before ``ctx.now``, and librarians without a phone on the page; the acting one organised it."""
    librarians = _librarians(ctx)
    for past in PAST:
        begins = _at(ctx, -past.days, 10)
        more = {"place": MAIN, "places": None} | past.more
        about = [_library(ctx, past.about)] if past.about else []
        event = _draft(ctx, past.kind, past.title, begins, minutes=past.minutes, libraries=about, **more)
        if past.about:
            event.place = past.about
        event.status, event.published_at = PUBLISHED, ctx.now - timedelta(days=past.days + 14)
        event.attended_at = event.ends_at
        for number, member in enumerate(librarians[: past.on_site + past.online]):
            mode = ON_SITE if number < past.on_site else ONLINE
            ctx.session.add(
                Registration(
                    event_id=event.id,
                    member_id=member.id,
                    state=GOING,
                    at=event.published_at,
                    mode=mode,
                    attended=True,
                    libraries=list(member.libraries),
                )
            )
        if past.kind == REVIEWED:
            rows = [{"event_id": event.id, "mark": mark, "count": count} for mark, count in MARKS.items()]
            ctx.session.execute(insert(event_marks), rows)
            for remark in REMARKS:
                add_remark(ctx.session, event, remark)
        indexing.index(ctx, event)


def announce_events(ctx: Context) -> None:
    """Two to come are published by the acting person: invitations to all, cards in the group's thread.

    The seminar has five places, which are taken, and two people who wait for one; online there is room.
    """
    seminar = _draft(
        ctx,
        "hybrid_seminar",
        "Gada noslēgums: plāni un pārskati",
        _at(ctx, 9, 10),
        minutes=180,
        place=MAIN,
        link="https://tiessaiste.example.lv/gads",
        lecturers="Metodiķe, Kuldīga",
        places=5,
        text="Kā aizpildīt gada pārskatu, kas mainās veidlapās un ko ierakstīt nākamā gada plānā.",
    )
    day = _draft(
        ctx,
        "method_day",
        LAST,
        _at(ctx, 16, 10),
        minutes=300,
        place="Skrundas pilsētas bibliotēka",
        places=20,
        text="Iepazīsim jauno bērnu nodaļu; pēcpusdienā – pieredzes stāsti par grāmatu apmaiņu.",
    )
    for event in (seminar, day):
        inviting.publish(ctx, event)
    librarians = _librarians(ctx)
    guest = Registration(
        event_id=seminar.id,
        state=GOING,
        at=ctx.now,
        mode=ONLINE,
        guest_name="Deputāte, Kuldīgas novads",
        guest_of="Kuldīgas novada pašvaldība",
        representative=True,
        registered_by_id=ctx.me.id,
    )
    ctx.session.add(guest)
    for number, member in enumerate(librarians[:9]):
        online = number in {1, 4}
        answering.answer(ctx, seminar, member, GOING, ONLINE if online else ON_SITE)
        if number < 4:
            answering.answer(ctx, day, member, GOING)


def _draft(ctx: Context, kind: str, title: str, begins: datetime, minutes: int, **more: Any) -> Event:
    return new_draft(
        ctx.session,
        organiser_id=ctx.me.id,
        kind=kind,
        title=title,
        begins=begins,
        ends=begins + timedelta(minutes=minutes),
        zone=ctx.region.zone,
        now=ctx.now,
        minutes=minutes,
        reminders=list(defaults(kind).reminders),
        audience=COLLEAGUES.to_json(),
        **more,
    )


def _at(ctx: Context, days: int, hour: int) -> datetime:
    """That hour so many days from now, or on the nearest working day before it; on the region's clocks."""
    found = ctx.local.replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=days)
    return found - timedelta(days=max(0, found.weekday() - 4))


def _librarians(ctx: Context) -> list[Member]:
    """Those of ``PLACES``, made if they are not there."""
    found = []
    for place, library in zip(PLACES, LIBRARIES, strict=True):
        name = f"Bibliotekāre, {place}"
        member = ctx.session.scalar(select(Member).where(Member.name == name))
        if member is None:
            libraries = [_library(ctx, f"{library} pagasta bibliotēka")]
            member = Member(name=name, role=LIBRARIAN, language="lv", created_at=ctx.now, libraries=libraries)
            ctx.session.add(member)
            ctx.session.flush()
        found.append(member)
    return found


def _library(ctx: Context, name: str) -> Library:
    return ctx.session.scalars(select(Library).where(Library.name == name)).one()
