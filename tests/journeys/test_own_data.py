"""Everything about oneself, as a page and as JSON; nothing of anybody else."""

import json
import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import audit
from storage.files import files
from storage.members import EMAIL, Address, Member
from tests.journeys.world import LAIDI, RENDA, World


async def test_what_is_stored_comes_as_two_documents(world: World) -> None:
    methodologist = await world.methodologist("Metodiķe, Saldus")
    asker = await world.member("librarian", "Anna <Rendas>", RENDA)
    other = await world.member("librarian", "Svešā Persona", LAIDI)
    await asker.say("/jautat Kā rekataloģizēt < 5 grāmatas?")
    await methodologist.reply("rekataloģizēt", "Ar svītrkodu.")
    await other.say("/jautat Cita noslēpums")
    await asker.say("/jaunums Mums ir izstāde")
    answer = await asker.say("/manidati")
    assert len(answer.new) == 2
    page, told = asker.file("mani-dati.html").decode(), json.loads(asker.file("mani-dati.json"))
    for words in (
        "Anna &lt;Rendas&gt;",
        "Jūsu uzdotie jautājumi",
        "rekataloģizēt &lt; 5",
        "Ar svītrkodu",
        "izstāde",
        RENDA,
    ):
        assert words in page
    assert not re.search(r"<dd>(\w+_\w+|ask|asked|event|member|news|thread)</dd>", page), "words, not keys"
    assert not re.search(r"<dd>\d{4}-\d\d", page), "days and moments in words"
    assert "http" not in page
    assert "src=" not in page, "nothing is fetched from elsewhere"
    assert told["member"][0]["name"] == "Anna <Rendas>"
    assert told["libraries"] == [{"library": RENDA}]
    (asked,) = told["consultations_asked"]
    assert [(one["by"], one["text"]) for one in asked["messages"]] == [
        ("me", "Kā rekataloģizēt < 5 grāmatas?"),
        ("others", "Ar svītrkodu."),
    ]
    assert told["news"][0]["text"] == "Mums ir izstāde"
    assert {row["action"] for row in told["audit"]} >= {"ask"}
    assert set(told["explained"]["sections"]) <= set(told)
    for strange in ("Svešā", "noslēpums", "Saldus"):
        assert strange not in page
        assert strange not in json.dumps(told, ensure_ascii=False)
    assert "export_own_data" in world.read(lambda session: list(session.scalars(select(audit.c.action))))
    assert world.read(lambda session: list(session.scalars(select(files.c.bytes)))) == [None, None], "Telegram has them"


async def test_an_administrator_hands_them_to_who_has_no_telegram(world: World) -> None:
    admin = await world.member("admin", "Administratore")

    def by_letter(session: Session) -> int:
        member = Member(
            name="Bibliotekāre, Laidu", role="librarian", language="lv", created_at=world.sandbox.clock.now()
        )
        session.add(Address(member=member, channel=EMAIL, address="laidi@example.lv"))
        session.flush()
        return member.id

    key = world.write(by_letter)
    await admin.send_data(f"m:person:{key}", admin.last)
    answer = await admin.press("📄 Visi dati failos")
    assert "Bibliotekāre, Laidu: viss, kas glabājas" in answer
    assert "laidi@example.lv" in admin.file("mani-dati.html").decode()
    assert json.loads(admin.file("mani-dati.json"))["addresses"][0]["address"] == "laidi@example.lv"
    assert "saņemti personas dati" in await admin.say("/zurnals")
    assert "savus datus tur var saņemt" in await admin.send_data("pv:data:1", admin.last)
