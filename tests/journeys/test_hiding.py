"""What a member wrote is hidden with a reason: every copy follows, the author is told, it counts, it comes back."""

import pytest

from tests.journeys.test_muting import REASON
from tests.journeys.world import MAIN, Person, World

HIDDEN = "🙈 Ieraksts ir paslēpts."
Three = tuple[Person, Person, Person]


@pytest.fixture
async def three(world: World) -> Three:
    """Two methodologists, and a librarian whose question the second has answered."""
    first, second = await world.methodologist(), await world.methodologist("Metodiķe, Otra")
    librarian = await world.librarian()
    await librarian.say("/jautat Kā norakstīt grāmatas?")
    await second.reply("Kā norakstīt", "Sadedziniet tās!")
    return first, second, librarian


async def test_an_answer_is_hidden_everywhere_and_comes_back(world: World, three: Three) -> None:
    first, second, librarian = three
    asked = first.message("Kā norakstīt")
    before = world.record(1)
    # The methodologist who hides it has no copy of an answer to somebody else: it is hidden where it was written.
    answer = await second.say(f"/paslept {REASON}", reply_to=second.message("Sadedziniet"))
    assert "🙈 Paslēpts ieraksts: atbilde uz jautājumu Nr. 1\nSadedziniet tās!" in answer
    assert f"Iemesls: {REASON}" in answer
    assert HIDDEN in librarian.shown[-1]
    assert not any("Sadedziniet" in text for text in librarian.shown)
    after = world.record(1)
    assert {name: after[name] for name in ("status", "happened_on", "given_by")} == {
        name: before[name] for name in ("status", "happened_on", "given_by")
    }, "it counts as before"
    assert "💬 1 atbilde" in first.message("Kā norakstīt")["text"]
    assert asked["message_id"] == first.message("Kā norakstīt")["message_id"]

    await second.talk(
        ("[Atsaukt]", ("(Ieraksts atkal ir lasāms.)", "✅ Ieraksts atkal ir lasāms: atbilde uz jautājumu Nr. 1."))
    )
    assert any("Sadedziniet tās!" in text for text in librarian.shown)
    assert not any(HIDDEN in text for text in librarian.shown)
    stale = await second.send_data("mo:show:1", second.last)
    assert "Šis ieraksts vairs nav paslēpts." in stale


async def test_a_question_is_hidden_by_the_button_or_the_command_and_its_author_is_told_why(
    world: World, three: Three
) -> None:
    first, second, librarian = three
    await first.talk(("/paslept", "Ar šo komandu atbildiet uz ziņu, kas jāpaslēpj: jaunumu, jautājumu vai atbildi."))
    assert "Ar šo komandu atbildiet" in await first.reply("👋 Labdien! Te Plaukts", "/paslept Tāpat.")
    opened = await first.reply("Kā norakstīt", "/hide")
    assert "🙈 Ieraksta paslēpšana\njautājums Nr. 1\n\nKāpēc tas jāpaslēpj? Autors to izlasīs." in opened
    await first.talk(
        ("x", "Iemeslam jābūt 3–500 rakstzīmju garam"),
        (REASON, ("🙈 Paslēpts ieraksts: jautājums Nr. 1", "[Atsaukt] [Apturēt autoram iespēju rakstīt]")),
    )
    assert librarian.shown[-1] == (
        "🙈 Jūsu ieraksts ir paslēpts: jautājums Nr. 1\nKā norakstīt grāmatas?\n"
        f"Iemesls: {REASON}\nLēmumu pieņēma: Metodiķe, Kuldīga\n\n"
        "Ja vēlaties par to runāt: /jautat (lasa tikai metodiķi)."
    )
    for methodologist in (first, second):
        assert HIDDEN in methodologist.message("❓ Jautājums Nr. 1")["text"]
    assert "Šis ieraksts jau ir paslēpts." in await second.reply("❓ Jautājums Nr. 1", "/paslept Vēlreiz.")
    await first.talk(
        ("/moderesana", "[Moderēšanas žurnāls]"),
        (
            "[Moderēšanas žurnāls]",
            (
                "🙈 jautājums Nr. 1 (Bibliotekāre, Rendas) · 12.10. plkst. 11.00 · Metodiķe, Kuldīga",
                REASON,
                "[Rādīt atkal: ",
            ),
        ),
        ("[Rādīt atkal]", "Ieraksts atkal ir lasāms: jautājums Nr. 1."),
    )
    assert librarian.shown[-1] == "✅ Jūsu ieraksts atkal ir lasāms: jautājums Nr. 1."
    assert "Kā norakstīt grāmatas?" in second.message("❓ Jautājums Nr. 1")["text"]


async def test_what_the_author_changes_meanwhile_is_how_it_comes_back(world: World, three: Three) -> None:
    first, _, librarian = three
    asked = librarian.message("/jautat Kā norakstīt")
    await first.reply("Kā norakstīt", f"/paslept {REASON}")
    await librarian.do(lambda: librarian.chat.edit(asked, "/jautat Kā pareizi norakstīt grāmatas?"))
    assert HIDDEN in first.message("❓ Jautājums Nr. 1")["text"]
    await first.press("Atsaukt")
    assert "Kā pareizi norakstīt grāmatas?" in first.message("❓ Jautājums Nr. 1")["text"]


async def test_attachments_are_taken_back_and_come_again(world: World, three: Three) -> None:
    _, second, librarian = three
    reply_to = second.message("❓ Jautājums Nr. 1")
    await second.do(lambda: second.chat.send_photo(caption="Skatiet paraugu.", reply_to=reply_to))
    assert sum("<photo>" in text for text in librarian.shown) == 1
    await second.reply("Skatiet paraugu.", f"/paslept {REASON}")
    assert not any("<photo>" in text for text in librarian.shown)
    assert HIDDEN in librarian.shown[-1]
    await second.press("Atsaukt")
    assert any("Skatiet paraugu." in text for text in librarian.shown)
    assert sum("<photo>" in text for text in librarian.shown) == 1


async def test_from_what_was_hidden_its_author_is_muted(world: World, three: Three) -> None:
    first, _, librarian = three
    await first.reply("Kā norakstīt", f"/paslept {REASON}")
    await first.talk(
        ("[Apturēt autoram iespēju rakstīt]", ("Bibliotekāre, Rendas", "Uz cik ilgu laiku?")),
        ("[Stunda]", "Kāds ir iemesls?"),
        (REASON, "Bibliotekāre, Rendas: iespēja rakstīt kolēģiem ir apturēta."),
    )
    assert "Jums uz laiku apturēta" in librarian.shown[-1]


async def test_nobody_else_hides_anything(world: World, three: Three) -> None:
    _, _, librarian = three
    administrator = await world.member("admin", "Administratore", MAIN)
    for data in ("mo:hide:message:2", "mo:hide:consultation:1", "mo:show:1"):
        assert "Jūsu lomai šī iespēja nav pieejama." in await librarian.send_data(data, librarian.last), data
    assert "Jūsu lomai" in await librarian.reply("Sadedziniet", "/paslept Nepatīk.")
    for data in ("mo:hide:message:1", "mo:hide:message:99", "mo:hide:member:1"):
        assert "Šeit vairs nav nekā, ko paslēpt." in await administrator.send_data(data, administrator.last), data
    assert any("Sadedziniet" in text for text in librarian.shown)
