"""What fails for good is told to whoever caused it, or can mend it, and a button tries it again."""

import asyncio
from typing import Any

import pytest

from bot.features.consultations import actions
from bot.features.reports import actions as reports
from bot.features.reports.export import export
from bot.sandbox import Fault
from storage.inbox import IS_PARKED, inbox
from tests.journeys.person import Person, buttons
from tests.journeys.world import SECONDS, World

KEPT = "Nekas nav zudis: ar pogu var sūtīt vēlreiz."
REFUSED = f"⚠️ Atbilde uz jautājumu Nr. 1 netika piegādāta: Telegram šo ziņu nepieņem.\n{KEPT}"
NOT_DELIVERED = "netika piegādāt"
AGAIN = "[Sūtīt vēlreiz]"


def refusing(person: Person, times: int | None = 1, description: str = "Bad Request: no") -> Fault:
    return Fault("answer", "send*", chat=person.chat.user.id, times=times, code=400, description=description)


def told(person: Person) -> list[str]:
    return [text for text in person.shown if NOT_DELIVERED in text]


async def asked_and_refused(world: World, methodologist: Person, librarian: Person) -> None:
    """The librarian asks, the methodologist answers, and the answer is refused."""
    await librarian.say("/jautat Kā?")
    world.sandbox.faults.add(refusing(librarian))
    await methodologist.reply("Kā?", "Tā.")
    await world.move_clock(seconds=11)


