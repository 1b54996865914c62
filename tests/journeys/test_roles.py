"""Who sees which menu, who may call which command: every role and every command in one place."""

import pytest

from bot.access import ADMIN, GUEST, LIBRARIAN, METHODOLOGIST
from tests.journeys.world import MAIN, World

EVERYONE = {"start", "privatums", "manidati", "dzest", "palidziba", "atcelt"}
MEMBERS = EVERYONE | {"profils", "valoda", "kalendars"}
LIBRARIANS = MEMBERS | {"jautat", "meklet", "jaunums"}
STAFF = LIBRARIANS | {"registret", "parskats", "moderesana", "paslept", "iestatijumi", "pasakums", "pazinot"}
ADMINISTRATORS = STAFF | {"grupa", "zurnals"}
MAY: dict[str, set[str]] = {GUEST: MEMBERS, LIBRARIAN: LIBRARIANS, METHODOLOGIST: STAFF, ADMIN: ADMINISTRATORS}
MENU = {
    GUEST: ["📅 Kalendārs", "👤 Profils", "❔ Palīdzība"],
    LIBRARIAN: ["❓ Jautāt", "🔎 Meklēt", "📰 Jaunumi", "📅 Kalendārs", "👤 Profils", "❔ Palīdzība"],
    METHODOLOGIST: [
        "📝 Reģistrēt",
        "📊 Pārskats",
        "🔎 Meklēt",
        "📰 Jaunumi",
        "📅 Kalendārs",
        "📣 Paziņot",
        "⚙️ Iestatījumi",
        "❔ Palīdzība",
    ],
    ADMIN: [
        "📝 Reģistrēt",
        "📊 Pārskats",
        "🔎 Meklēt",
        "📰 Jaunumi",
        "📅 Kalendārs",
        "📣 Paziņot",
        "⚙️ Iestatījumi",
        "❔ Palīdzība",
    ],
}
CALLS = {
    **{name: f"/{name}" for name in ADMINISTRATORS},
    "group": "/group",
    "audit": "/audit",
    "darbibas": "/darbibas",
    "ask": "/ask Kā?",
    "jautat text": "/jautat Kā?",
    "news": "/news",
    "jaunumi": "/jaunumi",
    "log": "/log Renda tel statistika",
    "pieraksts": "/pieraksts",
    "report": "/report 2026-10",
    "atskaite": "/atskaite",
    "mekle": "/mekle grāmatas",
    "search": "/search grāmatas",
    "profile": "/profile",
    "language": "/language",
    "settings": "/settings",
    "calendar": "/calendar",
    "pasakumi": "/pasakumi",
    "event": "/event",
    "announce": "/announce",
    "pazinojums": "/pazinojums",
    "pazinojumi": "/pazinojumi",
    "seminars": "/seminars Krājums",
}
ALIAS_OF = {
    "ask": "jautat",
    "group": "grupa",
    "audit": "zurnals",
    "darbibas": "zurnals",
    "jautat text": "jautat",
    "news": "jaunums",
    "jaunumi": "jaunums",
    "log": "registret",
    "pieraksts": "registret",
    "report": "parskats",
    "atskaite": "parskats",
    "mekle": "meklet",
    "search": "meklet",
    "profile": "profils",
    "calendar": "kalendars",
    "pasakumi": "kalendars",
    "language": "valoda",
    "settings": "iestatijumi",
    "event": "pasakums",
    "seminars": "pasakums",
    "announce": "pazinot",
    "pazinojums": "pazinot",
    "pazinojumi": "pazinot",
}
IN_TWO = {"report", "manidati"}
"""A report of a month: its picture with the figures in words, and its workbook. One's own data: to read, as JSON."""
REFUSED = "Jūsu lomai šī iespēja nav pieejama. Nekas nav mainīts."
NOT_IN = "Jūs vēl neesat Plauktā. Lai pievienotos, nospiediet /start."


@pytest.mark.parametrize("role", MAY)
async def test_each_role_sees_and_may_what_is_theirs(world: World, role: str) -> None:
    person = await world.member(role, "Persona", MAIN)
    assert person.menu == MENU[role]
    assert person.commands == MAY[role]
    help_text = await person.say("/palidziba")
    for command in ADMINISTRATORS:
        assert (f"/{command} – " in help_text) == (command in MAY[role])
    for called, text in sorted(CALLS.items()):
        answer = await person.say(text)
        refused = ALIAS_OF.get(called, called) not in MAY[role]
        assert (REFUSED in str(answer) or "Only" in str(answer) or "for another role" in str(answer)) == refused, text
        assert len(answer.new) == (2 if called in IN_TWO and not refused else 1), f"{text}: {answer}"
        if called in ("valoda", "language") and not refused:
            await person.say("/valoda")  # and back
    assert world.count() == {GUEST: 0, LIBRARIAN: 2}.get(role, 3)


@pytest.mark.parametrize("role", [GUEST, LIBRARIAN])
async def test_a_button_of_another_role_is_refused(world: World, role: str) -> None:
    methodologist, asker = await world.methodologist(), await world.librarian()
    await asker.say("/jautat Kā?")
    person = await world.member(role, "Cita persona")
    for data in ("c:close:1", "c:unlog:1", "c:again:1"):
        answer = await person.send_data(data, person.last)
        assert REFUSED in answer, data
        assert not answer.new
    # What colleagues and askers may do with questions that they can see is no matter of the role, unless a guest's.
    unseen_question = "Jautājuma Nr. 1, kas Jums būtu redzams, nav." if role == LIBRARIAN else REFUSED
    unseen = ("c:take:1", "c:answer:1", "c:topic:1:1", "c:set:1:1:alise")
    for data in (*unseen, "c:add:1", "c:thanks:1", "c:reopen:1", "c:undo:1", "c:library:1:1"):
        assert unseen_question in await person.send_data(data, person.last), data
    assert "Gaida atbildi" in methodologist.shown[-1]
    assert world.record(1)["responsible_id"] is None


async def test_who_has_not_been_let_in_gets_one_polite_sentence_for_everything(world: World) -> None:
    methodologist = await world.methodologist()
    await methodologist.say("/palidziba")
    stranger = world.stranger("Kāds")
    await stranger.start()
    await stranger.say("/atcelt")
    for text in (
        "Labdien!",
        "/jautat Kā?",
        "/registret",
        "/parskats",
        "/profils",
        "/valoda",
        "Renda tel bis",
    ):
        answer = await stranger.say(text)
        assert [one["text"] for one in answer.new] == [NOT_IN], text
    for act in (
        stranger.chat.send_photo,
        stranger.chat.send_sticker,
        stranger.chat.send_voice,
        lambda: stranger.chat.send_location(57.0, 21.9),
        lambda: stranger.chat.send_contact("+37120000000", "Kāds"),
    ):
        assert [one["text"] for one in (await stranger.do(act)).new] == [NOT_IN]
    for data in ("c:take:1", "m:language:en", "r:xlsx:2026-10", "m:name"):
        assert NOT_IN in await stranger.send_data(data, stranger.last)
    await stranger.talk(
        ("/privatums", "🔒"),
        ("/palidziba", ("Plaukts ir domāts reģiona bibliotekāriem", "/start")),
        ("/nezinu", "Tādas komandas nav."),
    )
    assert world.count() == 0
    assert len(methodologist.shown) == 2, "nobody was disturbed"
