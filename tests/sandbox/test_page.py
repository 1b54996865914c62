"""The page in a real browser: start, write, press, see the edit, fetch a document, move the clock."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import async_playwright, expect

from bot.sandbox import Group, Page, PrivateChat, Sandbox, User
from tests.sandbox.conftest import Api

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on PATH")


async def _echo(api: Api) -> None:
    """A small bot: greets with a button, counts presses by editing, sends back a document."""
    offset = 0
    markup = {"inline_keyboard": [[{"text": "Skaitīt", "callback_data": "0", "style": "primary"}]]}
    while True:
        for update in await api.ok("getUpdates", offset=offset, timeout=50):
            offset = update["update_id"] + 1
            if query := update.get("callback_query"):
                count = int(query["data"]) + 1
                markup["inline_keyboard"][0][0]["callback_data"] = str(count)
                there = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
                await api.ok("editMessageText", **there, text=f"Nospiests: {count}", reply_markup=markup)
                await api.ok("answerCallbackQuery", callback_query_id=query["id"], text="Pieskaitīts")
            elif text := update.get("message", {}).get("text"):
                chat = update["message"]["chat"]["id"]
                if text == "fails":
                    await api.upload("sendDocument", "document", b"saturs", "pārskats.txt", chat_id=chat)
                else:
                    await api.ok("sendMessage", chat_id=chat, text=f"Teikts: {text}", reply_markup=markup)


@pytest.fixture
def group(sandbox: Sandbox, person: User, colleague: User) -> Group:
    """A forum without the bot."""
    return sandbox.add_group("Reģions", [person, colleague], topics=["Konsultācijas"])


@pytest.fixture
async def tab(api: Api, sandbox: Sandbox, chat: PrivateChat, colleague: User, group: Group) -> AsyncIterator[Tab]:
    """The page in a browser, with the bot at work; the page's own errors fail the test."""
    sandbox.page = Page(title="Izmēģinājums", phones=[chat, colleague.chat_with(chat.bot)], group=group)
    bot = asyncio.create_task(_echo(api))
    problems: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = await browser.new_context(viewport={"width": 1600, "height": 900}, accept_downloads=True)
        context.set_default_timeout(10_000)
        found = await context.new_page()
        found.on("pageerror", lambda error: problems.append(str(error)))
        found.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        await found.goto(api.url)
        yield found
        await browser.close()
    bot.cancel()
    await asyncio.gather(bot, return_exceptions=True)
    assert problems == []


async def test_a_conversation(tab: Tab, chat: PrivateChat, sandbox: Sandbox, tmp_path: Path) -> None:
    phone = tab.get_by_role("region", name="Bibliotekāre Renda")
    await phone.get_by_role("button", name="Sākt", exact=True).click()
    await expect(phone.get_by_text("Teikts: /start")).to_be_visible()
    await phone.get_by_label("Ziņa", exact=True).fill("<b>nav treknraksts</b> & <img src=x onerror=alert(1)>")
    await phone.get_by_label("Ziņa", exact=True).press("Enter")
    await expect(phone.get_by_text("Teikts: <b>nav treknraksts</b> & <img")).to_be_visible()
    await phone.get_by_role("button", name="Skaitīt").last.click()
    await expect(phone.get_by_text("Nospiests: 1")).to_be_visible()
    await expect(phone.locator(".time", has_text="labota")).to_be_visible()
    await expect(phone.get_by_text("Pieskaitīts")).to_be_visible()
    await expect(phone.locator("[aria-busy]")).to_have_count(0)
    await phone.get_by_label("Ziņa", exact=True).fill("fails")
    await phone.get_by_role("button", name="Sūtīt").click()
    async with tab.expect_download() as started:
        await phone.get_by_role("link", name="Lejupielādēt pārskats.txt").click()
    download = await started.value
    await download.save_as(tmp_path / "saved")
    assert (download.suggested_filename, (tmp_path / "saved").read_bytes()) == ("pārskats.txt", b"saturs")
    before = sandbox.clock.now()
    await tab.get_by_role("button", name="+1 diena").click()
    await sandbox.wait_for(lambda: sandbox.clock.now() - before == timedelta(days=1))
    chat.send("rīt")
    await expect(phone.locator(".day")).to_have_count(2)


