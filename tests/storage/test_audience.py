"""Whom something is for: the same conditions on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from storage.audience import Audience, Size, count, includes, newly_meant, people, size
from storage.database import Database
from storage.events import DECLINED, GOING, WAITING, Registration
from storage.libraries import Library, municipality_named
from storage.members import TELEGRAM, Address, Member
from storage.preferences import ANY, ASKED, AT_ONCE, OFF, choose
from tests.features.events.making import an_event

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
YEAR = 2026
COLLEAGUES = ("librarian", "methodologist")


def _people(session: Session) -> dict[str, int]:
    """Two municipalities with a public and a school library each, and who works there; name → id."""
    kuldiga, saldus = (municipality_named(session, name) for name in ("Kuldīgas novads", "Saldus novads"))
    libraries = {
        name: Library(name=name, municipality=municipality, kind=kind)
        for name, municipality, kind in (
            ("Renda", kuldiga, "public"),
            ("Kuldīgas skola", kuldiga, "school"),
            ("Ezere", saldus, "public"),
            ("Saldus skola", saldus, "school"),
        )
    }
    found = {}
    for name, role, since, *where in (
        ("Bibliotekāre Z", "librarian", 2025, "Renda"),
        ("Bibliotekāre Ē", "librarian", 2020, "Renda", "Kuldīgas skola"),
        ("Bibliotekāre E", "librarian", 1999, "Saldus skola"),
        ("Bibliotekāre I", "librarian", None, "Ezere"),
        ("Bibliotekāre M", "methodologist", 2010),
        ("Deputāte", "guest", None),
        ("Gaida", None, 2026, "Renda"),
    ):
        member = Member(
            name=str(name),
            role=role if role is None else str(role),
            language="lv",
            created_at=NOW,
            in_profession_since=since if isinstance(since, int) else None,
            libraries=[libraries[str(one)] for one in where],
        )
        session.add(member)
        session.flush()
        found[str(name)] = member.id
        if name != "Bibliotekāre I":
            away = NOW if name == "Bibliotekāre E" else None
            session.add(Address(member=member, channel=TELEGRAM, address=str(member.id), unreachable_since=away))
    session.flush()
    return found


def _ids(session: Session, names: dict[str, Any]) -> dict[str, Any]:
    """The ids of what is named."""
    by_name = {one.name: one.id for one in session.query(Library)}
    towns = {one.municipality.name: one.municipality_id for one in session.query(Library)}
    members = {one.name: one.id for one in session.query(Member)}
    known = {"library_ids": by_name, "municipality_ids": towns, "member_ids": members}
    return {name: tuple(known[name][one] for one in it) if name in known else it for name, it in names.items()}


@pytest.mark.parametrize(
    ("audience", "meant"),
    [
        ({}, ["Bibliotekāre E", "Bibliotekāre Ē", "Bibliotekāre I", "Bibliotekāre M", "Bibliotekāre Z", "Deputāte"]),
        (
            {"roles": COLLEAGUES},
            ["Bibliotekāre E", "Bibliotekāre Ē", "Bibliotekāre I", "Bibliotekāre M", "Bibliotekāre Z"],
        ),
        ({"roles": ("guest",)}, ["Deputāte"]),
        ({"library_kinds": ("school",)}, ["Bibliotekāre E", "Bibliotekāre Ē"]),
        ({"municipality_ids": ("Kuldīgas novads",)}, ["Bibliotekāre Ē", "Bibliotekāre Z"]),
        (
            {"municipality_ids": ("Kuldīgas novads", "Saldus novads"), "library_kinds": ("public",)},
            ["Bibliotekāre Ē", "Bibliotekāre I", "Bibliotekāre Z"],
        ),
        # One library has to be both: Ēva's school is in Kuldīga.
        ({"municipality_ids": ("Saldus novads",), "library_kinds": ("school",)}, ["Bibliotekāre E"]),
        ({"library_ids": ("Renda",)}, ["Bibliotekāre Ē", "Bibliotekāre Z"]),
        ({"years_to": 2}, ["Bibliotekāre Z"]),
        ({"years_from": 3, "years_to": 10}, ["Bibliotekāre Ē"]),
        ({"years_from": 11}, ["Bibliotekāre E", "Bibliotekāre M"]),
        ({"years_from": 11, "member_ids": ("Deputāte",)}, ["Bibliotekāre E", "Bibliotekāre M", "Deputāte"]),
        (
            {"only_named": True, "member_ids": ("Bibliotekāre I", "Bibliotekāre Z")},
            ["Bibliotekāre I", "Bibliotekāre Z"],
        ),
        ({"only_named": True}, []),
    ],
)
def test_who_is_meant(database: Database, audience: dict[str, Any], meant: list[str]) -> None:
    def ask(session: Session) -> tuple[list[str], int, set[str]]:
        everybody = _people(session)
        asked = Audience(**_ids(session, audience))
        asked = Audience.from_json(asked.to_json())
        listed = [one.name for one in people(session, asked, YEAR, 0, 20)]
        included = {
            name for name, key in everybody.items() if includes(session, asked, session.get_one(Member, key), YEAR)
        }
        return listed, count(session, asked, YEAR), included

    listed, number, included = database.submit(ask).result()
    assert listed == meant  # in the order of the Latvian alphabet
    assert number == len(meant)
    assert included == set(meant)


def test_who_will_not_hear_of_it_is_counted(database: Database) -> None:
    def ask(session: Session) -> list[Size]:
        everybody = _people(session)
        audiences = [
            Audience(roles=COLLEAGUES),
            Audience(roles=COLLEAGUES, years_from=3),
            Audience(roles=COLLEAGUES, years_from=3, member_ids=(everybody["Bibliotekāre I"],)),
        ]
        ilze = everybody["Bibliotekāre I"]
        return [*(size(session, one, YEAR) for one in audiences), size(session, audiences[0], YEAR, besides=ilze)]

    # Ilze has no Telegram, Edīte has blocked the bot; Ilze has not said since when she is in the profession.
    assert database.submit(ask).result() == [Size(5, 2, 0), Size(3, 1, 1), Size(4, 2, 0), Size(4, 1, 0)]


def test_people_are_listed_by_pages(database: Database) -> None:
    def ask(session: Session) -> list[list[str]]:
        _people(session)
        return [
            [one.name for one in people(session, Audience(roles=COLLEAGUES), YEAR, first, 2)] for first in (0, 2, 4)
        ]

    assert database.submit(ask).result() == [
        ["Bibliotekāre E", "Bibliotekāre Ē"],
        ["Bibliotekāre I", "Bibliotekāre M"],
        ["Bibliotekāre Z"],
    ]


def test_interests_and_registrations_narrow_it(database: Database) -> None:
    def ask(session: Session) -> list[list[str]]:
        ids = _people(session)
        choose(session, ids["Bibliotekāre Z"], ASKED, "bis", AT_ONCE)
        choose(session, ids["Bibliotekāre I"], ASKED, ANY, AT_ONCE)
        choose(session, ids["Bibliotekāre I"], ASKED, "projects", OFF)
        event = an_event(session, ids["Bibliotekāre M"])
        for name, state in (("Bibliotekāre Z", GOING), ("Bibliotekāre Ē", WAITING), ("Bibliotekāre I", DECLINED)):
            session.add(Registration(event_id=event.id, member_id=ids[name], state=state, at=NOW))
        session.flush()
        audiences = [
            Audience(topics=("bis",)),
            Audience(topics=("projects",)),
            Audience(topics=("projects", "bis")),
            Audience(event_numbers=(event.number,)),
            Audience(event_numbers=(event.number,), topics=("bis",)),
        ]
        return [[one.name for one in people(session, audience, YEAR, 0, 20)] for audience in audiences]

    assert database.submit(ask).result() == [
        ["Bibliotekāre I", "Bibliotekāre Z"],
        [],
        ["Bibliotekāre I", "Bibliotekāre Z"],
        ["Bibliotekāre Ē", "Bibliotekāre Z"],
        ["Bibliotekāre Z"],
    ]


def test_who_has_not_said_since_when_is_newly_meant_when_experience_no_longer_matters(database: Database) -> None:
    """Neither in what was asked for before nor out of it, as far as a database can tell: they were not meant."""

    def ask(session: Session) -> tuple[list[int], list[int]]:
        ids = _people(session)
        before, after = Audience(roles=COLLEAGUES, years_to=2), Audience(roles=COLLEAGUES)
        wanted = sorted(ids[name] for name in ("Bibliotekāre Ē", "Bibliotekāre E", "Bibliotekāre I", "Bibliotekāre M"))
        return newly_meant(session, before, after, YEAR), wanted

    found, wanted = database.submit(ask).result()
    assert found == wanted
