"""A local Telegram: a strict Bot API server and a web page with several phones.

It speaks HTTP only, imports nothing else of this project and may serve any bot. It answers as Telegram does, including
what Telegram refuses; what it does not know itself it refuses loudly and lists in `Sandbox.complaints`.

    sandbox = Sandbox(limits=Limits.off(), frozen=True)
    bot = sandbox.add_bot("1:demo", username="plaukts_demo_bot", name="Plaukts")
    person = sandbox.add_user("Bibliotekāre", "Renda")
    async with sandbox.serving() as url:            # the bot's API address is f"{url}/bot"
        chat = person.chat_with(bot)
        chat.start("CODE")                          # the bot gets "/start CODE"
        await sandbox.wait_for(lambda: chat.last["from"]["is_bot"])
        chat.press(chat.last, "Atbildēt")           # label or callback_data
        sandbox.clock.move(timedelta(days=1))
        assert not sandbox.complaints

Messages are dictionaries in the Bot API's form. The page is at the address itself: see Page.
"""

from bot.sandbox.clock import Clock
from bot.sandbox.faults import Fault, Injected, flood
from bot.sandbox.groups import Group, Topic
from bot.sandbox.limits import Limits
from bot.sandbox.people import Bot, User
from bot.sandbox.private import PrivateChat
from bot.sandbox.sandbox import Page, Request, Sandbox
from bot.sandbox.seat import Seat

__all__ = [
    "Bot",
    "Clock",
    "Fault",
    "Group",
    "Injected",
    "Limits",
    "Page",
    "PrivateChat",
    "Request",
    "Sandbox",
    "Seat",
    "Topic",
    "User",
    "flood",
]