async def test_replying_editing_deleting_and_blocking(tab: Tab, chat: PrivateChat, sandbox: Sandbox) -> None:
    chat.start("KODS")
    phone = tab.get_by_role("region", name="Bibliotekāre Renda")
    field = phone.get_by_label("Ziņa", exact=True)
    await phone.get_by_text("Teikts: /start KODS").click()
    await tab.get_by_role("menuitem", name="Atbildēt").click()
    await field.fill("jā")
    await field.press("Enter")
    await sandbox.wait_for(lambda: any(m.get("text") == "Teikts: jā" for m in chat.messages))
    mine = next(m for m in chat.messages if m.get("text") == "jā")
    assert mine["reply_to_message"]["text"] == "Teikts: /start KODS"
    row = phone.locator(f"[data-id='{mine['message_id']}']")
    await row.focus()
    await row.press("Enter")
    await tab.get_by_role("menuitem", name="Labot").press("Enter")
    await expect(field).to_have_value("jā")
    await field.fill("nē")
    await field.press("Enter")
    await sandbox.wait_for(lambda: chat.now(mine)["text"] == "nē")
    await row.locator(".words").click()
    await tab.get_by_role("menuitem", name="Dzēst").click()
    await expect(row).to_have_count(0)
    await phone.get_by_role("button", name="Izvēlne").click()
    await tab.get_by_role("menuitem", name="Bloķēt botu").click()
    await sandbox.wait_for(lambda: chat.blocked)
    await phone.get_by_role("button", name="Atbloķēt").click()
    await sandbox.wait_for(lambda: not chat.blocked)


async def test_keys_commands_and_files(tab: Tab, api: Api, chat: PrivateChat, sandbox: Sandbox, tmp_path: Path) -> None:
    chat.start()
    to: dict[str, Any] = {"chat_id": chat.user.id}
    phone = tab.get_by_role("region", name="Bibliotekāre Renda")
    await api.ok("setMyCommands", commands=[{"command": "jautat", "description": "Uzdot jautājumu"}])
    await api.ok("sendMessage", **to, text="x", reply_markup={"keyboard": [["❓ Jautāt", "🔎 Meklēt"]]})
    await phone.get_by_role("button", name="❓ Jautāt").click()
    await expect(phone.get_by_text("Teikts: ❓ Jautāt")).to_be_visible()
    await phone.get_by_role("button", name="Rādīt vai paslēpt pogas").click()
    await expect(phone.get_by_role("button", name="🔎 Meklēt")).to_have_count(0)
    await phone.get_by_role("button", name="Komandas").click()
    await tab.get_by_role("menuitem", name="/jautat").click()
    await expect(phone.get_by_text("Teikts: /jautat")).to_be_visible()
    file = tmp_path / "akts.txt"
    file.write_bytes(b"akts")
    await phone.get_by_role("button", name="Pievienot").click()
    async with tab.expect_file_chooser() as opened:
        await tab.get_by_role("menuitem", name="Dokuments…").click()
    await (await opened.value).set_files(file)
    await phone.get_by_label("Ziņa", exact=True).press("Enter")
    sent = await sandbox.wait_for(lambda: next((m for m in chat.messages if "document" in m), None))
    stored = sandbox.files.get(sent["document"]["file_id"])
    assert stored is not None
    assert (stored.name, stored.data) == ("akts.txt", b"akts")


async def test_the_group(tab: Tab, group: Group, colleague: User, sandbox: Sandbox) -> None:
    panel = tab.get_by_role("region", name="Reģions")
    await panel.get_by_role("tab", name="Konsultācijas").click()
    await panel.get_by_label("Rakstīt kā").select_option(label="Bibliotekārs Kuldīga")
    await panel.get_by_label("Ziņa", exact=True).fill("Kā norakstīt?")
    await panel.get_by_label("Ziņa", exact=True).press("Enter")
    await sandbox.wait_for(lambda: group.messages[-1].get("text") == "Kā norakstīt?")
    last = group.messages[-1]
    assert (last["from"]["id"], last["message_thread_id"]) == (colleague.id, group.topic("Konsultācijas").thread_id)
    await tab.get_by_role("button", name="English").click()
    await expect(panel.get_by_role("tab", name="General")).to_be_visible()


async def test_a_link_in_the_group_leads_to_the_persons_own_chat(
    tab: Tab, api: Api, group: Group, chat: PrivateChat, sandbox: Sandbox
) -> None:
    group.add(chat.bot)
    keyboard = [[{"text": "Atvērt", "url": f"https://t.me/{chat.bot.username}?start=jautat"}]]
    await api.ok("sendMessage", chat_id=group.id, text="Sveiki!", reply_markup={"inline_keyboard": keyboard})
    panel = tab.get_by_role("region", name="Reģions")
    await panel.get_by_label("Rakstīt kā").select_option(label="Bibliotekāre Renda")
    await panel.get_by_role("link", name="Atvērt").click()
    await sandbox.wait_for(lambda: any(m.get("text") == "/start jautat" for m in chat.messages))


async def test_nothing_overflows(tab: Tab, chat: PrivateChat) -> None:
    chat.start()
    chat.send("Nepieredzētivairākkārtpārpublicējamākajiem" * 3)
    await expect(tab.get_by_text("Nepieredzēti").last).to_be_visible()
    for width in (1600, 1000, 400):
        await tab.set_viewport_size({"width": width, "height": 800})
        script = "[...document.querySelectorAll('.list, #bar, .composer')].filter(e => e.scrollWidth > e.clientWidth)"
        assert await tab.evaluate(f"{script}.map(e => e.className || e.id)") == []