async def test_who_answered_is_told_and_sends_it_again(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await asked_and_refused(world, methodologist, librarian)
    assert methodologist.shown[-1] == f"{REFUSED} {AGAIN}"
    await world.move_clock(minutes=5)
    assert len(told(methodologist)) == 1
    assert not any("Tā." in text for text in librarian.shown)

    notice = methodologist.last
    again = await methodologist.press("Sūtīt vēlreiz")
    assert again.toast == "Tiek sūtīts vēlreiz."
    assert "🔁 Tiek sūtīts vēlreiz. Ja atkal neizdosies, šeit pienāks ziņa." in again
    assert not buttons(again.changed[0])
    assert "Tā." in librarian.shown[-1]
    twice = await methodologist.press("Sūtīt vēlreiz", notice)
    assert twice.toast == "Vairs nav ko sūtīt: ziņa ir ceļā, jau pienākusi vai atsaukta."
    assert len([text for text in librarian.shown if "Tā." in text]) == 1


async def test_what_fails_once_more_is_told_once_more(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await asked_and_refused(world, methodologist, librarian)
    world.sandbox.faults.add(refusing(librarian))
    await methodologist.press("Sūtīt vēlreiz")
    await world.move_clock(seconds=11)
    assert told(methodologist) == [f"{REFUSED} {AGAIN}"]
    await methodologist.press("Sūtīt vēlreiz")
    assert "Tā." in librarian.shown[-1]


async def test_what_goes_again_shows_how_things_stand_by_then(world: World) -> None:
    """An answer whose text was corrected meanwhile, with the buttons of a question that was closed."""
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await asked_and_refused(world, methodologist, librarian)
    await methodologist.do(lambda: methodologist.chat.edit(methodologist.message("Tā."), "Citādi."))
    await methodologist.press("Slēgt")
    await methodologist.press("Sūtīt vēlreiz")
    arrived = librarian.message("Citādi.")
    assert buttons(arrived) == ["Vēl nav atrisināts", "Drīkst rādīt anonīmi"]
    assert not any("Tā." in text for text in librarian.shown)


async def test_an_answer_that_was_taken_back_does_not_go_again(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await asked_and_refused(world, methodologist, librarian)
    await methodologist.press("Atsaukt")
    answer = await methodologist.press("Sūtīt vēlreiz")
    assert answer.toast == "Vairs nav ko sūtīt: ziņa ir ceļā, jau pienākusi vai atsaukta."
    assert len(librarian.shown) == 2


async def test_only_who_caused_it_and_the_methodologists_may_send_it_again(world: World) -> None:
    world.provoked.add("failed")
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await asked_and_refused(world, methodologist, librarian)
    notice = methodologist.last
    data = notice["reply_markup"]["inline_keyboard"][0][0]["callback_data"].partition("~")[0]
    stranger, guest = world.stranger("Kāds"), await world.member("guest", "Viese")
    await stranger.start()
    assert (await librarian.send_data(data, librarian.last)).toast == "Sūtīt vēlreiz var tikai sūtītājs vai metodiķis."
    for person in (guest, stranger):
        assert (await person.send_data(data, person.last)).toast
    for forged in ("e:resend:999999", "e:resend:0", "e:resend:x", "e:resend:99999999999999999999"):
        assert (await methodologist.send_data(forged, methodologist.last)).toast
    assert not any("Tā." in text for text in librarian.shown)
    colleague = await world.methodologist("Kolēģe")
    assert (await colleague.send_data(data, colleague.last)).toast == "Tiek sūtīts vēlreiz."
    assert "Tā." in librarian.shown[-1]


async def test_a_question_and_what_is_added_to_it_are_told_of_too(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    colleague = await world.methodologist("Kolēģe")
    world.sandbox.faults.add(refusing(methodologist))
    await librarian.say("/jautat Kā?")
    await world.move_clock(seconds=11)
    sentence = f"⚠️ Jautājums Nr. 1 netika piegādāts kādam no metodiķiem: Telegram šo ziņu nepieņem.\n{KEPT}"
    assert librarian.shown[-1] == f"{sentence} {AGAIN}"
    await librarian.press("Sūtīt vēlreiz")
    assert "Kā?" in methodologist.shown[-1]
    world.sandbox.faults.add(refusing(colleague, description="Bad Request: chat not found"))
    await librarian.reply("Jautājums Nr. 1 reģistrēts", "Un kāpēc?")
    await world.move_clock(seconds=11)
    assert librarian.shown[-1] == (
        "⚠️ Papildinājums jautājumam Nr. 1 netika piegādāts kādam no saņēmējiem: "
        f"saņēmēja sarunas ar Plauktu vairs nav.\n{KEPT} {AGAIN}"
    )
    await librarian.press("Sūtīt vēlreiz")
    assert "Un kāpēc?" in colleague.shown[-1]


async def test_who_reads_no_confirmation_need_not_ask_again(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    world.sandbox.faults.add(refusing(librarian))
    await librarian.say("/jautat Kā?")
    await world.move_clock(seconds=11)
    sentence = "⚠️ Nr. 1 ir saglabāts, bet apstiprinājums par to netika piegādāts: Telegram šo ziņu nepieņem."
    assert librarian.shown[-1] == f"{sentence}\n{KEPT} {AGAIN}"
    assert "Kā?" in methodologist.shown[-1]
    await librarian.press("Sūtīt vēlreiz")
    assert "✅ Jautājums Nr. 1 reģistrēts." in librarian.shown[-1]


async def test_what_nobody_confirmed_is_told_when_it_is_given_up(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    world.sandbox.faults.add(Fault("answer", "send*", chat=librarian.chat.user.id, times=5, code=502))
    await methodologist.reply("Kā?", "Tā.")
    for _ in range(9):
        assert not told(methodologist)
        await world.move_clock(seconds=80)
        if told(methodologist):
            break
    assert told(methodologist) == [
        "⚠️ Atbilde uz jautājumu Nr. 1 netika piegādāta: Telegram to neapstiprināja arī pēc vairākiem mēģinājumiem; "
        f"iespējams, sūtījums tomēr ir pienācis.\n{KEPT} {AGAIN}"
    ]
    await methodologist.press("Sūtīt vēlreiz")
    assert "Tā." in librarian.shown[-1]


async def test_out_of_reach_is_told_when_it_turns_out_later(world: World) -> None:
    world.provoked.add("blocked")
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    world.bot.updates.allow(["message", "callback_query"])  # the bot is not told of the block
    librarian.chat.block()
    assert "nosūtīta" in await methodologist.reply("Kā?", "Tā.")
    for _ in range(3):
        await world.move_clock(seconds=11)
    assert told(methodologist) == [
        "⚠️ Atbilde uz jautājumu Nr. 1 netika piegādāta: saņēmējs Telegram pašlaik nav sasniedzams.\n"
        "Ziņa ir saglabāta un tiks piegādāta, tiklīdz saņēmējs būs sasniedzams."
    ]
    librarian.chat.unblock()
    await librarian.say("/palidziba")
    assert any("Tā." in text for text in librarian.shown)


async def test_out_of_reach_is_not_told_twice(world: World) -> None:
    """Where it is known when one answers, the confirmation says so."""
    world.provoked.add("blocked")
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    librarian.chat.block()
    await world.settled()
    assert "jautātājs Telegram pašlaik nav sasniedzams" in await methodologist.reply("Kā?", "Tā.")
    for _ in range(3):
        await world.move_clock(seconds=11)
    assert not told(methodologist)


async def test_a_notice_that_fails_brings_forth_no_other(world: World) -> None:
    world.provoked.add("failed")
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    world.sandbox.faults.add(refusing(librarian))
    await methodologist.reply("Kā?", "Tā.")
    world.sandbox.faults.add(refusing(methodologist, times=None))
    before = world.sandbox.done["sendMessage"]
    for _ in range(5):
        await world.move_clock(seconds=11)
    world.sandbox.faults.clear()
    for _ in range(5):
        await world.move_clock(seconds=11)
    assert world.sandbox.done["sendMessage"] == before
    assert not told(methodologist)


async def test_a_report_that_could_not_be_made_is_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    methodologist = await world.methodologist()
    broken = True

    def build(*arguments: Any, **more: Any) -> Any:
        if broken:
            raise RuntimeError("on purpose")
        return export(*arguments, **more)

    monkeypatch.setattr(reports, "export", build)
    methodologist.chat.send("/parskats 2026-09")
    assert world.app.clock is not None
    async with asyncio.timeout(SECONDS):
        while not told(methodologist):
            await world.app.clock.look()
    assert told(methodologist) == [f"⚠️ Pārskats netika piegādāts: failu neizdevās izveidot.\n{KEPT} {AGAIN}"]
    broken = False
    await methodologist.press("Sūtīt vēlreiz")
    assert methodologist.file("plaukts-2026-09.xlsx")


async def break_for(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Questions that say "bojāts" cannot be handled until that is mended."""
    state = {"broken": True}
    whole = actions.ask

    def fail(ctx: Any, typed: Any, **more: Any) -> Any:
        if state["broken"] and "bojāts" in typed.text:
            raise RuntimeError(typed.text)
        return whole(ctx, typed, **more)

    monkeypatch.setattr(actions, "ask", fail)
    return state


async def until_parked(world: World) -> None:
    for _ in range(6):
        await world.move_clock(seconds=40)


PARKED = "⚠️ Ziņas vai pogas, ko neizdevās apstrādāt un kas noliktas malā:"


async def test_the_administrators_are_told_once_and_try_it_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mended = await break_for(world, monkeypatch)
    administrator, other = await world.member("admin", "Administratore"), await world.member("admin", "Otra")
    methodologist, librarians = await world.methodologist(), [await world.librarian() for _ in range(4)]
    for librarian in librarians:
        librarian.chat.send("/jautat bojāts")
    await until_parked(world)
    for person in (administrator, other):
        (notice,) = [text for text in person.shown if PARKED in text]
        assert "[Mēģināt vēlreiz]" in notice
        assert "RuntimeError" in notice
        assert "bojāts" not in notice, "what was written is nobody's but its readers'"
    assert not [text for text in methodologist.shown if PARKED in text]
    for person in (methodologist, *librarians):
        refused = await person.send_data("e:unpark", person.last)
        assert refused.toast == "Jūsu lomai šī iespēja nav pieejama. Nekas nav mainīts."
    assert world.count() == 0

    mended["broken"] = False
    for _ in range(3):
        await world.move_clock(minutes=11)
    assert len([text for text in administrator.shown if PARKED in text]) == 1
    again = await administrator.press("Mēģināt vēlreiz")
    assert again.toast == "Tiek mēģināts vēlreiz."
    assert "🔁 Tiek mēģināts vēlreiz: 4." in again
    assert world.count() == 4
    assert all("Jautājums Nr." in librarian.shown[-1] for librarian in librarians)
    twice = await other.press("Mēģināt vēlreiz")
    assert twice.toast == "Malā vairs nekas nav nolikts."


async def test_many_that_come_one_after_the_other_are_told_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await break_for(world, monkeypatch)
    administrator = await world.member("admin", "Administratore")
    for librarian in [await world.librarian() for _ in range(9)]:
        librarian.chat.send("/jautat bojāts")
        await world.move_clock(minutes=1)
    for _ in range(14):
        await world.move_clock(minutes=1)
    notices = [text for text in administrator.shown if PARKED in text]
    assert 2 <= len(notices) <= 3, "the first at once, the others ten minutes apart"
    assert sum(int(text.partition(PARKED)[2].split(".")[0]) for text in notices) == 9
    world.write(lambda session: session.execute(inbox.delete().where(IS_PARKED)))
