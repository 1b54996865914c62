"""Everything about oneself, as a page and as JSON; nothing of anybody else."""

import json
import re

from sqlalchemy import select

from storage.audit import audit
from storage.files import files
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
