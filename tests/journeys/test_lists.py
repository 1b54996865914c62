"""The region's lists, changed in chat: what can be chosen, how it is recognised, and that old months stay."""

from datetime import datetime

from tests.features.reports.reading import read_sheets
from tests.journeys.person import Message
from tests.journeys.world import RIGA, World


async def test_a_methodologist_changes_the_topics(world: World) -> None:
    methodologist = await world.methodologist()
    await methodologist.say("Renda tel autortiesības 10 min")
    await world.move_to(datetime(2026, 11, 4, 12, tzinfo=RIGA))
    lists = await methodologist.talk(("/iestatijumi", "Iestatījumi"), ("[🗂 Saraksti]", "Tas, ko piedāvā izvēlei"))
    for label in ("Temati", "Saziņas kanāli", "Pasākumu veidi", "Bibliotēku veidi", "Jaunumu kategorijas"):
        assert f"[{label}]" in lists

    # a new topic is known at once in a line, by its name and by its words; "Cits" stays the last
    await methodologist.talk(
        ("[Temati]", ("[BIS ALISE]", "[➕ Pievienot]")),
        ("[➕ Pievienot]", "Kā to sauc latviski?"),
        ("x", "Nosaukumā ir 2–60 rakstzīmes"),
        ("Autortiesības", "Un angliski?"),
        ("[Izlaist]", "„Autortiesības” jau pieder šī saraksta ierakstam „Autortiesības”."),
    )
    await methodologist.talk(("/iestatijumi", ""), ("[🗂 Saraksti]", ""), ("[Temati]", ""))
    await methodologist.talk(
        ("[➕ Pievienot]", ""),
        ("E-grāmatas", "Un angliski?"),
        ("E-books", ("✅ Pievienots", "E-grāmatas", "[Atsaukt]")),
        ("[Uz ierakstu]", "Angliski: E-books"),
        ("[Vārdi atpazīšanai]", "Ierakstiet tos, atdalot ar komatiem"),
        ("3td, e-gramatas, alise", "„alise” jau pieder šī saraksta ierakstam „BIS ALISE”."),
    )
    await methodologist.talk(("/iestatijumi", ""), ("[🗂 Saraksti]", ""), ("[Temati]", ("[E-grāmatas] [Cits]",)))
    await methodologist.talk(
        ("[E-grāmatas]", "Saraksts: Temati"),
        ("[Vārdi atpazīšanai]", ""),
        ("3td, e grāmatas", ("✅ Vārdi saglabāti", "3td, e grāmatas")),
        ("Renda tel 3td 5 min", ("Konsultācija Nr. 2", "E-grāmatas")),
    )

    # another name from today on; the report of October keeps the one that it was given under
    await methodologist.talk(("/iestatijumi", ""), ("[🗂 Saraksti]", ""), ("[Temati]", ""), ("[Autortiesības]", ""))
    await methodologist.talk(
        ("[Pārdēvēt]", "Tagad tas ir: Autortiesības"),
        ("Autortiesības un licences", "Un angliski?"),
        ("[Izlaist]", "No kura laika ir šis nosaukums?"),
        ("[No šodienas]", ("✅ Pārdēvēts", "Autortiesības → Autortiesības un licences")),
    )
    card = await methodologist.send_data("lg:card:1", methodologist.last)
    assert "Autortiesības" in card
    assert "licences" not in card
    await methodologist.say("/parskats oktobris")
    await methodologist.say("/parskats novembris")
    october, november = (read_sheets(methodologist.file(f"plaukts-2026-{one}.xlsx"), "lv") for one in (10, 11))
    assert [record["Temats"] for record in october.records()] == ["Autortiesības"]
    assert [record["Temats"] for record in november.records()] == ["E-grāmatas"]

    # what was changed is taken back; not what was changed again after that
    renamed = methodologist.message("✅ Pārdēvēts")
    await methodologist.press("Uz ierakstu", renamed)
    moved = await methodologist.talk(("[⬆️ Augstāk]", ("Agrāk: Autortiesības", "Vieta sarakstā: 7. no 17")))
    assert "Autortiesības un licences" in moved
    taken = await methodologist.send_data(data_of(renamed, "Atsaukt"), renamed)
    assert "↩️ Atsaukts" in taken
    assert (await methodologist.send_data(data_of(renamed, "Atsaukt"), renamed)).toast == "Tas jau ir atsaukts."


async def test_what_is_out_of_use_is_no_choice_and_can_be_used_again(world: World) -> None:
    methodologist = await world.methodologist()
    await methodologist.talk(("/iestatijumi", ""), ("[🗂 Saraksti]", ""), ("[Saziņas kanāli]", "[Tiešsaistē]"))
    telegram = await methodologist.talk(("[Telegram]", "vajadzīgs pašam Plauktam"))
    assert "[Izņemt no lietošanas]" not in telegram
    await methodologist.talk(("[◀ Saziņas kanāli]", ""), ("[Tiešsaistē]", "Vieta sarakstā: 5. no 6"))
    card = methodologist.last
    await methodologist.talk(("[Izņemt no lietošanas]", ("✅ Izņemts no lietošanas", "[Atsaukt]")))
    pressed_again = await methodologist.send_data(data_of(card, "Izņemt no lietošanas"), card)
    assert pressed_again.toast == "Tas jau ir izņemts no lietošanas."
    asked = await methodologist.say("/registret Renda zoom statistika")
    assert "[Tiešsaistē]" not in asked
    assert "[Pa tālruni]" in asked
    await methodologist.talk(
        ("/iestatijumi", ""),
        ("[🗂 Saraksti]", ""),
        ("[Saziņas kanāli]", "[Izņemtie no lietošanas (1)]"),
        ("[Izņemtie no lietošanas (1)]", "[Tiešsaistē]"),
        ("[Tiešsaistē]", "to nevar izvēlēties"),
        ("[Lietot atkal]", "✅ Atkal lietošanā"),
        ("Renda zoom statistika", ("reģistrēta", "Tiešsaistē")),
    )
    librarian = await world.librarian()
    assert "voc:" not in str(librarian.chat.messages)
    refused = await librarian.send_data("voc:list:topic", librarian.last)
    assert "[BIS ALISE]" not in refused


def data_of(message: Message, label: str) -> str:
    """What the button of this label says to the bot."""
    rows = message["reply_markup"]["inline_keyboard"]
    return str(next(one["callback_data"] for row in rows for one in row if one["text"] == label))
