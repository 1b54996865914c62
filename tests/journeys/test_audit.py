"""Administrators read who did what, when: in pages, by part and by person, and as a file."""

import csv
from datetime import timedelta
from io import StringIO

from sqlalchemy.orm import Session

from storage.audit import record_act
from tests.journeys.world import LAIDI, World


async def test_the_log_is_read_filtered_and_taken_along(world: World) -> None:
    admin, librarian = await world.member("admin", "=Administratore"), await world.librarian(LAIDI)
    await librarian.say("/jautat Slepens teksts?")
    await admin.send_data("m:give:2:methodologist", admin.last)
    page = await admin.say("/zurnals")
    assert "📜 Darbību žurnāls" in page
    assert (
        "12.10. plkst. 11.00 · =Administratore: piešķirta loma · Bibliotekāre, Laidu · bibliotekārs → metodiķis" in page
    )
    assert "Bibliotekāre, Laidu: uzdots jautājums · Nr. 1" in page
    assert str(page).index("piešķirta loma") < str(page).index("uzdots jautājums"), "the newest first"
    assert "Slepens" not in page
    only = await admin.press("Ko darīja")
    assert "[Dalībnieki un lomas]" in only
    only = await admin.press("Dalībnieki un lomas")
    assert "Tikai: Dalībnieki un lomas" in only
    assert "uzdots jautājums" not in only
    by = await admin.press("Kurš darīja")
    assert "Kura dalībnieka darbības?" in by
    by = await admin.say("laidu")
    assert "Kurš: Bibliotekāre, Laidu" in by
    assert "Nekas tāds nav ierakstīts." in by
    everybody = await admin.press("Visi")
    assert "piešķirta loma" in everybody

    def fill(session: Session) -> None:
        for minute in range(25):
            at = world.sandbox.clock.now() + timedelta(seconds=minute)
            record_act(session, at=at, actor_id=None, action="export", period="2026-09", format="csv")

    world.write(fill)
    first = await admin.say("/audit")
    assert str(first).count("komandrinda: pārskats ierakstīts failā · 2026-09, csv") == 10
    second = await admin.press("▶")
    assert "[◀]" in second
    third = await admin.press("▶")
    assert "piešķirta loma" in third
    assert "[▶]" not in third
    await admin.press("Failā (CSV)")
    await world.settled()
    content = admin.file("darbibu-zurnals.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Laiks", "Kas", "Darbība", "Par ko", "Atslēga", "Sīkāk"]
    assert rows[1][1:5] == ["'=Administratore", "darbību žurnāls saņemts failā", "", "export_audit"]
    assert ["piešķirta loma", "Bibliotekāre, Laidu", "give_role", "before=librarian; role=methodologist"] in [
        row[2:] for row in rows
    ]
    assert "Slepens" not in content.decode("utf-8-sig")
